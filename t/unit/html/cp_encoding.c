/* SPDX-License-Identifier: Apache-2.0 */
/* Labels of encodings, and the charset of a media type. */
#include "core/html/cp_encoding.h"

#include "tap.h"

static const struct {
    const char *type;
    cp_span charset;
} types[] = {
    {"text/html; charset=utf-8", SPAN_INIT("utf-8")},
    {"text/html;charset=utf-8", SPAN_INIT("utf-8")},
    {"text/html; CharSet = UTF-8 ", SPAN_INIT("UTF-8")},
    {"text/html; charset=\"utf-8\"", SPAN_INIT("utf-8")},
    {"text/html; charset=\"utf-8", SPAN_INIT("utf-8")},
    {"text/html; charset=", SPAN_INIT("")},
    {"text/html; level=1; charset=utf-8", SPAN_INIT("utf-8")},
    {"text/html; charset=utf-8; charset=utf-16", SPAN_INIT("utf-8")},
    {"text/html", {NULL, 0}},
    {"text/html; charset", {NULL, 0}},
    {"text/html; xcharset=utf-8", {NULL, 0}},
    {"", {NULL, 0}},
};

static void charsets(apr_pool_t *p)
{
    apr_size_t i;

    for (i = 0; i < TAP_COUNT(types); i++) {
        is_span(p, cp_encoding_of_type(types[i].type), types[i].charset, "%s",
                shown_text(p, types[i].type));
    }
}

static const struct {
    cp_span label;
    cp_encoding encoding;
} labels[] = {
    {SPAN_INIT("utf-8"), CP_ENCODING_ASCII},
    {SPAN_INIT(" \tUTF-8\n"), CP_ENCODING_ASCII},
    {SPAN_INIT("latin1"), CP_ENCODING_ASCII},
    {SPAN_INIT("shift_jis"), CP_ENCODING_ASCII},
    {SPAN_INIT("utf-16"), CP_ENCODING_WIDE},
    {SPAN_INIT("UTF-16BE"), CP_ENCODING_WIDE},
    {SPAN_INIT("iso-2022-jp"), CP_ENCODING_OTHER},
    {SPAN_INIT("iso-2022-kr"), CP_ENCODING_OTHER},
    {SPAN_INIT("utf-7"), CP_ENCODING_UNKNOWN},
    {SPAN_INIT("utf-32"), CP_ENCODING_UNKNOWN},
    {SPAN_INIT("utf-8x"), CP_ENCODING_UNKNOWN},
    {SPAN_INIT(""), CP_ENCODING_UNKNOWN},
};

static void encodings(apr_pool_t *p)
{
    apr_size_t i;

    for (i = 0; i < TAP_COUNT(labels); i++) {
        is_number(cp_encoding_of(labels[i].label), labels[i].encoding, "%s",
                  shown(p, labels[i].label));
    }
}

int main(void)
{
    static const tap_group groups[] = {
        {"charset of a type", charsets}, {"labels", encodings}, {NULL, NULL}};
    return tap_run(groups);
}
