/* SPDX-License-Identifier: Apache-2.0 */
/* The tables of one host on the status page. Each of them is a sentence if it
 * would have no row. */
#ifndef CP_STATUS_TABLES_H
#define CP_STATUS_TABLES_H

#include "core/base/cp_buf.h"
#include "core/status/cp_status.h"

/** Appends how often cookies were seen, by category and reason. */
void cp_status_reasons(cp_buf *b, const cp_status_host *host);

/** Append what is undeclared, the newest first. */
void cp_status_newest_cookies(cp_buf *b, const cp_status_host *host);
void cp_status_newest_sources(cp_buf *b, const cp_status_host *host);

/** Appends the pages that got no banner, with the reason. */
void cp_status_pages(cp_buf *b, const cp_status_host *host);

/** Appends the declarations, where they are in the configuration, and how often
 * their names were seen. */
void cp_status_declarations(cp_buf *b, const cp_status_host *host);

/** Appends all counters. */
void cp_status_counters(cp_buf *b, const cp_status_host *host);

#endif
