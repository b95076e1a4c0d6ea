/* SPDX-License-Identifier: Apache-2.0 */
/* Dropping pairs from a Cookie field; see the header. */
#include "core/cookie/cp_cookies.h"

#include <string.h>

#include "core/base/cp_buf.h"
#include "core/cookie/cp_setcookie.h"

/* The field and what of it has been kept so far. */
typedef struct filtering {
    apr_pool_t *pool;
    cp_span field;
    cp_keep_fn *keep;
    void *ctx;
    cp_buf *out; /* NULL until something is dropped: most fields never are */
} filtering;

/* An empty pair ("a=1; ;") names nothing and hurts nobody. */
static int allows(filtering *f, cp_span name, unsigned what)
{
    return name.n == 0 || f->keep(f->ctx, name, what);
}

/* What begins at start is dropped. */
static void drop(filtering *f, const char *start)
{
    cp_span before = {f->field.s, 0};

    if (f->out != NULL) {
        return;
    }
    f->out = cp_buf_make(f->pool, f->field.n + 1);
    if (start > f->field.s) { /* without the separator, or blanks in front */
        before = cp_span_between(f->field.s, start - 1);
        before = cp_span_between(cp_span_trim(before).s, start - 1);
    }
    cp_buf_add(f->out, before.s, before.n);
}

static void put(filtering *f, cp_span piece, char separator)
{
    if (f->out == NULL) {
        return;
    }
    if (f->out->n > 0 || separator == ',') {
        cp_buf_char(f->out, separator);
    }
    else {
        piece = cp_span_trim(piece);
    }
    cp_buf_add(f->out, piece.s, piece.n);
}

/*
 * The next place behind a comma where a cookie may begin: its name, and
 * what is known of it. `rest` goes on just behind the comma.
 */
static int next_behind_comma(cp_span *rest, cp_span *name, unsigned *what)
{
    apr_size_t at;

    while ((at = cp_span_find(*rest, ',')) < rest->n) {
        cp_span piece;

        rest->s += at + 1;
        rest->n -= at + 1;
        piece = *rest;
        piece.n = cp_span_find(piece, ',');
        if (!cp_pair_read(piece, name) && name->n > 0) {
            int joined = piece.s[0] == ' ' || piece.s[0] == '\t';

            *what = joined && cp_span_is_token(*name) ? CP_PAIR_SURE : 0;
            return 1;
        }
    }
    return 0;
}

static unsigned read_pair(cp_span pair, cp_span *name)
{
    return CP_PAIR_SURE | (cp_pair_read(pair, name) ? CP_PAIR_BARE : 0);
}

/* Nothing behind a comma in it. */
static void filter_whole(filtering *f, cp_span pair)
{
    cp_span name;
    unsigned what = read_pair(pair, &name);

    if (allows(f, name, what)) {
        put(f, pair, ';');
    }
    else {
        drop(f, pair.s);
    }
}

/*
 * A pair, cut where a comma begins what could be another cookie. What is
 * kept behind a dropped piece keeps its comma: it must not become a pair of
 * that name for readers who do not split at commas.
 */
static void filter_pair(filtering *f, cp_span pair)
{
    cp_span rest = pair, name, next, piece, first;
    unsigned what = read_pair(pair, &name), next_what = 0;
    const char *start = pair.s;
    int kept = 0, more;

    do {
        int allowed = allows(f, name, what);

        more = next_behind_comma(&rest, &next, &next_what);
        piece = cp_span_between(start, more ? rest.s - 1 : pair.s + pair.n);
        /* "_ga, x=1": one cookie of an odd name, or a bare one first. */
        if (allowed && start == pair.s) {
            unsigned first_what = read_pair(piece, &first);

            allowed = first.n == name.n || allows(f, first, first_what);
        }
        if (!allowed) {
            drop(f, start);
        }
        else if (kept || start == pair.s) {
            put(f, piece, kept ? ',' : ';');
        }
        else {
            piece = cp_span_between(start - 1, piece.s + piece.n);
            put(f, piece, ';');
        }
        kept |= allowed;
        start = rest.s;
        name = next;
        what = next_what;
    } while (more);
}

const char *cp_cookies_filter(apr_pool_t *p, const char *field,
                              cp_keep_fn *keep, void *ctx)
{
    cp_span rest = cp_span_of(field), pair, kept;
    filtering f = {p, rest, keep, ctx, NULL};
    int commas = cp_span_find(rest, ',') < rest.n;

    while (cp_span_next(&rest, ';', &pair)) {
        if (commas) {
            filter_pair(&f, pair);
        }
        else {
            filter_whole(&f, pair);
        }
    }
    if (f.out == NULL) {
        return field;
    }
    kept = cp_span_trim(cp_span_of(cp_buf_text(f.out)));
    return kept.n > 0 ? cp_buf_text(f.out) : NULL;
}

cp_span cp_cookies_find(const char *field, cp_span name)
{
    cp_span rest = cp_span_of(field), pair, none = {NULL, 0};

    while (cp_span_next(&rest, ';', &pair)) {
        if (cp_span_eq(cp_pair_name(pair), name)) {
            return cp_pair_value(pair);
        }
    }
    return none;
}
