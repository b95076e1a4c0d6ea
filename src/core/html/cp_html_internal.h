/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the parts of cp_html share, and nobody else includes: cp_html.c feeds
 * the machine, cp_html_tokenizer.c reads HTML, cp_html_body_start_fast.c what
 * is there as a whole, cp_html_rawtext.c text, cp_html_body_start_elements.c
 * knows the elements, cp_html_body_start.c says what a tag does,
 * cp_html_attributes.c finds the charset and the language, cp_html_xml.c reads
 * XML. Those that follow the body to its end share cp_html_body_end.h, too.
 */
#ifndef CP_HTML_INTERNAL_H
#define CP_HTML_INTERNAL_H

#include <string.h>

#include "core/html/cp_html.h"

/* The phases of the search. */
enum {
    P_BEFORE, /* nothing has opened the body */
    P_DOUBT,  /* it is open since the mark; a frameset could replace it */
    P_AHEAD,  /* the place is known; a meta could declare the charset */
    P_TAIL    /* the end of the content of body is sought */
};

/* The states: S_name, and the function that reads from it. */
#define HTML_STATES(X)                                 \
    X(START, on_start)                                 \
    X(DATA, on_data)                                   \
    X(LT, on_lt)                                       \
    X(TAG_OPEN, on_tag_open)                           \
    X(END_TAG_OPEN, on_end_tag_open)                   \
    X(TAG_NAME, on_tag_name)                           \
    X(BEFORE_ATTRIBUTE, on_before_attribute)           \
    X(ATTRIBUTE, on_attribute)                         \
    X(AFTER_ATTRIBUTE, on_after_attribute)             \
    X(BEFORE_VALUE, on_before_value)                   \
    X(QUOTED, on_quoted)                               \
    X(UNQUOTED, on_unquoted)                           \
    X(DECLARATION, on_declaration)                     \
    X(DECLARATION_DASH, on_declaration_dash)           \
    X(DOCTYPE, on_doctype)                             \
    X(CDATA_OPEN, on_cdata_open)                       \
    X(CDATA, on_cdata)                                 \
    X(BOGUS, on_bogus)                                 \
    X(COMMENT_START, on_comment_start)                 \
    X(COMMENT_START_DASH, on_comment_start_dash)       \
    X(COMMENT, on_comment)                             \
    X(REFERENCE, on_reference)                         \
    X(NUMBER, on_number)                               \
    X(DIGITS, on_digits)                               \
    X(RAW, cp_html_on_raw)                             \
    X(RAW_LT, cp_html_on_raw_lt)                       \
    X(RAW_END_OPEN, cp_html_on_raw_end_open)           \
    X(RAW_END_NAME, cp_html_on_raw_end_name)           \
    X(ESCAPE_START, cp_html_on_escape_start)           \
    X(ESCAPE_START_DASH, cp_html_on_escape_start_dash) \
    X(DOUBLE_NAME, cp_html_on_double_name)             \
    X(AHEAD, on_ahead)

#define XML_STATES(X)              \
    X(START, on_start)             \
    X(TEXT, on_text)               \
    X(LT, on_lt)                   \
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

/* Elements whose content is text up to their own end tag. */
enum { R_NONE, R_TEXT, R_SCRIPT };

/* What an element is; a name that is nothing of this has none. */
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
    E_SCRIPT = 1 << 9,
    E_TEXT = 1 << 10,    /* its content is text, as that of script */
    E_VOID = 1 << 11,    /* no content, or its tag adds attributes at most */
    E_SIMPLE = 1 << 12,  /* its own end tag closes it, whatever is around */
    E_STAYS = 1 << 13,   /* its start tag does not open the body */
    E_SETTLES = 1 << 14, /* no frameset can follow */
    E_FOREIGN = 1 << 15, /* svg, math */
    E_STRANGE = 1 << 16, /* tags mean something else in it */
    E_BASE = 1 << 17,
    E_DOCUMENT = E_BODY | E_HTML | E_HEAD | E_FRAMESET, /* evidence of one */
    E_IMPLIED = E_BODY | E_HTML | E_BR, /* its end tag opens the body */
    /* Its start tag, where it opens no body, does something or tells. */
    E_SPEAKS = E_DOCUMENT | E_META | E_BASE | E_TEMPLATE | E_SCRIPT | E_TEXT
};

typedef struct cp_html_element {
    char name[CP_HTML_NAME];
    unsigned char length; /* of the name */
    unsigned char rest;   /* bits that it leaves of a word, if any */
    unsigned is;
} cp_html_element;

/* By the last five bits of the first letter; of each, those that stay before
 * the body first, and behind the last one that is none and is nothing. */
extern const cp_html_element *const cp_html_elements[32];

/* A name that begins with a letter, in lower case and padded with NUL. */
const cp_html_element *cp_html_element_of(const char name[CP_HTML_NAME]);

/* Reads from s, before `end`, as far as it can; returns how far. It reads
 * a byte, or changes the state, or sets the event. */
typedef const char *cp_html_step(cp_html *h, const char *s, const char *end);

/* Those of raw text stand in a file of their own. */
cp_html_step cp_html_on_raw, cp_html_on_raw_lt, cp_html_on_raw_end_open,
    cp_html_on_raw_end_name, cp_html_on_escape_start,
    cp_html_on_escape_start_dash, cp_html_on_double_name;

extern cp_html_step *const cp_html_steps[];
extern cp_html_step *const cp_html_xml_steps[];

/* The name of a tag is read; its attributes are not. */
void cp_html_named(cp_html *h);

/* All of a tag is read. Sets the state behind it. */
void cp_html_tag(cp_html *h);

/* Behind a start tag: into raw text where the element has some. */
void cp_html_enter(cp_html *h);

/* Reads, before the body and without a mark, the tags that are there as a
 * whole, up to what needs the states, has told the charset or an event. */
const char *cp_html_fast(cp_html *h, const char *s, const char *end);

/* All of a meta is read. */
void cp_html_meta(cp_html *h);

/* The language of the root is read. */
void cp_html_keep_lang(cp_html *h, cp_span value);

/* The href of a base is read. */
void cp_html_keep_base(cp_html *h, cp_span value);

/* An attribute of a tag begins; bytes of its name; of its value; all of its
 * value is read. Kept of those tags where somebody wants to know. */
void cp_html_attribute_begin(cp_html *h);
void cp_html_attribute_name(cp_html *h, unsigned char c);
void cp_html_attribute_value(cp_html *h, const char *s, const char *end);
void cp_html_attribute_end(cp_html *h);

/* All of that at once, for a tag of html or meta that ends at `close`. */
void cp_html_says(cp_html *h, const char *s, const char *close);

/* Sets of bytes below 64, a bit for each. */
#define CP_HTML_BIT(c) (APR_UINT64_C(1) << (c))
#define CP_HTML_SPACES                                        \
    (CP_HTML_BIT(' ') | CP_HTML_BIT('\n') | CP_HTML_BIT('\t') \
     | CP_HTML_BIT('\r') | CP_HTML_BIT('\f'))
#define CP_HTML_ENDS (CP_HTML_SPACES | CP_HTML_BIT('/') | CP_HTML_BIT('>'))

static inline int cp_html_is_space(unsigned char c)
{
    return c <= ' ' && (CP_HTML_SPACES >> c & 1);
}

static inline const char *cp_html_over_space(const char *s, const char *end)
{
    while (s < end && cp_html_is_space((unsigned char)*s)) {
        s++;
    }
    return s;
}

static inline int cp_html_is_alpha(unsigned char c)
{
    c |= 0x20;
    return c >= 'a' && c <= 'z';
}

static inline int cp_html_ends_name(unsigned char c)
{
    return c <= '>' && (CP_HTML_ENDS >> c & 1);
}

static inline char cp_html_lower(unsigned char c)
{
    return (char)(c >= 'A' && c <= 'Z' ? c | 0x20 : c);
}

/* The name of an element, which is all letters and not longer than a word,
 * stands in the eight bytes at s, in any case: the bit that is set makes a
 * letter of nothing else. */
static inline int cp_html_is_at(const cp_html_element *e, const char *s)
{
    apr_uint64_t word, name;

    memcpy(&word, s, sizeof(word));
    memcpy(&name, e->name, sizeof(name));
    word = (word | APR_UINT64_C(0x2020202020202020)) ^ name;
    return (APR_IS_BIGENDIAN ? word >> e->rest : word << e->rest) == 0;
}

/* Adds to a text that may be longer than its room; knows that it is. */
static inline void cp_html_add(char *text, unsigned char *n, unsigned room,
                               char c)
{
    if (*n < room) {
        text[*n] = c;
    }
    *n = (unsigned char)(*n + (*n <= room));
}

static inline int cp_html_name_is(const cp_html *h, const char *s)
{
    apr_size_t n = strlen(s);
    return h->name_length == n && !memcmp(h->name, s, n);
}

/* Goes on at s in another state. */
static inline const char *cp_html_to(cp_html *h, int state, const char *s)
{
    h->state = (unsigned char)state;
    return s;
}

static inline void cp_html_name_clear(cp_html *h)
{
    memset(h->name, 0, CP_HTML_NAME);
    h->name_length = 0;
}

/* NUL becomes another character in names (13.2.5.8). */
static inline void cp_html_name_add(cp_html *h, unsigned char c)
{
    c = c ? c : 0xFF;
    cp_html_add(h->name, &h->name_length, CP_HTML_NAME, cp_html_lower(c));
}

/* The element whose tag is being read is one of these. */
static inline int cp_html_is(const cp_html *h, unsigned what)
{
    return (h->element->is & what) != 0;
}

/* The place may be in front of the next byte. */
static inline void cp_html_mark(cp_html *h)
{
    if (!h->marked) {
        h->marked = 1;
        h->held = 0;
    }
}

/* What was marked was not the place: while nothing has opened the body. */
static inline void cp_html_unmark(cp_html *h)
{
    if (h->phase == P_BEFORE || h->phase == P_TAIL) {
        h->marked = 0;
    }
}

/* The place is the mark. */
static inline void cp_html_found(cp_html *h)
{
    h->event = CP_HTML_BODY;
}

static inline void cp_html_give_up(cp_html *h, cp_html_why why)
{
    h->event = CP_HTML_GIVE_UP;
    h->why = (unsigned char)why;
}

/* The body is opened at the mark, by no tag of its own. */
static inline void cp_html_opened(cp_html *h)
{
    if (!h->evidence) {
        cp_html_give_up(h, CP_HTML_FRAGMENT);
    }
    else if (!h->marked) {
        cp_html_give_up(h, CP_HTML_RELEASED);
    }
    h->phase = P_DOUBT;
}

/* In templates and in noscript nothing opens the body of the document; in
 * the body nothing does. */
static inline int cp_html_is_apart(const cp_html *h)
{
    return h->templates || h->noscript || h->phase == P_TAIL;
}

#endif
