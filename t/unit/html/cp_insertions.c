/* SPDX-License-Identifier: Apache-2.0 */
/* Texts that are inserted into a tag. */
#include "core/html/cp_insertions.h"

#include "tap.h"

static const char *apply(apr_pool_t *p, const cp_insertions *all, cp_span tag)
{
    cp_buf *out = cp_buf_make(p, 1);

    cp_insertions_apply(all, tag, out);
    return cp_buf_text(out);
}

static void inserting(apr_pool_t *p)
{
    cp_insertions all;

    cp_insertions_begin(&all, p);
    is_text(p, apply(p, &all, SPAN("<a>")), "<a>", "nothing is inserted");
    cp_buf_put(cp_insertions_at(&all, 2), " b");
    is_text(p, apply(p, &all, SPAN("<a>")), "<a b>", "a text is inserted");
    cp_buf_put(cp_insertions_at(&all, 2), "c");
    cp_buf_put(cp_insertions_at(&all, 3), "d");
    is_text(p, apply(p, &all, SPAN("<a>")), "<a bc>d",
            "texts have the order of their insertion");
    cp_insertions_at(&all, 3);
    is_text(p, apply(p, &all, SPAN("<a>")), "<a bc>d", "a text may be empty");
    cp_insertions_clear(&all);
    is_text(p, apply(p, &all, SPAN("<x>")), "<x>", "the record is used again");
    cp_buf_put(cp_insertions_at(&all, 0), "y");
    is_text(p, apply(p, &all, SPAN("<x>")), "y<x>", "a text before the tag");
}

static void growing(apr_pool_t *p)
{
    enum { MANY = 1000 };
    static char tag[MANY], want[2 * MANY + 1];
    cp_insertions all;
    int i, round;

    cp_insertions_begin(&all, p);
    for (i = 0; i < MANY; i++) {
        tag[i] = want[2 * i + 1] = (char)('a' + i % 26);
        want[2 * i] = '-';
    }
    for (round = 0; round < 2; round++) {
        cp_insertions_clear(&all);
        for (i = 0; i < MANY; i++) {
            cp_buf_char(cp_insertions_at(&all, (apr_size_t)i), '-');
        }
        is_text(p, apply(p, &all, cp_span_between(tag, tag + MANY)), want,
                "many texts, round %d", round);
    }
    ok(all.room <= 2 * MANY, "the room does not grow without need");
}

int main(void)
{
    static const tap_group groups[] = {
        {"inserting", inserting}, {"growing", growing}, {NULL, NULL}};

    return tap_run(groups);
}
