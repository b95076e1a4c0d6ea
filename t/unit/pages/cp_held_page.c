/* SPDX-License-Identifier: Apache-2.0 */
/* The page in place of a held frame. */
#include "core/pages/cp_held_page.h"

#include "markup_check.h"
#include "site.h"

static cp_source *declare(apr_pool_t *p)
{
    cp_source *source = apr_pcalloc(p, sizeof(*source));
    cp_source_name *name = apr_pcalloc(p, sizeof(*name));

    name->text = name->written = "video.example";
    source->category = "third-party";
    source->sources = apr_array_make(p, 1, sizeof(const cp_source_name *));
    APR_ARRAY_PUSH(source->sources, const cp_source_name *) = name;
    return source;
}

static const char *page_of(apr_pool_t *p, const cp_view *view,
                           const cp_held *held)
{
    cp_buf *b = cp_buf_make(p, 0);

    cp_held_page_html(b, view, held);
    return cp_buf_text(b);
}

static void declared(apr_pool_t *p)
{
    cp_view *view = site_page(p);
    cp_held held = {3, 0, declare(p), "/page?a=1&b=2", 0};
    cp_source *source = (cp_source *)held.source;
    const char *html = page_of(p, view, &held);

    is_text(p, markup_wrong(html), NULL, "strict markup");
    is_number(occurrences(html, "Content from video.example is not loaded"), 2,
              "without a provider the host is named, as title and heading");
    is_number(occurrences(html, "<p>"), 2, "without a purpose there is none");
    source->provider = "Video Ltd";
    source->purpose = "To show films";
    html = page_of(p, view, &held);
    is_number(occurrences(html, "Content from Video Ltd is not loaded"), 2,
              "the provider");
    is_number(occurrences(html, "<p>Purposes: To show films</p>"), 1,
              "the purpose");
    is_number(occurrences(html, "this category: Third-party</p>"), 1,
              "the category");
    is_number(occurrences(html, "<form method=\"post\" target=\"_top\" "
                                "action=\"/cookie-policy/choice\">"),
              1, "the form replaces the window");
    is_number(occurrences(html, "name=\"about\" value=\"third-party\"")
                  + occurrences(html, "name=\"grant\" value=\"third-party\""),
              2, "it grants this category, and is about no other");
    is_number(occurrences(html, "value=\"/page?a=1&#38;b=2\""), 1,
              "it returns to the page");
    is_number(occurrences(html, "<button type=\"submit\" name=\"choice\" "
                                "value=\"add\">"),
              1, "it has one button");
    is_number(occurrences(html, "<a target=\"_top\" href=\"/cookie-policy\">"),
              1, "there is a link to the policy");
    is_number(occurrences(html, "<script"), 0, "there is no script");
    is_number(occurrences(html, "content=\"noindex\""), 1,
              "search engines do not list it");
    held.back = NULL;
    html = page_of(p, view, &held);
    is_number(occurrences(html, "name=\"return\""), 0,
              "the policy page is the default");
}

/* The number of ways out of the frame: forms and links. */
static int ways_out(const char *html)
{
    return occurrences(html, "<form") + occurrences(html, "<a ");
}

static void without_button(apr_pool_t *p)
{
    cp_view *view = site_page(p);
    cp_held held = {3, 0, NULL, NULL, 1};
    const char *html = page_of(p, view, &held);

    is_text(p, markup_wrong(html), NULL, "sandbox: strict markup");
    is_number(ways_out(html), 0, "sandbox: neither form nor link");
    is_number(occurrences(html, "on the cookie policy page"), 1,
              "sandbox: a text says where to choose");
    is_number(occurrences(html, "Content of another site is not loaded"), 2,
              "by category: no provider is named");
    held.place = -1;
    held.undeclared = 1;
    html = page_of(p, view, &held);
    is_number(occurrences(html, "has not declared"), 1, "undeclared: said so");
    is_number(occurrences(html, "on the cookie policy page"), 0,
              "undeclared: nothing can be chosen");
    held.text = 0;
    html = page_of(p, view, &held);
    is_text(p, markup_wrong(html), NULL, "undeclared: strict markup");
    is_number(occurrences(html, "<form"), 0, "undeclared: no button");
    is_number(ways_out(html), 1, "undeclared: a link to the policy");
    held.undeclared = 0;
    html = page_of(p, view, &held);
    is_number(occurrences(html, "<p>"), 1, "unknown: nothing but the link");
    is_number(ways_out(html), 1, "unknown: the link to the policy");
}

static void languages(apr_pool_t *p)
{
    cp_view *view = site_page(p);
    cp_held held = {3, 0, declare(p), NULL, 0};
    apr_array_header_t *all = cp_texts_languages(p, view->presentation.texts);
    int i;

    is_number(all->nelts, 26, "all languages");
    for (i = 0; i < all->nelts; i++) {
        view->language = APR_ARRAY_IDX(all, i, const char *);
        is_text(p, markup_wrong(page_of(p, view, &held)), NULL,
                "%s: strict markup", view->language);
    }
    view->language = "ar";
    ok(strstr(page_of(p, view, &held), "dir=\"rtl\"") != NULL,
       "Arabic is written from right to left");
}

static void hostile(apr_pool_t *p)
{
    cp_view *view = site_hostile(p);
    cp_held held = {4, 0, declare(p), "/\"><script>", 0};
    cp_source *source = (cp_source *)held.source;
    const char *html;

    source->provider = source->purpose = HOSTILE;
    html = page_of(p, view, &held);
    is_text(p, markup_wrong(html), NULL, "hostile strings: strict markup");
    is_number(occurrences(html, "<script"), 0, "hostile strings: no script");
}

/* The texts of its source count, as they do on the policy page. */
static void translated(apr_pool_t *p)
{
    cp_view *view = site_page(p);
    cp_held held = {3, 0, declare(p), NULL, 0};
    cp_source *source = (cp_source *)held.source;
    cp_texts *own = cp_texts_over(p, view->presentation.texts);
    const char *html;

    source->provider = "Video Ltd";
    source->purpose = "To show films";
    cp_texts_set(own, "de", "source.video.example.purpose", "Filme zeigen");
    cp_texts_set(own, "de", "source.video.example.provider", "Film GmbH");
    view->presentation.texts = own;
    view->language = "de";
    html = page_of(p, view, &held);
    ok(strstr(html, "<p>Zwecke: Filme zeigen</p>") != NULL,
       "the purpose in German");
    is_number(occurrences(html, "Film GmbH"), 2, "the provider in German");
}

int main(void)
{
    static const tap_group groups[] = {
        {"declared", declared},     {"without a button", without_button},
        {"languages", languages},   {"hostile", hostile},
        {"translated", translated}, {NULL, NULL}};

    return tap_run(groups);
}
