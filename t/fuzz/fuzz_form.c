/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A form body and the return path in it. Fields that are read, written again
 * with every byte escaped, read the same; a site path is one for a browser.
 */
#include "core/http/cp_form.h"
#include "core/http/cp_site_path.h"

#include "core/base/cp_buf.h"
#include "fuzz.h"

static void put_escaped(cp_buf *b, const char *s)
{
    static const char hex[] = "0123456789ABCDEF";

    for (; *s; s++) {
        cp_buf_char(b, '%');
        cp_buf_char(b, hex[(unsigned char)*s >> 4]);
        cp_buf_char(b, hex[*s & 15]);
    }
}

static void check_round_trip(apr_pool_t *p, const apr_array_header_t *fields)
{
    cp_buf *b = cp_buf_make(p, 0);
    apr_array_header_t *again;
    int i;

    for (i = 0; i < fields->nelts; i++) {
        const cp_form_field *f = &APR_ARRAY_IDX(fields, i, cp_form_field);

        cp_buf_put(b, i ? "&" : "");
        put_escaped(b, f->name);
        cp_buf_char(b, '=');
        put_escaped(b, f->value);
    }
    if (b->n > CP_MAX_FORM) {
        return;
    }
    again = cp_form_parse(p, cp_span_between(b->s, b->s + b->n));
    MUST(again != NULL && again->nelts == fields->nelts);
    for (i = 0; i < fields->nelts; i++) {
        const cp_form_field *f = &APR_ARRAY_IDX(fields, i, cp_form_field);
        const cp_form_field *g = &APR_ARRAY_IDX(again, i, cp_form_field);

        MUST(!strcmp(f->name, g->name) && !strcmp(f->value, g->value));
    }
}

static void check_lookups(const apr_array_header_t *fields, apr_size_t size)
{
    apr_size_t total = 0;
    int i;

    MUST(fields->nelts <= CP_MAX_FIELDS);
    for (i = 0; i < fields->nelts; i++) {
        const cp_form_field *f = &APR_ARRAY_IDX(fields, i, cp_form_field);
        int count = cp_form_count(fields, f->name);
        const char *single = cp_form_single(fields, f->name);

        total += strlen(f->name) + strlen(f->value);
        MUST(count >= 1 && (single != NULL) == (count == 1));
        MUST(single == NULL || !strcmp(single, f->value));
    }
    MUST(total <= size);
}

/* The URL standard drops TAB, CR and LF and reads '\' as '/'. */
static void check_path(const char *path)
{
    const char *s = path;

    if (!cp_is_site_path(path)) {
        return;
    }
    MUST(strlen(path) <= 2000 && path[0] == '/');
    for (; *s; s++) {
        MUST(*s > 0x20 && *s < 0x7F && *s != '\\');
    }
    MUST(path[1] != '/');
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    apr_pool_t *p = fuzz_pool();
    cp_span body = fuzz_bytes(data, size);
    apr_array_header_t *fields = cp_form_parse(p, body);
    char *text = fuzz_text(data, size);
    const char *back;

    MUST(size <= CP_MAX_FORM || fields == NULL);
    if (fields != NULL) {
        check_lookups(fields, size);
        check_round_trip(p, fields);
        back = cp_form_single(fields, "return");
        if (back != NULL) {
            check_path(back);
        }
    }
    check_path(text);
    free(text);
    free((char *)body.s);
    apr_pool_destroy(p);
    return 0;
}
