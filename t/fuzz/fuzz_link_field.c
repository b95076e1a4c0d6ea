/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A Link field, and the same bytes as a Speculation-Rules field. Properties:
 * - The elements and the commas between them are all bytes of the field, until
 *   the first uncertain one.
 * - A link ends where a simple reader of RFC 8288 ends it.
 * - The parameters of a link are within it, and their names are tokens.
 * - The words are parts of the field without delimiters. No address with "//"
 *   outside of quotes and brackets gets lost.
 * - The members of the rules and the commas between them are the field, too. An
 *   address is in quotes and contains neither a quote nor a backslash.
 */
#include "core/http/cp_link_field.h"
#include "core/http/cp_rules_field.h"

#include "fuzz.h"

/* Returns the position of the next comma outside of <> and quotes. */
static apr_size_t simple_end(cp_span field, apr_size_t at)
{
    char open = 0;

    for (; at < field.n; at++) {
        char c = field.s[at];

        if (open == '"' && c == '\\') {
            at++;
        }
        else if (open) {
            open = c == open ? 0 : open;
        }
        else if (c == ',') {
            return at;
        }
        else {
            open = c == '<' ? '>' : c == '"' ? '"' : 0;
        }
    }
    return field.n;
}

static void check_params(cp_span params, cp_buf *room)
{
    cp_link_parameter param;
    cp_span whole = params;

    while (cp_link_param(&params, &param)) {
        cp_span plain;

        MUST(is_inside(param.name, whole) && is_inside(param.value, whole));
        MUST(param.name.n == 0 || cp_span_is_token(param.name));
        MUST(!param.escaped
             == (cp_span_find(param.value, '\\') == param.value.n));
        room->n = 0;
        plain = cp_link_unescape(param.value, room);
        MUST(plain.n <= param.value.n);
        MUST(param.escaped || cp_span_eq(plain, param.value));
    }
    MUST(cp_span_trim(params).n == 0);
}

static void check_words(cp_span field)
{
    apr_size_t bytes = 0, count = 0, i;
    cp_span rest = field, word;

    while (cp_link_word(&rest, &word)) {
        MUST(word.n > 0 && is_inside(word, field));
        bytes += word.n;
        for (i = 0; i < word.n; i++) {
            MUST(strchr("<>\"',;= \t", word.s[i]) == NULL || !word.s[i]);
        }
    }
    for (i = 0; i < field.n; i++) {
        count += (unsigned char)field.s[i] > ' '
              && strchr("<>\"',;=", field.s[i]) == NULL;
    }
    MUST(bytes == count);
}

static void check_rules(cp_span field)
{
    cp_span rest = field, element, address;
    const char *at = field.s;
    cp_rules_result result;

    while ((result = cp_rules_next(&rest, &element, &address))
           == CP_RULES_ONE) {
        MUST(element.s == at && is_inside(element, field));
        MUST(is_inside(address, element));
        MUST(address.s[-1] == '"' && address.s[address.n] == '"');
        MUST(cp_span_find(address, '"') == address.n
             && cp_span_find(address, '\\') == address.n);
        at = element.s + element.n;
        MUST(at == field.s + field.n || *at == ',');
        at += at < field.s + field.n;
        MUST(rest.s == at && rest.s + rest.n == field.s + field.n);
    }
    MUST(result == CP_RULES_UNCERTAIN || cp_span_trim(rest).n == 0);
    MUST(rest.s == at);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    apr_pool_t *p = fuzz_pool();
    cp_span field = fuzz_bytes(data, size), rest = field;
    cp_buf *room = cp_buf_make(p, size + 1);
    cp_link_result result;
    apr_size_t at = 0;
    cp_link link;

    while ((result = cp_link_next(&rest, &link)) != CP_LINK_END) {
        if (result == CP_LINK_UNCERTAIN) {
            MUST(rest.s == field.s + at);
            break;
        }
        MUST(link.element.s == field.s + at);
        MUST(at + link.element.n == simple_end(field, at));
        at += link.element.n + 1;
        if (result == CP_LINK_EMPTY) {
            MUST(cp_span_trim(link.element).n == 0);
            continue;
        }
        MUST(is_inside(link.target, link.element));
        MUST(is_inside(link.params, link.element));
        check_params(link.params, room);
    }
    MUST(result == CP_LINK_UNCERTAIN || at == field.n + 1);
    check_words(field);
    check_rules(field);
    free((char *)field.s);
    apr_pool_destroy(p);
    return 0;
}
