/* SPDX-License-Identifier: Apache-2.0 */
/* The fields that describe the body of a response; see the header. */
#include "core/http/cp_response_fields.h"

#include <string.h>
#include <strings.h>

#include "core/base/cp_span.h"

#define LENGTH(name) (sizeof(name) - 1)

static const struct {
    const char *name;
    apr_size_t length;
} digests[] = {
    {"Content-MD5", LENGTH("Content-MD5")},
    {"Digest", LENGTH("Digest")},
    {"Content-Digest", LENGTH("Content-Digest")},
    {"Repr-Digest", LENGTH("Repr-Digest")},
};
#define N_DIGESTS (sizeof(digests) / sizeof(*digests))

int cp_response_fields_lists(const char *field, const char *member)
{
    cp_span rest = cp_span_of(field), one;

    while (cp_span_next(&rest, ',', &one)) {
        if (cp_span_case_is(cp_span_trim(one), member)) {
            return 1;
        }
    }
    return 0;
}

static inline int is(const char *name, const char *known)
{
    return !strcasecmp(name, known);
}

static int is_digest(const char *name, apr_size_t length)
{
    apr_size_t i;

    for (i = 0; i < N_DIGESTS; i++) {
        if (length == digests[i].length && is(name, digests[i].name)) {
            return 1;
        }
    }
    return 0;
}

/* Returns the member of *out that keeps the value of this field, or NULL. */
static const char **place_of(cp_response_fields *out, const char *name,
                             apr_size_t length)
{
    switch (length) {
    case LENGTH("Content-Range"): /* two names of one length */
        return is(name, "Content-Range") ? &out->range
             : is(name, CP_FIELD_DONE)   ? &out->done
                                         : NULL;
    case LENGTH("Content-Encoding"): /* two names of one length */
        return is(name, "Content-Encoding") ? &out->encoding
             : is(name, "Content-Language") ? &out->language
                                            : NULL;
    case LENGTH("Content-Disposition"):
        return is(name, "Content-Disposition") ? &out->disposition : NULL;
    default:
        return NULL;
    }
}

static void read_field(cp_response_fields *out, const char *name,
                       const char *value)
{
    apr_size_t length = strlen(name);
    const char **place = place_of(out, name, length);

    if (place == &out->encoding && *place != NULL) {
        *place = "several";
    }
    else if (place != NULL) {
        *place = *place ? *place : value;
    }
    else if (length == LENGTH("Cache-Control") && is(name, "Cache-Control")) {
        out->no_transform |= cp_response_fields_lists(value, "no-transform");
    }
    else {
        out->digests |= is_digest(name, length);
    }
}

static void read_table(const apr_table_t *table, cp_response_fields *out)
{
    const apr_array_header_t *all = apr_table_elts(table);
    const apr_table_entry_t *e = (const apr_table_entry_t *)all->elts;
    int i;

    for (i = 0; i < all->nelts; i++) {
        switch (*e[i].key | 0x20) {
        case 'c':
        case 'd':
        case 'r':
            read_field(out, e[i].key, e[i].val);
            break;
        default:
            break;
        }
    }
}

void cp_response_fields_read(const apr_table_t *headers_out,
                             const apr_table_t *err_headers_out,
                             cp_response_fields *out)
{
    memset(out, 0, sizeof(*out));
    read_table(headers_out, out);
    read_table(err_headers_out, out);
}

void cp_response_fields_drop_digests(apr_table_t *headers)
{
    apr_size_t i;

    for (i = 0; i < N_DIGESTS; i++) {
        apr_table_unset(headers, digests[i].name);
    }
}
