/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The stack of open elements of a tree builder (WHATWG HTML 13.2.4.2) and its
 * list of active formatting elements (13.2.4.3), as far as start and end tags
 * change them. Both contain names, not nodes, and have a fixed size.
 *
 * They differ from those of a browser in two respects:
 *   - An element of the list that is not on the stack is "pending": a browser
 *     reconstructs it before the next text. Here it stays off the stack.
 *   - A <table> leaves a <p> open, as it does in quirks mode only. Therefore an
 *     open <p> on this stack may be closed in the browser, but not vice versa.
 */
#ifndef CP_HTML_OPEN_ELEMENTS_H
#define CP_HTML_OPEN_ELEMENTS_H

#include <stdint.h>

#include "core/base/cp_span.h"

/* The limit of open elements. Chromium has a limit of 512. */
#define CP_HTML_DEPTH 256

/* The limit of pending formatting elements. */
#define CP_HTML_PENDING 16

/* One element: a pointer to its cp_html_kind, or, if it has none, a hash of its
 * name with CP_NODE_HASHED. Bits 0 to 4 are the flags below. */
typedef uintptr_t cp_html_node;

enum {
    CP_NODE_HASHED = 1,
    CP_NODE_FOREIGN = 2,    /* an element of SVG or MathML */
    CP_NODE_MATH = 4,       /* an element of MathML */
    CP_NODE_HTML_IN = 8,    /* an HTML integration point */
    CP_NODE_MATH_TEXT = 16, /* a MathML text integration point */
    CP_NODE_FLAGS = 31
};

/*
 * Flags and counters in one number, so that one test of a start tag tells
 * whether it does nothing but push its element (see `blocks` in cp_html_kind).
 * No tag changes the flags; each lets `blocks` say when a start tag is not only
 * pushed. A counter has the addend of one element here, and room for all
 * elements and pending ones.
 *
 * The lower half contains what always blocks a start tag, the upper half what a
 * look at the current node may permit.
 */
/* Flags if start tags are reported: each one, those with addresses that may
 * leave the site, and those with ping. Of the first two, one is set. */
#define CP_COUNT_TAGS APR_UINT64_C(0x01)
#define CP_COUNT_ADDRESS APR_UINT64_C(0x02)
#define CP_COUNT_PING APR_UINT64_C(0x04)
#define CP_COUNT_VOID APR_UINT64_C(0x08) /* flag: it does nothing at all */
/* Set if a select is open. There is at most one: see start_select(). */
#define CP_COUNT_SELECT APR_UINT64_C(0x10)
#define CP_COUNT_P (APR_UINT64_C(1) << 5)     /* p */
#define CP_COUNT_LINK (APR_UINT64_C(1) << 14) /* a, nobr, pending elements */
/* All elements; at CP_HTML_DEPTH it sets the bit CP_COUNT_FULL. */
#define CP_COUNT_OPEN (APR_UINT64_C(1) << 23)
#define CP_COUNT_FULL (CP_COUNT_OPEN * CP_HTML_DEPTH)

#define CP_COUNT_PARENT (APR_UINT64_C(1) << 32) /* flag: in some elements */
/* Flag if start tags with background are reported. */
#define CP_COUNT_BACKGROUND (APR_UINT64_C(1) << 33)
#define CP_COUNT_HEADING (APR_UINT64_C(1) << 34) /* h1 to h6 */
#define CP_COUNT_TABLE (APR_UINT64_C(1) << 43)   /* tables and their parts */
#define CP_COUNT_ITEM (APR_UINT64_C(1) << 52)    /* li, dd, dt */

#define CP_COUNT_REPORTS \
    (CP_COUNT_TAGS | CP_COUNT_ADDRESS | CP_COUNT_PING | CP_COUNT_BACKGROUND)

/** The memory for cp_html_seek_body_end, which initialises it. The caller owns
 * it and does not use its members. */
typedef struct cp_html_open_elements {
    unsigned n;          /* entries of `open`, at least 1 */
    apr_uint64_t counts; /* the sum of CP_COUNT_... of the entries */
    unsigned templates;  /* entries that are <template> */
    unsigned hashed;     /* entries with CP_NODE_HASHED */
    unsigned foreign;    /* entries with CP_NODE_FOREIGN */
    unsigned n_pending;  /* entries of `pending` */
    cp_flag form;        /* the form element pointer is set (13.2.4.4) */

    /* Set when noscript begins, to compare with at its end. */
    unsigned noscript; /* its entry, while h->in_noscript */
    unsigned pending_before;
    cp_flag form_before;

    cp_html_node open[CP_HTML_DEPTH]; /* the first is body */
    struct {
        cp_html_node node;
        unsigned markers; /* markers on the list before it */
    } pending[CP_HTML_PENDING];
} cp_html_open_elements;

#endif
