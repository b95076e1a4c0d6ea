/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The Cookie field of a request. The first byte of the input chooses which
 * names are refused. Properties of the remaining field:
 * - No reader sees a refused "name=", neither one that splits at ';' alone nor
 *   one that also splits at commas.
 * - Nothing is added or reordered.
 * - A reader that splits at ';' sees no name that was not there before.
 * - A second pass changes nothing.
 */
#include "core/cookie/cp_cookies.h"

#include "fuzz.h"

typedef struct judge {
    uint8_t seed;
    const char *last; /* the name of the previous call */
    cp_span field;
    int refused;
} judge;

static int is_kept(uint8_t seed, cp_span name)
{
    if (cp_span_is(name, "_ga")) {
        return 0;
    }
    return seed == 0 || ((fuzz_hash(name.s, name.n) >> (seed & 7)) & 1);
}

static int keep(void *ctx, cp_span name, unsigned what)
{
    judge *j = ctx;
    int kept = is_kept(j->seed, name);

    MUST((what & ~(CP_PAIR_SURE | CP_PAIR_BARE)) == 0);
    MUST(name.n > 0);
    MUST(is_inside(name, j->field));
    MUST(name.s >= j->last || j->last == NULL);
    j->last = name.s;
    j->refused |= !kept;
    return kept;
}

static cp_span skip(cp_span a, const char *set)
{
    while (a.n > 0 && a.s[0] != '\0' && strchr(set, a.s[0])) {
        a.s++;
        a.n--;
    }
    return a;
}

/* Returns the name of a piece, or no span. A cookie without '=' has a name only
 * for readers that split at ';', the separator of browsers. */
static cp_span read_name(cp_span piece, int nameless)
{
    cp_span name = skip(piece, " \t="), none = {NULL, 0};
    apr_size_t eq = cp_span_find(name, '=');

    if (eq == name.n && !nameless) {
        return none;
    }
    name.n = eq;
    return cp_span_trim(name);
}

/* Checks the names that a reader sees that splits at `separators`. */
static void check_reader(const char *field, const char *separators,
                         uint8_t seed)
{
    while (*field) {
        apr_size_t n = strcspn(field, separators);
        cp_span name =
            read_name(cp_span_between(field, field + n), separators[1] == '\0');

        MUST(!cp_span_is_token(name) || is_kept(seed, name));
        field += n + (field[n] != '\0');
    }
}

/* True for the name, and for its part before a comma that begins another. */
static int is_name_of(cp_span wanted, cp_span name)
{
    cp_span rest = name;

    if (name.n < wanted.n || memcmp(name.s, wanted.s, wanted.n) != 0) {
        return 0;
    }
    rest.s += wanted.n;
    rest.n -= wanted.n;
    rest = skip(rest, " \t");
    return rest.n == 0 || rest.s[0] == ',';
}

static int sees(const char *field, cp_span wanted)
{
    while (*field) {
        apr_size_t n = strcspn(field, ";");
        cp_span name = read_name(cp_span_between(field, field + n), 1);

        if (name.s != NULL && is_name_of(wanted, name)) {
            return 1;
        }
        field += n + (field[n] != '\0');
    }
    return 0;
}

/* The value of a hidden cookie must not turn into one. */
static void check_no_other(const char *left, const char *field)
{
    while (*left) {
        apr_size_t n = strcspn(left, ";");
        cp_span name = read_name(cp_span_between(left, left + n), 1);

        MUST(!cp_span_is_token(name) || sees(field, name));
        left += n + (left[n] != '\0');
    }
}

/* `left` is `field` with pieces taken out; a ',' may have become a ';'. */
static int is_part_of(const char *left, const char *field)
{
    for (; *left; left++, field++) {
        while (*field && *field != *left && !(*field == ',' && *left == ';')) {
            field++;
        }
        if (*field == '\0') {
            return 0;
        }
    }
    return 1;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    apr_pool_t *p = fuzz_pool();
    judge j = {0, NULL, {NULL, 0}, 0};
    const char *left, *again;
    char *field;

    if (size > 0) {
        j.seed = *data++;
        size--;
    }
    field = fuzz_text(data, size);
    j.field = cp_span_of(field);
    left = cp_cookies_filter(p, field, keep, &j);
    MUST((left == field) == !j.refused);
    if (left != NULL) {
        MUST(strlen(left) <= strlen(field));
        MUST(is_part_of(left, field));
        check_reader(left, ";", j.seed);
        check_reader(left, ";,", j.seed);
        check_no_other(left, field);
        if (left != field) {
            j.field = cp_span_of(left);
            j.last = NULL;
            again = cp_cookies_filter(p, left, keep, &j);
            MUST(again != NULL);
            check_reader(again, ";,", j.seed);
        }
    }
    free(field);
    apr_pool_destroy(p);
    return 0;
}
