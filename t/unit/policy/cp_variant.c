/* SPDX-License-Identifier: Apache-2.0 */
/* The variants of a page: everything that the bytes depend on counts. */
#include "core/policy/cp_variant.h"

#include "tap.h"

static cp_variant base(const cp_visitor *visitor)
{
    cp_variant v = {0};

    v.seed = 12345;
    v.visitor = visitor;
    v.pending = 1;
    v.language = "en";
    return v;
}

/* Each change of one input. */
static cp_variant changed(apr_pool_t *p, const cp_visitor *visitor, int what)
{
    cp_variant v = base(visitor);
    cp_visitor *other = apr_pmemdup(p, visitor, sizeof(*other));

    v.visitor = other;
    switch (what) {
    case 0:
        v.seed++;
        break;
    case 1:
        v.visitor = NULL;
        break;
    case 2:
        v.pending = 0;
        break;
    case 3:
        other->consent.granted = CP_SET(1);
        break;
    case 4:
        other->consent.refused = CP_SET(1);
        break;
    case 5:
        other->consent.contested = CP_SET(1);
        break;
    case 6:
        other->signals = CP_SET(1);
        break;
    case 7:
        other->consent.time++;
        break;
    case 8:
        other->consent.granted = CP_SET(40);
        break;
    case 9:
        v.layout = 3;
        break;
    case 10:
        v.place = 1;
        break;
    case 11:
        v.banner = 1;
        break;
    case 12:
        v.reopen = 2;
        break;
    case 13:
        v.negotiated = 1;
        break;
    case 14:
        v.language = "fr";
        break;
    case 15:
        v.content = 1;
        break;
    case 16:
        v.framed = 1;
        break;
    case 17:
        v.guard = 1;
        break;
    default:
        v.language = "en-GB";
        break;
    }
    return v;
}

static void differ(apr_pool_t *p)
{
    cp_visitor visitor = {{0, 1764000000, 0, 0, 0}, 0};
    apr_uint32_t numbers[20];
    cp_variant v = base(&visitor);
    int i, j;

    numbers[19] = cp_variant_number(&v);
    for (i = 0; i < 19; i++) {
        v = changed(p, &visitor, i);
        numbers[i] = cp_variant_number(&v);
        for (j = 0; j < i && numbers[j] != numbers[i]; j++) {}
        ok(j == i && numbers[i] != numbers[19], "input %d counts", i);
    }
    v = base(&visitor);
    is_number(cp_variant_number(&v), numbers[19],
              "the same inputs give it again");
}

static void uniform(apr_pool_t *p)
{
    cp_variant a = base(NULL), b = base(NULL);

    (void)p;
    a.pending = 0;
    is_number(cp_variant_number(&a), cp_variant_number(&b),
              "without a visitor nothing of the visitor counts");
}

static void declarations(apr_pool_t *p)
{
    cp_visitor visitor = {{0, 0, 0, 0, 0}, 0};
    cp_variant v = base(&visitor);
    apr_uint32_t before = cp_variant_number(&v);
    cp_policy *policy = cp_policy_make(p);
    cp_cookie *c = apr_pcalloc(p, sizeof(*c));

    c->category = "statistical";
    c->place = 1;
    c->names = apr_array_make(p, 1, sizeof(const char *));
    APR_ARRAY_PUSH(c->names, const char *) = "_ga";
    cp_policy_add(policy, c, NULL);
    v.policy = policy;
    ok(cp_variant_number(&v) != before, "other declarations count");
}

int main(void)
{
    static const tap_group groups[] = {{"every input", differ},
                                       {"uniform", uniform},
                                       {"declarations", declarations},
                                       {NULL, NULL}};
    return tap_run(groups);
}
