/* SPDX-License-Identifier: Apache-2.0 */
/* The visitor's answer and its text form; see the header. */
#include "cp_consent.h"

#include <string.h>

#include "cp_block.h"
#include "cp_buf.h"
#include "cp_digits.h"

static const cp_consent undecided;

/* As cp_span_next, for pieces that are short. */
static inline int next_near(cp_span *rest, char sep, cp_span *piece)
{
    apr_size_t at;

    if (rest->s == NULL) {
        return 0;
    }
    at = cp_find_near(*rest, sep, sep);
    *piece = cp_span_between(rest->s, rest->s + at);
    if (at < rest->n) {
        *rest = cp_span_between(rest->s + at + 1, rest->s + rest->n);
    }
    else {
        *rest = cp_span_of(NULL);
    }
    return 1;
}

/* Place of the category; ids mostly come in the order of their places, as
 * they are written: the search goes on behind the latest one. */
static int find_behind(const cp_categories *all, int latest, cp_span id)
{
    int at;

    for (at = latest + 1; at < all->n; at++) {
        if (cp_span_is(id, all->list[at].id)) {
            return at;
        }
    }
    return cp_categories_find(all, id);
}

/* "a+b+c" as a set; an empty text is the empty set. An id twice, or one
 * that could be none, makes the whole malformed. */
static int parse_ids(cp_span text, const cp_categories *all, cp_set *out)
{
    cp_span id;
    int at = -1;

    *out = 0;
    if (text.n == 0) {
        return 1;
    }
    while (next_near(&text, '+', &id)) {
        at = find_behind(all, at, id);
        if (at < 0) {
            if (!cp_category_id_valid(id)) {
                return 0;
            }
            continue;
        }
        if (*out & CP_SET(at)) {
            return 0;
        }
        *out |= CP_SET(at);
    }
    return 1;
}

static int parse_fields(cp_span value, const cp_terms *terms, cp_consent *c)
{
    const cp_categories *all = terms->categories;
    cp_span piece;

    if (!next_near(&value, '.', &piece) || !cp_span_is(piece, "1")) {
        return 0;
    }
    if (!next_near(&value, '.', &piece) || !cp_span_number(piece, &c->time)) {
        return 0;
    }
    if (!next_near(&value, '.', &piece) || !cp_span_is(piece, terms->version)) {
        return 0;
    }
    if (!next_near(&value, '~', &piece)
        || !parse_ids(piece, all, &c->granted)) {
        return 0;
    }
    return value.s != NULL && cp_span_find(value, '~') == value.n
        && parse_ids(value, all, &c->refused);
}

/* What stands in front of it in the years 2001 to 2286. */
#define BEFORE_USUAL (sizeof("1.1234567890") - 1)

/* The same, where it is one of the usual answers. */
static int parse_usual(cp_span value, const cp_terms *terms, cp_consent *c)
{
    apr_int64_t first, last;
    int usual;

    for (usual = 0; usual < CP_N_USUAL; usual++) {
        cp_span text = terms->usual[usual];

        if (value.n == BEFORE_USUAL + text.n
            && !memcmp(value.s + BEFORE_USUAL, text.s, text.n)) {
            break;
        }
    }
    /* In two parts: the last four of ten digits twice. */
    if (usual == CP_N_USUAL || value.s[0] != '1' || value.s[1] != '.'
        || cp_digits(value.s + 2, &first) != 8
        || cp_digits(value.s + 4, &last) != 8) {
        return 0;
    }
    *c = cp_consent_make(terms->categories, usual);
    c->time = first * 100 + last % 100;
    return 1;
}

int cp_consent_parse(cp_span value, const cp_terms *terms, apr_int64_t now,
                     cp_consent *out)
{
    cp_consent c = undecided;

    *out = undecided;
    if (value.n > CP_MAX_CONSENT
        || (!parse_usual(value, terms, &c)
            && !parse_fields(value, terms, &c))) {
        return 0;
    }
    if (c.time > now || (c.granted & c.refused) != 0) {
        return 0;
    }
    c.decided = 1;
    *out = c;
    return 1;
}

/* Value of the pair if it is called `name`, which holds no '='. */
static int pair_value(cp_span pair, cp_span name, cp_span *value)
{
    pair = cp_span_trim(pair);
    if (pair.n <= name.n || pair.s[0] != name.s[0]
        || memcmp(pair.s, name.s, name.n) != 0) {
        return 0;
    }
    pair.s += name.n;
    pair.n -= name.n;
    pair = cp_span_trim(pair);
    if (pair.n == 0 || pair.s[0] != '=') {
        return 0;
    }
    *value = cp_span_trim(cp_span_between(pair.s + 1, pair.s + pair.n));
    return 1;
}

void cp_consent_read(const char *field, const char *name, const cp_terms *terms,
                     apr_int64_t now, cp_consent *out)
{
    cp_span rest = cp_span_of(field), called = cp_span_of(name);
    cp_span pair, value, first = {NULL, 0};

    *out = undecided;
    while (cp_span_next(&rest, ';', &pair)) {
        if (!pair_value(pair, called, &value)) {
            continue;
        }
        if (first.s != NULL && !cp_span_eq(first, value)) {
            out->contested = 1;
            return;
        }
        first = value;
    }
    if (first.s != NULL) {
        out->contested = !cp_consent_parse(first, terms, now, out);
    }
}

static void add_ids(cp_buf *b, const cp_categories *all, cp_set set)
{
    const char *join = "";
    int i;

    for (i = 0; i < all->n; i++) {
        if (set & CP_SET(i)) {
            cp_buf_puts(b, join, all->list[i].id, NULL);
            join = "+";
        }
    }
}

/* What stands behind the time. */
static void add_answer(cp_buf *b, const cp_terms *terms, const cp_consent *c)
{
    cp_buf_puts(b, ".", terms->version, ".", NULL);
    add_ids(b, terms->categories, c->granted);
    cp_buf_char(b, '~');
    add_ids(b, terms->categories, c->refused);
}

const char *cp_consent_format(apr_pool_t *p, const cp_consent *consent,
                              const cp_terms *terms)
{
    cp_buf *b = cp_buf_make(p, 128);

    cp_buf_put(b, "1.");
    cp_buf_number(b, consent->time);
    add_answer(b, terms, consent);
    return cp_buf_text(b);
}

cp_terms *cp_terms_make(apr_pool_t *p, const cp_categories *all,
                        const char *version)
{
    cp_terms *terms = apr_palloc(p, sizeof(*terms));
    int i;

    terms->categories = all;
    terms->version = version;
    for (i = 0; i < CP_N_USUAL; i++) {
        cp_consent c = cp_consent_make(all, i);
        cp_buf *b = cp_buf_make(p, 128);

        add_answer(b, terms, &c);
        terms->usual[i] = cp_span_between(b->s, b->s + b->n);
    }
    return terms;
}

const char *cp_state_name(cp_state_e state)
{
    static const char *const names[] = {"exempt", "granted", "refused",
                                        "refused", "undecided"};
    return names[state];
}

int cp_consent_pending(const cp_categories *all, const cp_consent *consent,
                       cp_set signals)
{
    cp_set known = consent->granted | consent->refused | signals;
    return (all->asked & ~known) != 0;
}
