/* SPDX-License-Identifier: Apache-2.0 */
/* The categories: built-in, declared, replaced, asked about. */
#include "core/policy/cp_category.h"

#include "tap.h"

static void built_in(apr_pool_t *p)
{
    static const struct {
        const char *id;
        cp_category_mode mode;
    } want[] = {{"necessary", CP_MODE_EXEMPT},
                {"statistical", CP_MODE_CONSENT},
                {"first-party", CP_MODE_CONSENT},
                {"third-party", CP_MODE_CONSENT}};
    cp_categories *all = cp_categories_make(p);
    apr_size_t i;

    is_number(all->n, TAP_COUNT(want), "four of them");
    for (i = 0; i < TAP_COUNT(want); i++) {
        ok(cp_categories_find(all, cp_span_of(want[i].id)) == (int)i
               && all->list[i].mode == want[i].mode
               && all->list[i].label == NULL,
           "%s", want[i].id);
    }
    is_number(cp_categories_find(all, SPAN("Necessary")), -1,
              "ids are case-sensitive");
    is_number(cp_categories_find(all, SPAN("")), -1,
              "an empty id is not a category");
    is_number(cp_categories_find(all, SPAN("necessary\0")), -1,
              "a NUL belongs to the id");
    is_number((apr_int64_t)all->optional, 0xE, "three can be refused");
    is_number((apr_int64_t)all->asked, 0, "none is asked about by itself");
}

static void declaring(apr_pool_t *p)
{
    cp_categories *all = cp_categories_make(p);
    cp_category one = {"marketing", CP_MODE_OPTOUT, "Marketing", NULL};
    int i;

    ok(cp_categories_put(all, &one), "a new one");
    is_number(cp_categories_find(all, SPAN("marketing")), 4, "comes last");
    one.id = "statistical";
    one.mode = CP_MODE_EXEMPT;
    ok(cp_categories_put(all, &one), "a built-in one again");
    is_number(all->n, 5, "replaces it");
    is_number(cp_categories_find(all, SPAN("statistical")), 1, "in its place");
    ok(all->list[1].mode == CP_MODE_EXEMPT
           && !strcmp(all->list[1].label, "Marketing"),
       "with its new mode and label");
    is_number((apr_int64_t)all->optional, 0x1C,
              "opt-out can be refused, exempt cannot");
    for (i = all->n; i < CP_MAX_CATEGORIES; i++) {
        one.id = apr_psprintf(p, "c%d", i);
        one.mode = CP_MODE_CONSENT;
        if (!cp_categories_put(all, &one)) {
            break;
        }
    }
    is_number(all->n, CP_MAX_CATEGORIES, "64 of them fit");
    ok((all->optional & CP_SET(63)) != 0, "the last has its bit");
    one.id = "too-many";
    ok(!cp_categories_put(all, &one), "one more does not fit");
    is_number(all->n, CP_MAX_CATEGORIES, "and changes nothing");
    one.id = "c63";
    one.mode = CP_MODE_EXEMPT;
    ok(cp_categories_put(all, &one) && !(all->optional >> 63),
       "but replacing still works");
}

static const struct {
    cp_span id;
    int valid;
} ids[] = {
    {SPAN_INIT("a"), 1},
    {SPAN_INIT("a1-b"), 1},
    {SPAN_INIT("a-"), 1},
    {SPAN_INIT("abcdefghijklmnopqrstuvwxyz012345"), 1},
    {SPAN_INIT("abcdefghijklmnopqrstuvwxyz0123456"), 0},
    {SPAN_INIT(""), 0},
    {SPAN_INIT("1a"), 0},
    {SPAN_INIT("-a"), 0},
    {SPAN_INIT("A"), 0},
    {SPAN_INIT("aB"), 0},
    {SPAN_INIT("a_b"), 0},
    {SPAN_INIT("a b"), 0},
    {SPAN_INIT("a+b"), 0}, /* these five would break the value of the cookie */
    {SPAN_INIT("a~b"), 0},
    {SPAN_INIT("a.b"), 0},
    {SPAN_INIT("a;b"), 0},
    {SPAN_INIT("a\0"), 0},
    {SPAN_INIT("\xC3\xA9"), 0},
};

static void names(apr_pool_t *p)
{
    static const char *const modes[] = {"exempt", "consent", "optout"};
    cp_category_mode mode;
    apr_size_t i;

    for (i = 0; i < TAP_COUNT(ids); i++) {
        is_number(cp_category_id_valid(ids[i].id), ids[i].valid, "id %s",
                  shown(p, ids[i].id));
    }
    for (i = 0; i < TAP_COUNT(modes); i++) {
        ok(cp_category_mode_parse(cp_span_of(modes[i]), &mode)
               && mode == (cp_category_mode)i
               && !strcmp(cp_category_mode_name(mode), modes[i]),
           "mode %s", modes[i]);
    }
    ok(cp_category_mode_parse(SPAN("OptOut"), &mode) && mode == CP_MODE_OPTOUT,
       "the case of a mode does not matter");
    ok(!cp_category_mode_parse(SPAN("exempts"), &mode)
           && !cp_category_mode_parse(SPAN(""), &mode)
           && !cp_category_mode_parse(SPAN("opt-out"), &mode)
           && !cp_category_mode_parse(SPAN("exempt\0"), &mode),
       "nothing else is a mode");
}

int main(void)
{
    static const tap_group groups[] = {{"built-in", built_in},
                                       {"declaring", declaring},
                                       {"names", names},
                                       {NULL, NULL}};
    return tap_run(groups);
}
