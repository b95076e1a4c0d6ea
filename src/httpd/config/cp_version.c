/* SPDX-License-Identifier: Apache-2.0 */
/* The version in the error log; see the header. */
#include "httpd/config/cp_version.h"

#include <http_core.h>

#include "httpd/config/cp_module.h"

void cp_version_log(server_rec *main_server)
{
    /* httpd reads its configuration twice at start-up. */
    if (ap_state_query(AP_SQ_MAIN_STATE) != AP_SQ_MS_CREATE_PRE_CONFIG) {
        ap_log_error(APLOG_MARK, APLOG_INFO, 0, main_server,
                     CPLOGNO(0070) "mod_cookie_policy/" CP_VERSION
                                   " is initialized");
    }
}
