/* SPDX-License-Identifier: Apache-2.0 */
/* Reads the form with the visitor's choice; see the header. */
#include "httpd/endpoint/cp_consent_form.h"

#include <string.h>

#include <http_protocol.h>

#include "core/http/cp_form.h"
#include "core/pages/cp_category_form.h"
#include "core/pages/cp_json.h"
#include "httpd/endpoint/cp_body.h"
#include "httpd/endpoint/cp_consent_record.h"
#include "httpd/endpoint/cp_consent_reply.h"
#include "httpd/endpoint/cp_form_origin.h"
#include "httpd/endpoint/cp_reply.h"
#include "httpd/observe/cp_observe.h"
#include "httpd/request/cp_trace.h"

/* True for the media type of an HTML form. */
static int is_form(request_rec *r)
{
    cp_span rest = cp_span_of(apr_table_get(r->headers_in, "Content-Type"));
    cp_span type;

    return cp_span_next(&rest, ';', &type)
        && cp_span_case_is(cp_span_trim(type),
                           "application/x-www-form-urlencoded");
}

/* ---- its fields ---- */

/* Adds the category with that id to the set. Returns 0 if there is none. */
static int add_category(const cp_categories *all, cp_span id, cp_set *set)
{
    int at = cp_categories_find(all, id);

    if (at >= 0) {
        *set |= CP_SET(at);
    }
    return at >= 0;
}

/* Reads the categories of the `grant` fields. Returns 0 if one is unknown. */
static int read_grants(const apr_array_header_t *fields,
                       const cp_categories *all, cp_set *granted)
{
    int i;

    *granted = 0;
    for (i = 0; i < fields->nelts; i++) {
        const cp_form_field *f = &APR_ARRAY_IDX(fields, i, cp_form_field);

        if (!strcmp(f->name, "grant")
            && !add_category(all, cp_span_of(f->value), granted)) {
            return 0;
        }
    }
    return 1;
}

/* Reads the categories that the form shows from its field, which only the form
 * knows, because an .htaccess file may add some. Without the field they are all
 * that the site asks about. Returns 0 if one is unknown, or if the field is
 * there twice. */
static int read_about(const apr_array_header_t *fields,
                      const cp_categories *all, cp_set *shown)
{
    cp_span rest, id;

    *shown = 0;
    if (cp_form_count(fields, CP_ABOUT) == 0) {
        *shown = all->asked;
        return 1;
    }
    rest = cp_span_of(cp_form_single(fields, CP_ABOUT));
    if (rest.s == NULL) {
        return 0;
    }
    while (cp_span_next(&rest, ' ', &id)) {
        if (id.n > 0 && !add_category(all, id, shown)) {
            return 0;
        }
    }
    *shown &= all->optional;
    return 1;
}

/* Changes the verdicts of the visitor by the form: *consent begins as those in
 * force. Returns NULL, or the key of an error text. */
static const char *read_verdicts(const apr_array_header_t *fields,
                                 const cp_chain *chain, cp_consent *consent)
{
    const cp_categories *all = chain->site->categories;
    const char *choice = cp_form_single(fields, "choice");
    cp_set shown, granted;

    if (!read_grants(fields, all, &granted)
        || !read_about(fields, all, &shown)) {
        return "error.grant";
    }
    if (choice == NULL) {
        return "error.choice";
    }
    if (!strcmp(choice, "accept")) {
        granted = shown;
    }
    else if (!strcmp(choice, "refuse")) {
        granted = 0;
    }
    else if (!strcmp(choice, "add")) {
        shown &= granted;
    }
    else if (strcmp(choice, "save")) {
        return "error.choice";
    }
    cp_consent_answer(consent, shown, granted, chain->now);
    return NULL;
}

/* ---- the handler ---- */

static CP_COLD void log_accepted(request_rec *r, const cp_consent *consent,
                                 const char *choice, const char *back)
{
    cp_buf *b = cp_buf_make(r->pool, 256);

    cp_json_choice(b, cp_request_chain(r)->site->categories, consent);
    ap_log_rerror(APLOG_MARK, APLOG_DEBUG, 0, r,
                  CPLOGNO(0085) "consent form: choice=\"%s\" return=\"%s\" "
                                "verdicts=%s",
                  choice, cp_trace_text(r, back), cp_buf_text(b));
}

/* Sends an error page. `key` is the key of its text. */
static int refuse(request_rec *r, int status, const char *key)
{
    const cp_req *q = cp_request_known(r);

    if (q != NULL) {
        CP_DEBUG(r, q, CPLOGNO(0086) "consent form refused: status=%d %s",
                 status, key);
    }
    return cp_reply_error(r, status, key);
}

static int refuse_body(request_rec *r, int status)
{
    if (status != HTTP_REQUEST_ENTITY_TOO_LARGE) {
        return refuse(r, HTTP_BAD_REQUEST, "error.form");
    }
    return refuse(r, status, "error.size");
}

/* Returns the counter of a choice: a choice that revokes something granted is
 * a withdrawal, for any button. */
static cp_counter counter_of(const char *choice, const cp_consent *before,
                             const cp_consent *after)
{
    if (before->granted & ~after->granted) {
        return CP_COUNT_CHOICE_WITHDRAW;
    }
    return !strcmp(choice, "accept") ? CP_COUNT_CHOICE_ACCEPT
         : !strcmp(choice, "refuse") ? CP_COUNT_CHOICE_REFUSE
         : !strcmp(choice, "add")    ? CP_COUNT_CHOICE_ADD
                                     : CP_COUNT_CHOICE_SAVE;
}

/* Handles a form whose fields are read. */
static int handle_fields(request_rec *r, const apr_array_header_t *fields)
{
    const cp_chain *chain = cp_request_chain(r);
    const cp_req *q = cp_request_known(r);
    const char *back = cp_form_single(fields, "return");
    cp_consent consent = chain->visitor.consent;
    const char *error = read_verdicts(fields, chain, &consent);

    if (error != NULL) {
        return refuse(r, HTTP_BAD_REQUEST, error);
    }
    if (q != NULL && CP_IS_LOGGED(q, APLOG_DEBUG)) {
        log_accepted(r, &consent, cp_form_single(fields, "choice"), back);
    }
    cp_observe_choice(chain->site,
                      counter_of(cp_form_single(fields, "choice"),
                                 &chain->visitor.consent, &consent),
                      chain->now);
    cp_consent_record(r, fields, &chain->visitor.consent, &consent);
    return cp_consent_reply_send(r, &consent, back);
}

int cp_consent_form_handler(request_rec *r)
{
    apr_array_header_t *fields;
    cp_span body;
    int status;

    if (cp_form_is_cross_site(r)) {
        return refuse(r, HTTP_FORBIDDEN, "error.origin");
    }
    if (!is_form(r)) {
        return refuse(r, HTTP_UNSUPPORTED_MEDIA_TYPE, "error.type");
    }
    body = cp_body_read(r, CP_MAX_FORM, &status);
    if (status != OK) {
        return refuse_body(r, status);
    }
    fields = cp_form_parse(r->pool, body);
    if (fields == NULL) {
        return refuse(r, HTTP_BAD_REQUEST, "error.form");
    }
    return handle_fields(r, fields);
}
