/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A response head as bytes. The first byte of the input chooses whether each
 * judged field is kept, replaced or dropped. Properties:
 * - Keeping all of them changes nothing.
 * - Dropping all leaves no line that any reader takes for Set-Cookie or Link.
 * - Lines of other fields stay in their order.
 * - A field that is added is found, and the end of the head is after it.
 */
#include "core/cookie/cp_raw_head.h"

#include "fuzz.h"

#define NOW ((apr_int64_t)1764000000)

typedef struct judge {
    uint8_t seed;
    int asked;
} judge;

static cp_span decide(void *ctx, cp_span name, cp_span value)
{
    judge *j = ctx;
    cp_span none = {NULL, 0};

    MUST(cp_span_case_is(name, "set-cookie")
         || cp_span_case_is(name, "set-cookie2")
         || cp_span_case_is(name, "link")
         || cp_span_case_is(name, "speculation-rules"));
    MUST(cp_span_find(value, '\n') == value.n);
    MUST(cp_span_find(value, '\r') == value.n);
    j->asked++;
    switch (j->seed % 3) {
    case 0:
        return value;
    case 1:
        return none;
    default:
        return cp_span_of("a=1");
    }
}

/* Lines as the most generous reader sees them: LF or CR ends one. */
static int judged_lines(cp_span head)
{
    int found = 0, first = 1;
    apr_size_t i = 0;

    while (i < head.n) {
        apr_size_t end = i;
        cp_span line, name;

        while (end < head.n && head.s[end] != '\n' && head.s[end] != '\r') {
            end++;
        }
        line = cp_span_between(head.s + i, head.s + end);
        name = cp_span_between(line.s, line.s + cp_span_find(line, ':'));
        /* A line that begins with a blank continues the one before. */
        if (!first && name.n < line.n && line.n > 0 && line.s[0] != ' '
            && line.s[0] != '\t') {
            name = cp_span_trim(name);
            found += cp_span_case_is(name, "set-cookie")
                  || cp_span_case_is(name, "set-cookie2")
                  || cp_span_case_is(name, "link")
                  || cp_span_case_is(name, "speculation-rules");
        }
        first = 0;
        i = end + 1;
    }
    return found;
}

static void check_end(cp_span head)
{
    apr_size_t end = cp_raw_head_end(head, 0), from, n;

    MUST(end <= head.n);
    if (end > 0) {
        MUST(head.s[end - 1] == '\n');
        MUST(cp_raw_head_end(cp_span_between(head.s, head.s + end), 0) == end);
        MUST(cp_raw_head_end(cp_span_between(head.s, head.s + end - 1), 0)
             == 0);
    }
    /* Looked for again with every addition, it is found at the same place. */
    for (n = from = 0; n <= head.n && n < 300; n++) {
        apr_size_t now =
            cp_raw_head_end(cp_span_between(head.s, head.s + n), from);

        MUST(now == (end && n >= end ? end : 0));
        if (now) {
            break;
        }
        from = n;
    }
}

static void check_add(apr_pool_t *p, cp_span head)
{
    cp_span more = cp_raw_head_add(p, head, "Vary", "Cookie");
    apr_size_t end = cp_raw_head_end(head, 0);
    const char *list;

    if (end == 0 || end < head.n) {
        MUST(more.s == head.s);
        return;
    }
    MUST(more.n == head.n + strlen("Vary: Cookie\r\n"));
    MUST(cp_raw_head_end(more, 0) == more.n);
    list = cp_raw_head_list(p, more, "vary");
    MUST(list != NULL && strlen(list) >= strlen("Cookie"));
    MUST(!strcmp(list + strlen(list) - strlen("Cookie"), "Cookie")
         || memchr(head.s, '\0', head.n) != NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    apr_pool_t *p = fuzz_pool();
    judge j = {0, 0};
    cp_span head, out;
    int status;

    if (size > 0) {
        j.seed = *data++;
        size--;
    }
    head = fuzz_bytes(data, size);
    status = cp_raw_head_status(head);
    MUST(status >= 0 && status <= 9999);
    MUST(cp_raw_head_earliest(p, head, NOW) <= NOW);
    MUST(cp_raw_head_find(head) <= head.n);
    MUST(!cp_raw_head_is_one(head) || cp_raw_head_find(head) < head.n);
    check_end(head);
    check_add(p, head);
    out = cp_raw_head_rewrite(p, head, decide, &j);
    if (j.seed % 3 == 0 || j.asked == 0) {
        MUST(out.s == head.s && out.n == head.n);
    }
    else if (j.seed % 3 == 1) {
        MUST(out.n < head.n);
        MUST(judged_lines(out) == 0);
    }
    MUST(judged_lines(head) == 0 || j.asked > 0);
    free((char *)head.s);
    apr_pool_destroy(p);
    return 0;
}
