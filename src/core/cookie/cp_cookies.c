/* SPDX-License-Identifier: Apache-2.0 */
/* Removes cookies from a Cookie field; see the header. */
#include "core/cookie/cp_cookies.h"

#include <string.h>

#include "core/base/cp_buf.h"
#include "core/cookie/cp_setcookie.h"

typedef struct filtering {
    apr_pool_t *pool;
    cp_span field;
    cp_keep_fn *keep;
    void *ctx;
    cp_buf *out; /* the remaining text; NULL until a cookie is removed */
} filtering;

/*
 * A pair, or a part of one. A pair is cut at each comma after which another
 * cookie may begin.
 */
typedef struct part {
    cp_span text; /* without the separator before it */
    cp_span name; /* as a reader finds it that does not split at commas */
    unsigned flags;
} part;

static unsigned read_pair(cp_span pair, cp_span *name)
{
    return CP_PAIR_SURE | (cp_pair_read(pair, name) ? CP_PAIR_BARE : 0);
}

/* An empty pair ("a=1; ;") has no name and is always allowed. */
static int allows(filtering *f, cp_span name, unsigned flags)
{
    return name.n == 0 || f->keep(f->ctx, name, flags);
}

/* ---- writing ---- */

/* Removes the cookie at `start`. The first removal copies the text before it,
 * without the separator, and without blanks at the start of the field. */
static void remove_at(filtering *f, const char *start)
{
    const char *begin = f->field.s;
    cp_span before = {begin, 0};

    if (f->out != NULL) {
        return;
    }
    f->out = cp_buf_make(f->pool, f->field.n + 1);
    if (start > begin) {
        const char *separator = start - 1;
        const char *first =
            cp_span_skip_blanks(cp_span_between(begin, separator)).s;

        before = cp_span_between(first, separator);
    }
    cp_buf_add(f->out, before.s, before.n);
}

/* Appends a remaining text, after the separator unless it is the first one. A
 * ',' is always written: the part before it in the pair may be empty. */
static void append(filtering *f, cp_span text, char separator)
{
    if (f->out == NULL) {
        return;
    }
    if (f->out->n > 0 || separator == ',') {
        cp_buf_char(f->out, separator);
    }
    else {
        text = cp_span_trim(text);
    }
    cp_buf_add(f->out, text.s, text.n);
}

/* ---- parts ---- */

/* Ends `current` before the next comma after which a cookie may begin, and
 * reads the part that begins there. Returns 0 if there is none. */
static int next_part(part *current, part *next)
{
    const char *end = current->text.s + current->text.n;
    cp_span rest = current->text, piece;
    apr_size_t at;

    while ((at = cp_span_find(rest, ',')) < rest.n) {
        rest = cp_span_skip(rest, at + 1);
        piece = rest;
        piece.n = cp_span_find(piece, ',');
        if (!cp_pair_read(piece, &next->name) && next->name.n > 0) {
            next->flags =
                cp_is_blank(piece.s[0]) && cp_span_is_token(next->name)
                    ? CP_PAIR_SURE
                    : 0;
            next->text = cp_span_between(rest.s, end);
            current->text = cp_span_between(current->text.s, rest.s - 1);
            return 1;
        }
    }
    return 0;
}

/* The name of the first part of a cut pair depends on the reader: "_ga, x=1" is
 * one cookie "_ga, x", or a bare "_ga" and a cookie "x". Both names must be
 * allowed. */
static int allows_cut(filtering *f, const part *first)
{
    cp_span name;
    unsigned flags = read_pair(first->text, &name);

    return allows(f, first->name, first->flags)
        && (name.n == first->name.n || allows(f, name, flags));
}

/* Appends a part of a pair. A part after a removed one takes its comma along:
 * without it a reader that does not split at commas would find a new pair. */
static void keep_part(filtering *f, const part *p, int is_first, int any_kept)
{
    if (is_first) {
        append(f, p->text, ';');
    }
    else if (any_kept) {
        append(f, p->text, ',');
    }
    else {
        const char *end = p->text.s + p->text.n;

        append(f, cp_span_between(p->text.s - 1, end), ';');
    }
}

static void filter_pair(filtering *f, cp_span pair)
{
    part current, next;
    int is_first = 1, any_kept = 0, more;

    current.text = pair;
    current.flags = read_pair(pair, &current.name);
    do {
        more = next_part(&current, &next);
        if (is_first && more ? allows_cut(f, &current)
                             : allows(f, current.name, current.flags)) {
            keep_part(f, &current, is_first, any_kept);
            any_kept = 1;
        }
        else {
            remove_at(f, current.text.s);
        }
        is_first = 0;
        if (more) {
            current = next;
        }
    } while (more);
}

const char *cp_cookies_filter(apr_pool_t *p, const char *field,
                              cp_keep_fn *keep, void *ctx)
{
    cp_span rest = cp_span_of(field), pair, remaining;
    filtering f = {p, rest, keep, ctx, NULL};

    while (cp_span_next(&rest, ';', &pair)) {
        filter_pair(&f, pair);
    }
    if (f.out == NULL) {
        return field;
    }
    remaining = cp_span_trim(cp_span_of(cp_buf_text(f.out)));
    return remaining.n > 0 ? cp_buf_text(f.out) : NULL;
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
