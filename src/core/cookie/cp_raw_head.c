/* SPDX-License-Identifier: Apache-2.0 */
/* Parses and edits the head of a response; see the header. */
#include "core/cookie/cp_raw_head.h"

#include "core/base/cp_buf.h"
#include "core/cookie/cp_date.h"
#include "core/cookie/cp_setcookie.h"

/* The most bytes that can precede a status line. Chromium skips four; another
 * client may skip more. */
#define CP_MAX_JUNK 8

/* Returns the number of blanks and line ends at the start. */
static apr_size_t blanks_before(cp_span bytes)
{
    apr_size_t i = 0;

    while (
        i < bytes.n
        && (bytes.s[i] == ' ' || (bytes.s[i] >= '\t' && bytes.s[i] <= '\r'))) {
        i++;
    }
    return i;
}

/* Returns the length of `word` if it is at that position, without case; a
 * smaller length if the bytes end within it; else 0. */
static apr_size_t begins(cp_span bytes, apr_size_t at, const char *word)
{
    apr_size_t i = 0;

    while (word[i] && at + i < bytes.n
           && (bytes.s[at + i] | 0x20) == (word[i] | 0x20)) {
        i++;
    }
    return word[i] == '\0' || at + i == bytes.n ? i : 0;
}

/* Returns the position of the status line, -1 if there is none. */
static int start_of(cp_span bytes)
{
    apr_size_t i;

    for (i = 0; i <= CP_MAX_JUNK && i + 4 <= bytes.n; i++) {
        if (begins(bytes, i, "http") == 4) {
            return (int)i;
        }
    }
    i = blanks_before(bytes);
    return begins(bytes, i, "icy ") == 4 ? (int)i : -1;
}

int cp_raw_head_is_one(cp_span bytes)
{
    return start_of(bytes) >= 0;
}

apr_size_t cp_raw_head_find(cp_span bytes)
{
    apr_size_t i = blanks_before(bytes);
    int start = start_of(bytes);

    if (start >= 0) {
        return (apr_size_t)start;
    }
    if (begins(bytes, i, "icy ") > 0) {
        return i;
    }
    for (i = 0; i < bytes.n && begins(bytes, i, "http/1.") == 0; i++) {}
    return i;
}

apr_size_t cp_raw_head_end(cp_span bytes, apr_size_t from)
{
    int start = start_of(bytes), was_lf = 0;
    apr_size_t i;

    if (start < 0) {
        return 0;
    }
    /* The end may begin in the last two bytes that were searched before. */
    i = from > (apr_size_t)start + 2 ? from - 2 : (apr_size_t)start;
    for (; i < bytes.n; i++) {
        if (bytes.s[i] == '\n') {
            if (was_lf) {
                return i + 1;
            }
            was_lf = 1;
        }
        else if (bytes.s[i] != '\r' || i == 0 || bytes.s[i - 1] != '\n') {
            was_lf = 0;
        }
    }
    return 0;
}

int cp_raw_head_status(cp_span head)
{
    int start = start_of(head);
    cp_span rest, word;
    apr_int64_t code;
    apr_size_t digits = 0;

    if (start < 0) {
        return 0;
    }
    rest = cp_span_between(head.s + start, head.s + head.n);
    rest.n = cp_span_find(rest, '\n');
    cp_span_next(&rest, ' ', &word);
    rest = cp_span_trim(rest);
    while (rest.n > 1 && rest.s[0] == '0') {
        rest.s++;
        rest.n--;
    }
    while (digits < rest.n && rest.s[digits] >= '0' && rest.s[digits] <= '9') {
        digits++;
    }
    rest.n = digits < 4 ? digits : 4;
    return cp_span_number(rest, &code) ? (int)code : 0;
}

/* Cuts one line off, with its end: CR LF, LF or CR. */
static cp_span next_line(cp_span *rest)
{
    cp_span line = *rest;
    apr_size_t i = 0;

    while (i < rest->n && rest->s[i] != '\n' && rest->s[i] != '\r') {
        i++;
    }
    if (i + 1 < rest->n && rest->s[i] == '\r' && rest->s[i + 1] == '\n') {
        i++;
    }
    line.n = i < rest->n ? i + 1 : i;
    rest->s += line.n;
    rest->n -= line.n;
    return line;
}

static cp_span without_end(cp_span line)
{
    while (line.n > 0
           && (line.s[line.n - 1] == '\n' || line.s[line.n - 1] == '\r')) {
        line.n--;
    }
    return line;
}

/* Cuts one field off: its line and the lines that continue it. */
static cp_span next_field(cp_span *rest)
{
    cp_span field = next_line(rest);

    while (rest->n > 0 && (rest->s[0] == ' ' || rest->s[0] == '\t')) {
        cp_span more = next_line(rest);
        field.n += more.n;
    }
    return field;
}

/* Returns a copy of a folded value on one line: a line end within it becomes
 * blanks (RFC 9112, section 5.2). */
static cp_span unfold(apr_pool_t *p, cp_span value)
{
    char *s = cp_span_dup(p, value);
    apr_size_t i;

    for (i = 0; i < value.n; i++) {
        if (s[i] == '\r' || s[i] == '\n') {
            s[i] = ' ';
        }
    }
    return cp_span_trim(cp_span_between(s, s + value.n));
}

static int is_judged(cp_span name)
{
    return cp_span_case_is(name, "set-cookie")
        || cp_span_case_is(name, "set-cookie2") || cp_span_case_is(name, "link")
        || cp_span_case_is(name, "speculation-rules");
}

/* Cuts fields off, up to the next one that has a colon. Returns 0 if there is
 * none. `value` still has its line ends. */
static int next_pair(cp_span *rest, cp_span *name, cp_span *value)
{
    while (rest->n > 0) {
        cp_span field = next_field(rest);
        apr_size_t colon = cp_span_find(field, ':');

        if (colon < field.n) {
            *name = cp_span_trim(cp_span_between(field.s, field.s + colon));
            *value = cp_span_between(field.s + colon + 1, field.s + field.n);
            return 1;
        }
    }
    return 0;
}

/* Cuts fields off, up to the next one of that name. Returns its value, which is
 * unfolded and trimmed, or "no span". */
static cp_span next_value(apr_pool_t *p, cp_span *rest, const char *wanted)
{
    cp_span name, value;

    while (next_pair(rest, &name, &value)) {
        if (cp_span_case_is(name, wanted)) {
            return unfold(p, without_end(value));
        }
    }
    return cp_span_of(NULL);
}

apr_int64_t cp_raw_head_earliest(apr_pool_t *p, cp_span head, apr_int64_t now)
{
    cp_span date;

    next_line(&head);
    while ((date = next_value(p, &head, "date")).s != NULL) {
        now = cp_date_earliest(date, now);
    }
    return now;
}

const char *cp_raw_head_list(apr_pool_t *p, cp_span head, const char *name)
{
    cp_buf *list = cp_buf_make(p, 64);
    cp_span value;
    int n = 0;

    next_line(&head);
    while ((value = next_value(p, &head, name)).s != NULL) {
        cp_buf_put(list, n++ > 0 ? ", " : "");
        cp_buf_add(list, value.s, value.n);
    }
    return n > 0 ? cp_buf_text(list) : NULL;
}

int cp_raw_head_has(cp_span head, const char *prefix)
{
    cp_span name, value;

    next_line(&head);
    while (next_pair(&head, &name, &value)) {
        if (cp_span_case_begins(name, prefix)) {
            return 1;
        }
    }
    return 0;
}

cp_span cp_raw_head_add(apr_pool_t *p, cp_span head, const char *name,
                        const char *value)
{
    apr_size_t end = cp_raw_head_end(head, 0);
    cp_buf *b;

    if (end != head.n || end == 0) {
        return head;
    }
    /* The empty line is LF or CR LF. The line end before it has a LF in every
     * client, so that the new field begins a line. */
    end -= head.s[end - 2] == '\r' ? 2 : 1;
    b = cp_buf_make(p, head.n + 64);
    cp_buf_add(b, head.s, end);
    cp_buf_put(b, name);
    cp_buf_put(b, ": ");
    cp_buf_put(b, value);
    cp_buf_put(b, "\r\n");
    cp_buf_add(b, head.s + end, head.n - end);
    return cp_span_between(cp_buf_text(b), cp_buf_text(b) + b->n);
}

/* Appends one field as `fn` decides. Returns non-zero if it changes. */
static int rewrite_field(cp_buf *b, cp_span field, cp_raw_head_fn *fn,
                         void *ctx)
{
    apr_size_t colon = cp_span_find(field, ':');
    cp_span name, value, answer;

    name = cp_span_trim(cp_span_between(field.s, field.s + colon));
    if (colon == field.n || !is_judged(name)) {
        cp_buf_add(b, field.s, field.n);
        return 0;
    }
    value = unfold(b->pool, without_end(cp_span_between(field.s + colon + 1,
                                                        field.s + field.n)));
    answer = fn(ctx, name, value);
    if (answer.s == value.s) {
        cp_buf_add(b, field.s, field.n);
        return 0;
    }
    if (answer.s != NULL) {
        cp_buf_add(b, field.s, colon + 1);
        cp_buf_char(b, ' ');
        cp_buf_add(b, answer.s, answer.n);
        cp_buf_put(b, "\r\n");
    }
    /* After a bare CR the LF of a dropped line may be the first of the two LF
     * that end the head. The head must not end later than before. */
    else if (field.s[field.n - 1] == '\n' && b->n > 0
             && b->s[b->n - 1] == '\r') {
        cp_buf_char(b, '\n');
    }
    return 1;
}

cp_span cp_raw_head_rewrite(apr_pool_t *p, cp_span head, cp_raw_head_fn *fn,
                            void *ctx)
{
    cp_buf *b = cp_buf_make(p, head.n + 64);
    cp_span rest = head, line;
    int changed = 0;

    line = next_line(&rest); /* the status line, or bytes before it */
    cp_buf_add(b, line.s, line.n);
    while (rest.n > 0) {
        changed |= rewrite_field(b, next_field(&rest), fn, ctx);
    }
    if (!changed) {
        return head;
    }
    line.s = cp_buf_text(b);
    line.n = b->n;
    return line;
}
