/* SPDX-License-Identifier: Apache-2.0 */
/* The body of a request; see the header. */
#include "httpd/endpoint/cp_body.h"

#include <http_protocol.h>

/* Reads all bytes to `to`, which has room for max + 1. Returns the status. */
static int read_all(request_rec *r, char *to, apr_size_t max, apr_size_t *n)
{
    long got = 0;

    while (*n <= max
           && (got = ap_get_client_block(r, to + *n, max + 1 - *n)) > 0) {
        *n += (apr_size_t)got;
    }
    if (got < 0) {
        return HTTP_BAD_REQUEST;
    }
    return *n > max ? HTTP_REQUEST_ENTITY_TOO_LARGE : OK;
}

cp_span cp_body_read(request_rec *r, apr_size_t max, int *status)
{
    cp_span body = {NULL, 0};
    char *to;

    *status = ap_setup_client_block(r, REQUEST_CHUNKED_DECHUNK);
    if (*status == OK && r->remaining > (apr_off_t)max) {
        *status = HTTP_REQUEST_ENTITY_TOO_LARGE;
    }
    if (*status == OK) {
        to = apr_palloc(r->pool, max + 1);
        body.s = to;
        if (ap_should_client_block(r)) {
            *status = read_all(r, to, max, &body.n);
        }
    }
    if (*status == HTTP_REQUEST_ENTITY_TOO_LARGE) {
        r->connection->keepalive = AP_CONN_CLOSE;
    }
    return body;
}
