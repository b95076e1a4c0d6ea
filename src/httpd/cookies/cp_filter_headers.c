/* SPDX-License-Identifier: Apache-2.0 */
/* Drops cookies from the header section of a response; see the header. */
#include "httpd/cookies/cp_filter_headers.h"

#include <string.h>
#include <strings.h>

#include <util_filter.h>

#include "core/cookie/cp_date.h"
#include "httpd/cookies/cp_section.h"
#include "httpd/cookies/cp_filter_raw.h"
#include "httpd/page/cp_csp_fields.h"
#include "httpd/page/cp_csp_own.h"
#include "httpd/cookies/cp_leftovers.h"
#include "httpd/config/cp_module.h"
#include "httpd/page/cp_link_fields.h"
#include "httpd/page/cp_report_field.h"
#include "httpd/request/cp_report.h"
#include "httpd/request/cp_request.h"
#include "httpd/page/cp_vary.h"

/* ---- one table of response fields ---- */

/* Callback of apr_table_do: lowers *now to the earlier time. */
static int take_earlier(void *now, const char *key, const char *date)
{
    apr_int64_t *earliest = now;

    (void)key;
    *earliest = cp_date_earliest(cp_span_of(date), *earliest);
    return 1;
}

/* Lowers `now` to the earliest Date of a table. Most tables have none, which a
 * look-up tells faster than the loop. */
static apr_int64_t earliest_in(const apr_table_t *table, apr_int64_t now)
{
    if (apr_table_get(table, "Date") != NULL) {
        apr_table_do(take_earlier, &now, table, "Date", NULL);
    }
    return now;
}

/* Returns the present for a browser that corrects its clock by the Date of this
 * response. Both tables may contain one. The earliest counts, because it makes
 * the fewest cookies deletions. */
static apr_int64_t earliest_now(const request_rec *r, const cp_req *q)
{
    return earliest_in(r->err_headers_out,
                       earliest_in(r->headers_out, q->chain->now));
}

/* True for Set-Cookie, Set-Cookie2 and any longer name. Most names differ in
 * their first letter. */
static inline int begins_set_cookie(const char *name)
{
    return (name[0] | 0x20) == 's' && !strncasecmp(name, "Set-Cookie", 10);
}

/* Most applications use this case of the letters, and strcmp is faster. */
static inline int is_set_cookie(const char *name)
{
    return !strcmp(name, "Set-Cookie") || !strcasecmp(name, "Set-Cookie");
}

/* The kinds of fields that a table may have. */
enum { HAS_COOKIES = 1, HAS_LINKS = 2 };

/* Returns those of the `wanted` kinds that the table may have. Most tables have
 * none: a loop over the first letters costs less than a look-up. `wanted` is a
 * constant, for which the compiler makes a loop of its own. */
static inline __attribute__((always_inline)) unsigned kinds_in(
    const apr_table_t *table, const unsigned wanted)
{
    const apr_array_header_t *fields = table ? apr_table_elts(table) : NULL;
    const apr_table_entry_t *e, *end;
    unsigned found = 0;

    if (fields == NULL) {
        return 0;
    }
    e = (const apr_table_entry_t *)fields->elts;
    for (end = e + fields->nelts; e < end; e++) {
        int first = e->key[0] | 0x20;

        if (first == 's' && begins_set_cookie(e->key)) {
            found |= HAS_COOKIES;
        }
        else if ((wanted & HAS_LINKS) && (first == 's' || first == 'l')
                 && cp_links_kind_of_key(e->key) != CP_LINKS_NONE) {
            found |= HAS_LINKS;
        }
        if (found == wanted) {
            break;
        }
    }
    return found;
}

/* Returns those kinds of the response. Links in trailers have no effect. */
static inline __attribute__((always_inline)) unsigned kinds_of(
    const request_rec *r, const unsigned wanted)
{
    return kinds_in(r->headers_out, wanted)
         | kinds_in(r->err_headers_out, wanted)
         | kinds_in(r->trailers_out, HAS_COOKIES);
}

/* The most fields of a table that need no memory of the request. */
#define CP_FEW_FIELDS 64

/* Room for the values of longer tables, in the pool of the request. The filter
 * judges the tables again for each brigade, so it keeps the room. */
typedef struct many_values {
    const char **values;
    int n;
} many_values;

/* The result of judging the fields of one table. */
typedef struct verdicts {
    const char **values; /* Set-Cookie values to send, in their order */
    const char **end;
    int n_fields;      /* Set-Cookie fields that were judged */
    int changed;       /* some value is dropped or replaced */
    int drop_obsolete; /* Set-Cookie2 fields are dropped */
} verdicts;

static inline void judge_set_cookie(cp_section *section, const char *value,
                                    verdicts *v)
{
    cp_span sent = cp_section_judge(section, CP_SET_COOKIE, cp_span_of(value));

    v->n_fields++;
    v->changed |= sent.s != value;
    *v->end = sent.s;
    v->end += sent.s != NULL;
}

static void judge_set_cookie2(cp_section *section, const char *value,
                              verdicts *v)
{
    cp_span sent = cp_section_judge(section, CP_SET_COOKIE2, cp_span_of(value));

    v->drop_obsolete |= sent.s == NULL;
}

static inline void judge_all(cp_section *section,
                             const apr_array_header_t *fields, verdicts *v)
{
    const apr_table_entry_t *e = (const apr_table_entry_t *)fields->elts;
    const apr_table_entry_t *end = e + fields->nelts;
    const char *name = NULL; /* fields in a row often share one string */

    for (; e < end; e++) {
        if (e->key != name && (e->key[0] | 0x20) != 's') {
            continue;
        }
        if (e->key == name || is_set_cookie(e->key)) {
            name = e->key;
            judge_set_cookie(section, e->val, v);
        }
        else if (!strcasecmp(e->key, "Set-Cookie2")) {
            judge_set_cookie2(section, e->val, v);
        }
    }
}

static void write_back(apr_table_t *table, const verdicts *v)
{
    const char **value;

    if (v->n_fields == apr_table_elts(table)->nelts) {
        apr_table_clear(table);
    }
    else {
        apr_table_unset(table, "Set-Cookie");
    }
    for (value = v->values; value < v->end; value++) {
        apr_table_addn(table, "Set-Cookie", *value);
    }
}

/* Returns room for the values of `n` fields, which the next call uses again. */
static const char **room_for(ap_filter_t *f, int n)
{
    many_values *room = f->ctx;

    if (room == NULL) {
        f->ctx = room = apr_pcalloc(f->r->pool, sizeof(*room));
    }
    if (room->n < n) {
        room->n = 2 * n; /* handlers may add a field for each brigade */
        room->values =
            apr_palloc(f->r->pool, (apr_size_t)room->n * sizeof(*room->values));
    }
    return room->values;
}

/* Judges all cookie fields of a table and writes it only if one changes. */
static void sweep_table(ap_filter_t *f, cp_section *section, apr_table_t *table)
{
    const apr_array_header_t *fields;
    const char *few[CP_FEW_FIELDS];
    verdicts v = {few, NULL, 0, 0, 0};

    if (table == NULL) {
        return;
    }
    fields = apr_table_elts(table);
    if (fields->nelts > CP_FEW_FIELDS) {
        v.values = room_for(f, fields->nelts);
    }
    v.end = v.values;
    judge_all(section, fields, &v);
    if (v.changed) {
        write_back(table, &v);
    }
    if (v.drop_obsolete) {
        apr_table_unset(table, "Set-Cookie2");
    }
}

/* Returns non-zero if the cookies depend on the visitor's choice. Out of line:
 * most responses set no cookie. */
static __attribute__((noinline)) int sweep_all(ap_filter_t *f, cp_req *q)
{
    request_rec *r = f->r;
    cp_section section;

    cp_section_begin(&section, r, q, earliest_now(r, q), cp_span_of(NULL));
    sweep_table(f, &section, r->headers_out);
    sweep_table(f, &section, r->err_headers_out);
    sweep_table(f, &section, r->trailers_out);
    cp_section_end(&section);
    return section.depends_on_consent;
}

/* ---- the filter ---- */

/* Edits the header section on the first call for a request. Returns non-zero
 * if the edit depends on the visitor's choice. */
static inline int edit_once(request_rec *r, cp_req *q)
{
    int unmodified = r->status == HTTP_NOT_MODIFIED;
    int depends = q->chain->depends;

    q->head_done = 1;
    if (q->chain->cookie_field != NULL) {
        depends |= cp_leftovers_expire(r, q);
    }
    if (unmodified) {
        cp_vary_not_modified(r, q);
    }
    if (cp_request_is_page(q)) {
        cp_vary_page(r, q); /* again, in case "Header set Vary" replaced it */
    }
    if (unmodified || q->page != CP_PAGE_NONE
        || cp_request_holds(q, cp_conf_dir(r))) {
        cp_csp_fields_edit(r, q);
    }
    if (cp_csp_own_is_on(r, q)) {
        cp_csp_own_send(r, q); /* not for that edit */
    }
    return depends;
}

/* `depends`: the cookies of this call depend on the visitor's choice. */
static void finish_head(request_rec *r, cp_req *q, int depends)
{
    if (!q->head_done) {
        depends |= edit_once(r, q);
    }
    if (depends) {
        cp_vary_consent(r, q);
    }
    if (q->demand_fields != NULL) {
        cp_vary_fields(r, q, q->demand_fields);
    }
}

/* Edits Link and Speculation-Rules. Returns non-zero if they depend on the
 * choice of the visitor. */
static __attribute__((noinline)) int edit_links(request_rec *r, cp_req *q)
{
    return cp_link_fields_matter(q) && cp_link_fields_edit(r, q);
}

/* A 304 sends none of these fields: the client keeps those that it stored, so
 * they need a tag of their own. The filters of pages mark pages, by language
 * too. */
static void mark_links(request_rec *r, const cp_req *q)
{
    if (r->status != HTTP_NOT_MODIFIED && !cp_request_is_page(q)) {
        cp_vary_mark(r, q, cp_request_variant(q, cp_conf_dir(r), NULL));
    }
}

/* No policy is in force here, but authorization has asked for the choice. */
static void finish_head_of_off(request_rec *r)
{
    cp_req *q = cp_request_known(r);

    if (q != NULL && cp_request_depends(q) && !q->head_done) {
        q->head_done = 1;
        cp_vary_consent(r, q);
    }
}

static apr_status_t header_filter(ap_filter_t *f, apr_bucket_brigade *bb)
{
    request_rec *r = f->r;
    cp_req *q = cp_request_active(r);
    int depends, links;
    unsigned kinds;

    cp_filter_raw_disarm(r);
    if (q != NULL) {
        kinds = q->content != 0 ? kinds_of(r, HAS_COOKIES | HAS_LINKS)
                                : kinds_of(r, HAS_COOKIES);
        depends = (kinds & HAS_COOKIES) && sweep_all(f, q);
        links = (kinds & HAS_LINKS) && edit_links(r, q);
        if (q->enforcement == CP_ON) {
            finish_head(r, q, depends | links);
            if (links) {
                mark_links(r, q);
            }
        }
        if (cp_report_field_is_on(r, q)) {
            cp_report_field_send(r, q); /* other policies have been edited */
        }
    }
    else {
        finish_head_of_off(r);
    }
    return ap_pass_brigade(f->next, bb);
}

/* Written once, when the hooks are registered, to spare each request the
 * look-up by name. */
static ap_filter_rec_t *handle;

void cp_filter_headers_register(void)
{
    handle = ap_register_output_filter(CP_FILTER_HEADERS, header_filter, NULL,
                                       AP_FTYPE_PROTOCOL);
}

int cp_filter_headers_insert(request_rec *r)
{
    if (r->main == NULL) {
        if (r->prev == NULL) {
            ap_add_output_filter_handle(handle, NULL, r, r->connection);
        }
        cp_filter_raw_arm(r);
    }
    return OK;
}
