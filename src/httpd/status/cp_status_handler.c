/* SPDX-License-Identifier: Apache-2.0 */
/* The handler of the status page; see the header. */
#include "httpd/status/cp_status_handler.h"

#include <string.h>

#include <apr_optional_hooks.h>
#include <apr_strings.h>
#include <http_main.h>
#include <http_protocol.h>
#include <http_request.h>
#include <mod_status.h>

#include "cp_assets.h"
#include "core/status/cp_draft.h"
#include "core/status/cp_exposition.h"
#include "core/status/cp_status_json.h"
#include "core/status/cp_status_page.h"
#include "httpd/config/cp_digest.h"
#include "httpd/config/cp_module.h"
#include "httpd/endpoint/cp_reply.h"
#include "httpd/observe/cp_observe.h"
#include "httpd/status/cp_catalogue.h"
#include "httpd/status/cp_dump.h"
#include "httpd/status/cp_status_server.h"

/* Returns the first server: a request has that of its virtual host. */
static server_rec *main_server(void)
{
    return ap_server_conf;
}

static cp_status *status_of(request_rec *r)
{
    return cp_status_server(r->pool, main_server(), cp_observe_read(r->pool),
                            apr_time_sec(r->request_time));
}

/* ---- the formats ---- */

static int send_page(request_rec *r, const cp_status *status, cp_buf *b)
{
    const char *style = cp_digest_csp(r->pool, cp_asset_status_css);

    cp_status_page(b, status);
    return cp_reply_html_under(
        r, HTTP_OK, b,
        apr_pstrcat(r->pool, "default-src 'none'; style-src ",
                    style ? style : "'none'",
                    "; base-uri 'none'; form-action 'none'; "
                    "frame-ancestors 'none'",
                    NULL));
}

static int send_json(request_rec *r, const cp_status *status, cp_buf *b)
{
    cp_status_json(b, status);
    return cp_reply_json(r, HTTP_OK, b);
}

static int send_metrics(request_rec *r, const cp_status *status, cp_buf *b)
{
    cp_exposition(b, status);
    return cp_reply_text(r, CP_EXPOSITION_TYPE, b);
}

static int send_draft(request_rec *r, const cp_status *status, cp_buf *b)
{
    cp_draft(b, status, cp_catalogue_read(r));
    return cp_reply_text(r, CP_DRAFT_TYPE, b);
}

static const struct {
    const char *query;
    int (*send)(request_rec *r, const cp_status *status, cp_buf *b);
} formats[] = {
    {"json", send_json}, {"prometheus", send_metrics}, {"draft", send_draft}};

/* True if the query is this word. Programs such as Prometheus append "=". */
static int asks_for(const request_rec *r, const char *word)
{
    apr_size_t n = strlen(word);

    return r->args != NULL && !strncmp(r->args, word, n)
        && (r->args[n] == '\0' || !strcmp(r->args + n, "="));
}

static int send_format(request_rec *r)
{
    const cp_status *status = status_of(r);
    cp_buf *b = cp_buf_make(r->pool, 65536);
    apr_size_t i;

    for (i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
        if (asks_for(r, formats[i].query)) {
            return formats[i].send(r, status, b);
        }
    }
    return send_page(r, status, b);
}

/* ---- hooks ---- */

/* The names of most handlers differ in their first letter. */
static inline int is_ours(const request_rec *r)
{
    return r->handler != NULL && r->handler[0] == CP_STATUS_HANDLER[0]
        && !strcmp(r->handler, CP_STATUS_HANDLER);
}

void cp_status_claim(const request_rec *r)
{
    cp_req *q = is_ours(r) ? cp_request_known(r) : NULL;

    if (q != NULL) {
        cp_request_claim(q);
    }
}

/* Out of line: few requests are for this page. */
static __attribute__((noinline)) int answer(request_rec *r)
{
    if (r->method_number == M_GET) {
        return send_format(r);
    }
    ap_allow_standard_methods(r, REPLACE_ALLOW, M_GET, M_OPTIONS, -1);
    return r->method_number == M_OPTIONS ? DECLINED : HTTP_METHOD_NOT_ALLOWED;
}

static int handler(request_rec *r)
{
    return is_ours(r) ? answer(r) : DECLINED;
}

/* The section of mod_status, if that module is loaded. */
static int section(request_rec *r, int flags)
{
    const cp_status *status = status_of(r);
    cp_buf *b = cp_buf_make(r->pool, 512);

    if (flags & AP_STATUS_SHORT) {
        cp_status_section_auto(b, status);
    }
    else {
        cp_status_section(b, status);
    }
    ap_rwrite(b->s, (int)b->n, r);
    return OK;
}

void cp_status_register(apr_pool_t *p)
{
    ap_hook_handler(handler, NULL, NULL, APR_HOOK_MIDDLE);
    APR_OPTIONAL_HOOK(ap, status_hook, section, NULL, NULL, APR_HOOK_MIDDLE);
    cp_dump_register();
    (void)p;
}
