/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Shared by the parts that seek the end of body; no other file includes it.
 * cp_html_body_end.c contains the effects of tags, cp_html_foreign.c those in
 * SVG and MathML, cp_html_open_elements.c the open elements,
 * cp_html_body_end_elements.c the table of elements, and
 * cp_html_body_end_fast.c skips complete tags.
 */
#ifndef CP_HTML_BODY_END_H
#define CP_HTML_BODY_END_H

#include "core/html/cp_html_open_elements.h"
#include "core/html/cp_html_internal.h"

/* The properties of an element in body. */
enum {
    K_P = 1 << 0,
    K_CLOSES_P = 1 << 1,  /* its start tag closes a p */
    K_VOID = 1 << 2,      /* it never is on the stack */
    K_RAW = 1 << 3,       /* its content is text */
    K_FORMAT = 1 << 4,    /* a formatting element */
    K_SPECIAL = 1 << 5,   /* 13.2.4.2, "special" */
    K_SCOPE = 1 << 6,     /* bounds "in scope" */
    K_BLOCK = 1 << 7,     /* its end tag closes what is open in it */
    K_IMPLIED = 1 << 8,   /* its end tag may be implied */
    K_THROUGH = 1 << 9,   /* special, but no bound for li, dd and dt */
    K_HEADING = 1 << 10,  /* h1 to h6 */
    K_PART = 1 << 11,     /* of a table; its level in K_LEVEL */
    K_MARKER = 1 << 12,   /* puts a marker on the list */
    K_BREAKOUT = 1 << 13, /* its start tag ends SVG and MathML */
    K_IGNORED = 1 << 14,  /* its start tag opens nothing in body */
    K_SIMPLE = 1 << 15,   /* may be open where the banner is inserted */
    K_EXTRA = 1 << 16,    /* its start tag does something of its own */
    K_COUNTED = 1 << 17,  /* popping it changes more than the stack, or it
                             cannot be told by one word */
    K_LEVEL = 1 << 18     /* 1 row group, 2 row, 3 cell */
};

/* Elements with K_EXTRA, and others that the code names. */
enum {
    N_NONE,
    N_A,
    N_ANNOTATION_XML,
    N_BODY,
    N_BR,
    N_BUTTON,
    N_CAPTION,
    N_COL,
    N_DD,
    N_DESC,
    N_FONT,
    N_FOREIGN_OBJECT,
    N_FORM,
    N_HR,
    N_HTML,
    N_INPUT,
    N_LI,
    N_LIST, /* ol, ul */
    N_MALIGNMARK,
    N_MATH,
    N_MATH_TEXT,
    N_NOBR,
    N_NOSCRIPT,
    N_OPTGROUP,
    N_OPTION,
    N_P,
    N_PLAINTEXT,
    N_ROW,
    N_RUBY_TEXT,
    N_SCRIPT,
    N_SELECT,
    N_SVG,
    N_TABLE,
    N_TBODY,
    N_TEMPLATE,
    N_TITLE,
    N_LAST
};

typedef struct cp_html_kind {
    cp_html_element element;
    unsigned char number; /* N_... */
    unsigned char raw;    /* R_... */
    apr_uint64_t adds;    /* to the counts, while it is open */
    apr_uint64_t blocks;  /* all of these counts are 0: it is only pushed */
    /* For a word that begins with the name: bits that make lower case of it,
     * and those that belong to it. */
    apr_uint64_t lower, mask;
    /* "/name>" in lower case, and the bits of its first word that belong to
     * it, where that is all of it and such a tag does nothing but take the
     * element from the stack; else none. */
    apr_uint64_t end_mask;
    char end[CP_HTML_NAME + 2];
} cp_html_kind;

/* Masks of the counts. */
#define CP_COUNTS(unit) ((unit)*0x0FFF)

/* Indexed by the last five bits of the first letter; the last of each has no
 * name. */
extern const cp_html_kind *const cp_html_kinds[32];

extern const cp_html_kind *const cp_html_kind_body,
    *const cp_html_kind_row, *const cp_html_kind_tbody;

/* The kind for a name in lower case and padded with NUL; NULL for an unknown
 * one. */
const cp_html_kind *cp_html_kind_of(const char name[CP_HTML_NAME]);

/* The name of a tag. */
typedef struct cp_html_name {
    const cp_html_kind *kind; /* or NULL */
    cp_html_node hash;
} cp_html_name;

/* The hash of such a name, without a bit of CP_NODE_... */
cp_html_node cp_html_hash(const char name[CP_HTML_NAME]);

/* ---- the stack ---- */

static inline const cp_html_kind *cp_node_kind(cp_html_node node)
{
    return (const cp_html_kind *)node;
}

/* K_... of a node. */
static inline unsigned cp_node_is(cp_html_node node)
{
    if (!(node & CP_NODE_HASHED)) {
        return cp_node_kind(node)->element.is;
    }
    return node & (CP_NODE_HTML_IN | CP_NODE_MATH_TEXT) ? K_SCOPE | K_SPECIAL
                                                        : 0;
}

static inline apr_uint64_t cp_node_adds(cp_html_node node)
{
    return node & CP_NODE_HASHED ? CP_COUNT_OPEN : cp_node_kind(node)->adds;
}

static inline int cp_html_has_p(const cp_html_open *o)
{
    return (o->counts & CP_COUNTS(CP_COUNT_P)) != 0;
}

static inline int cp_html_has_select(const cp_html_open *o)
{
    return (o->counts & CP_COUNTS(CP_COUNT_SELECT)) != 0;
}

static inline unsigned cp_node_number(cp_html_node node)
{
    return node & CP_NODE_HASHED ? N_NONE : cp_node_kind(node)->number;
}

static inline cp_html_node cp_html_top(const cp_html_open *o)
{
    return o->open[o->n - 1];
}

/* The node of an HTML element of this name. */
static inline cp_html_node cp_html_node_of(cp_html_name name)
{
    return name.kind ? (cp_html_node)name.kind : name.hash | CP_NODE_HASHED;
}

void cp_html_push(cp_html *h, cp_html_node node);

/* Closes the entry `i` and all above. */
void cp_html_pop(cp_html *h, unsigned i);

/* Takes one entry away; what is above it stays. */
void cp_html_remove(cp_html *h, unsigned i);

/* The end tag of a formatting element (the adoption agency, 13.2.6.4.7). */
void cp_html_end_format(cp_html *h, cp_html_node node);

/* Entry of the topmost element of the name that is in scope, or 0; the bounds
 * are those elements that are one of `bounds`, K_... */
unsigned cp_html_in_scope(const cp_html_open *o, unsigned number,
                          unsigned bounds);

/* Entry of a formatting element on the list, or 0. */
unsigned cp_html_on_list(const cp_html_open *o, cp_html_node node);

/* A p in button scope is closed. */
void cp_html_close_p(cp_html *h);

/* Non-zero if an element that is inserted becomes a part of body or of an open
 * element in it: at this place; at the end of the document, where a p may be
 * open, because nothing follows. */
int cp_html_is_clean(const cp_html *h, int at_end);

/* ---- tags ---- */

/* Reads the name of an end tag that may close the body. */
void cp_html_tail_named(cp_html *h);

/* Called when a tag is complete; the state is the one after it. */
void cp_html_tail_tag(cp_html *h);

/* The tag of an HTML element, read as one in HTML. */
void cp_html_tail_start(cp_html *h, cp_html_name name);
void cp_html_tail_end(cp_html *h, cp_html_name name);

/* Whether a start tag is read by the rules for SVG and MathML. */
static inline int cp_html_is_foreign(const cp_html *h)
{
    return (cp_html_top(h->tail) & CP_NODE_FOREIGN) != 0;
}

/* Reads it by those rules; they may lead back to the rules for HTML. */
void cp_html_foreign_start(cp_html *h, cp_html_name name, int empty);
void cp_html_foreign_end(cp_html *h, cp_html_name name);

/* Reads text and complete tags, up to a byte that needs the states or an event.
 */
const char *cp_html_skip(cp_html *h, const char *s, const char *end);

#endif
