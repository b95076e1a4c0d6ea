/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the head of a response says of its body, read in one pass over both
 * tables: what a script says stands among the fields that go out with errors,
 * too. Values are those of the tables; NULL for what is not said.
 */
#ifndef CP_RESPONSE_FIELDS_H
#define CP_RESPONSE_FIELDS_H

#include <httpd.h>

/* Says to another instance in front of this one that the page has been seen
 * to: whether it got a banner or, after a choice, did not. */
#define CP_FIELD_DONE "Cookie-Policy"

typedef struct cp_response_fields {
    const char *disposition; /* Content-Disposition */
    const char *encoding;    /* Content-Encoding; "several" for more fields */
    const char *language;    /* Content-Language */
    const char *range;       /* Content-Range */
    const char *done;        /* CP_FIELD_DONE */
    int no_transform;        /* Cache-Control says it */
    int digests;             /* there are digests of the body */
} cp_response_fields;

/** Non-zero when a list field has that member, whatever its case. */
int cp_response_fields_lists(const char *field, const char *member);

void cp_response_fields_read(const request_rec *r, cp_response_fields *out);

/** Takes out the digests of the body as it was (RFC 1864, 3230, 9530). */
void cp_response_fields_drop_digests(request_rec *r);

#endif
