/* SPDX-License-Identifier: Apache-2.0 */
/* WebDAV resources; see the header. */
#include "httpd/config/cp_dav.h"

#include <apr_dso.h>
#include <http_config.h>

cp_dav_fn cp_dav_find(apr_pool_t *pconf)
{
    const module *dav = ap_find_linked_module("mod_dav.c");
    apr_dso_handle_t *from;
    apr_dso_handle_sym_t symbol = NULL;

    if (dav == NULL) {
        return NULL;
    }
    from = dav->dynamic_load_handle;
    /* A module that is linked into httpd exports its symbols there. */
    if (from == NULL && apr_dso_load(&from, NULL, pconf) != APR_SUCCESS) {
        return NULL;
    }
    if (apr_dso_sym(&symbol, from, "dav_get_provider_name") != APR_SUCCESS) {
        return NULL;
    }
    return (cp_dav_fn)symbol;
}
