/* SPDX-License-Identifier: Apache-2.0 */
/* What is put into pages: strict markup, twin buttons, nothing pre-ticked. */
#include "cp_banner.h"

#include "cp_assets.h"
#include "markup_check.h"
#include "site.h"

static const char *banner_of(apr_pool_t *p, const cp_look *look,
                             const char *language)
{
    cp_buf *b = cp_buf_make(p, 0);
    cp_banner banner;

    cp_banner_render(p, look, language, &banner);
    cp_buf_add(b, banner.before.s, banner.before.n);
    cp_buf_put(b, "bottom");
    cp_buf_add(b, banner.middle.s, banner.middle.n);
    cp_banner_return(b, "/a?b=\"><script>&c=d");
    cp_buf_add(b, banner.after.s, banner.after.n);
    return cp_buf_text(b);
}

static const char *reopen_of(apr_pool_t *p, const cp_look *look, int hidden)
{
    cp_reopen r;

    cp_reopen_render(p, look, "en", hidden, &r);
    return apr_pstrcat(p, cp_span_dup(p, r.before), "left",
                       cp_span_dup(p, r.after), NULL);
}

/* The tag around the first `what`, in a copy. */
static char *tag_with(apr_pool_t *p, const char *html, const char *what)
{
    const char *at = strstr(html, what), *from = at, *to;

    if (at == NULL) {
        return apr_pstrdup(p, "");
    }
    while (from > html && *from != '<') {
        from--;
    }
    to = strchr(at, '>');
    return apr_pstrmemdup(p, from, (apr_size_t)(to - from));
}

static void banner(apr_pool_t *p)
{
    const cp_page *page = site_page(p);
    const char *html = banner_of(p, &page->look, "en");
    char *accept = tag_with(p, html, "value=\"accept\"");
    char *refuse = tag_with(p, html, "value=\"refuse\"");

    is_text(p, markup_wrong(html), NULL, "strict markup");
    ok(!strncmp(html,
                "<section data-cookie-policy=\"banner\" "
                "role=\"region\"",
                50),
       "a region, marked");
    is_number(occurrences(html, "<section"), 1, "one section");
    ok(!strcmp(html + strlen(html) - 10, "</section>"), "and nothing else");
    ok(strstr(html, "<form method=\"post\" action=\"/cookie-policy/choice\"")
           != NULL,
       "a form that posts to the endpoint");
    ok(strstr(html, "data-cookie-policy-link href=\"/cookie-policy\"") != NULL,
       "a link to the policy page");
    ok(*accept && strlen(accept) == strlen(refuse), "accept and refuse");
    memcpy(strstr(accept, "accept"), "refuse", 6);
    is_text(p, accept, refuse, "are twins");
    is_number(occurrences(html, "name=\"choice\" value=\"save\""), 1,
              "a choice can be saved");
    is_number(occurrences(html, "name=\"grant\""), 3, "three boxes");
    is_number(occurrences(html, "value=\"necessary\""), 0,
              "none for what is exempt");
    is_number(occurrences(html, " checked"), 0, "none is ticked");
    is_number(occurrences(html, "value=\"/a?b=&#34;&#62;&#60;script&#62;"
                                "&#38;c=d\""),
              1, "the return path is escaped");
    ok(strstr(html, "lang=\"en\" dir=\"ltr\"") != NULL, "language and way");
    ok(!strstr(html, "cookie-consent") && !strstr(html, "cookie-banner"),
       "no name that block lists hide");
}

static void other_looks(apr_pool_t *p)
{
    cp_page *page = site_hostile(p);
    const char *html;

    html = banner_of(p, &page->look, "en");
    is_text(p, markup_wrong(html), NULL, "hostile strings");
    ok(!strstr(html, "<script"), "break nothing");
    is_number(occurrences(html, "value=\"own\""), 1, "a category of one's own");
    html = banner_of(p, &page->look, "\"><script>");
    is_text(p, markup_wrong(html), NULL, "a hostile language");
    page->look.stylesheet = "/own.css?a=\"b\"&c";
    html = banner_of(p, &page->look, "en");
    is_text(p, markup_wrong(html), NULL, "a stylesheet of one's own");
    ok(!strstr(html, "<style")
           && occurrences(html, "<link data-cookie-policy="
                                "\"style\"")
                  == 1,
       "replaces the built-in one");
    is_text(p, markup_wrong(reopen_of(p, &page->look, 0)), NULL,
            "its way back too");
}

static void every_language(apr_pool_t *p)
{
    cp_page *page = site_page(p);
    apr_array_header_t *all = cp_texts_languages(p, page->look.texts);
    int i;

    for (i = 0; i < all->nelts; i++) {
        const char *tag = APR_ARRAY_IDX(all, i, const char *);
        const char *html = banner_of(p, &page->look, tag);

        ok(markup_wrong(html) == NULL
               && strstr(html, apr_pstrcat(p, " lang=\"", tag, "\"", NULL))
               && (strstr(html, "dir=\"ltr\"") || strstr(html, "dir=\"rtl\""))
               && !strchr(html, '{' + 0) == !strchr(cp_asset_banner_css, '{'),
           "the banner in %s", tag);
    }
}

static void way_back(apr_pool_t *p)
{
    const cp_page *page = site_page(p);
    const char *html = reopen_of(p, &page->look, 0);
    const char *hidden = reopen_of(p, &page->look, 1);

    is_text(p, markup_wrong(html), NULL, "strict markup");
    is_number(occurrences(html, "data-cookie-policy=\"reopen\" "
                                "href=\"/cookie-policy\""),
              1, "one link to the policy page");
    is_number(occurrences(html, "<style"), 1, "with its style");
    is_text(p, markup_wrong(hidden), NULL, "hidden, strict too");
    ok(strstr(hidden, " hidden ") && !strstr(hidden, "<style"),
       "beside a banner it is hidden and needs no style");
}

static void pieces(apr_pool_t *p)
{
    cp_page *page = site_page(p);
    const cp_look *look = &page->look;
    cp_categories *all = (cp_categories *)look->categories;
    cp_category own = {"own", CP_MODE_CONSENT, NULL, NULL};
    cp_buf *b = cp_buf_make(p, 0);
    cp_span script = cp_uniform_render(p, look);

    cp_grants_html(b, look, "en", CP_SET(0) | CP_SET(2));
    is_number(occurrences(cp_buf_text(b), "checked"), 1,
              "only what is asked about can be ticked");
    ok(strstr(cp_buf_text(b), "value=\"first-party\" checked") != NULL,
       "and the right one is");
    is_text(p, cp_category_text(p, look, "en", 1, "label"), "Statistical",
            "a label from the catalogue");
    all->list[1].label = "Mine";
    is_text(p, cp_category_text(p, look, "en", 1, "label"), "Mine",
            "a declared one goes before it");
    cp_categories_put(all, &own);
    is_text(p, cp_category_text(p, look, "en", 4, "label"), "own",
            "the id where there is none");
    is_text(p, cp_category_text(p, look, "en", 4, "description"), NULL,
            "but no description");
    is_text(p, cp_category_text(p, look, "en", 4, "explanation"), NULL,
            "and no explanation");
    is_text(p, markup_wrong(cp_span_dup(p, script)), NULL,
            "the script of uniform variants");
    ok(!strstr(cp_asset_banner_css, "</") && !strstr(cp_asset_page_css, "</")
           && !strstr(cp_asset_uniform_js, "</"),
       "what is embedded ends no element");
}

int main(void)
{
    static const tap_group groups[] = {{"banner", banner},
                                       {"other looks", other_looks},
                                       {"every language", every_language},
                                       {"way back", way_back},
                                       {"pieces", pieces},
                                       {NULL, NULL}};
    return tap_run(groups);
}
