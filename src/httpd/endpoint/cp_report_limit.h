/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The number of reports of browsers that count. Anybody can send reports, so
 * their number is limited: for each virtual host, and for each network of
 * clients (/24 of IPv4, /48 of IPv6). The counters are in memory that all
 * processes share. They have a fixed size, and contain no address.
 */
#ifndef CP_REPORT_LIMIT_H
#define CP_REPORT_LIMIT_H

#include <httpd.h>

/* Reports per second. One network must not use up those of the virtual host. */
#define CP_REPORTS_OF_HOST 500
#define CP_REPORTS_OF_NETWORK 100

/** Makes the counters of all virtual hosts, in pconf. For post_config.
 * Without shared memory each process counts for itself. */
void cp_report_limit_make(apr_pool_t *pconf, server_rec *s);

/** True if one more report of this client counts. Otherwise the report is to be
 * dropped. */
int cp_report_limit_take(request_rec *r);

#endif
