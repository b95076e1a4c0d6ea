/* SPDX-License-Identifier: Apache-2.0 */
/* The language of the elements; see the header. */
#include "httpd/page/cp_language.h"

#include "core/http/cp_response_fields.h"
#include "core/locale/cp_accept_language.h"

/* Returns the first language of a list for which there are texts, or NULL. */
static const cp_phrases *first_known(const cp_site *site, const char *list)
{
    cp_span rest = cp_span_of(list), tag;
    const cp_phrases *found = NULL;

    while (found == NULL && cp_span_next(&rest, ',', &tag)) {
        found = cp_site_phrases(site, cp_span_trim(tag));
    }
    return found;
}

static const cp_phrases *configured(const request_rec *r, const cp_site *site)
{
    const char *tag = cp_dir_language(cp_conf_dir(r));
    const cp_phrases *found = cp_site_phrases(site, cp_span_of(tag));

    return found ? found
                 : cp_site_phrases(site, cp_span_of(CP_FALLBACK_LANGUAGE));
}

/* Returns the language of Content-Language, or NULL. httpd makes the field from
 * r->content_languages when it sends the header section. */
static const cp_phrases *of_head(const request_rec *r, const cp_site *site)
{
    const cp_phrases *found = NULL;
    cp_response_fields fields;
    int i;

    cp_response_fields_read(r->headers_out, r->err_headers_out, &fields);
    if (fields.language != NULL || r->content_languages == NULL) {
        return first_known(site, fields.language);
    }
    for (i = 0; found == NULL && i < r->content_languages->nelts; i++) {
        found = first_known(
            site, APR_ARRAY_IDX(r->content_languages, i, const char *));
    }
    return found;
}

const cp_phrases *cp_language_of_head(const request_rec *r, const cp_site *site)
{
    const cp_phrases *found = of_head(r, site);

    return found ? found : configured(r, site);
}

const cp_phrases *cp_language_wanted(request_rec *r, const cp_site *site)
{
    const char *tag = apr_table_get(r->subprocess_env, "prefer-language");
    const cp_phrases *found = cp_site_phrases(site, cp_span_of(tag));

    if (found == NULL) {
        tag = cp_accept_language(site->texts,
                                 cp_request_sent(r, "Accept-Language"));
        found = cp_site_phrases(site, cp_span_of(tag));
    }
    return found ? found : configured(r, site);
}

const cp_phrases *cp_language_of_page(request_rec *r, const cp_site *site,
                                      cp_span root, int *asked)
{
    const cp_phrases *found = cp_site_phrases(site, cp_span_trim(root));

    *asked = 0;
    if (found == NULL) {
        found = of_head(r, site);
    }
    if (found == NULL && !cp_dir_is_uniform(cp_conf_dir(r))) {
        *asked = 1;
        return cp_language_wanted(r, site);
    }
    return found ? found : configured(r, site);
}
