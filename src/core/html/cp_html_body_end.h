/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Shared by the files that follow the body to its end; no other file includes
 * it.
 *
 *   cp_html_body_end.c          the effect of tags, 13.2.6.4.7 to .18
 *   cp_html_body_end_fast.c     text and complete tags, many bytes at a time
 *   cp_html_read_body.h         its loop, for vectors of 16 and of 32 bytes
 *   cp_html_fast_attributes.h   the attributes of such a tag
 *   cp_html_wide.h              vectors of 32 bytes
 *   cp_html_body_end_elements.c the table of elements
 *   cp_html_foreign.c           tags in SVG and MathML, 13.2.6.5
 *   cp_html_open_elements.c     the stack and the list, 13.2.4.2 and .3
 *   cp_html_noscript.c          noscript
 *   cp_html_tags.c              start tags that are reported
 */
#ifndef CP_HTML_BODY_END_H
#define CP_HTML_BODY_END_H

#include "core/html/cp_html_internal.h"
#include "core/html/cp_html_open_elements.h"

/* ---- elements ---- */

/* The properties of an element in body. */
enum {
    K_P = 1 << 0,
    K_CLOSES_P = 1 << 1,       /* its start tag closes a p in button scope */
    K_VOID = 1 << 2,           /* it is never on the stack */
    K_RAW_TEXT = 1 << 3,       /* its content is text */
    K_FORMATTING = 1 << 4,     /* "formatting" in 13.2.4.2 */
    K_SPECIAL = 1 << 5,        /* "special" in 13.2.4.2 */
    K_SCOPE = 1 << 6,          /* bounds "in scope" in 13.2.4.2 */
    K_CLOSES_CONTENT = 1 << 7, /* its end tag closes all elements in it */
    K_IMPLIED_END = 1 << 8,    /* "generate implied end tags" closes it */
    K_NOT_ITEM_BOUND = 1 << 9, /* special, but li, dd and dt look beyond it */
    K_HEADING = 1 << 10,       /* h1 to h6 */
    K_TABLE_PART = 1 << 11,    /* of a table; K_LEVEL says which */
    K_MARKER = 1 << 12,        /* puts a marker on the list */
    K_BREAKOUT = 1 << 13,      /* its start tag ends SVG and MathML */
    K_IGNORED = 1 << 14,       /* its start tag opens no element in body */
    K_HARMLESS = 1 << 15,      /* an element inserted in it is displayed as in
                                body */
    K_OWN_START = 1 << 16,     /* its start tag has a rule of its own */
    K_OWN_END = 1 << 17,       /* popping it changes more than the stack */
    K_HTML = 1 << 18,          /* its start tag is reported in HTML */
    K_SVG = 1 << 19,           /* the same in SVG */
    K_BY_BACKGROUND = 1 << 20, /* in HTML only if it has such an attribute */
    K_BY_PING = 1 << 21,       /* the same: ping, attributionsrc */
    K_BY_FONT = 1 << 25,       /* font in SVG and MathML: color, face, size */
    K_LEVEL = 1 << 22,         /* times 1 row group, 2 row, 3 cell */

    /* Groups. */
    K_MATTERS = K_HTML | K_SVG,
    K_FILTER = K_BY_BACKGROUND | K_BY_PING
};

/* Elements that the code names. All with K_OWN_START are among them, except
 * headings and parts of tables. Elements with the same rules share a number. */
enum {
    N_NONE,
    N_A,
    N_ANNOTATION_XML,
    N_BASE,
    N_BODY,
    N_BR,
    N_BUTTON,
    N_CAPTION,
    N_COL, /* col, colgroup */
    N_DD,  /* dd, dt */
    N_DESC,
    N_FONT,
    N_FOREIGN_OBJECT,
    N_FORM,
    N_FRAMESET,
    N_HR,
    N_HTML,
    N_INPUT,
    N_LI,
    N_LIST,       /* ol, ul */
    N_MALIGNMARK, /* malignmark, mglyph */
    N_MATH,
    N_MATH_TEXT, /* mi, mo, mn, ms, mtext */
    N_META,
    N_NOBR,
    N_NOFRAMES,
    N_NOSCRIPT,
    N_OPTGROUP,
    N_OPTION,
    N_P,
    N_PLAINTEXT,
    N_ROW,       /* tr */
    N_RUBY_TEXT, /* rb, rp, rt, rtc */
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
    unsigned char raw;    /* RAW_... */
    apr_uint64_t adds;    /* CP_COUNT_... of an open element of this kind */
    /* Its start tag does nothing but push it while all these flags and counters
     * are 0. If only some of the upper half are not, it also depends on the
     * current node: the start tag pushes the element if the properties `parent`
     * of the current node are `parent_is`. */
    apr_uint64_t blocks;
    unsigned parent, parent_is;

    /* The fast path uses these. A word is the eight bytes at a place in the
     * document. The word begins with the name if (word | lower) & mask is the
     * first word of the name. mask is 0 if the name is longer than a word. */
    apr_uint64_t lower, mask;
    /* The word after '<' is that of its start tag, in lower case, if word &
     * start_mask is the first word of `start`, or the word at end + 1 if the
     * tag has no attributes. start_mask is 0 if the name does not leave room
     * for a ' ' in the word. */
    apr_uint64_t start_mask;
    char start[CP_HTML_NAME]; /* "name " */
    /* leaf_mask, end_mask and `end` describe its end tag in the same way.
     * end_mask is 0 also if the end tag does more than pop the element. */
    apr_uint64_t leaf_mask, end_mask;
    char end[CP_HTML_NAME + 2]; /* "/name>" */
} cp_html_kind;

/* Lists of kinds, indexed by the first letter in either case, each ended by a
 * kind without a name. In each list the most frequent ones come first. Most
 * elements without a rule of their own are not in the table. */
extern const cp_html_kind *const cp_html_kinds[256];

/* All bits of the counter whose addend is `unit`. */
#define CP_COUNTS(unit) ((unit) * 0x01FF)

/* The kinds of body, tr and tbody, which tags of other elements open. */
extern const cp_html_kind *const cp_html_kind_body,
    *const cp_html_kind_row, *const cp_html_kind_tbody;

/* Returns the kind of this name, or NULL. `name` is in lower case and padded
 * with NUL. */
const cp_html_kind *cp_html_kind_of(const char name[CP_HTML_NAME]);

/* The name of a tag. */
typedef struct cp_html_name {
    const cp_html_kind *kind; /* or NULL */
    cp_html_node hash;        /* needed without a kind, and in SVG and MathML */
} cp_html_name;

/* Returns a hash of such a name; CP_NODE_FLAGS are 0 in it. Two names with the
 * same hash would be taken for the same element. */
cp_html_node cp_html_hash(const char name[CP_HTML_NAME]);

/* ---- nodes ---- */

static inline const cp_html_kind *cp_node_kind(cp_html_node node)
{
    return (const cp_html_kind *)node;
}

/* Returns the K_... of a node. */
static inline unsigned cp_node_is(cp_html_node node)
{
    if (!(node & CP_NODE_HASHED)) {
        return cp_node_kind(node)->element.is;
    }
    return node & (CP_NODE_HTML_IN | CP_NODE_MATH_TEXT) ? K_SCOPE | K_SPECIAL
                                                        : 0;
}

/* Returns the CP_COUNT_... of a node. */
static inline apr_uint64_t cp_node_adds(cp_html_node node)
{
    return node & CP_NODE_HASHED ? CP_COUNT_OPEN : cp_node_kind(node)->adds;
}

/* Returns the N_... of a node. */
static inline unsigned cp_node_number(cp_html_node node)
{
    return node & CP_NODE_HASHED ? N_NONE : cp_node_kind(node)->number;
}

/* Returns the node of an HTML element. */
static inline cp_html_node cp_html_node_of(cp_html_name name)
{
    return name.kind ? (cp_html_node)name.kind : name.hash | CP_NODE_HASHED;
}

/* ---- the stack and the list; in cp_html_open_elements.c ---- */

static inline int cp_html_has_p(const cp_html_open_elements *o)
{
    return (o->counts & CP_COUNTS(CP_COUNT_P)) != 0;
}

static inline int cp_html_has_select(const cp_html_open_elements *o)
{
    return (o->counts & CP_COUNT_SELECT) != 0;
}

/* "Current node" in 13.2.4.2: the topmost element. */
static inline cp_html_node cp_html_current_node(const cp_html_open_elements *o)
{
    return o->open[o->n - 1];
}

/* Sets up the stack with body as its only element. */
void cp_html_open_body(cp_html_open_elements *o);

/* Opens an element; gives up at CP_HTML_DEPTH. */
void cp_html_push(cp_html *h, cp_html_node node);

/* The stack of browsers may be another one. Gives up, except if start tags are
 * reported: then only the elements of SVG and MathML matter. */
void cp_html_unclear_stack(cp_html *h);

/* Closes entry `i` and all above it. */
void cp_html_pop(cp_html *h, unsigned i);

/* Removes entry `i`; the entries above it stay. */
void cp_html_remove(cp_html *h, unsigned i);

/* Closes a p in button scope, with all above it. */
void cp_html_close_p(cp_html *h);

/* Processes the end tag of a formatting element: the adoption agency algorithm
 * in 13.2.6.4.7. */
void cp_html_adoption_agency(cp_html *h, cp_html_node node);

/* Returns the topmost entry with this N_..., or 0 if there is none above the
 * topmost entry with one of the K_... in `bounds`. */
unsigned cp_html_find_in_scope(const cp_html_open_elements *o, unsigned number,
                               unsigned bounds);

/* Returns the entry of a formatting element that is on the list after the last
 * marker, or 0. */
unsigned cp_html_find_formatting(const cp_html_open_elements *o,
                                 cp_html_node node);

/* True if an element that is inserted now becomes a child of body, or of open
 * elements that do not change it. At the end of the document a p may be open,
 * too: nothing follows that the insertion could move out of it. */
int cp_html_can_insert(const cp_html *h, int at_end);

/* ---- tags ---- */

/* As cp_html_tag_named and cp_html_emit_tag, which call them in body. */
void cp_html_in_body_tag_named(cp_html *h);
void cp_html_in_body_emit_tag(cp_html *h);

/* Process a tag by the rules for HTML content. */
void cp_html_in_body_start_tag(cp_html *h, cp_html_name name);
void cp_html_in_body_end_tag(cp_html *h, cp_html_name name);

/* Noscript begins and ends. In cp_html_noscript.c. */
void cp_html_start_noscript(cp_html *h, const cp_html_kind *k);
void cp_html_leave_noscript(cp_html *h);

/* True if the current node is of SVG or MathML. */
static inline int cp_html_is_foreign(const cp_html *h)
{
    return (cp_html_current_node(h->stack) & CP_NODE_FOREIGN) != 0;
}

/* Process a tag by the rules for foreign content, which may lead back to those
 * for HTML content. In cp_html_foreign.c. */
/* In SVG and MathML: chooses the attributes that decide about a start tag whose
 * name was read. */
void cp_html_foreign_tag_named(cp_html *h);
void cp_html_foreign_start_tag(cp_html *h, cp_html_name name,
                               int is_self_closing);
void cp_html_foreign_end_tag(cp_html *h, cp_html_name name);

/* The complete start tag of an element of HTML is at `tag`; the byte after it
 * is `end`. Sets the event if it matters. In cp_html_tags.c. */
void cp_html_report_whole_tag(cp_html *h, const cp_html_kind *k,
                              const char *tag, const char *end);

/* Reads text and complete tags. Returns the first byte that the states must
 * read; less than `end` only at a '<' or with an event or in another state. */
const char *cp_html_body_end_fast(cp_html *h, const char *s, const char *end);

#endif
