/* SPDX-License-Identifier: Apache-2.0 */
/* What is shown, in pieces; see the header. */
#include "core/pages/cp_markup.h"

#include <string.h>

#include <apr_strings.h>

const cp_publisher *cp_publisher_named(apr_pool_t *p, const cp_publisher *given,
                                       const char *host)
{
    cp_publisher *publisher;

    if (given != NULL && given->name != NULL) {
        return given;
    }
    publisher = apr_pcalloc(p, sizeof(*publisher));
    if (given != NULL) {
        *publisher = *given;
    }
    publisher->name = host;
    return publisher;
}

static const char *declared(const cp_category *c, const char *which)
{
    if (!strcmp(which, "label")) {
        return c->label;
    }
    return strcmp(which, "description") ? NULL : c->description;
}

const char *cp_category_text(apr_pool_t *p, const cp_presentation *look,
                             const char *language, int at, const char *which)
{
    const cp_category *c = &look->categories->list[at];
    const char *key = apr_pstrcat(p, "category.", c->id, ".", which, NULL);
    const char *text = cp_text_own(look->texts, language, key);

    text = text ? text : declared(c, which);
    text = text ? text : cp_text(look->texts, language, key);
    return (text == NULL && !strcmp(which, "label")) ? c->id : text;
}

static const char *of_cookie(const cp_cookie *cookie, const char *which)
{
    switch (*which) {
    case 'f':
        return cookie->function;
    case 'c':
        return cookie->controller;
    default:
        return which[1] == 'r' ? cookie->provider : cookie->purpose;
    }
}

const char *cp_cookie_text(apr_pool_t *p, const cp_presentation *look,
                           const char *language, const cp_cookie *cookie,
                           const char *which)
{
    const char *text = NULL;
    int i;

    for (i = 0; text == NULL && i < cookie->names->nelts; i++) {
        text = cp_text_own(
            look->texts, language,
            apr_pstrcat(p, "cookie.",
                        APR_ARRAY_IDX(cookie->names, i, const char *), ".",
                        which, NULL));
    }
    return text ? text : of_cookie(cookie, which);
}

void cp_label_html(cp_buf *b, const cp_presentation *look, const char *language,
                   const char *label)
{
    cp_text_html(b, look->texts, language, "mark.label", label);
}

void cp_language_html(cp_buf *b, const cp_presentation *look,
                      const char *language)
{
    cp_buf_put(b, " lang=\"");
    cp_buf_html(b, language);
    cp_buf_put(b, "\" dir=\"");
    cp_text_html(b, look->texts, language, "language.dir", NULL);
    cp_buf_put(b, "\"");
}

void cp_style_html(cp_buf *b, const cp_presentation *look, const char *css)
{
    if (look->stylesheet != NULL) {
        cp_buf_put(b, "<link data-cookie-policy=\"style\" "
                      "rel=\"stylesheet\" href=\"");
        cp_buf_html(b, look->stylesheet);
        cp_buf_put(b, "\"/>");
    }
    else {
        cp_buf_puts(b, "<style data-cookie-policy=\"style\">", css, "</style>",
                    NULL);
    }
}

void cp_submit_html(cp_buf *b, const cp_presentation *look,
                    const char *language, const char *value, const char *key)
{
    cp_buf_puts(b, "<button type=\"submit\" name=\"choice\" value=\"", value,
                "\">", NULL);
    cp_text_html(b, look->texts, language, key, NULL);
    cp_buf_put(b, "</button>");
}
