/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Diagnostic lines of one request: why did this cookie pass, why does this page
 * have no banner? The only place that tests whether such a line is logged.
 *
 * LogLevel cookie_policy:<level> shows:
 *
 *   debug   a few lines per request, each an outcome: the rules in force and
 *           where they come from; whether the page is eligible or why not; its
 *           variant. Numbered CP0080 to CP0099, in docs/messages.md.
 *   trace1  each decision with its reason: cookies of the request and of the
 *           response, layers, lifetimes, the parts of a page.
 *   trace2  each change of a field: conditional request fields, Vary,
 *           Accept-Encoding, Content-Security-Policy, hidden cookies.
 *   trace3  the events of the body filter and of the scanner.
 *   trace4  each bucket of the body.
 *
 * Trace lines have no number, as in httpd itself. A line never contains the
 * value of a cookie. Bytes from the network are escaped and cut: use
 * cp_trace_name() and cp_trace_text().
 *
 * A line that is off costs two instructions, a comparison and a branch: the
 * level is kept in the record of the request. In a function that has no other
 * reason to save registers, put the line into a function of its own that is
 * marked CP_COLD.
 */
#ifndef CP_TRACE_H
#define CP_TRACE_H

#include "httpd/config/cp_module.h"
#include "httpd/request/cp_request.h"

/* Bytes of a name from the network in a line of the log. */
#define CP_MAX_LOGGED_NAME 64

/* Bytes of other texts from the network: a URL path, a field value. */
#define CP_MAX_LOGGED_TEXT 256

/* A function that is called only for a line of the log. */
#define CP_COLD __attribute__((noinline, cold))

/** True if a line of `level` (APLOG_DEBUG, APLOG_TRACE1, …) is logged for the
 * request with the record `q`, which must not be NULL. */
#define CP_IS_LOGGED(q, level) __builtin_expect((q)->log_level >= (level), 0)

/* The body of the macros that follow. */
#define CP_LOG_LINE(r, q, level, ...)                            \
    do {                                                         \
        if (CP_IS_LOGGED(q, level)) {                            \
            ap_log_rerror(APLOG_MARK, level, 0, r, __VA_ARGS__); \
        }                                                        \
    } while (0)

/** Writes a line with a format and its arguments, which are evaluated only if
 * the level is on. Debug lines begin with CPLOGNO(nnnn), others with none. */
#define CP_DEBUG(r, q, ...) CP_LOG_LINE(r, q, APLOG_DEBUG, __VA_ARGS__)
#define CP_TRACE1(r, q, ...) CP_LOG_LINE(r, q, APLOG_TRACE1, __VA_ARGS__)
#define CP_TRACE2(r, q, ...) CP_LOG_LINE(r, q, APLOG_TRACE2, __VA_ARGS__)
#define CP_TRACE3(r, q, ...) CP_LOG_LINE(r, q, APLOG_TRACE3, __VA_ARGS__)
#define CP_TRACE4(r, q, ...) CP_LOG_LINE(r, q, APLOG_TRACE4, __VA_ARGS__)

/** Returns a cookie's name for a line of the log: escaped (cp_buf_log), at most
 * CP_MAX_LOGGED_NAME of its bytes; in r->pool. */
CP_COLD const char *cp_trace_name(request_rec *r, cp_span name);

/** Returns any other text from the network for a line of the log: escaped, at
 * most CP_MAX_LOGGED_TEXT of its bytes; "-" for NULL; in r->pool. */
CP_COLD const char *cp_trace_text(request_rec *r, const char *text);

#endif
