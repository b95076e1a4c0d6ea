/* SPDX-License-Identifier: Apache-2.0 */
/* Whether a response may get elements injected; see the header. */
#include "core/http/cp_eligibility.h"

#include <strings.h>

#include "core/base/cp_span.h"

#define HTML "text/html"
#define XHTML "application/xhtml+xml"

/* ---- media types ---- */

static inline const char *skip_blanks(const char *s)
{
    while (*s == ' ' || *s == '\t') {
        s++;
    }
    return s;
}

/* True if the media type without its parameters is `name`. */
static int is_type(const char *type, const char *name, apr_size_t length)
{
    type = skip_blanks(type);
    if (strncasecmp(type, name, length)) {
        return 0;
    }
    type = skip_blanks(type + length);
    return *type == '\0' || *type == ';';
}

int cp_is_xhtml(const char *type)
{
    return is_type(type, XHTML, sizeof(XHTML) - 1);
}

int cp_is_html(const char *type)
{
    return type != NULL
        && (is_type(type, HTML, sizeof(HTML) - 1) || cp_is_xhtml(type));
}

int cp_accepts_html(const char *accept)
{
    cp_span rest = cp_span_of(accept), type;

    while (cp_span_next(&rest, ',', &type)) {
        type.n = cp_span_find(type, ';');
        type = cp_span_trim(type);
        if (cp_span_case_is(type, HTML) || cp_span_case_is(type, XHTML)) {
            return 1;
        }
    }
    return 0;
}

/* ---- the checks ---- */

/* True if browsers show the body of such a response. They do not show the body
 * of a redirect; 300 (Multiple Choices) is not one. */
static int is_shown(int status)
{
    switch (status) {
    case 204: /* No Content */
    case 205: /* Reset Content */
    case 206: /* Partial Content */
        return 0;
    default:
        return (status >= 200 && status <= 300) || status >= 400;
    }
}

cp_eligibility cp_eligibility_of_type(int status, const char *type)
{
    if (!cp_is_html(type)) {
        return CP_NOT_HTML;
    }
    return is_shown(status) ? CP_ELIGIBLE : CP_NOT_SHOWN;
}

static int is_attachment(const char *disposition)
{
    cp_span rest = cp_span_of(disposition), kind;

    return cp_span_next(&rest, ';', &kind)
        && cp_span_case_is(cp_span_trim(kind), "attachment");
}

cp_eligibility cp_eligibility_of_fields(const cp_response_fields *fields)
{
    if (fields->range != NULL) {
        return CP_PARTIAL;
    }
    return is_attachment(fields->disposition) ? CP_DOWNLOAD : CP_ELIGIBLE;
}

cp_eligibility cp_eligibility_of_page(const cp_response_fields *fields,
                                      const char *request_cache_control,
                                      int fits_ascii)
{
    if (fields->done != NULL) {
        return CP_TREATED;
    }
    if (fields->no_transform
        || cp_response_fields_lists(request_cache_control, "no-transform")) {
        return CP_NO_TRANSFORM;
    }
    return fits_ascii ? CP_ELIGIBLE : CP_ODD_CHARSET;
}

const char *cp_eligibility_reason(cp_eligibility reason)
{
    static const char *const reasons[CP_N_ELIGIBILITY] = {
        [CP_NOT_HTML] = "its media type is neither HTML nor XHTML",
        [CP_NOT_SHOWN] = "browsers do not show the body of its status",
        [CP_DOWNLOAD] = "it is a download (Content-Disposition: attachment)",
        [CP_PARTIAL] = "it is a part of a document (Content-Range)",
        [CP_TREATED] = "another server with this module has treated it",
        [CP_NO_TRANSFORM] = "Cache-Control: no-transform forbids it",
        [CP_ODD_CHARSET] = "its charset does not extend ASCII, or is unknown",
    };

    return reasons[reason];
}
