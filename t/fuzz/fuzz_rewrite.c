/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The rewriter of start tags. The input is one tag, which is read in each
 * namespace and with all flags. Properties:
 * - The result without the insertions is the tag, byte for byte.
 * - The result is again one tag, which ends where it ends, and of the same
 *   element.
 * - Nothing is held in the result: its addresses are allowed, or they are those
 *   of the page that is shown in place of a frame.
 */
#include "core/html/cp_rewrite.h"

#include "fuzz.h"

#define PAGE "/held?x=\"<&"

static int contains(cp_span text, const char *word)
{
    apr_size_t i, n = strlen(word);

    for (i = 0; i + n <= text.n; i++) {
        if (!memcmp(text.s + i, word, n)) {
            return 1;
        }
    }
    return 0;
}

static cp_rewrite_verdict on_address(void *baton, cp_span address,
                                     cp_rewrite_cause *cause)
{
    (void)baton;
    cause->category = "ads";
    return contains(address, "ads") ? CP_REWRITE_HELD : CP_REWRITE_ALLOWED;
}

/* Notes an attribute that names a category. */
static int on_marked(void *baton, cp_span name, cp_span value)
{
    if (!cp_span_case_is(name, CP_REWRITE_CATEGORY)
        && !cp_span_case_is(name, "data-category")) {
        return 0;
    }
    *(int *)baton |= contains(value, "no");
    return 1;
}

static cp_rewrite_verdict on_categories(void *baton, cp_rewrite_cause *cause)
{
    int is_held = *(int *)baton;

    *(int *)baton = 0;
    cause->category = "no";
    return is_held ? CP_REWRITE_HELD : CP_REWRITE_ALLOWED;
}

static void on_page(void *baton, const cp_rewrite_cause *cause, cp_buf *out)
{
    (void)baton;
    (void)cause;
    cp_buf_put(out, PAGE);
}

static void on_needs(void *baton, cp_buf *out)
{
    (void)baton;
    cp_buf_put(out, "ads");
}

static const cp_rewrite_calls calls = {on_address, on_marked, on_categories,
                                       on_needs, on_page};

/* The texts are between the bytes of the tag, in their order. */
static void check_insertions(const cp_insertions *all, cp_span tag, cp_span out)
{
    apr_size_t at = 0, copied = 0;
    int i;

    for (i = 0; i < all->n; i++) {
        apr_size_t to = i + 1 < all->n ? all->list[i + 1].from : all->texts->n;
        apr_size_t n = all->list[i].at - copied;

        MUST(all->list[i].at >= copied && all->list[i].at <= tag.n);
        MUST(!memcmp(out.s + at, tag.s + copied, n));
        at += n + (to - all->list[i].from);
        copied += n;
    }
    MUST(out.n - at == tag.n - copied);
    MUST(!memcmp(out.s + at, tag.s + copied, tag.n - copied));
}

/* Returns the number of attributes of a tag. */
static int count(cp_span bytes, cp_span *name)
{
    cp_attribute a;
    cp_tag tag;
    int n = 0;

    MUST(cp_tag_begin(&tag, bytes));
    *name = tag.name;
    while (cp_tag_next(&tag, &a)) {
        MUST(is_inside(a.name, bytes) && is_inside(a.value, bytes));
        n++;
    }
    return n;
}

/* An element of a held category has no address but that of the page. */
static void check_category(const cp_rewrite *r)
{
    int i;

    for (i = 0; i < r->n; i++) {
        MUST(r->list[i].fetches == NULL
             || contains(r->list[i].text.value, "/held?x=&quot;&lt;&amp;"));
    }
}

static void check_again(cp_rewrite *r, cp_span tag, cp_span out, cp_space space)
{
    cp_span before, after;

    MUST(count(out, &after) >= count(tag, &before));
    MUST(cp_span_eq(before, after));
    cp_rewrite_tag(r, out, space);
    /* an element of a category stays one */
    MUST(r->verdict != CP_REWRITE_HELD || r->has_category);
    MUST(r->held == 0);
    if (r->category == CP_REWRITE_HELD) {
        check_category(r);
    }
}

static void check(apr_pool_t *p, cp_span tag, uint32_t choice)
{
    cp_space space = (choice & 8) ? CP_SPACE_SVG : CP_SPACE_HTML;
    cp_buf *out = cp_buf_make(p, 64);
    cp_rewrite_verdict verdict;
    cp_rewrite r;
    int noted = 0;

    cp_rewrite_begin(&r, p,
                     (choice & 7) | (choice & 16 ? CP_REWRITE_UNIFORM : 0),
                     &calls, &noted);
    cp_rewrite_tag(&r, tag, space);
    verdict = r.verdict;
    if (r.out.texts->n == 0) {
        MUST(verdict != CP_REWRITE_HELD);
        return;
    }
    cp_insertions_apply(&r.out, tag, out);
    check_insertions(&r.out, tag, cp_span_between(out->s, out->s + out->n));
    if (verdict == CP_REWRITE_HELD) {
        check_again(&r, tag, cp_span_between(out->s, out->s + out->n), space);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    apr_pool_t *p = fuzz_pool();
    cp_span tag = fuzz_bytes(data, size);
    unsigned flags;

    /* The scanner reports tags from '<' to '>' only. */
    if (tag.n >= 3 && tag.s[0] == '<' && tag.s[tag.n - 1] == '>') {
        for (flags = 0; flags < 16; flags++) {
            check(p, tag, flags);
        }
    }
    free((char *)tag.s);
    apr_pool_destroy(p);
    return 0;
}
