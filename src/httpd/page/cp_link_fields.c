/* SPDX-License-Identifier: Apache-2.0 */
/* Removes held links; see the header. */
#include "httpd/page/cp_link_fields.h"

#include <http_log.h>

#include "core/html/cp_fetch.h"
#include "core/html/cp_srcset.h"
#include "core/http/cp_link_field.h"
#include "core/http/cp_rules_field.h"
#include "httpd/config/cp_module.h"
#include "httpd/request/cp_document_url.h"
#include "httpd/request/cp_origin.h"
#include "httpd/request/cp_report_held.h"

/* ---- one address ---- */

static const cp_url *document_of(cp_link_fields *links)
{
    if (links->document_room == NULL) {
        const char *url = cp_document_url(links->r, cp_origin_of(links->r));

        links->document_room = cp_buf_make(links->r->pool, 256);
        links->room = cp_buf_make(links->r->pool, 512);
        if (!cp_url_parse(cp_span_of(url), NULL, links->document_room,
                          &links->document)) {
            memset(&links->document, 0, sizeof(links->document));
        }
    }
    return &links->document;
}

/* An address that is not a URL is not fetched. But our parser refuses some
 * names that browsers accept; they have such bytes. */
static void note_unread(cp_link_fields *links, cp_span address)
{
    apr_size_t i;

    if (links->is_silent || links->is_unread) {
        return;
    }
    for (i = 0; i < address.n; i++) {
        if ((unsigned char)address.s[i] >= 0x80 || address.s[i] == '%') {
            links->is_unread = 1;
            ap_log_rerror(APLOG_MARK, APLOG_INFO, 0, links->r,
                          CPLOGNO(0150) "a link stays unchanged: its "
                                        "address contains a name that cannot "
                                        "be read");
            return;
        }
    }
}

/* Judges an address, and writes its line of the log. Returns non-zero if the
 * link must be removed. */
static int holds_address(cp_link_fields *links, cp_span address)
{
    const cp_url *document = document_of(links);
    cp_source_verdict verdict;
    cp_target target;
    cp_url url;

    links->room->n = 0;
    if (!cp_url_parse(address, document->is_network ? document : NULL,
                      links->room, &url)) {
        note_unread(links, address);
        return 0;
    }
    cp_document_target(document, &url, &target);
    cp_layers_judge_source(&links->q->layers, links->visitor, &target,
                           &verdict);
    links->depends_on_consent |= verdict.decision.depends;
    if (verdict.decision.reason != CP_ALLOW
        && (verdict.enforced || !links->is_silent)) {
        cp_report_held(links->r, links->q, &verdict, url.host, links->element);
    }
    return verdict.enforced;
}

/* ---- one link ---- */

/* Returns a value without backslashes, in r->pool if it contains some. */
static cp_span plain_value(const cp_link_fields *links,
                           const cp_link_parameter *param)
{
    return param->escaped
             ? cp_link_unescape(param->value,
                                cp_buf_make(links->r->pool, param->value.n))
             : param->value;
}

/* True if one of the relations makes browsers load the target or connect to it.
 * The parameter may occur twice, and browsers need not read the same one. */
static int link_loads(const cp_link_fields *links, const cp_link *link)
{
    cp_span params = link->params;
    cp_link_parameter param;

    while (cp_link_param(&params, &param)) {
        if (cp_span_case_is(param.name, "rel")
            && cp_fetch_by_relation(plain_value(links, &param))) {
            return 1;
        }
    }
    return 0;
}

static int holds_srcset(cp_link_fields *links, cp_span srcset)
{
    cp_span url;

    while (cp_srcset_next(&srcset, &url)) {
        if (holds_address(links, url)) {
            return 1;
        }
    }
    return 0;
}

static int holds_link(cp_link_fields *links, const cp_link *link)
{
    cp_span params = link->params;
    cp_link_parameter param;

    if (!link_loads(links, link)) {
        return 0;
    }
    if (holds_address(links, link->target)) {
        return 1;
    }
    while (cp_link_param(&params, &param)) {
        if (cp_span_case_is(param.name, "imagesrcset")
            && holds_srcset(links, plain_value(links, &param))) {
            return 1;
        }
    }
    return 0;
}

/* ---- one field ---- */

/* Judges each text between '<' and '>', and each word. */
static int holds_uncertain(cp_link_fields *links, cp_span field)
{
    cp_span rest = field, address;

    while (cp_link_word(&rest, &address)) {
        if (holds_address(links, address)) {
            return 1;
        }
    }
    for (rest = field; cp_span_find(rest, '<') < rest.n;) {
        rest = cp_span_skip(rest, cp_span_find(rest, '<') + 1);
        address = cp_span_between(rest.s, rest.s + cp_span_find(rest, '>'));
        rest = cp_span_skip(rest, address.n);
        if (holds_address(links, address)) {
            return 1;
        }
    }
    return 0;
}

/* Appends one element of the list that stays. */
static void keep(cp_buf *b, cp_span element)
{
    if (b->n > 0) {
        cp_buf_char(b, ',');
    }
    else {
        element = cp_span_skip_blanks(element);
    }
    cp_buf_add(b, element.s, element.n);
}

static cp_span judge_link(cp_link_fields *links, cp_span value)
{
    cp_buf *b = cp_buf_make(links->r->pool, value.n);
    cp_span rest = value, none = {NULL, 0};
    cp_link_result result;
    int n_held = 0, n_kept = 0;
    cp_link link;

    while ((result = cp_link_next(&rest, &link)) != CP_LINK_END) {
        if (result == CP_LINK_UNCERTAIN) {
            return holds_uncertain(links, value) ? none : value;
        }
        if (result == CP_LINK_ONE && holds_link(links, &link)) {
            n_held++;
            continue;
        }
        n_kept += result == CP_LINK_ONE;
        keep(b, link.element);
    }
    return n_held == 0 ? value
         : n_kept == 0 ? none
                       : cp_span_between(b->s, b->s + b->n);
}

/* ---- Speculation-Rules ---- */

static cp_span judge_rules(cp_link_fields *links, cp_span value)
{
    cp_buf *b = cp_buf_make(links->r->pool, value.n);
    cp_span rest = value, none = {NULL, 0}, element, address;
    cp_rules_result result;
    int n_held = 0;

    while ((result = cp_rules_next(&rest, &element, &address))
           != CP_RULES_END) {
        if (result == CP_RULES_UNCERTAIN) {
            return holds_uncertain(links, value) ? none : value;
        }
        if (holds_address(links, address)) {
            n_held++;
        }
        else {
            keep(b, element);
        }
    }
    return n_held == 0 ? value
         : b->n == 0   ? none
                       : cp_span_between(b->s, b->s + b->n);
}

cp_span cp_link_fields_judge(cp_link_fields *links, cp_links_kind kind,
                             cp_span value)
{
    if (kind == CP_LINKS_RULES) {
        links->element = "Speculation-Rules";
        return judge_rules(links, value);
    }
    links->element = "Link";
    return judge_link(links, value);
}

void cp_link_fields_begin(cp_link_fields *links, request_rec *r, cp_req *q)
{
    memset(links, 0, sizeof(*links));
    links->r = r;
    links->q = q;
    links->visitor = cp_request_holds_for(q, cp_conf_dir(r));
}

/* ---- the tables ---- */

/* Removes the fields whose value is NULL. The others stay in their order. */
static void remove_dropped(apr_pool_t *p, apr_table_t *table)
{
    const apr_array_header_t *fields = apr_array_copy(p, apr_table_elts(table));
    const apr_table_entry_t *e = (const apr_table_entry_t *)fields->elts;
    int i;

    apr_table_clear(table);
    for (i = 0; i < fields->nelts; i++) {
        if (e[i].val != NULL) {
            apr_table_addn(table, e[i].key, e[i].val);
        }
    }
}

/* Judges the fields of one table. Writes it only if one changes: the other
 * fields stay at their places. */
static void edit_table(cp_link_fields *links, apr_table_t *table)
{
    const apr_array_header_t *fields = apr_table_elts(table);
    apr_table_entry_t *e = (apr_table_entry_t *)fields->elts;
    int i, n_dropped = 0;

    for (i = 0; i < fields->nelts; i++) {
        cp_span value, sent;
        cp_links_kind kind;

        kind = cp_links_kind_of_key(e[i].key);
        if (kind == CP_LINKS_NONE) {
            continue;
        }
        value = cp_span_of(e[i].val);
        sent = cp_link_fields_judge(links, kind, value);
        if (sent.s == NULL) {
            e[i].val = NULL;
            n_dropped++;
        }
        else if (sent.s != value.s) {
            e[i].val = cp_span_dup(links->r->pool, sent);
        }
    }
    if (n_dropped > 0) {
        remove_dropped(links->r->pool, table);
    }
}

/* Adds the values of a table to a number that identifies them. Memory of the
 * request is never used again, so two values at one place are the same. */
static apr_uint64_t add_values(apr_uint64_t sum, const apr_table_t *table)
{
    const apr_array_header_t *fields = apr_table_elts(table);
    const apr_table_entry_t *e = (const apr_table_entry_t *)fields->elts;
    int i;

    for (i = 0; i < fields->nelts; i++) {
        if (cp_links_kind_of_key(e[i].key) != CP_LINKS_NONE) {
            sum = (sum ^ (apr_uintptr_t)e[i].val)
                * APR_UINT64_C(0x9E3779B97F4A7C15);
        }
    }
    return sum;
}

/* Returns a number of the fields and of the rules in force. */
static apr_uint64_t values_of(const request_rec *r, const cp_req *q)
{
    apr_uint64_t sum = add_values((apr_uintptr_t)q->made_from, r->headers_out);

    return add_values(sum, r->err_headers_out);
}

int cp_link_fields_edit(request_rec *r, cp_req *q)
{
    cp_link_fields links;

    if (q->links_judged != 0 && q->links_judged == values_of(r, q)) {
        return q->links_depend;
    }
    cp_link_fields_begin(&links, r, q);
    links.is_silent = q->links_reported;
    edit_table(&links, r->headers_out);
    edit_table(&links, r->err_headers_out);
    q->links_reported = links.document_room != NULL;
    q->links_judged = values_of(r, q);
    q->links_depend =
        links.depends_on_consent && !cp_dir_is_uniform(cp_conf_dir(r));
    return q->links_depend;
}
