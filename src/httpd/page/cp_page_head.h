/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The header section of a page that gets elements, or that does not get any for
 * this visitor: the language, and the fields that change.
 */
#ifndef CP_PAGE_HEAD_H
#define CP_PAGE_HEAD_H

#include "core/http/cp_response_fields.h"
#include "httpd/request/cp_request.h"

typedef struct cp_page_head {
    /* set by cp_page_head_begin, then constant */
    request_rec *r;
    cp_req *q;
    /* set when the element html has been read */
    const cp_phrases *phrases; /* the language of the elements; NULL before */
    /* flags */
    int asks_language; /* the language is the one that the visitor prefers */
    int is_finished;   /* the fields have been changed */
} cp_page_head;

/** Marks the page as treated by this module, and removes the digests of its
 * body. `fields` are those of the response. */
void cp_page_head_begin(cp_page_head *h, request_rec *r, cp_req *q,
                        const cp_response_fields *fields);

/** Chooses the language of the elements. `root` is the language of the element
 * html, empty if it has none. */
void cp_page_head_set_language(cp_page_head *h, cp_span root);

/**
 * Changes the fields that depend on the body: Content-Length, ETag, Vary and
 * Last-Modified. Must be called before the first bytes are passed on, because
 * the header section is sent with them. Only the first call has an effect.
 *
 * `root` is the language of the element html as far as it was read. If the body
 * of the page has not begun by then, the page may turn out to have another
 * language. Then the response may depend on Accept-Language, and says so.
 * `is_complete`: all elements are injected, or none will be. `injected` is the
 * number of bytes injected.
 */
void cp_page_head_finish(cp_page_head *h, cp_span root, int is_complete,
                         apr_off_t injected);

/** Changes the fields of a response to HEAD without a body. Neither the length
 * of the page nor its language is known. */
void cp_page_head_without_body(cp_page_head *h, cp_span root);

/** Marks a page that stays compressed because this visitor gets no element. It
 * is a variant, too. */
void cp_page_head_unchanged(request_rec *r, const cp_req *q);

#endif
