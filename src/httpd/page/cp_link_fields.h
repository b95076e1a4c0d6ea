/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The fields of a response that name what the browser loads: Link, and
 * Speculation-Rules, a list of the addresses of rule sets (WHATWG HTML; RFC
 * 9651, section 3.1). Links that make the browser load or connect to a held
 * source are removed, and so are rule sets from one. The others stay byte for
 * byte. The addresses in the rules of an allowed set are not read.
 *
 * A field that browsers may read in different ways is removed as a whole if one
 * of the addresses in it is held.
 */
#ifndef CP_LINK_FIELDS_H
#define CP_LINK_FIELDS_H

#include "core/http/cp_url.h"
#include "httpd/request/cp_request.h"

/** The fields. */
typedef enum {
    CP_LINKS_NONE, /* another field */
    CP_LINKS_LINK,
    CP_LINKS_RULES /* Speculation-Rules */
} cp_links_kind;

/** The fields of one header section. */
typedef struct cp_link_fields {
    request_rec *r;
    cp_req *q;
    const cp_visitor *visitor;
    const char *element; /* of the line of the log: the name of the field */
    int is_silent;       /* the fields are reported already */
    int is_unread;       /* CP0150 is logged */
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

    if (q->content == 0) {
        return 0;
    }
    for (i = 0; i < q->layers.n; i++) {
        const cp_rules *rules = &q->layers.list[i].rules;

        if (rules->hold_undeclared || cp_sources_any(rules->policy)) {
            return 1;
        }
    }
    return 0;
}

/** Returns the kind of a field by its name. */
static inline cp_links_kind cp_links_kind_of(cp_span name)
{
    return cp_span_case_is(name, "Link")              ? CP_LINKS_LINK
         : cp_span_case_is(name, "Speculation-Rules") ? CP_LINKS_RULES
                                                      : CP_LINKS_NONE;
}

/** Returns the kind of a field of a table. Most are known to be others by their
 * first two letters. */
static inline cp_links_kind cp_links_kind_of_key(const char *key)
{
    int first = key[0] | 0x20;

    return (first == 'l' && (key[1] | 0x20) == 'i')
                || (first == 's' && (key[1] | 0x20) == 'p')
             ? cp_links_kind_of(cp_span_of(key))
             : CP_LINKS_NONE;
}

/** Begins a header section of the response to `r`. `q` has the rules in force.
 */
void cp_link_fields_begin(cp_link_fields *links, request_rec *r, cp_req *q);

/** Judges the value of one field, whose kind is not CP_LINKS_NONE. Returns the
 * value to send: `value` itself if it does not change, a copy in r->pool with
 * fewer links, or "no span" if none is left. Under ReportOnly the value never
 * changes. */
cp_span cp_link_fields_judge(cp_link_fields *links, cp_links_kind kind,
                             cp_span value);

/** Judges the fields in headers_out and err_headers_out. Returns non-zero if
 * they depend on the visitor's choice. The header filter calls it for each
 * brigade: unchanged fields are judged once. */
int cp_link_fields_edit(request_rec *r, cp_req *q);

#endif
