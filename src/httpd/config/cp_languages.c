/* SPDX-License-Identifier: Apache-2.0 */
/* The languages of a server; see the header. */
#include "httpd/config/cp_languages.h"

#include <stdlib.h>
#include <string.h>

#include <apr_strings.h>
#include <http_core.h>

#include "cp_assets.h"
#include "httpd/config/cp_module.h"
#include "core/base/cp_args.h"

const cp_texts *cp_languages_texts(apr_pool_t *p, const cp_srv_conf *conf,
                                   const cp_texts *built_in)
{
    cp_texts *texts;
    int i;

    if (conf->texts->nelts == 0) {
        return built_in;
    }
    texts = cp_texts_over(p, built_in);
    for (i = 0; i < conf->texts->nelts; i++) {
        const cp_asset_text *t = &APR_ARRAY_IDX(conf->texts, i, cp_asset_text);
        cp_texts_set(texts, t->language, t->key, t->text);
    }
    return texts;
}

static int by_tag(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

const char *cp_languages_unknown(apr_pool_t *p, const cp_texts *texts,
                                 const char *directive, const char *tag)
{
    apr_array_header_t *known;

    if (cp_texts_lookup(texts, cp_span_of(tag)) != NULL) {
        return NULL;
    }
    known = cp_texts_languages(p, texts);
    qsort(known->elts, (size_t)known->nelts, sizeof(const char *), by_tag);
    return apr_psprintf(p,
                        "%s: there are no texts in '%s'; use %s, or supply "
                        "them with CookiePolicyText",
                        directive, tag, cp_args_join(p, known, ","));
}

/* httpd reads its configuration twice when it starts; the first pass does not
 * warn. */
static int is_first_of_two(void)
{
    return ap_state_query(AP_SQ_MAIN_STATE) == AP_SQ_MS_CREATE_PRE_CONFIG
        && ap_state_query(AP_SQ_RUN_MODE) != AP_SQ_RM_CONFIG_TEST;
}

void cp_languages_advise(server_rec *s, const cp_srv_conf *conf,
                         const cp_texts *texts, apr_hash_t *reported)
{
    int i;

    for (i = 0; i < conf->texts->nelts && !is_first_of_two(); i++) {
        const char *tag = APR_ARRAY_IDX(conf->texts, i, cp_asset_text).language;
        const char *key;
        int missing;

        if (apr_hash_get(reported, tag, APR_HASH_KEY_STRING) != NULL) {
            continue;
        }
        apr_hash_set(reported, tag, APR_HASH_KEY_STRING, tag);
        missing = cp_texts_missing(texts, tag, &key);
        if (missing > 0) {
            ap_log_error(APLOG_MARK, APLOG_WARNING | APLOG_STARTUP, 0, s,
                         CPLOGNO(0061) "CookiePolicyText: '%s' has no text for "
                                       "%d of the keys, such as %s; visitors "
                                       "see English there",
                         tag, missing, key);
        }
    }
}
