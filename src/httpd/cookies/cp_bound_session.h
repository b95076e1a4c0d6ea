/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Device bound sessions (W3C, Device Bound Session Credentials). A browser asks
 * for such a session with a signed request, and the answer names the cookies
 * that are bound to the device. Before each request the browser compares the
 * name, Domain, Path, Secure, HttpOnly and SameSite of the stored cookie with
 * them. If it finds no such cookie, it asks again and delays the request.
 */
#ifndef CP_BOUND_SESSION_H
#define CP_BOUND_SESSION_H

#include <httpd.h>

#include "core/base/cp_span.h"

/**
 * True if cookies of the response to `r` may belong to a device bound session:
 * a field of the response begins with "Secure-Session-", or the request is one
 * that the browser makes for such a session. `head` is the header section as
 * bytes; "no span" if it is in httpd's tables.
 */
int cp_bound_session_is(const request_rec *r, cp_span head);

#endif
