/* SPDX-License-Identifier: Apache-2.0 */
/* The policy page and the error page. */
#include "core/pages/cp_policy_page.h"

#include <apr_strings.h>

#include "markup_check.h"
#include "site.h"

static const char *page_of(apr_pool_t *p, const cp_view *page)
{
    cp_buf *b = cp_buf_make(p, 0);

    cp_policy_page_html(b, page);
    return cp_buf_text(b);
}

static void empty_site(apr_pool_t *p)
{
    const char *html = page_of(p, site_page(p));

    is_text(p, markup_wrong(html), NULL, "strict markup");
    ok(strstr(html, "<!DOCTYPE html>\n<html lang=\"en\" dir=\"ltr\">") == html,
       "a document in English");
    is_number(occurrences(html, "<h1>"), 1, "one heading");
    is_number(occurrences(html, "<table data-category="), 4,
              "a table for each category");
    is_number(occurrences(html, "<th scope=\"col\" role"), 24,
              "six columns each");
    ok(strstr(html, "Service provider&#39;s name")
           || strstr(html, "Service provider's name"),
       "the first column's name");
    is_number(occurrences(html, "<code>cookies_preferences</code>"), 1,
              "the consent cookie is listed");
    is_number(occurrences(html, "colspan=\"6\""), 3, "three tables are empty");
    is_number(occurrences(html, " checked"), 0, "nothing is ticked");
    is_number(occurrences(html, "data-state=\"undecided\""), 3,
              "three answers are open");
    is_number(occurrences(html, "data-state=\"exempt\""), 1,
              "one is not asked about");
    is_number(occurrences(html, "<dt>"), 4, "four kinds are explained");
    ok(strstr(html, "3f2a9c1d") != NULL, "the version is told");
}

static void declared(apr_pool_t *p)
{
    cp_view *page = site_page(p);
    cp_cookie *c =
        site_declare(p, (cp_policy *)page->policy, "statistical", "_ga _gid");
    const char *html;

    c->provider = "Provider";
    c->function = "Function";
    c->purpose = "Purpose";
    c->lifetime = "13mo";
    c->controller = "Controller";
    c->third_party = c->anonymised = 1;
    html = page_of(p, page);
    is_text(p, markup_wrong(html), NULL, "strict markup");
    ok(strstr(html, ">Provider<br/>") && strstr(html, ">Function<")
           && strstr(html, ">Purpose<br/>") && strstr(html, ">13 months<")
           && strstr(html, "Controller</small>"),
       "everything that is declared is shown");
    ok(strstr(html, "<code>_ga</code>, <code>_gid</code>") != NULL,
       "both names");
    site_source(p, (cp_policy *)page->policy, "third-party", "V.example /x/")
        ->cookies = site_words(p, "vid");
    html = page_of(p, page);
    is_text(p, markup_wrong(html), NULL, "strict markup with sources");
    ok(strstr(html, "<code>vid</code><br/><small>Content from: V.example, /x/"
                    "</small></td>")
           != NULL,
       "sources, and the cookies that they set");
    ok(strstr(html, "<br/>Content from: V.example, /x/</summary>") != NULL,
       "also in the form");
    page = site_page(p);
    cp_policy_add((cp_policy *)page->policy, c, NULL);
    html = page_of(p, page);
    is_number(occurrences(html, ">Yes<"), 1, "third-party access");
    is_number(occurrences(html, "Anonymised"), 1, "anonymised");
    c->provider = c->function = c->purpose = c->lifetime = NULL;
    html = page_of(p, page);
    is_number(occurrences(html, "Not stated"), 4,
              "missing statements are named");
}

static void choices(apr_pool_t *p)
{
    cp_view *page = site_page(p);
    cp_visitor *v = (cp_visitor *)page->visitor;
    const char *html;

    v->consent.decided = 1;
    v->consent.time = NOW;
    v->consent.granted = CP_SET(1);
    v->consent.refused = CP_SET(2);
    v->signals = CP_SET(3);
    html = page_of(p, page);
    is_text(p, markup_wrong(html), NULL, "strict markup");
    ok(strstr(html, "You chose on <time datetime=\"2025-11-24\">24 November "
                    "2025</time>.")
           != NULL,
       "the day of the choice");
    ok(strstr(html, "kept for 180 days.") != NULL, "and how long it is kept");
    is_number(occurrences(html, " checked=\"\"/>"), 1,
              "what was granted is ticked");
    ok(strstr(html, "data-category=\"statistical\" data-state=\"granted\"")
           && strstr(html, "data-category=\"first-party\" "
                           "data-state=\"refused\"")
           && strstr(html, "data-category=\"third-party\" "
                           "data-state=\"refused\""),
       "each state");
    is_number(occurrences(html, "Global Privacy Control"), 1,
              "the signal that counts is acknowledged");
    v->consent.granted = CP_SET(1) | CP_SET(3);
    html = page_of(p, page);
    ok(!strstr(html, "This site honours it")
           && strstr(html, "goes before it") != NULL,
       "one that the visitor overruled is told from it");
    page->asked = CP_SET(2);
    html = page_of(p, page);
    is_number(occurrences(html, "name=\"grant\""), 1, "one box for one kind");
    is_number(occurrences(html, "name=\"about\" value=\"first-party\""), 1,
              "the form tells which one it shows");
    is_number(occurrences(html, "data-state="), 2,
              "the state of what cannot be refused is told, and of that");
    page->asked = 0;
    html = page_of(p, page);
    is_text(p, markup_wrong(html), NULL, "nothing to ask: strict markup");
    is_number(occurrences(html, "<form"), 0, "and no form");
}

static void publisher(apr_pool_t *p)
{
    cp_publisher site = {"A & B", "Town <Hall>", "dpo@a.example", "/p?a=1&b"};
    cp_view *page = site_page(p);
    const char *html = page_of(p, page);

    ok(!strstr(html, "Publisher:"), "nobody is known");
    page->presentation.publisher = &site;
    html = page_of(p, page);
    is_text(p, markup_wrong(html), NULL, "strict markup");
    ok(strstr(html, "<li>Publisher: <b>A &#38; B</b></li>\n"
                    "<li>Data controller: <b>Town &#60;Hall&#62;</b></li>\n"
                    "<li>Contact: <a href=\"mailto:dpo@a.example\">"
                    "dpo@a.example</a></li>\n"
                    "<li><a href=\"/p?a=1&#38;b\">Privacy policy</a></li>")
           != NULL,
       "the publisher is named, with ways to reach it");
    cp_texts_set((cp_texts *)page->presentation.texts, "fr", "site.name",
                 "A <et> B");
    cp_texts_set((cp_texts *)page->presentation.texts, "fr", "site.controller",
                 "Mairie");
    page->language = "fr";
    html = page_of(p, page);
    ok(strstr(html, " <b>A &#60;et&#62; B</b></li>\n") != NULL
           && strstr(html, " <b>Mairie</b></li>\n") != NULL,
       "its names in another language");
    page->language = "en";
    site.contact = "https://a.example/contact";
    site.controller = site.privacy = NULL;
    html = page_of(p, page);
    ok(strstr(html, "<a href=\"https://a.example/contact\">") != NULL,
       "a contact that is a URL");
    ok(!strstr(html, "Data controller") && !strstr(html, "Privacy policy"),
       "unknown values are left out");
    cp_texts_set((cp_texts *)page->presentation.texts, "en", "page.site.name",
                 "We");
    ok(strstr(page_of(p, page), "<li>We</li>") != NULL,
       "a text of the site's own without a blank");
}

static void saved(apr_pool_t *p)
{
    cp_view *page = site_page(p);

    ok(!strstr(page_of(p, page), "class=\"saved\""), "no confirmation");
    page->saved = 1;
    is_text(p, markup_wrong(page_of(p, page)), NULL, "strict markup");
    is_number(occurrences(page_of(p, page), "<p class=\"saved\" role=\"status\""
                                            ">Your choice is saved.</p>"),
              1, "a choice that was just saved is confirmed");
}

/* The fragment, for a page of the site: without the document around it. */
static void fragment(apr_pool_t *p)
{
    const cp_view *page = site_page(p);
    const char *html = page_of(p, page), *inside;
    cp_buf *b = cp_buf_make(p, 0);

    cp_policy_page_fragment(b, page);
    inside = cp_buf_text(b);
    is_text(p, markup_wrong(inside), NULL, "strict markup");
    ok(!strncmp(inside, "<div class=\"cookie-policy\" lang=\"en\" dir=\"ltr\">",
                47),
       "one element that says its language");
    ok(!strstr(inside, "<h1") && !strstr(inside, "<style")
           && !strstr(inside, "<main") && !strstr(inside, "<html"),
       "no heading, style or landmark of a whole page");
    inside = strchr(inside, '\n');
    inside = apr_pstrmemdup(p, inside, strlen(inside) - strlen("</div>\n"));
    ok(strstr(html, inside) != NULL, "the page has the same in its middle");
}

static void hostile(apr_pool_t *p)
{
    cp_view *page = site_hostile(p);
    cp_buf *b = cp_buf_make(p, 0);
    const char *html = page_of(p, page);

    is_text(p, markup_wrong(html), NULL, "hostile strings on the page");
    is_number(occurrences(html, "<script"), 1, "break nothing");
    page->language = HOSTILE;
    is_text(p, markup_wrong(page_of(p, page)), NULL, "a hostile language");
    cp_error_html(b, page, "error.title", "error.origin");
    is_text(p, markup_wrong(cp_buf_text(b)), NULL, "nor on the error page");
    ok(strstr(cp_buf_text(b), "another site") != NULL, "which says why");
}

static void every_language(apr_pool_t *p)
{
    cp_view *page = site_page(p);
    apr_array_header_t *all = cp_texts_languages(p, page->presentation.texts);
    int i;

    site_declare(p, (cp_policy *)page->policy, "third-party", "ad*");
    for (i = 0; i < all->nelts; i++) {
        page->language = APR_ARRAY_IDX(all, i, const char *);
        is_text(p, markup_wrong(page_of(p, page)), NULL, "the page in %s",
                page->language);
    }
}

int main(void)
{
    static const tap_group groups[] = {{"an empty site", empty_site},
                                       {"declared", declared},
                                       {"choices", choices},
                                       {"publisher", publisher},
                                       {"saved", saved},
                                       {"fragment", fragment},
                                       {"hostile", hostile},
                                       {"every language", every_language},
                                       {NULL, NULL}};
    return tap_run(groups);
}
