/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Shared by the files of the scanner; no other file includes it.
 *
 *   cp_html.c                     feeds the states; limits, marks, the end
 *   cp_html_tokenizer.c           the tokenizer's states, 13.2.5
 *   cp_html_rawtext.c             its states for raw text and script data
 *   cp_html_attributes.c          charset, language and base of the document
 *   cp_html_body_start.c          tags until the body begins
 *   cp_html_body_start_fast.c     the same for complete tags
 *   cp_html_body_start_elements.c the table of elements for that search
 *   cp_html_complete_tag.h        finds the end of a complete tag
 *   cp_html_xml.c                 XHTML
 *   cp_html_tags.c                start tags that are reported
 *
 * cp_html_body_end.h lists the files that search for the end of body.
 *
 * How a byte travels. cp_html_feed() computes how far it may read (limits, the
 * prescan, an ESC while the charset is not known) and calls the function of the
 * current state with the bytes up to there. The function reads as many bytes as
 * it can and sets the next state. In the data state a fast path first reads the
 * tags that are complete in the buffer, so most bytes of a page pass through
 * cp_html_body_start_fast() and, in body, cp_html_body_end_fast() only.
 *
 * If a tag is read by the states, cp_html_tag_named() is called after its name,
 * and cp_html_emit_tag() after its '>'. Both decide by h->phase:
 *
 *   PHASE_BEFORE_BODY  a tag or a text that may open the body is marked before
 *                      it is read; cp_html_found() if it is <body>;
 *                      cp_html_body_is_implied() if it opens a body without a
 *                      tag, which leads to
 *   PHASE_FRAMESET_OK  until a tag or a text sets the frameset-ok flag to "not
 *                      ok", which makes the mark the place
 *   PHASE_PRESCAN      entered by cp_html_feed() if the place is found before
 *                      the charset is certain
 *   PHASE_IN_BODY      entered by cp_html_seek_body_end(); an end tag that may
 *                      close the body is marked before it is read
 *
 * If h->tags is set the phase is PHASE_IN_BODY from the first byte on. Each
 * start tag that may matter is marked before it is read, and no end tag is.
 *
 * While a mark is set, h->held counts the bytes after it, which the caller
 * keeps. cp_html_found() makes the mark the place.
 */
#ifndef CP_HTML_INTERNAL_H
#define CP_HTML_INTERNAL_H

#include <string.h>

#include "core/html/cp_html.h"

/* ---- the state of the search ---- */

/* h->phase. "Before the body" are the insertion modes from "initial" to "after
 * head"; the other phases are "in body". */
enum {
    PHASE_BEFORE_BODY, /* no tag and no text has opened the body */
    PHASE_FRAMESET_OK, /* the body is open since the mark, without a tag; the
                          frameset-ok flag is "ok": <frameset> replaces it */
    PHASE_PRESCAN,     /* the place is certain; <meta charset> may follow */
    PHASE_IN_BODY      /* the end of the content of body is sought */
};

/* h->text_kind: how the content of an element is read that is text. */
enum {
    RAW_NONE,
    RAW_TEXT,  /* RCDATA and RAWTEXT (13.2.5.2, .3) */
    RAW_SCRIPT /* script data (13.2.5.4) */
};

/* h->base: the first <base href> of the document. */
enum {
    BASE_NONE,
    BASE_STAYS,    /* names this site for certain */
    BASE_MAY_LEAVE /* names another site, or is not certain to name this one */
};

/* ---- the states ---- */

/* S_name, and the function that reads in this state. Names and order follow
 * 13.2.5; states that differ only in data that we do not keep are one. */
#define HTML_STATES(X)                                  \
    X(START, on_start)                                  \
    X(DATA, on_data)                                    \
    X(DATA_LESS_THAN, on_data_less_than)                \
    X(TAG_OPEN, on_tag_open)                            \
    X(END_TAG_OPEN, on_end_tag_open)                    \
    X(TAG_NAME, on_tag_name)                            \
    X(BEFORE_ATTRIBUTE_NAME, on_before_attribute_name)  \
    X(ATTRIBUTE_NAME, on_attribute_name)                \
    X(AFTER_ATTRIBUTE_NAME, on_after_attribute_name)    \
    X(BEFORE_VALUE, on_before_value)                    \
    X(VALUE_QUOTED, on_value_quoted)                    \
    X(VALUE_UNQUOTED, on_value_unquoted)                \
    X(DECLARATION_OPEN, on_declaration_open)            \
    X(DECLARATION_DASH, on_declaration_dash)            \
    X(DOCTYPE, on_doctype)                              \
    X(CDATA_OPEN, on_cdata_open)                        \
    X(CDATA_SECTION, on_cdata_section)                  \
    X(BOGUS_COMMENT, on_bogus_comment)                  \
    X(COMMENT_START, on_comment_start)                  \
    X(COMMENT_START_DASH, on_comment_start_dash)        \
    X(COMMENT, on_comment)                              \
    X(CHARACTER_REFERENCE, on_character_reference)      \
    X(NUMERIC_REFERENCE, on_numeric_reference)          \
    X(REFERENCE_DIGITS, on_reference_digits)            \
    X(RAW_TEXT, cp_html_on_raw_text)                    \
    X(RAW_LESS_THAN, cp_html_on_raw_less_than)          \
    X(RAW_END_TAG_OPEN, cp_html_on_raw_end_tag_open)    \
    X(RAW_END_TAG_NAME, cp_html_on_raw_end_tag_name)    \
    X(SCRIPT_ESCAPE_START, cp_html_on_escape_start)     \
    X(SCRIPT_ESCAPE_DASH, cp_html_on_escape_start_dash) \
    X(SCRIPT_DOUBLE_ESCAPE, cp_html_on_double_escape)   \
    X(PLAINTEXT, on_plaintext)                          \
    X(PRESCAN, on_prescan)

/* X_name, and its function. */
#define XML_STATES(X)              \
    X(START, on_start)             \
    X(TEXT, on_text)               \
    X(LESS_THAN, on_less_than)     \
    X(NAME, on_name)               \
    X(SPACE, on_space)             \
    X(ATTRIBUTE, on_attribute)     \
    X(EQUALS, on_equals)           \
    X(VALUE, on_value)             \
    X(QUOTED, on_quoted)           \
    X(EMPTY, on_empty)             \
    X(END_TAG, on_end_tag)         \
    X(DECLARATION, on_declaration) \
    X(DOCTYPE, on_doctype)         \
    X(SUBSET, on_subset)           \
    X(SUBSET_LT, on_subset_lt)     \
    X(SUBSET_BANG, on_subset_bang) \
    X(SUBSET_TAG, on_subset_tag)   \
    X(DASH, on_dash)               \
    X(COMMENT, on_comment)         \
    X(CDATA, on_cdata)             \
    X(TARGET, on_target)           \
    X(INSTRUCTION, on_instruction)

#define X(name, step) S_##name,
enum { HTML_STATES(X) };
#undef X
#define X(name, step) X_##name,
enum { XML_STATES(X) };
#undef X

/*
 * Reads from `s`, which is before `end`, and returns the first byte that it has
 * not read. Each call reads a byte, or changes the state, or sets the event, so
 * that the loop in cp_html.c makes progress.
 */
typedef const char *cp_html_step(cp_html *h, const char *s, const char *end);

/* In cp_html_rawtext.c. */
cp_html_step cp_html_on_raw_text, cp_html_on_raw_less_than,
    cp_html_on_raw_end_tag_open, cp_html_on_raw_end_tag_name,
    cp_html_on_escape_start, cp_html_on_escape_start_dash,
    cp_html_on_double_escape;

/* Indexed by h->state. */
extern cp_html_step *const cp_html_steps[];
extern cp_html_step *const cp_html_xml_steps[];

/* Changes to another state; the next byte is `s`, which is returned. */
static inline const char *cp_html_switch(cp_html *h, int state, const char *s)
{
    h->state = (unsigned char)state;
    return s;
}

/* ---- elements, for the search for the start of body ---- */

/* The properties of an element. An element that is not in the table has none:
 * its start tag opens the body. */
enum {
    E_BODY = 1 << 0,
    E_HTML = 1 << 1,
    E_HEAD = 1 << 2,
    E_FRAMESET = 1 << 3,
    E_META = 1 << 4,
    E_TEMPLATE = 1 << 5,
    E_NOSCRIPT = 1 << 6,
    E_BR = 1 << 7,
    E_COL = 1 << 8,
    E_BASE = 1 << 9,
    E_FOREIGN = 1 << 10, /* svg, math */
    E_SCRIPT = 1 << 11,
    E_RAW_TEXT = 1 << 12, /* its content is text, as that of script */
    E_VOID = 1 << 13,     /* its start tag leaves no element open in noscript:
                             void, or ignored except for its attributes */
    /* Its end tag closes it wherever it is, so that markup in noscript that
     * opens and closes it leaves the tree as it was. */
    E_SELF_CONTAINED = 1 << 14,
    E_IN_HEAD = 1 << 15,         /* its start tag does not open the body */
    E_NOT_FRAMESET_OK = 1 << 16, /* sets the frameset-ok flag to "not ok" */
    E_CHANGES_TAGS = 1 << 17,    /* tags in it mean something else */

    /* Groups. */
    E_DOCUMENT = E_BODY | E_HTML | E_HEAD | E_FRAMESET,
    E_END_OPENS_BODY = E_BODY | E_HTML | E_BR, /* its end tag opens the body */
    /* Of E_IN_HEAD, those whose start tag is more than passed over. */
    E_HAS_EFFECT =
        E_DOCUMENT | E_META | E_BASE | E_TEMPLATE | E_SCRIPT | E_RAW_TEXT
};

typedef struct cp_html_element {
    char name[CP_HTML_NAME]; /* lower case, padded with NUL */
    unsigned char length;
    unsigned char unused_bits; /* of the eight bytes at `name`, after the name;
                                  only for names of up to eight bytes */
    unsigned is;               /* E_..., or K_... in the table of body_end */
} cp_html_element;

/* 32 lists of elements, indexed by the last five bits of the first letter, each
 * ended by an element without a name and without properties. In each list the
 * elements with E_IN_HEAD are the first. */
extern const cp_html_element *const cp_html_elements[32];

/* Returns the element of this name, or the one without a name that ends its
 * list. `name` is in lower case and padded with NUL. */
const cp_html_element *cp_html_element_of(const char name[CP_HTML_NAME]);

/* True if the tag, or the text, that is read is of one of these elements. */
static inline int cp_html_tag_is(const cp_html *h, unsigned what)
{
    return (h->element->is & what) != 0;
}

/* ---- the effects of a tag; in cp_html_body_start.c ---- */

/* The name of the tag is complete. Decides which of its attributes are kept;
 * most decisions about the place are made here. */
void cp_html_tag_named(cp_html *h);

/* The tag is complete ("emit the current tag token"). Sets the next state. */
void cp_html_emit_tag(cp_html *h);

/* Sets the state for the content of the element that was opened. */
void cp_html_enter_content(cp_html *h);

/*
 * Reads complete tags, spaces and comment starts before the body while no place
 * is marked. Returns the first byte that the states must read. Stops after
 * <meta charset>, which changes how far may be read, and with an event.
 */
const char *cp_html_body_start_fast(cp_html *h, const char *s, const char *end);

/* ---- attributes; in cp_html_attributes.c ---- */

/* An attribute in pieces: its name begins; one byte of its name; bytes of its
 * value; its value is complete. They keep only what h->keep_... ask for. */
void cp_html_attribute_begin(cp_html *h);
void cp_html_attribute_name(cp_html *h, char c);
void cp_html_attribute_value(cp_html *h, const char *s, const char *end);
void cp_html_attribute_end(cp_html *h);

/* A start tag of meta is complete: decides about the charset. */
void cp_html_end_meta(cp_html *h);

/* All of the above for a complete tag of html, meta or base: `s` is after its
 * name, `close` is its '>'. */
void cp_html_read_attributes(cp_html *h, const char *s, const char *close);

/* Sets the language of the document, and its base, from a value. */
void cp_html_set_lang(cp_html *h, cp_span value);
void cp_html_set_base(cp_html *h, cp_span value);

/* h->encoding: what the attribute of annotation-xml says about its content. A
 * character reference in it is not read. */
enum { ENCODING_NONE, ENCODING_OTHER, ENCODING_HTML, ENCODING_UNCLEAR };

/* True if an attribute of a complete tag is one of the `filter` (K_BY_...). `s`
 * is after the name of the tag, `close` is its '>'. */
int cp_html_has_attribute(const char *s, const char *close, unsigned filter);

/* ---- start tags that are reported; in cp_html_tags.c ---- */

/* A start tag of HTML, or of XML, is named. Without interest in it the mark is
 * removed. */
void cp_html_tag_may_matter(cp_html *h);
void cp_html_xml_tag_may_matter(cp_html *h);

/* A tag that the states have read is complete: sets the event if it matters. */
void cp_html_report_tag(cp_html *h);

/* A start tag and an end tag of XML are complete: they set the event, the
 * namespace and the depth. */
void cp_html_report_xml_tag(cp_html *h, int empty);
void cp_html_close_xml_tag(cp_html *h);

/* The name of an attribute is complete, whose last letters are h->letters. */
void cp_html_filter_attribute(cp_html *h);

/* True if an attribute with these last letters is one of the `filter`. */
int cp_html_passes_filter(apr_uint64_t letters, unsigned filter);

/* ---- bytes and names ---- */

static inline const char *cp_html_skip_spaces(const char *s, const char *end)
{
    while (s < end && cp_is_space(*s)) {
        s++;
    }
    return s;
}

static inline int cp_html_is_alpha(char c)
{
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'z';
}

/* One bit for each byte below 64. */
#define CP_HTML_BIT(c) (APR_UINT64_C(1) << (c))
#define CP_HTML_NAME_ENDS                                       \
    (CP_HTML_BIT(' ') | CP_HTML_BIT('\n') | CP_HTML_BIT('\t')   \
     | CP_HTML_BIT('\r') | CP_HTML_BIT('\f') | CP_HTML_BIT('/') \
     | CP_HTML_BIT('>'))

/* True for a byte that ends the name of a tag or an attribute. */
static inline int cp_html_ends_name(char c)
{
    unsigned char byte = (unsigned char)c;

    return byte <= '>' && (CP_HTML_NAME_ENDS >> byte & 1);
}

/* True if the eight bytes at `s` begin with the name of `e`, in either case.
 * The name consists of at most eight letters: setting the bit 0x20 does not
 * make a letter from another byte. */
static inline int cp_html_is_at(const cp_html_element *e, const char *s)
{
    apr_uint64_t word, name;

    memcpy(&word, s, sizeof(word));
    memcpy(&name, e->name, sizeof(name));
    word = (word | APR_UINT64_C(0x2020202020202020)) ^ name;
    return (APR_IS_BIGENDIAN ? word >> e->unused_bits : word << e->unused_bits)
        == 0;
}

/* Appends to a text with room for `room` bytes. *n counts up to room + 1: then
 * the text is longer than its room. */
static inline void cp_html_add(char *text, unsigned char *n, unsigned room,
                               char c)
{
    if (*n < room) {
        text[*n] = c;
    }
    *n = (unsigned char)(*n + (*n <= room));
}

static inline void cp_html_name_clear(cp_html *h)
{
    memset(h->name, 0, CP_HTML_NAME);
    h->name_length = 0;
}

/* NUL becomes another character in names (13.2.5.8). */
static inline void cp_html_name_add(cp_html *h, char c)
{
    c = c ? c : '\xFF';
    cp_html_add(h->name, &h->name_length, CP_HTML_NAME, cp_lower(c));
}

static inline int cp_html_name_is(const cp_html *h, const char *s)
{
    apr_size_t n = strlen(s);
    return h->name_length == n && !memcmp(h->name, s, n);
}

/* ---- the mark and the events ---- */

/* The place may be before the next byte. An earlier mark stays. */
static inline void cp_html_mark(cp_html *h)
{
    if (!h->marked) {
        h->marked = 1;
        h->held = 0;
    }
}

/* The mark was not the place. A mark since which the body is open stays. */
static inline void cp_html_unmark(cp_html *h)
{
    if (h->phase == PHASE_BEFORE_BODY || h->phase == PHASE_IN_BODY) {
        h->marked = 0;
    }
}

/* The mark is the place. */
static inline void cp_html_found(cp_html *h)
{
    h->event = CP_HTML_BODY;
}

static inline void cp_html_give_up(cp_html *h, cp_html_reasons reason)
{
    h->event = CP_HTML_GIVE_UP;
    h->reason = (unsigned char)reason;
}

/* A tag other than <body>, or text, opens the body at the mark. */
static inline void cp_html_body_is_implied(cp_html *h)
{
    if (!h->is_document) {
        cp_html_give_up(h, CP_HTML_FRAGMENT);
    }
    else if (!h->marked) {
        cp_html_give_up(h, CP_HTML_RELEASED);
    }
    h->phase = PHASE_FRAMESET_OK;
}

/* True where text and tags do not open the body: in a template, in noscript,
 * and in the body itself. */
static inline int cp_html_cannot_open_body(const cp_html *h)
{
    return h->templates || h->in_noscript || h->phase == PHASE_IN_BODY;
}

#endif
