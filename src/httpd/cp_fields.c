/* SPDX-License-Identifier: Apache-2.0 */
/* The head of a response; see the header. */
#include "cp_fields.h"

#include <string.h>
#include <strings.h>

#include "cp_span.h"

static const char *const digests[] = {"Content-MD5", "Digest", "Content-Digest",
                                      "Repr-Digest", NULL};

int cp_fields_lists(const char *field, const char *member)
{
    cp_span rest = cp_span_of(field), one;

    while (cp_span_next(&rest, ',', &one)) {
        if (cp_span_case_is(cp_span_trim(one), member)) {
            return 1;
        }
    }
    return 0;
}

static int is_digest(const char *name)
{
    int i;

    for (i = 0; digests[i]; i++) {
        if (!strcasecmp(name, digests[i])) {
            return 1;
        }
    }
    return 0;
}

/* Where the value of such a field goes, NULL for nowhere. */
static const char **place_of(cp_fields *out, const char *name)
{
    switch (strlen(name)) {
    case sizeof("Content-Range") - 1: /* as long as another */
        if (!strcasecmp(name, "Content-Range")) {
            return &out->range;
        }
        return strcasecmp(name, CP_FIELD_DONE) ? NULL : &out->done;
    case sizeof("Content-Encoding") - 1: /* as long as another */
        if (!strcasecmp(name, "Content-Encoding")) {
            return &out->encoding;
        }
        return strcasecmp(name, "Content-Language") ? NULL : &out->language;
    case sizeof("Content-Disposition") - 1:
        return strcasecmp(name, "Content-Disposition") ? NULL
                                                       : &out->disposition;
    default:
        return NULL;
    }
}

static void read_table(const apr_table_t *table, cp_fields *out)
{
    const apr_array_header_t *all = apr_table_elts(table);
    const apr_table_entry_t *e = (const apr_table_entry_t *)all->elts;
    int i;

    for (i = 0; i < all->nelts; i++) {
        const char *name = e[i].key, **place = NULL;

        switch (*name | 0x20) {
        case 'c':
            place = place_of(out, name);
            if (place != NULL) {
                *place = *place ? *place : e[i].val;
            }
            else if (!strcasecmp(name, "Cache-Control")) {
                out->no_transform |= cp_fields_lists(e[i].val, "no-transform");
            }
            else {
                out->digests |= is_digest(name);
            }
            break;
        case 'd':
        case 'r':
            out->digests |= is_digest(name);
            break;
        default:
            break;
        }
    }
}

void cp_fields_read(const request_rec *r, cp_fields *out)
{
    memset(out, 0, sizeof(*out));
    read_table(r->headers_out, out);
    read_table(r->err_headers_out, out);
}

void cp_fields_drop_digests(request_rec *r)
{
    int i;

    for (i = 0; digests[i]; i++) {
        apr_table_unset(r->headers_out, digests[i]);
        apr_table_unset(r->err_headers_out, digests[i]);
    }
}
