/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rewrites the start tags of elements that load content: browsers fetch nothing
 * for an element that is held, and inert elements of other consent tools become
 * live when their category is allowed. The caller decides what is held; this
 * file knows tags and attributes only.
 *
 * Bytes are inserted, and none is removed or changed:
 *
 *   rename     "data-cookie-policy-" before the name of an attribute; in XML
 *              after the colon of a prefix. All attributes of that name are
 *              renamed, because Chromium's preload scanner reads the last one,
 *              and its parser the first one.
 *   add        new attributes precede all others, because the first one of a
 *              name counts (13.2.5.33).
 *
 * A held script gets type="text/plain". A held iframe, frame, object or embed
 * gets an address of the caller, of a page that is shown in its place, and a
 * name of its own. After a step back, Chromium loads into a frame the last
 * address of the frame of that name, or of that place if it has no name. The
 * content of the time before a withdrawal would return.
 *
 * An element belongs to a category if the attribute
 * data-cookie-policy-category names it, or an attribute that the caller knows.
 * If the category is not allowed, all attributes that fetch are renamed, and
 * the srcdoc of an iframe, and the attributes in which other tools keep an
 * address (data-src), because scripts of the page may read them. If it is
 * allowed, the inert type of a script or style sheet is renamed, and data-type,
 * data-src and similar are copied to the attributes that browsers read.
 * Addresses are judged in both cases, unless the category holds the element.
 *
 * In a uniform page the element waits for a script, which removes the prefix.
 * It gets data-cookie-policy-held="<categories>": all that it needs. The copies
 * are added with the prefix, before the attributes that are
 * renamed: the script gives each name its first value. The addresses of an
 * element that its category holds are judged, too, because it needs their
 * categories. In XML an element is not copied if both names are in use: it
 * stays inert.
 */
#ifndef CP_REWRITE_H
#define CP_REWRITE_H

#include "core/html/cp_fetch.h"
#include "core/html/cp_insertions.h"
#include "core/html/cp_tag.h"

/* The names that are inserted begin with it. */
#define CP_REWRITE_PREFIX "data-cookie-policy-"

/* The attribute by which a page says to which category an element belongs. */
#define CP_REWRITE_CATEGORY CP_REWRITE_PREFIX "category"

/** A verdict, from weak to strict. */
typedef enum {
    CP_REWRITE_ALLOWED,
    CP_REWRITE_UNCERTAIN, /* the address cannot be read: unchanged */
    CP_REWRITE_REPORTED,  /* it would be held, but only in a report */
    CP_REWRITE_HELD
} cp_rewrite_verdict;

/** Why something is held. */
typedef struct cp_rewrite_cause {
    const char *category; /* id; "" without one */
    const void *detail;   /* for the caller */
} cp_rewrite_cause;

/** The functions of the caller. They get `baton`. A function that does not
 * return ALLOWED fills *cause, unless the result is UNCERTAIN. */
typedef struct cp_rewrite_calls {
    /* Judges an address, as the attribute contains it after its character
     * references are decoded. */
    cp_rewrite_verdict (*address)(void *baton, cp_span address,
                                  cp_rewrite_cause *cause);
    /* Notes the categories that an attribute names, if any: returns whether it
     * names one. The value is decoded. */
    int (*marked)(void *baton, cp_span name, cp_span value);
    /* Judges the categories noted since the last call, and forgets them. */
    cp_rewrite_verdict (*categories)(void *baton, cp_rewrite_cause *cause);
    /* Only with CP_REWRITE_UNIFORM: appends the ids of all categories that the
     * held element needs, with spaces between them; none if no choice of a
     * visitor can release it. */
    void (*needs)(void *baton, cp_buf *out);
    /* Appends the address of the page that is shown in place of a frame. */
    void (*held_page)(void *baton, const cp_rewrite_cause *cause, cp_buf *out);
} cp_rewrite_calls;

/** The flags of cp_rewrite_begin. */
enum {
    CP_REWRITE_XML = 1,      /* the document is XHTML */
    CP_REWRITE_MARKS = 2,    /* calls->marked knows attributes of other tools */
    CP_REWRITE_RELEASES = 4, /* inert elements become live; else they stay:
                                nothing is changed in a report */
    CP_REWRITE_UNIFORM = 8   /* a script of the page releases what is held */
};

/** An attribute of the tag; private. */
typedef struct cp_rewrite_attribute {
    cp_attribute text;
    cp_span local;                     /* its name without a prefix of XML */
    const cp_fetch_attribute *fetches; /* NULL: it does not fetch */
    /* If it keeps an address for an attribute that fetches: that one. */
    const cp_fetch_attribute *keeps;
} cp_rewrite_attribute;

/** The rewriter of one document. */
typedef struct cp_rewrite {
    /* set by cp_rewrite_begin */
    const cp_rewrite_calls *calls;
    void *baton;
    unsigned flags;
    /* the result for the last tag */
    const cp_fetch_element *element;
    cp_rewrite_verdict verdict; /* the strictest of the element */
    cp_rewrite_cause cause;     /* of the first attribute with that verdict */
    cp_insertions out;
    /* private: the tag */
    const char *tag;
    apr_size_t name_end; /* the number of bytes to the end of its name */
    cp_rewrite_attribute *list;
    int n, room;
    int has_category;            /* it belongs to a category */
    cp_rewrite_verdict category; /* of that category */
    unsigned held;               /* a bit for each of element->attributes */
    cp_buf *decoded;
    unsigned pages; /* the number of pages in place of frames */
} cp_rewrite;

/** Prepares the rewriter. Its memory is in `p`, and grows to what the largest
 * tag needs. */
void cp_rewrite_begin(cp_rewrite *r, apr_pool_t *p, unsigned flags,
                      const cp_rewrite_calls *calls, void *baton);

/**
 * Rewrites one complete start tag, from '<' to '>', of an element in `space`.
 * Returns 1 if there is something to insert (r->out), or to report
 * (r->verdict); else 0.
 */
int cp_rewrite_tag(cp_rewrite *r, cp_span tag, cp_space space);

/** Returns the value of an attribute of the last tag, as it is written; empty
 * if it has none; "no span" without that attribute. For calls->held_page. */
cp_span cp_rewrite_value(const cp_rewrite *r, const char *name);

#endif
