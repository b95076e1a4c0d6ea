/* SPDX-License-Identifier: Apache-2.0 */
/* The body of a request to one of the module's own URLs. */
#ifndef CP_BODY_H
#define CP_BODY_H

#include <httpd.h>

#include "core/base/cp_span.h"

/**
 * Reads the body, at most `max` bytes, into r->pool. *status is OK, or
 * HTTP_REQUEST_ENTITY_TOO_LARGE, or another status if the body cannot be read;
 * then the returned span must not be used. If bytes remain unread, the
 * connection ends after the response.
 */
cp_span cp_body_read(request_rec *r, apr_size_t max, int *status);

#endif
