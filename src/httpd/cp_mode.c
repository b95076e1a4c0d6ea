/* SPDX-License-Identifier: Apache-2.0 */
/* The script of consent mode; see the header. */
#include "cp_mode.h"

#include <string.h>

#include "cp_digest.h"

/* ---- the text ---- */

static void call(cp_buf *b, const char *kind, unsigned granted)
{
    int i;

    cp_buf_puts(b, "gtag('consent','", kind, "',{", NULL);
    for (i = 0; cp_consent_signals[i]; i++) {
        cp_buf_puts(b, i ? "," : "", "'", cp_consent_signals[i], "':'",
                    (granted >> i) & 1 ? "granted" : "denied", "'", NULL);
    }
    cp_buf_put(b, "});");
}

/* Google's order: denied first, then what was granted. */
static void begin(cp_buf *b)
{
    cp_buf_put(b, "window.dataLayer=window.dataLayer||[];"
                  "function gtag(){dataLayer.push(arguments);}");
    call(b, "default", 0);
}

/* Where the page decides, it needs to know what each signal asks for. */
static void map(cp_buf *b, const cp_consent_mode *conf)
{
    int i, k;

    cp_buf_put(b, "window.cookiePolicyConsentMode={");
    for (i = 0; cp_consent_signals[i]; i++) {
        const char *join = "";

        cp_buf_puts(b, i ? "," : "", "'", cp_consent_signals[i], "':[", NULL);
        for (k = 0; k < conf->pairs->nelts; k++) {
            const cp_mode_pair *pair =
                &APR_ARRAY_IDX(conf->pairs, k, cp_mode_pair);

            if (!strcmp(pair->signal, cp_consent_signals[i])) {
                cp_buf_puts(b, join, "'", pair->category, "'", NULL);
                join = ",";
            }
        }
        cp_buf_char(b, ']');
    }
    cp_buf_put(b, "};");
}

static int finish(cp_buf *text, cp_inline *out)
{
    cp_buf *html = cp_buf_make(text->pool, text->n + 64);

    cp_buf_puts(html, "<script data-cookie-policy=\"consent-mode\">",
                cp_buf_text(text), "</script>", NULL);
    out->html = cp_span_of(cp_buf_text(html));
    out->hash = cp_digest_csp(text->pool, cp_buf_text(text));
    return out->hash != NULL;
}

const cp_mode *cp_mode_make(apr_pool_t *p, const cp_consent_mode *conf)
{
    cp_mode *mode = apr_pcalloc(p, sizeof(*mode));
    cp_buf *b = cp_buf_make(p, 512);
    unsigned granted;
    int good;

    begin(b);
    good = finish(b, &mode->undecided);
    map(b, conf);
    good &= finish(b, &mode->uniform);
    for (granted = 0; granted < 1 << CP_SIGNALS; granted++) {
        b = cp_buf_make(p, 512);
        begin(b);
        call(b, "update", granted);
        good &= finish(b, &mode->decided[granted]);
    }
    return good ? mode : NULL;
}

/* ---- the choice ---- */

/* Every category of a signal must be granted for the signal to be. */
static int is_granted(const cp_visit *visit, const char *signal)
{
    const cp_site *site = visit->site;
    const apr_array_header_t *pairs = site->conf->consent_mode->pairs;
    int i, granted = 0;

    for (i = 0; i < pairs->nelts; i++) {
        const cp_mode_pair *pair = &APR_ARRAY_IDX(pairs, i, cp_mode_pair);

        if (strcmp(pair->signal, signal)) {
            continue;
        }
        switch (cp_consent_state(
            site->categories,
            cp_categories_find(site->categories, cp_span_of(pair->category)),
            &visit->visitor.consent, visit->visitor.signals)) {
        case CP_STATE_EXEMPT:
        case CP_STATE_GRANTED:
            granted = 1;
            break;
        default:
            return 0;
        }
    }
    return granted;
}

const cp_inline *cp_mode_script(const cp_visit *visit, int uniform)
{
    const cp_mode *mode = visit->site->mode;
    unsigned granted = 0;
    int i;

    if (uniform) {
        return &mode->uniform;
    }
    if (!visit->visitor.consent.decided) {
        return &mode->undecided;
    }
    for (i = 0; cp_consent_signals[i]; i++) {
        granted |= (unsigned)is_granted(visit, cp_consent_signals[i]) << i;
    }
    return &mode->decided[granted];
}
