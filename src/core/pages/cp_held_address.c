/* SPDX-License-Identifier: Apache-2.0 */
/* The address of the page in place of a held frame; see the header. */
#include "core/pages/cp_held_address.h"

/* ---- the digest of a declaration ---- */

#define HASH_BEGIN APR_UINT64_C(14695981039346656037)

/* FNV-1a. A NUL ends the text, so that texts one after the other cannot be
 * taken for others. NULL counts as the empty text. */
static apr_uint64_t hash_text(const char *s, apr_uint64_t hash)
{
    if (s == NULL) {
        s = "";
    }
    do {
        hash = (hash ^ (unsigned char)*s) * APR_UINT64_C(1099511628211);
    } while (*s++ != '\0');
    return hash;
}

/* Writes the digest of what the page shows, and of the sources. */
static void digest_of(const cp_source *source, char out[CP_HELD_DIGEST])
{
    apr_uint64_t hash = HASH_BEGIN;
    int i;

    for (i = 0; i < source->sources->nelts; i++) {
        hash = hash_text(
            APR_ARRAY_IDX(source->sources, i, const cp_source_name *)->text,
            hash);
    }
    hash = hash_text(source->category, hash);
    hash = hash_text(source->provider, hash);
    hash = hash_text(source->purpose, hash);
    hash ^= hash >> 32;
    for (i = 0; i < CP_HELD_DIGEST; i++) {
        out[i] = "0123456789abcdef"[hash >> (4 * i) & 15];
    }
}

/* ---- writing ---- */

/* Appends "?name=" before the first part, and ";name=" before the others. */
static void begin_part(cp_buf *out, char *join, const char *name)
{
    cp_buf_char(out, *join);
    cp_buf_put(out, name);
    *join = ';';
}

void cp_held_address(cp_buf *out, const char *path, const char *category,
                     const cp_source *source, const char *language, int text)
{
    char digest[CP_HELD_DIGEST], join = '?';

    cp_buf_puts(out, path, CP_HELD_PATH, NULL);
    if (category != NULL) {
        begin_part(out, &join, "category=");
        cp_buf_put(out, category);
    }
    if (category != NULL && source != NULL) {
        digest_of(source, digest);
        begin_part(out, &join, "source=");
        cp_buf_add(out, digest, sizeof(digest));
    }
    if (language != NULL) {
        begin_part(out, &join, "lang=");
        cp_buf_put(out, language);
    }
    if (text) {
        begin_part(out, &join, "text");
    }
}

/* ---- reading ---- */

/* Sets *value if the part is `name`, which ends with '=', and a value. */
static void read_part(cp_span part, const char *name, cp_span *value)
{
    if (value->s == NULL && cp_span_case_begins(part, name)) {
        *value = cp_span_skip(part, strlen(name));
    }
}

void cp_held_query_read(const char *query, cp_held_query *out)
{
    cp_span rest = cp_span_of(query), part;

    memset(out, 0, sizeof(*out));
    while (rest.s != NULL && cp_span_next(&rest, ';', &part)) {
        read_part(part, "category=", &out->category);
        read_part(part, "source=", &out->source);
        read_part(part, "lang=", &out->language);
        out->text |= cp_span_is(part, "text");
    }
}

const cp_source *cp_held_query_find(const cp_held_query *query,
                                    const apr_array_header_t *list)
{
    char digest[CP_HELD_DIGEST];
    int i;

    if (query->source.n != CP_HELD_DIGEST) {
        return NULL;
    }
    for (i = 0; i < list->nelts; i++) {
        const cp_source *source = APR_ARRAY_IDX(list, i, const cp_source *);

        if (!cp_span_is(query->category, source->category)) {
            continue;
        }
        digest_of(source, digest);
        if (!memcmp(query->source.s, digest, sizeof(digest))) {
            return source;
        }
    }
    return NULL;
}
