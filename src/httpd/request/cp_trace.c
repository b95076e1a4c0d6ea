/* SPDX-License-Identifier: Apache-2.0 */
/* Diagnostic lines of one request; see the header. */
#include "httpd/request/cp_trace.h"

#include "core/base/cp_buf.h"

static const char *escaped(request_rec *r, cp_span bytes, apr_size_t max)
{
    cp_buf *b = cp_buf_make(r->pool, 3 * max + 1);

    cp_buf_log(b, bytes, max);
    return cp_buf_text(b);
}

const char *cp_trace_name(request_rec *r, cp_span name)
{
    return escaped(r, name, CP_MAX_LOGGED_NAME);
}

const char *cp_trace_text(request_rec *r, const char *text)
{
    return escaped(r, cp_span_of(text ? text : "-"), CP_MAX_LOGGED_TEXT);
}
