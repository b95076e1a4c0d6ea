/* SPDX-License-Identifier: Apache-2.0 */
/* Pieces of HTML; see the header. */
#include "core/pages/cp_markup.h"

#include <string.h>

#include <apr_strings.h>

static const char *declared(const cp_category *c, const char *which)
{
    if (!strcmp(which, "label")) {
        return c->label;
    }
    return strcmp(which, "description") ? NULL : c->description;
}

const char *cp_markup_category_text(apr_pool_t *p,
                                    const cp_presentation *presentation,
                                    const char *language, int at,
                                    const char *which)
{
    const cp_category *c = &presentation->categories->list[at];
    const char *key = apr_pstrcat(p, "category.", c->id, ".", which, NULL);
    const char *text = cp_text_own(presentation->texts, language, key);

    text = text ? text : declared(c, which);
    text = text ? text : cp_text(presentation->texts, language, key);
    return (text == NULL && !strcmp(which, "label")) ? c->id : text;
}

/* The words for the site itself are translated; the catalogue has them. */
static const char *provider_of(const cp_presentation *presentation,
                               const char *language, const char *provider)
{
    static const char key[] = "consent.provider";

    return provider
                && !strcmp(provider, cp_text(presentation->texts, "en", key))
             ? cp_text(presentation->texts, language, key)
             : provider;
}

static const char *of_cookie(const cp_presentation *presentation,
                             const char *language, const cp_cookie *cookie,
                             const char *which)
{
    switch (*which) {
    case 'f':
        return cookie->function;
    case 'c':
        return cookie->controller;
    default:
        return which[1] == 'r'
                 ? provider_of(presentation, language, cookie->provider)
                 : cookie->purpose;
    }
}

const char *cp_markup_cookie_text(apr_pool_t *p,
                                  const cp_presentation *presentation,
                                  const char *language, const cp_cookie *cookie,
                                  const char *which)
{
    const char *text = NULL;
    int i;

    for (i = 0; text == NULL && i < cookie->names->nelts; i++) {
        text = cp_text_own(
            presentation->texts, language,
            apr_pstrcat(p, "cookie.",
                        APR_ARRAY_IDX(cookie->names, i, const char *), ".",
                        which, NULL));
    }
    return text ? text : of_cookie(presentation, language, cookie, which);
}

const char *cp_markup_source_text(apr_pool_t *p,
                                  const cp_presentation *presentation,
                                  const char *language, const cp_source *source,
                                  const char *which)
{
    const char *text = NULL;
    cp_cookie c = {0};
    int i;

    for (i = 0; text == NULL && i < source->sources->nelts; i++) {
        text = cp_text_own(presentation->texts, language,
                           apr_pstrcat(p, "source.",
                                       APR_ARRAY_IDX(source->sources, i,
                                                     const cp_source_name *)
                                           ->written,
                                       ".", which, NULL));
    }
    c.provider = source->provider;
    c.function = source->function;
    c.purpose = source->purpose;
    c.controller = source->controller;
    return text ? text : of_cookie(presentation, language, &c, which);
}

const char *cp_markup_site_text(const cp_presentation *presentation,
                                const char *language, const char *key,
                                const char *given)
{
    const char *text =
        given ? cp_text_own(presentation->texts, language, key) : NULL;

    return text ? text : given;
}

void cp_markup_label(cp_buf *b, const cp_presentation *presentation,
                     const char *language, const char *label)
{
    cp_text_html(b, presentation->texts, language, "mark.label", label);
}

void cp_markup_language(cp_buf *b, const cp_presentation *presentation,
                        const char *language)
{
    cp_buf_put(b, " lang=\"");
    cp_buf_html(b, language);
    cp_buf_put(b, "\" dir=\"");
    cp_text_html(b, presentation->texts, language, "language.dir", NULL);
    cp_buf_put(b, "\"");
}

void cp_markup_style(cp_buf *b, const cp_presentation *presentation,
                     const char *css)
{
    if (presentation->stylesheet != NULL) {
        cp_buf_put(b, "<link data-cookie-policy=\"style\" "
                      "rel=\"stylesheet\" href=\"");
        cp_buf_html(b, presentation->stylesheet);
        cp_buf_put(b, "\"/>");
    }
    else {
        cp_buf_puts(b, "<style data-cookie-policy=\"style\">", css, "</style>",
                    NULL);
    }
}

void cp_markup_submit(cp_buf *b, const cp_presentation *presentation,
                      const char *language, const char *value, const char *key)
{
    cp_buf_puts(b, "<button type=\"submit\" name=\"choice\" value=\"", value,
                "\">", NULL);
    cp_text_html(b, presentation->texts, language, key, NULL);
    cp_buf_put(b, "</button>");
}
