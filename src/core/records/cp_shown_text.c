/* SPDX-License-Identifier: Apache-2.0 */
/* The text of the module's own markup; see the header. */
#include "core/records/cp_shown_text.h"

#include "core/html/cp_character_reference.h"

/* The elements that continue the line of the text before them. */
static const char *const inline_names[] = {"a",    "b",    "code",   "em", "i",
                                           "span", "time", "strong", NULL};

/* True if the tag, without its angle brackets, is one of these elements. */
static int is_inline(cp_span tag)
{
    int i;

    if (tag.n > 0 && tag.s[0] == '/') {
        tag = cp_span_between(tag.s + 1, tag.s + tag.n);
    }
    for (i = 0; inline_names[i] != NULL; i++) {
        apr_size_t n = strlen(inline_names[i]);

        if (tag.n >= n && !memcmp(tag.s, inline_names[i], n)
            && (tag.n == n || cp_is_space(tag.s[n]))) {
            return 1;
        }
    }
    return 0;
}

static void end_line(cp_buf *b, apr_size_t from)
{
    if (b->n > from && b->s[b->n - 1] != '\n') {
        cp_buf_char(b, '\n');
    }
}

/* Returns the byte after the tag that begins at `s`. A quoted value may contain
 * ">". */
static const char *after_tag(const char *s, const char *end)
{
    char quote = '\0';

    for (; s < end && (quote != '\0' || *s != '>'); s++) {
        if (quote != '\0') {
            quote = *s == quote ? '\0' : quote;
        }
        else if (*s == '"' || *s == '\'') {
            quote = *s;
        }
    }
    return s < end ? s + 1 : end;
}

/* Appends text between two tags. Spaces alone separate words, not blocks. */
static void add_text(cp_buf *b, apr_size_t from, cp_span text)
{
    cp_buf *room;

    if (b->n == from || b->s[b->n - 1] == '\n') {
        for (; text.n > 0 && cp_is_space(*text.s); text.n--) {
            text.s++;
        }
    }
    if (cp_span_trim_spaces(text).n > 0) {
        room = cp_buf_make(b->pool, text.n);
        text = cp_character_references(text, room);
        cp_buf_add(b, text.s, text.n);
    }
    else if (text.n > 0 && b->n > from && b->s[b->n - 1] != '\n') {
        cp_buf_char(b, ' ');
    }
}

void cp_shown_text(cp_buf *b, cp_span markup)
{
    const char *s = markup.s, *end = markup.s + markup.n;
    apr_size_t from = b->n;

    while (s < end) {
        const char *tag = memchr(s, '<', (apr_size_t)(end - s));
        cp_span text = cp_span_between(s, tag ? tag : end);

        add_text(b, from, text);
        s = end;
        if (tag != NULL) {
            s = after_tag(tag, end);
            if (!is_inline(cp_span_between(tag + 1, s - 1))) {
                end_line(b, from);
            }
        }
    }
}
