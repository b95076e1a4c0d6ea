/* SPDX-License-Identifier: Apache-2.0 */
/* Whether a response is a page that gets elements; see the header. */
#include "httpd/page/cp_page.h"

#include <strings.h>

#include <http_protocol.h>

#include "core/html/cp_encoding.h"
#include "core/html/cp_html.h"
#include "httpd/config/cp_module.h"
#include "httpd/observe/cp_observe.h"

cp_eligibility cp_page_check(const request_rec *r, cp_response_fields *fields)
{
    cp_eligibility result = cp_eligibility_of_type(r->status, r->content_type);

    if (result != CP_ELIGIBLE) {
        return result;
    }
    cp_response_fields_read(r->headers_out, r->err_headers_out, fields);
    return cp_eligibility_of_fields(fields);
}

cp_eligibility cp_page_check_change(request_rec *r,
                                    const cp_response_fields *fields,
                                    int *flags)
{
    /* with the charset that AddDefaultCharset will add */
    cp_span charset =
        cp_encoding_of_type(ap_make_content_type(r, r->content_type));

    *flags = (charset.s != NULL ? CP_HTML_CHARSET_DECLARED : 0)
           | (cp_is_xhtml(r->content_type) ? CP_HTML_XML : 0);
    return cp_eligibility_of_page(
        fields, apr_table_get(r->headers_in, "Cache-Control"),
        charset.s == NULL || cp_encoding_of(charset) == CP_ENCODING_ASCII);
}

const char *cp_page_encoding(const request_rec *r,
                             const cp_response_fields *fields)
{
    const char *encoding = r->content_encoding;

    if (encoding == NULL) {
        encoding = fields->encoding;
    }
    return encoding && strcasecmp(encoding, "identity") ? encoding : NULL;
}

void cp_page_log_unchanged(request_rec *r, cp_counter cause, const char *reason)
{
    cp_observe_count(cp_conf_site(r->server), cause);
    ap_log_rerror(APLOG_MARK, APLOG_INFO, 0, r,
                  CPLOGNO(0005) "page left without banner: %s", reason);
}
