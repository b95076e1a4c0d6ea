/* SPDX-License-Identifier: Apache-2.0 */
/* Dropping pairs from a Cookie field; see the header. */
#include "cp_cookies.h"

#include <string.h>

#include "cp_buf.h"
#include "cp_setcookie.h"

/* One pair of the field and what of it has been kept so far. */
typedef struct filtering {
    cp_keep_fn *keep;
    void *ctx;
    cp_buf *out;
    int dropped; /* anything at all */
} filtering;

/* An empty pair ("a=1; ;") names nothing and hurts nobody. */
static int allows(filtering *f, cp_span name, int sure)
{
    return name.n == 0 || f->keep(f->ctx, name, sure);
}

/*
 * One piece of a pair: the pair itself or what follows a comma in it. It
 * goes behind `separator` unless it is first. Returns `allowed`.
 */
static int filter_piece(filtering *f, cp_span piece, char separator,
                        int allowed)
{
    if (!allowed) {
        f->dropped = 1;
        return 0;
    }
    if (f->out->n > 0) {
        cp_buf_char(f->out, separator);
    }
    else {
        piece = cp_span_trim(piece);
    }
    cp_buf_add(f->out, piece.s, piece.n);
    return 1;
}

/*
 * A pair, cut where a comma begins what could be another cookie. What is
 * kept behind a dropped piece becomes a pair of its own.
 */
static void filter_pair(filtering *f, cp_span pair)
{
    cp_span rest = pair, name = cp_pair_name(pair), next, piece;
    const char *start = pair.s;
    int kept = 0, more;

    do {
        int sure = start == pair.s || *start == ' ' || *start == '\t';
        int allowed = allows(f, name, sure);

        more = cp_setcookie_next_folded(&rest, &next);
        /* next_folded leaves `rest` just behind the comma it found. */
        piece = cp_span_between(start, more ? rest.s - 1 : pair.s + pair.n);
        /* "_ga, x=1": one cookie of an odd name, or a nameless one first. */
        if (allowed && start == pair.s && cp_pair_name(piece).n != name.n) {
            allowed = allows(f, cp_pair_name(piece), sure);
        }
        kept |= filter_piece(f, piece, kept ? ',' : ';', allowed);
        start = rest.s;
        name = next;
    } while (more);
}

const char *cp_cookies_filter(apr_pool_t *p, const char *field,
                              cp_keep_fn *keep, void *ctx)
{
    filtering f = {keep, ctx, NULL, 0};
    cp_span rest = cp_span_of(field), pair;

    f.out = cp_buf_make(p, rest.n + 1);
    while (cp_span_next(&rest, ';', &pair)) {
        filter_pair(&f, pair);
    }
    if (!f.dropped) {
        return field;
    }
    return cp_span_trim(cp_span_of(cp_buf_text(f.out))).n ? cp_buf_text(f.out)
                                                          : NULL;
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
