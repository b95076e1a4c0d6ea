/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The stack of open elements of a tree builder (WHATWG HTML 13.2.4.2) and its
 * list of active formatting elements (13.2.4.3), as far as start and end tags
 * change them: names, no nodes. Its size is fixed.
 *
 * The stack is that of a browser less the elements that are waiting to be
 * reconstructed. A <table> leaves a <p> open, as it does in quirks mode only:
 * a <p> on the stack may be closed in the browser, never the other way round.
 */
#ifndef CP_HTML_OPEN_ELEMENTS_H
#define CP_HTML_OPEN_ELEMENTS_H

#include <stdint.h>

#include <apr.h>

/* The limit of open elements. Chromium itself stops at 512. */
#define CP_HTML_DEPTH 256

/* The limit of formatting elements that wait to be reconstructed. */
#define CP_HTML_PENDING 16

/* A cp_html_kind, or a hash of the name with CP_NODE_HASHED. */
typedef uintptr_t cp_html_node;

enum {
    CP_NODE_HASHED = 1,
    CP_NODE_FOREIGN = 2,   /* of SVG or MathML */
    CP_NODE_MATH = 4,      /* of MathML */
    CP_NODE_HTML_IN = 8,   /* an HTML integration point */
    CP_NODE_MATH_TEXT = 16 /* a MathML text integration point */
};

/* Several counters in one number: the addend of one element. The fourth is
 * never 0, the last counts all: CP_HTML_DEPTH of them set a bit of their own.
 */
#define CP_COUNT_P APR_UINT64_C(1)            /* <p> */
#define CP_COUNT_LINK (APR_UINT64_C(1) << 16) /* <a>, and all that waits */
#define CP_COUNT_SELECT (APR_UINT64_C(1) << 32)
#define CP_COUNT_ALWAYS (APR_UINT64_C(1) << 48)
#define CP_COUNT_OPEN (APR_UINT64_C(1) << 52)
#define CP_COUNT_FULL (CP_COUNT_OPEN * CP_HTML_DEPTH)

/** Start with cp_html_go_on. */
typedef struct cp_html_open {
    unsigned n;                /* entries of `open` */
    apr_uint64_t counts;       /* CP_COUNT_... of them */
    unsigned markers;          /* of them those that put a marker on the list */
    unsigned templates;        /* of them <template> */
    unsigned barrier;          /* a noscript's entry, while we are in one */
    unsigned n_pending;        /* entries of `pending` */
    unsigned pending_before;   /* the same, when the noscript began */
    unsigned char form;        /* the form element pointer is set */
    unsigned char form_before; /* the same, when the noscript began */
    cp_html_node open[CP_HTML_DEPTH]; /* the first is body */
    struct {
        cp_html_node node;
        unsigned markers; /* the number that precede it */
    } pending[CP_HTML_PENDING];
} cp_html_open;

#endif
