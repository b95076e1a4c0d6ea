/* SPDX-License-Identifier: Apache-2.0 */
/* Classifies labels of encodings; see the header. */
#include "core/html/cp_encoding.h"

#include <stdlib.h>

/* The labels of the table in WHATWG Encoding 4.2 that are neither in `wide` nor
 * in `other`, sorted. x-user-defined is one of them: in a meta it means
 * windows-1252. */
static const char *const ascii[] = {
    "866",
    "ansi_x3.4-1968",
    "arabic",
    "ascii",
    "asmo-708",
    "big5",
    "big5-hkscs",
    "chinese",
    "cn-big5",
    "cp1250",
    "cp1251",
    "cp1252",
    "cp1253",
    "cp1254",
    "cp1255",
    "cp1256",
    "cp1257",
    "cp1258",
    "cp819",
    "cp866",
    "csbig5",
    "cseuckr",
    "cseucpkdfmtjapanese",
    "csgb2312",
    "csibm866",
    "csiso58gb231280",
    "csiso88596e",
    "csiso88596i",
    "csiso88598e",
    "csiso88598i",
    "csisolatin1",
    "csisolatin2",
    "csisolatin3",
    "csisolatin4",
    "csisolatin5",
    "csisolatin6",
    "csisolatin9",
    "csisolatinarabic",
    "csisolatincyrillic",
    "csisolatingreek",
    "csisolatinhebrew",
    "cskoi8r",
    "csksc56011987",
    "csmacintosh",
    "csshiftjis",
    "cyrillic",
    "dos-874",
    "ecma-114",
    "ecma-118",
    "elot_928",
    "euc-jp",
    "euc-kr",
    "gb18030",
    "gb2312",
    "gb_2312",
    "gb_2312-80",
    "gbk",
    "greek",
    "greek8",
    "hebrew",
    "ibm819",
    "ibm866",
    "iso-8859-1",
    "iso-8859-10",
    "iso-8859-11",
    "iso-8859-13",
    "iso-8859-14",
    "iso-8859-15",
    "iso-8859-16",
    "iso-8859-2",
    "iso-8859-3",
    "iso-8859-4",
    "iso-8859-5",
    "iso-8859-6",
    "iso-8859-6-e",
    "iso-8859-6-i",
    "iso-8859-7",
    "iso-8859-8",
    "iso-8859-8-e",
    "iso-8859-8-i",
    "iso-8859-9",
    "iso-ir-100",
    "iso-ir-101",
    "iso-ir-109",
    "iso-ir-110",
    "iso-ir-126",
    "iso-ir-127",
    "iso-ir-138",
    "iso-ir-144",
    "iso-ir-148",
    "iso-ir-149",
    "iso-ir-157",
    "iso-ir-58",
    "iso8859-1",
    "iso8859-10",
    "iso8859-11",
    "iso8859-13",
    "iso8859-14",
    "iso8859-15",
    "iso8859-2",
    "iso8859-3",
    "iso8859-4",
    "iso8859-5",
    "iso8859-6",
    "iso8859-7",
    "iso8859-8",
    "iso8859-9",
    "iso88591",
    "iso885910",
    "iso885911",
    "iso885913",
    "iso885914",
    "iso885915",
    "iso88592",
    "iso88593",
    "iso88594",
    "iso88595",
    "iso88596",
    "iso88597",
    "iso88598",
    "iso88599",
    "iso_8859-1",
    "iso_8859-15",
    "iso_8859-1:1987",
    "iso_8859-2",
    "iso_8859-2:1987",
    "iso_8859-3",
    "iso_8859-3:1988",
    "iso_8859-4",
    "iso_8859-4:1988",
    "iso_8859-5",
    "iso_8859-5:1988",
    "iso_8859-6",
    "iso_8859-6:1987",
    "iso_8859-7",
    "iso_8859-7:1987",
    "iso_8859-8",
    "iso_8859-8:1988",
    "iso_8859-9",
    "iso_8859-9:1989",
    "koi",
    "koi8",
    "koi8-r",
    "koi8-ru",
    "koi8-u",
    "koi8_r",
    "korean",
    "ks_c_5601-1987",
    "ks_c_5601-1989",
    "ksc5601",
    "ksc_5601",
    "l1",
    "l2",
    "l3",
    "l4",
    "l5",
    "l6",
    "l9",
    "latin1",
    "latin2",
    "latin3",
    "latin4",
    "latin5",
    "latin6",
    "logical",
    "mac",
    "macintosh",
    "ms932",
    "ms_kanji",
    "shift-jis",
    "shift_jis",
    "sjis",
    "sun_eu_greek",
    "tis-620",
    "unicode-1-1-utf-8",
    "unicode11utf8",
    "unicode20utf8",
    "us-ascii",
    "utf-8",
    "utf8",
    "visual",
    "windows-1250",
    "windows-1251",
    "windows-1252",
    "windows-1253",
    "windows-1254",
    "windows-1255",
    "windows-1256",
    "windows-1257",
    "windows-1258",
    "windows-31j",
    "windows-874",
    "windows-949",
    "x-cp1250",
    "x-cp1251",
    "x-cp1252",
    "x-cp1253",
    "x-cp1254",
    "x-cp1255",
    "x-cp1256",
    "x-cp1257",
    "x-cp1258",
    "x-euc-jp",
    "x-gbk",
    "x-mac-cyrillic",
    "x-mac-roman",
    "x-mac-ukrainian",
    "x-sjis",
    "x-unicode20utf8",
    "x-user-defined",
    "x-x-big5",
};

static const char *const wide[] = {
    "csunicode",   "iso-10646-ucs-2", "ucs-2",    "unicode",  "unicodefeff",
    "unicodefffe", "utf-16",          "utf-16be", "utf-16le",
};

/* ISO-2022-JP, which is stateful, and the labels of "replacement", which
 * decodes every text to one U+FFFD. */
static const char *const other[] = {
    "csiso2022jp",     "csiso2022kr", "hz-gb-2312",  "iso-2022-cn",
    "iso-2022-cn-ext", "iso-2022-jp", "iso-2022-kr", "replacement",
};

/* The longest label of the tables is cseucpkdfmtjapanese. */
#define LABEL_MAX 19

static int compare(const void *key, const void *member)
{
    return strcmp(key, *(const char *const *)member);
}

#define AMONG(label, table)                                      \
    (bsearch((label), (table), sizeof(table) / sizeof(*(table)), \
             sizeof(*(table)), compare)                          \
     != NULL)

cp_encoding cp_encoding_of(cp_span label)
{
    char text[LABEL_MAX + 1];
    apr_size_t i;

    label = cp_span_trim_spaces(label);
    if (cp_span_is(label, "utf-8") || cp_span_is(label, "UTF-8")) {
        return CP_ENCODING_ASCII; /* fast path: the most frequent labels */
    }
    if (label.n == 0 || label.n > LABEL_MAX) {
        return CP_ENCODING_UNKNOWN;
    }
    for (i = 0; i < label.n; i++) {
        text[i] = cp_lower(label.s[i]);
    }
    text[i] = '\0';
    if (AMONG(text, ascii)) {
        return CP_ENCODING_ASCII;
    }
    if (AMONG(text, wide)) {
        return CP_ENCODING_WIDE;
    }
    return AMONG(text, other) ? CP_ENCODING_OTHER : CP_ENCODING_UNKNOWN;
}

cp_span cp_encoding_of_type(const char *type)
{
    cp_span rest = cp_span_of(type), piece, name, none = {NULL, 0};

    while (cp_span_next(&rest, ';', &piece)) {
        name = piece;
        name.n = cp_span_find(piece, '=');
        if (name.n < piece.n
            && cp_span_case_is(cp_span_trim(name), "charset")) {
            piece = cp_span_trim(
                cp_span_between(name.s + name.n + 1, piece.s + piece.n));
            if (piece.n > 0 && piece.s[0] == '"') {
                piece.s++;
                piece.n--;
                piece.n = cp_span_find(piece, '"');
            }
            return piece;
        }
    }
    return none;
}

/* Returns the value in quotes, or up to a space or a semicolon. */
static cp_span quoted_or_word(cp_span a)
{
    cp_span none = {NULL, 0};
    apr_size_t n = 0;

    if (a.n > 0 && (a.s[0] == '"' || a.s[0] == '\'')) {
        char quote = a.s[0];

        a = cp_span_between(a.s + 1, a.s + a.n);
        n = cp_span_find(a, quote);
        return n == a.n ? none : cp_span_between(a.s, a.s + n);
    }
    while (n < a.n && !cp_is_space(a.s[n]) && a.s[n] != ';') {
        n++;
    }
    a.n = n;
    return a;
}

cp_span cp_encoding_in(cp_span text, const char *word)
{
    apr_size_t n = strlen(word);
    cp_span none = {NULL, 0};

    while (text.n >= n) {
        if (cp_span_case_is(cp_span_between(text.s, text.s + n), word)) {
            cp_span rest = cp_span_skip_spaces(
                cp_span_between(text.s + n, text.s + text.n));

            if (rest.n > 0 && rest.s[0] == '=') {
                return quoted_or_word(cp_span_skip_spaces(
                    cp_span_between(rest.s + 1, rest.s + rest.n)));
            }
        }
        text.s++;
        text.n--;
    }
    return none;
}
