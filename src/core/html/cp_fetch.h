/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The attributes from which browsers fetch: the table of elements, attributes
 * and the form of their values (WHATWG HTML; SVG 2; Attribution Reporting).
 *
 * Names match without regard to case. In XML case matters, so the table finds
 * some attributes there that browsers ignore; to hold these has no effect.
 */
#ifndef CP_FETCH_H
#define CP_FETCH_H

#include "core/base/cp_span.h"

/** The namespace of an element. */
typedef enum {
    CP_SPACE_HTML,
    CP_SPACE_SVG,
    CP_SPACE_MATH,  /* nothing in it fetches */
    CP_SPACE_EITHER /* its addresses as HTML and as SVG count */
} cp_space;

/** The form of a value. */
typedef enum {
    CP_FETCH_NONE,   /* the attribute does not fetch */
    CP_FETCH_URL,    /* one URL */
    CP_FETCH_SRCSET, /* candidates (HTML, 4.8.4.2.1) */
    CP_FETCH_URLS    /* URLs between spaces: ping */
} cp_fetch_form;

/** The properties of an element besides its attributes. */
enum {
    CP_FETCH_IS_SCRIPT = 1, /* its type decides whether it runs */
    CP_FETCH_IS_LINK = 2,   /* its rel decides whether it fetches */
    CP_FETCH_IS_FRAME = 4   /* it can show a page in place of its content, at
                               the address of its first attribute */
};

/* The most attributes of one element that fetch. */
#define CP_FETCH_ATTRIBUTES 4

/** An attribute that fetches. */
typedef struct cp_fetch_attribute {
    const char *name; /* if it may be SVG, "href" is also xlink:href; NULL: no
                         further */
    cp_fetch_form form;
} cp_fetch_attribute;

/** An element that has such attributes. Constant. */
typedef struct cp_fetch_element {
    const char *name; /* lower case */
    cp_space space;
    unsigned flags; /* CP_FETCH_IS_… */
    cp_fetch_attribute attributes[CP_FETCH_ATTRIBUTES];
} cp_fetch_element;

/** Returns the element of that name, without a prefix; NULL if it does not
 * fetch. */
const cp_fetch_element *cp_fetch_find(cp_space space, cp_span name);

/** Returns the attribute of that name; NULL if browsers do not fetch from it.
 * The name of an attribute of XML has no prefix. */
const cp_fetch_attribute *cp_fetch_attribute_find(
    const cp_fetch_element *element, cp_span name);

/** True if a link of these relations loads its target, or connects to it. The
 * value of rel is decoded. */
int cp_fetch_by_relation(cp_span rel);

#endif
