/* SPDX-License-Identifier: Apache-2.0 */
/* The answers of a visitor and their text form; see the header. */
#include "core/policy/cp_consent.h"

#include <string.h>

#include "core/base/cp_buf.h"
#include "core/base/cp_digits.h"

static const cp_consent undecided;

/* ---- reading a value ---- */

/* One "<id>:<digest>". */
typedef struct answer {
    cp_span id;
    cp_span digest;
    int granted; /* the side where it is */
} answer;

typedef struct reading {
    const cp_terms *terms;
    cp_consent *consent;
    cp_set seen;                       /* categories with an answer */
    answer answers[CP_MAX_CATEGORIES]; /* these answers, by place */
    int n_strangers;
    answer strangers[CP_MAX_STRANGERS];
} reading;

static int is_digest(cp_span a)
{
    apr_size_t i;

    for (i = 0; i < a.n; i++) {
        char c = a.s[i];

        if (!(c >= '0' && c <= '9') && !(c >= 'a' && c <= 'f')) {
            return 0;
        }
    }
    return a.n == CP_DIGEST_LENGTH;
}

static int says_the_same(const answer *a, const answer *b)
{
    return a->granted == b->granted && cp_span_eq(a->digest, b->digest);
}

/* Reads the answer of one category. A refusal that does not count must not
 * become consent, so it makes the category contested. Returns 0 if it
 * contradicts an earlier answer. */
static int read_known(reading *in, int at, const answer *a)
{
    cp_set one = CP_SET(at);
    cp_consent *c = in->consent;

    if (in->seen & one) {
        return says_the_same(a, &in->answers[at]);
    }
    in->seen |= one;
    in->answers[at] = *a;
    if (!(in->terms->categories->optional & one)) {
        return 1;
    }
    if (!memcmp(a->digest.s, in->terms->digests[at], CP_DIGEST_LENGTH)) {
        *(a->granted ? &c->granted : &c->refused) |= one;
    }
    else if (!a->granted) {
        c->contested |= one;
    }
    return 1;
}

/* Reads an answer of another server of the domain. */
static int read_stranger(reading *in, const answer *a)
{
    int i;

    if (!cp_category_id_valid(a->id)) {
        return 0;
    }
    for (i = 0; i < in->n_strangers; i++) {
        if (cp_span_eq(a->id, in->strangers[i].id)) {
            return says_the_same(a, &in->strangers[i]);
        }
    }
    if (in->n_strangers == CP_MAX_STRANGERS) {
        return 0;
    }
    in->strangers[in->n_strangers++] = *a;
    return 1;
}

/* Reads "id:digest+id:digest"; an empty text is the empty set. */
static int read_side(reading *in, cp_span text, int granted)
{
    const cp_categories *all = in->terms->categories;
    cp_span piece;
    answer a;

    a.granted = granted;
    if (text.n == 0) {
        return 1;
    }
    while (cp_span_next(&text, '+', &piece)) {
        int at, fits;

        if (!cp_span_next(&piece, ':', &a.id) || piece.s == NULL
            || !is_digest(piece)) {
            return 0;
        }
        a.digest = piece;
        at = cp_categories_find(all, a.id);
        fits = at >= 0 ? read_known(in, at, &a) : read_stranger(in, &a);
        if (!fits) {
            return 0;
        }
    }
    return 1;
}

static int read_fields(reading *in, cp_span value, const cp_terms *terms,
                       cp_consent *c)
{
    cp_span piece;

    in->terms = terms;
    in->consent = c;
    in->seen = 0;
    in->n_strangers = 0;
    if (!cp_span_next(&value, '.', &piece) || !cp_span_is(piece, "2")) {
        return 0;
    }
    if (!cp_span_next(&value, '.', &piece)
        || !cp_span_number(piece, &c->time)) {
        return 0;
    }
    if (!cp_span_next(&value, '~', &piece) || !read_side(in, piece, 1)) {
        return 0;
    }
    return value.s != NULL && cp_span_find(value, '~') == value.n
        && read_side(in, value, 0);
}

static int parse_fields(cp_span value, const cp_terms *terms, cp_consent *c)
{
    reading in;

    return read_fields(&in, value, terms, c);
}

/* The length of the part before a usual answer, in the years 2001 to 2286. */
#define BEFORE_USUAL (sizeof("2.1234567890") - 1)

/* Reads one of the usual answers; returns 0 for any other value. The fast path
 * of parse_fields: most visitors accept all or refuse all. */
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
    /* cp_digits reads 8 of the 10 digits; the second call reads the last 8 */
    if (usual == CP_N_USUAL || value.s[0] != '2' || value.s[1] != '.'
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
        || (!parse_usual(value, terms, &c) && !parse_fields(value, terms, &c))
        || c.time > now) {
        return 0;
    }
    c.decided = (c.granted | c.refused) != 0;
    c.time = c.decided ? c.time : 0;
    *out = c;
    return 1;
}

/* Returns 1 and the value if the pair has that name, which contains no '='. */
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
            out->contested = ~(cp_set)0;
            return;
        }
        first = value;
    }
    if (first.s != NULL && !cp_consent_parse(first, terms, now, out)) {
        out->contested = ~(cp_set)0;
    }
}

/* ---- writing ---- */

static const char *add_one(cp_buf *b, const char *join, const cp_terms *terms,
                           int at)
{
    cp_buf_puts(b, join, terms->categories->list[at].id, ":",
                terms->digests[at], NULL);
    return "+";
}

/* Appends a refusal that does not count: its digest differs from the
 * category's. */
static const char *add_contested(cp_buf *b, const char *join,
                                 const cp_terms *terms, int at)
{
    char *last;

    add_one(b, join, terms, at);
    last = &b->s[b->n - 1];
    *last = *last == '0' ? '1' : '0';
    return "+";
}

/* True if a refusal that does not count must be written. It has an effect only
 * in a category that is allowed until a refusal. */
static int is_contested(const cp_terms *terms, int at, const cp_consent *c)
{
    return terms->categories->list[at].mode == CP_MODE_OPTOUT
        && (c->contested & ~c->granted & ~c->refused & CP_SET(at));
}

static const char *add_answer(cp_buf *b, const char *join, const answer *a)
{
    cp_buf_put(b, join);
    cp_buf_add(b, a->id.s, a->id.n);
    cp_buf_char(b, ':');
    cp_buf_add(b, a->digest.s, a->digest.n);
    return "+";
}

/* Appends the answers of one side that do not count on this server. */
static void add_others(cp_buf *b, const char *join, const reading *in,
                       const cp_consent *c, int granted)
{
    cp_set others = in->seen & ~c->granted & ~c->refused;
    int i;

    for (i = 0; i < in->terms->categories->n; i++) {
        if ((others & CP_SET(i)) && in->answers[i].granted == granted) {
            join = add_answer(b, join, &in->answers[i]);
        }
    }
    for (i = 0; i < in->n_strangers; i++) {
        if (in->strangers[i].granted == granted) {
            join = add_answer(b, join, &in->strangers[i]);
        }
    }
}

/* Appends the part after the time. If `before` is not NULL, the part includes
 * its answers that do not count on this server. */
static void add_answers(cp_buf *b, const cp_terms *terms, const cp_consent *c,
                        const reading *before)
{
    cp_set kept = before ? before->seen : 0;
    const char *join = "";
    int i, n = terms->categories->n;

    cp_buf_char(b, '.');
    for (i = 0; i < n; i++) {
        if (c->granted & CP_SET(i)) {
            join = add_one(b, join, terms, i);
        }
    }
    if (before != NULL) {
        add_others(b, join, before, c, 1);
    }
    cp_buf_char(b, '~');
    join = "";
    for (i = 0; i < n; i++) {
        if (c->refused & CP_SET(i)) {
            join = add_one(b, join, terms, i);
        }
        else if (is_contested(terms, i, c) && !(kept & CP_SET(i))) {
            join = add_contested(b, join, terms, i);
        }
    }
    if (before != NULL) {
        add_others(b, join, before, c, 0);
    }
}

static const char *write_value(apr_pool_t *p, const cp_consent *consent,
                               const cp_terms *terms, const reading *before)
{
    cp_buf *b = cp_buf_make(p, 128);

    cp_buf_put(b, "2.");
    cp_buf_number(b, consent->time);
    add_answers(b, terms, consent, before);
    return cp_buf_text(b);
}

const char *cp_consent_format(apr_pool_t *p, const cp_consent *consent,
                              const cp_terms *terms)
{
    return write_value(p, consent, terms, NULL);
}

const char *cp_consent_format_shared(apr_pool_t *p, const cp_consent *consent,
                                     const cp_terms *terms, cp_span before)
{
    cp_consent scratch = undecided;
    reading in;
    const char *text;

    if (before.n <= CP_MAX_CONSENT
        && read_fields(&in, before, terms, &scratch)) {
        text = write_value(p, consent, terms, &in);
        if (strlen(text) <= CP_MAX_CONSENT) {
            return text;
        }
    }
    return write_value(p, consent, terms, NULL);
}

cp_terms *cp_terms_make(apr_pool_t *p, const cp_categories *all,
                        const char *const *digests)
{
    cp_terms *terms = apr_palloc(p, sizeof(*terms));
    int i;

    terms->categories = all;
    terms->digests = digests;
    for (i = 0; i < CP_N_USUAL; i++) {
        cp_consent c = cp_consent_make(all, i);
        cp_buf *b = cp_buf_make(p, 128);

        add_answers(b, terms, &c, NULL);
        terms->usual[i] = cp_span_between(b->s, b->s + b->n);
    }
    return terms;
}

void cp_consent_answer(cp_consent *consent, cp_set shown, cp_set granted,
                       apr_int64_t now)
{
    consent->granted = (consent->granted & ~shown) | (granted & shown);
    consent->refused = (consent->refused & ~shown) | (shown & ~granted);
    consent->contested &= ~shown;
    consent->decided = (consent->granted | consent->refused) != 0;
    consent->time = now;
}

const char *cp_consent_state_name(cp_state_e state)
{
    static const char *const names[] = {"exempt", "granted", "refused",
                                        "refused", "undecided"};
    return names[state];
}
