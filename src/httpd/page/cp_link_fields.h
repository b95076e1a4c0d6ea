/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The Link fields of a response: links that make the browser load or connect to
 * a held source are removed. The other links stay byte for byte.
 *
 * A field that browsers may read in different ways is removed as a whole if one
 * of the addresses in it is held.
 */
#ifndef CP_LINK_FIELDS_H
#define CP_LINK_FIELDS_H

#include "core/http/cp_url.h"
#include "httpd/request/cp_request.h"

/** The Link fields of one header section. */
typedef struct cp_link_fields {
    request_rec *r;
    cp_req *q;
    const cp_visitor *visitor;
    int is_silent; /* the fields are reported already */
    int is_unread; /* CP0150 is logged */
    /* Set by cp_link_fields_judge if the section differs for a visitor with
     * another choice; never cleared. */
    int depends_on_consent;
    cp_url document; /* of the response; read if `document_room` is not NULL */
    cp_buf *document_room;
    cp_buf *room; /* for the parts of one address */
} cp_link_fields;

/** True if links may be held for some visitor. */
static inline int cp_link_fields_matter(const cp_req *q)
{
    int i;

    for (i = 0; q->content != 0 && i < q->layers.n; i++) {
        const cp_rules *rules = &q->layers.list[i].rules;

        if (rules->hold_undeclared || cp_sources_any(rules->policy)) {
            return 1;
        }
    }
    return 0;
}

/** Begins a header section of the response to `r`. `q` has the rules in force.
 */
void cp_link_fields_begin(cp_link_fields *links, request_rec *r, cp_req *q);

/** Judges the value of one field. Returns the value to send: `value` itself if
 * it does not change, a copy in r->pool with fewer links, or "no span" if none
 * is left. Under ReportOnly the value never changes. */
cp_span cp_link_fields_judge(cp_link_fields *links, cp_span value);

/** Judges the fields in headers_out and err_headers_out. Returns non-zero if
 * they depend on the visitor's choice. */
int cp_link_fields_edit(request_rec *r, cp_req *q);

#endif
