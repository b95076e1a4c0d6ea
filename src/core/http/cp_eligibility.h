/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whether a response is a page that may get elements injected, and if not, why.
 * The decision uses the header sections of request and response, never the
 * body: the responses to GET and HEAD, and a 304, must agree.
 *
 * There are three checks. The first two decide whether the response is a page.
 * Every page depends on the visitor and gets Vary, even if it is not changed.
 * The third check decides whether the page may be changed.
 */
#ifndef CP_ELIGIBILITY_H
#define CP_ELIGIBILITY_H

#include "core/http/cp_response_fields.h"

typedef enum cp_eligibility {
    CP_ELIGIBLE,
    /* The response is not a page. */
    CP_NOT_HTML,  /* its media type is neither HTML nor XHTML */
    CP_NOT_SHOWN, /* browsers do not show the body of this status */
    CP_DOWNLOAD,  /* Content-Disposition: attachment */
    CP_PARTIAL,   /* Content-Range */
    /* The page must not be changed. */
    CP_TREATED,      /* another server with this module has treated it */
    CP_NO_TRANSFORM, /* Cache-Control: no-transform (RFC 9111, 5.2.2.6) */
    CP_ODD_CHARSET,  /* ASCII cannot be injected */
    CP_N_ELIGIBILITY
} cp_eligibility;

/** Returns the reason as a clause about the page, without a full stop: "it …"
 * or "… forbids it". Constant text. Never call it with CP_ELIGIBLE. */
const char *cp_eligibility_reason(cp_eligibility reason);

/** True for the media type of XHTML, with any parameters. Not NULL. */
int cp_is_xhtml(const char *type);

/** True for the media type of HTML or XHTML, with any parameters. The type may
 * be NULL. */
int cp_is_html(const char *type);

/** True if the Accept field of a request names HTML or XHTML. Browsers do so
 * for documents, and for nothing else. The field may be NULL. */
int cp_accepts_html(const char *accept);

/** First check: by the status, and by the media type, which may be NULL. It
 * needs no field of the tables. */
cp_eligibility cp_eligibility_of_type(int status, const char *type);

/** Second check: by the fields of the response. */
cp_eligibility cp_eligibility_of_fields(const cp_response_fields *fields);

/**
 * Third check, for a page: whether it may be changed. `request_cache_control`
 * is Cache-Control of the request, or NULL: a client may forbid changes, too
 * (RFC 9111, section 5.2.1.6). `fits_ascii` is false if the declared charset
 * does not extend ASCII.
 */
cp_eligibility cp_eligibility_of_page(const cp_response_fields *fields,
                                      const char *request_cache_control,
                                      int fits_ascii);

#endif
