/* SPDX-License-Identifier: Apache-2.0 */
/* Reads Link fields; see the header. */
#include "core/http/cp_link_field.h"

/* ---- parameters ---- */

/* Returns the length of the name of a parameter. */
static apr_size_t name_length(cp_span text)
{
    apr_size_t n = 0;

    while (n < text.n && cp_is_tchar((unsigned char)text.s[n])) {
        n++;
    }
    return n;
}

/* Takes a quoted string with its closing quote. *rest is after the first quote.
 * Returns 0 if it is not closed. */
static int take_quoted(cp_span *rest, cp_link_parameter *out)
{
    apr_size_t i;

    for (i = 0; i < rest->n && rest->s[i] != '"'; i++) {
        if (rest->s[i] == '\\') {
            out->escaped = 1;
            i++;
        }
    }
    if (i >= rest->n) {
        return 0;
    }
    out->value = cp_span_between(rest->s, rest->s + i);
    *rest = cp_span_skip(*rest, i + 1);
    return 1;
}

/* True for the bytes of a value without quotes. Many sites write a media type
 * or an address in this way, although only tokens are allowed. */
static int is_bare(char c)
{
    return (unsigned char)c > ' ' && (unsigned char)c < 0x7F
        && strchr("\"<>,;\\", c) == NULL;
}

/* Takes a value without quotes. Firefox takes an apostrophe at the start for a
 * quote. Returns 0 if browsers may read it in different ways. */
static int take_bare(cp_span *rest, cp_link_parameter *out)
{
    apr_size_t n = 0;

    while (n < rest->n && is_bare(rest->s[n])) {
        n++;
    }
    out->value = cp_span_between(rest->s, rest->s + n);
    *rest = cp_span_skip(*rest, n);
    return n == 0 || out->value.s[0] != '\'';
}

/* Takes a name, and the value after '='. A parameter may be empty. Returns 0 if
 * it is faulty. */
static int take_param(cp_span *rest, cp_link_parameter *out)
{
    apr_size_t n;

    *rest = cp_span_skip_blanks(*rest);
    n = name_length(*rest);
    out->name = cp_span_between(rest->s, rest->s + n);
    out->value = cp_span_between(rest->s + n, rest->s + n);
    out->escaped = 0;
    *rest = cp_span_skip_blanks(cp_span_skip(*rest, n));
    if (n == 0 || rest->n == 0 || rest->s[0] != '=') {
        return 1;
    }
    *rest = cp_span_skip_blanks(cp_span_skip(*rest, 1));
    if (rest->n > 0 && rest->s[0] == '"') {
        *rest = cp_span_skip(*rest, 1);
        return take_quoted(rest, out);
    }
    return take_bare(rest, out);
}

int cp_link_param(cp_span *params, cp_link_parameter *out)
{
    *params = cp_span_skip_blanks(*params);
    if (params->n == 0 || params->s[0] != ';') {
        return 0;
    }
    *params = cp_span_skip(*params, 1);
    return take_param(params, out);
}

cp_span cp_link_unescape(cp_span value, cp_buf *room)
{
    apr_size_t start = room->n, i;

    for (i = 0; i < value.n; i++) {
        if (value.s[i] == '\\' && i + 1 < value.n) {
            i++;
        }
        cp_buf_char(room, value.s[i]);
    }
    return cp_span_between(room->s + start, room->s + room->n);
}

/* ---- links ---- */

/* Takes "<target>". Returns 0 if it has another form, or if browsers may end
 * the target at different places. */
static int take_target(cp_span *rest, cp_span *target)
{
    apr_size_t i;

    if (rest->n == 0 || rest->s[0] != '<') {
        return 0;
    }
    for (i = 1; i < rest->n && rest->s[i] != '>'; i++) {
        if (rest->s[i] == '<' || rest->s[i] == '"' || rest->s[i] == '\\') {
            return 0;
        }
    }
    if (i == rest->n) {
        return 0;
    }
    *target = cp_span_between(rest->s + 1, rest->s + i);
    *rest = cp_span_skip(*rest, i + 1);
    return 1;
}

/* Ends the element at `rest`, which is a comma or the end of the field. */
static cp_link_result end_element(cp_span *field, cp_span rest, cp_link *out,
                                  cp_link_result result)
{
    out->element = cp_span_between(field->s, rest.s);
    *field = rest.n > 0 ? cp_span_skip(rest, 1) : (cp_span){NULL, 0};
    return result;
}

cp_link_result cp_link_next(cp_span *rest, cp_link *out)
{
    cp_span now = cp_span_skip_blanks(*rest);
    cp_link_parameter param;

    if (rest->s == NULL) {
        return CP_LINK_END;
    }
    if (now.n == 0 || now.s[0] == ',') {
        return end_element(rest, now, out, CP_LINK_EMPTY);
    }
    if (!take_target(&now, &out->target)) {
        return CP_LINK_UNCERTAIN;
    }
    out->params = now;
    for (now = cp_span_skip_blanks(now); now.n > 0 && now.s[0] != ',';
         now = cp_span_skip_blanks(now)) {
        if (now.s[0] != ';') {
            return CP_LINK_UNCERTAIN;
        }
        now = cp_span_skip(now, 1);
        if (!take_param(&now, &param)) {
            return CP_LINK_UNCERTAIN;
        }
    }
    out->params.n = (apr_size_t)(now.s - out->params.s);
    return end_element(rest, now, out, CP_LINK_ONE);
}

/* ---- faulty fields ---- */

/* True for a byte that ends a word. A backslash does not: browsers read it as a
 * slash in addresses. */
static int is_delimiter(char c)
{
    return (unsigned char)c <= ' ' || strchr("<>\"',;=", c) != NULL;
}

int cp_link_word(cp_span *rest, cp_span *word)
{
    apr_size_t n = 0;

    while (rest->n > 0 && is_delimiter(rest->s[0])) {
        *rest = cp_span_skip(*rest, 1);
    }
    while (n < rest->n && !is_delimiter(rest->s[n])) {
        n++;
    }
    *word = cp_span_between(rest->s, rest->s + n);
    *rest = cp_span_skip(*rest, n);
    return n > 0;
}
