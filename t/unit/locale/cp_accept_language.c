/* SPDX-License-Identifier: Apache-2.0 */
/* Accept-Language: the available language with the highest weight. */
#include "core/locale/cp_accept_language.h"

#include <apr_strings.h>

#include "tap.h"

static const struct {
    const char *field, *found;
} fields[] = {
    {"fr", "fr"},
    {"FR-ca", "fr"},
    {"xx, fr;q=0.5", "fr"},
    {"en;q=0.4, fr;q=0.5", "fr"},
    {"en, fr", "en"},
    {"fr;q=0.8,en;q=0.8", "fr"},
    {"xx-YY,fr-CH;q=0.9, en;q=0.95", "en"},
    {"fr ; q=0.001", "fr"},
    {"fr;q=0", NULL},
    {"fr;q=0.000, en;q=0.1", "en"},
    {"fr;q=x, en;q=0.1", "en"},
    {"fr;q=9, en;q=0.1", "en"},
    {"fr;q=1.5, en;q=0.1", "en"},
    {"fr;Q=0.7, en;q=0.6", "fr"},
    {"fr;level=1", "fr"},
    {"*", NULL},
    {"*;q=0.5, fr;q=0.1", "fr"},
    {"", NULL},
    {",,;", NULL},
    {";q=1", NULL},
    {NULL, NULL},
};

static void choosing(apr_pool_t *p)
{
    const cp_texts *texts = cp_texts_make(p);
    char *many = apr_pstrdup(p, "");
    apr_size_t i;

    for (i = 0; i < TAP_COUNT(fields); i++) {
        is_text(p, cp_accept_language(texts, fields[i].field), fields[i].found,
                "%s", fields[i].field ? fields[i].field : "no field");
    }
    for (i = 0; i < CP_MAX_RANGES; i++) {
        many = apr_pstrcat(p, many, "xx,", NULL);
    }
    is_text(p, cp_accept_language(texts, apr_pstrcat(p, many, "fr", NULL)),
            NULL, "a field beyond reason is not read to its end");
}

int main(void)
{
    static const tap_group groups[] = {{"choosing", choosing}, {NULL, NULL}};
    return tap_run(groups);
}
