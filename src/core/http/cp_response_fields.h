/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The fields of a response that describe its body. They are read in one pass
 * over each table of the response. Both tables must be read: scripts write
 * their fields to the table that httpd also sends with errors.
 */
#ifndef CP_RESPONSE_FIELDS_H
#define CP_RESPONSE_FIELDS_H

#include <apr_tables.h>

/* A response with this field was treated by an instance of this module: it got
 * a banner, or none because the visitor has chosen. Another instance between
 * that one and the client leaves the page unchanged. */
#define CP_FIELD_DONE "Cookie-Policy"

/* Values belong to the tables. NULL: the response has no such field. Of two
 * fields with the same name, the first counts. */
typedef struct cp_response_fields {
    const char *disposition; /* Content-Disposition */
    const char *encoding;    /* Content-Encoding; "several" for two fields */
    const char *language;    /* Content-Language */
    const char *range;       /* Content-Range */
    const char *done;        /* CP_FIELD_DONE */
    int no_transform;        /* Cache-Control contains no-transform */
    int digests;             /* there is a digest of the body */
} cp_response_fields;

/** True if the comma-separated list `field`, which may be NULL, has the member
 * `member`. Case does not matter. */
int cp_response_fields_lists(const char *field, const char *member);

/** Reads both tables of a response into *out. */
void cp_response_fields_read(const apr_table_t *headers_out,
                             const apr_table_t *err_headers_out,
                             cp_response_fields *out);

/** Removes the digests of the body from a table: Content-MD5 (RFC 1864), Digest
 * (RFC 3230), Content-Digest and Repr-Digest (RFC 9530). */
void cp_response_fields_drop_digests(apr_table_t *headers);

#endif
