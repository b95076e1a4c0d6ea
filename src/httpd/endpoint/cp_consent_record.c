/* SPDX-License-Identifier: Apache-2.0 */
/* The record of a choice; see the header. */
#include "httpd/endpoint/cp_consent_record.h"

#include <string.h>

#include <apr_strings.h>

#include "core/http/cp_form.h"
#include "core/pages/cp_category_form.h"
#include "httpd/endpoint/cp_consent_reply.h"
#include "httpd/endpoint/cp_reply.h"
#include "httpd/page/cp_language.h"
#include "httpd/records/cp_records.h"

/* Returns the element with which the visitor has chosen, by the fields that
 * only this element sends. */
static cp_record_place place_of(request_rec *r, const cp_site *site,
                                const apr_array_header_t *fields)
{
    int about = cp_form_count(fields, CP_ABOUT) > 0;

    if (cp_reply_wants_json(r) && !about) {
        return CP_FROM_SCRIPT;
    }
    if (!strcmp(cp_form_single(fields, "choice"), "add")) {
        return CP_FROM_FRAME;
    }
    return about
                && !cp_consent_reply_is_policy_page(
                    site, cp_form_single(fields, "return"))
             ? CP_FROM_BANNER
             : CP_FROM_PAGE;
}

/* Returns the language of the form; without it, the one that the visitor
 * prefers. */
static const char *language_of(request_rec *r, const cp_site *site,
                               const apr_array_header_t *fields)
{
    const char *tag = cp_form_single(fields, CP_FORM_LANGUAGE);
    const cp_phrases *phrases = NULL;

    if (tag != NULL) {
        char *lower = apr_pstrdup(r->pool, tag);

        ap_str_tolower(lower);
        phrases = cp_site_phrases(site, cp_span_of(lower));
    }
    return (phrases ? phrases : cp_language_wanted(r, site))->language;
}

void cp_consent_record(request_rec *r, const apr_array_header_t *fields,
                       const cp_consent *before, const cp_consent *after)
{
    const cp_chain *chain = cp_request_chain(r);
    cp_record_choice choice;

    if (cp_conf_srv(r->server)->store == NULL) {
        return;
    }
    choice.place = place_of(r, chain->site, fields);
    choice.action =
        cp_record_action(cp_form_single(fields, "choice"), before, after);
    choice.signal = chain->visitor.signals != 0;
    choice.categories = chain->site->categories;
    choice.consent = after;
    cp_records_choice(r, language_of(r, chain->site, fields), &choice);
}
