/* SPDX-License-Identifier: Apache-2.0 */
/* Google Consent Mode v2; see the header. */
#include "httpd/config/cp_consent_mode.h"

#include <string.h>

#include "cp_assets.h"
#include "core/base/cp_buf.h"

/* Appends "signal=id,id" of one signal, without categories that need no answer.
 */
static void add_signal(cp_buf *b, const char *signal,
                       const apr_array_header_t *pairs,
                       const cp_categories *all)
{
    const char *join = "=";
    int i, mapped = 0;

    for (i = 0; i < pairs->nelts; i++) {
        const cp_consent_mode_pair *pair =
            &APR_ARRAY_IDX(pairs, i, cp_consent_mode_pair);

        if (strcmp(pair->signal, signal)) {
            continue;
        }
        if (!mapped) {
            cp_buf_puts(b, b->n ? " " : "", signal, NULL);
            mapped = 1;
        }
        if (all->optional
            & CP_SET(cp_categories_find(all, cp_span_of(pair->category)))) {
            cp_buf_puts(b, join, pair->category, NULL);
            join = ",";
        }
    }
    if (mapped && *join == '=') {
        cp_buf_char(b, '=');
    }
}

void cp_consent_mode_render(apr_pool_t *p, const cp_consent_mode *conf,
                            const cp_categories *all,
                            cp_consent_mode_script *out)
{
    cp_buf *map = cp_buf_make(p, 256), *b = cp_buf_make(p, 512);
    int i;

    memset(out, 0, sizeof(*out));
    if (conf == NULL || conf->pairs->nelts == 0) {
        return;
    }
    for (i = 0; cp_consent_signals[i]; i++) {
        add_signal(map, cp_consent_signals[i], conf->pairs, all);
    }
    cp_buf_puts(b, "<script data-cookie-policy=\"consent-mode\" data-map=\"",
                cp_buf_text(map), "\"", NULL);
    out->before = cp_span_of(cp_buf_text(b));
    b = cp_buf_make(p, 2048);
    cp_buf_puts(b, ">", cp_asset_consent_mode_js, "</script>", NULL);
    out->after = cp_span_of(cp_buf_text(b));
}
