/* SPDX-License-Identifier: Apache-2.0 */
/* Answers requests for held paths of this site; see the header. */
#include "httpd/endpoint/cp_held_path.h"

#include <strings.h>

#include <http_core.h>
#include <http_protocol.h>

#include "core/http/cp_site_path.h"
#include "core/pages/cp_held_page.h"
#include "httpd/endpoint/cp_form_origin.h"
#include "httpd/endpoint/cp_reply.h"

/* True if the response is shown in a frame. */
static int is_for_frame(const request_rec *r)
{
    const char *mode = apr_table_get(r->headers_in, "Sec-Fetch-Mode");

    return mode != NULL && !strcasecmp(mode, "navigate")
        && !cp_request_is_navigation(r);
}

/* Returns the path to which the visitor returns after consent: that of the
 * request, or of the page that contains the frame; NULL: it is not known. */
static const char *way_back(request_rec *r)
{
    if (is_for_frame(r)) {
        return cp_form_referring_path(r);
    }
    return r->method_number == M_GET && cp_is_site_path(r->unparsed_uri)
             ? r->unparsed_uri
             : NULL;
}

/* Returns the page that explains why. httpd sends it as HTML. */
static const char *page(request_rec *r, cp_req *q)
{
    const cp_source *source = q->gate_holds->source;
    cp_held held = {source->place, 0, source, way_back(r), 0};
    cp_buf *b = cp_buf_make(r->pool, 8192);
    cp_view view;

    cp_reply_view(r, &view);
    cp_held_page_html(b, &view, &held);
    apr_table_setn(r->err_headers_out, "Content-Security-Policy",
                   cp_conf_site(r->server)->held_csp);
    cp_request_claim(q); /* it gets no banner */
    return cp_buf_text(b);
}

/* Returns one sentence, as HTML: httpd sends it with this media type. */
static const char *sentence(request_rec *r, const cp_req *q)
{
    cp_buf *b = cp_buf_make(r->pool, 128);

    cp_buf_put(b, "This address waits for the visitor's consent to the "
                  "category ");
    cp_buf_html(b, q->gate_holds->source->category);
    cp_buf_put(b, ".\n");
    return cp_buf_text(b);
}

int cp_held_path_refuse(request_rec *r, cp_req *q)
{
    int shown = cp_conf_site(r->server)->active
             && (cp_request_is_navigation(r) || is_for_frame(r));

    if (r->main == NULL) {
        /* httpd sends these fields with an error response. */
        apr_table_setn(r->err_headers_out, "Cache-Control", "no-store");
        apr_table_setn(r->err_headers_out, "X-Content-Type-Options", "nosniff");
        ap_custom_response(r, HTTP_FORBIDDEN,
                           shown ? page(r, q) : sentence(r, q));
    }
    return HTTP_FORBIDDEN;
}

/* ---- hooks ---- */

int cp_held_path_start_judged(request_rec *r, cp_req *q)
{
    int status;

    cp_fixups_start(r, q);
    status = cp_endpoint_claim(r, q);
    return cp_gate_holds_asked(r, q) ? cp_held_path_refuse(r, q) : status;
}

int cp_held_path_unhide_judged(request_rec *r, cp_req *q)
{
    int status = cp_fixups_unhide(r, q);
    int refusal = cp_gate_holds_mapped(r, q) ? cp_held_path_refuse(r, q)
                                             : cp_prepared_refuse(r, q);

    return refusal != OK ? refusal : status;
}
