/* SPDX-License-Identifier: Apache-2.0 */
/*
 * SetHandler cookie-policy-status: the observations of all virtual hosts as a
 * page, as JSON, as metrics and as a draft of declarations. The administrator
 * decides with Require who may read them.
 */
#ifndef CP_STATUS_HANDLER_H
#define CP_STATUS_HANDLER_H

#include <httpd.h>

/** Hook fixups, after SetHandler: the page is one of the module's own, as the
 * policy page is, and no filter changes it. */
void cp_status_claim(const request_rec *r);

/** Registers the hooks of the handler, and the section of mod_status. */
void cp_status_register(apr_pool_t *p);

/** Warns of each SetHandler of this handler in a section without a Require that
 * excludes somebody (CP0170). For post_config. */
void cp_status_warn(apr_pool_t *ptemp, server_rec *s);

#endif
