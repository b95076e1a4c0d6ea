/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Holds and releases the elements of one document: connects the rewriter of
 * tags (core/html) with the policy of the request, the base URL of the
 * document, the page that is shown in place of a frame, and the log.
 */
#ifndef CP_HOLD_H
#define CP_HOLD_H

#include "core/html/cp_base.h"
#include "core/html/cp_held_tags.h"
#include "core/html/cp_html.h"
#include "core/html/cp_rewrite.h"
#include "httpd/request/cp_request.h"

/** The verdict about the last address that was parsed. */
typedef struct cp_hold_judged {
    char origin[16 + CP_MAX_SOURCE_HOST]; /* the first n bytes of the address:
                                             scheme, host, port and '/' */
    apr_size_t n; /* 0: other addresses of that origin are parsed, too */
    cp_source_verdict verdict;
    cp_needs needs;
    cp_span host; /* in cp_hold.url */
} cp_hold_judged;

/** The address of the page in place of the last frame. */
typedef struct cp_hold_page {
    cp_buf *address; /* empty: none */
    const char *category;
    const cp_source_name *name;
    int leaves, locked;
} cp_hold_page;

/** The state of one document. Its memory does not grow with the number of
 * tags. Lives in r->pool. */
typedef struct cp_hold {
    /* set by cp_hold_begin, then constant */
    request_rec *r;
    const cp_req *q;
    const cp_visitor *visitor;
    apr_int64_t now;    /* time of the request, in seconds since 1970 */
    const char *origin; /* as cp_origin_of */
    int only_hosts;     /* no path of this site is a source */
    int has_marks;      /* marks of other tools name categories */
    int by_origin;      /* no source has a path */
    /* changed by tags */
    cp_base base;
    cp_rewrite rewriter;
    int is_unclear;              /* CP0100 is logged */
    int is_taken_logged;         /* CP0105 is logged */
    char lang[CP_HTML_LANG + 1]; /* of the document; empty: not known yet */
    cp_hold_judged judged;
    cp_held_tags before; /* tags that others may repeat */
    cp_hold_page page;
    /* of the last tag */
    cp_set categories; /* noted so far */
    int is_unknown;    /* a category is noted that does not exist */
    cp_rewrite_verdict strictest;
    cp_needs needs;                    /* of what is held so far */
    cp_source_verdict verdict;         /* the strictest */
    char host[CP_MAX_SOURCE_HOST + 1]; /* of the source, if it is undeclared */
    /* rooms that are used again */
    cp_buf *url; /* the parts of an address */
    cp_buf *out; /* the new tag */
} cp_hold;

/** Prepares a document. */
void cp_hold_begin(cp_hold *h, request_rec *r, cp_req *q, int is_xml);

/** Notes the language of the document, for the pages in place of frames. */
void cp_hold_language(cp_hold *h, cp_span lang);

/** True if tags for which cp_local_tag() is true stay unchanged: only hosts are
 * declared, and the page does not change its base URL. cp_hold_base may change
 * it. */
int cp_hold_passes_local(const cp_hold *h);

/** True for the start tag of a base: it is for cp_hold_base. */
static inline int cp_hold_is_base(cp_span tag, cp_space space)
{
    return space == CP_SPACE_HTML && tag.n > 5 && (tag.s[1] | 0x20) == 'b'
        && cp_same_but_case(tag.s + 1, "base", 4)
        && (tag.s[5] == '/' || cp_is_space(tag.s[5]));
}

/** Reads the start tag of a base, which stays unchanged. `place` tells whether
 * it counts. */
void cp_hold_base(cp_hold *h, cp_span tag, cp_html_place place);

/**
 * Rewrites one complete start tag of another element in `space`. Returns the
 * new tag, valid until the next call, or "no span" if the tag stays unchanged.
 */
cp_span cp_hold_tag(cp_hold *h, cp_span tag, cp_space space);

#endif
