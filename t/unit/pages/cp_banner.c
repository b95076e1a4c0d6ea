/* SPDX-License-Identifier: Apache-2.0 */
/* The injected elements: strict markup, equal buttons, no ticked box. */
#include "core/pages/cp_banner.h"

#include <apr_strings.h>

#include "cp_assets.h"
#include "core/pages/cp_markup.h"
#include "core/pages/cp_category_form.h"
#include "core/policy/cp_markup_rule.h"
#include "markup_check.h"
#include "modes.h"
#include "site.h"

static void add(cp_buf *b, cp_span piece)
{
    cp_buf_add(b, piece.s, piece.n);
}

static const char *banner_of(apr_pool_t *p, const cp_view *page)
{
    cp_buf *b = cp_buf_make(p, 0);
    cp_banner banner;

    cp_banner_render(p, page, &banner);
    add(b, banner.before);
    cp_buf_put(b, "bottom");
    add(b, banner.middle);
    cp_banner_return(b, "/a?b=\"><script>&c=d");
    add(b, banner.say);
    cp_buf_put(b, "<p class=\"cpolicy-signal\"");
    add(b, banner.signal);
    add(b, banner.rest);
    return cp_buf_text(b);
}

static const char *reopen_of(apr_pool_t *p, const cp_view *page, int hidden)
{
    cp_reopen r;

    cp_reopen_render(p, page, hidden, &r);
    return apr_pstrcat(p, cp_span_dup(p, r.before), cp_span_dup(p, r.left),
                       cp_span_dup(p, r.after), NULL);
}

static const char *script_of(apr_pool_t *p, const cp_view *page)
{
    cp_buf *b = cp_buf_make(p, 0);
    cp_script script;

    cp_script_render(p, page, &script);
    add(b, script.before);
    cp_script_state(b, page->presentation.categories, page->visitor);
    add(b, script.after);
    return cp_buf_text(b);
}

/* Returns a copy of the tag that contains the first `what`. */
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
    const cp_view *page = site_page(p);
    const char *html = banner_of(p, page);
    char *accept = tag_with(p, html, "value=\"accept\"");
    char *refuse = tag_with(p, html, "value=\"refuse\"");

    is_text(p, markup_wrong(html), NULL, "strict markup");
    ok(!strncmp(html,
                "<section data-cookie-policy=\"banner\" "
                "role=\"region\"",
                50),
       "a region, marked");
    is_number(occurrences(html, "<section"), 1, "one section");
    is_number(occurrences(html, "Global Privacy Control"), 1, "the signal");
    ok(!strcmp(html + strlen(html) - 10, "</section>"), "and nothing else");
    ok(strstr(html, "<form method=\"post\" action=\"/cookie-policy/choice\"")
           != NULL,
       "a form that posts to the endpoint");
    ok(strstr(html, "data-cookie-policy-link=\"\" href=\"/cookie-policy\"")
           != NULL,
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
    cp_view *page = site_hostile(p);
    const char *html;

    html = banner_of(p, page);
    is_text(p, markup_wrong(html), NULL, "hostile strings");
    ok(!strstr(html, "<script"), "break nothing");
    is_number(occurrences(html, "value=\"own\""), 1, "a category of one's own");
    page->language = "\"><script>";
    html = banner_of(p, page);
    is_text(p, markup_wrong(html), NULL, "a hostile language");
    page->language = "en";
    page->presentation.stylesheet = "/own.css?a=\"b\"&c";
    html = banner_of(p, page);
    is_text(p, markup_wrong(html), NULL, "a stylesheet of one's own");
    ok(!strstr(html, "<style")
           && occurrences(html, "<link data-cookie-policy="
                                "\"style\"")
                  == 1,
       "replaces the built-in one");
    is_text(p, markup_wrong(reopen_of(p, page, 0)), NULL, "its way back too");
}

static void every_language(apr_pool_t *p)
{
    cp_view *page = site_page(p);
    apr_array_header_t *all = cp_texts_languages(p, page->presentation.texts);
    int i;

    for (i = 0; i < all->nelts; i++) {
        const char *tag = APR_ARRAY_IDX(all, i, const char *);
        const char *html;

        page->language = tag;
        html = banner_of(p, page);

        ok(markup_wrong(html) == NULL
               && strstr(html, apr_pstrcat(p, " lang=\"", tag, "\"", NULL))
               && (strstr(html, "dir=\"ltr\"") || strstr(html, "dir=\"rtl\""))
               && !strchr(html, '{' + 0) == !strchr(cp_asset_banner_css, '{'),
           "the banner in %s", tag);
    }
}

static void way_back(apr_pool_t *p)
{
    const cp_view *page = site_page(p);
    const char *html = reopen_of(p, page, 0);
    const char *hidden = reopen_of(p, page, 1);

    is_text(p, markup_wrong(html), NULL, "strict markup");
    is_number(occurrences(html, "data-cookie-policy=\"reopen\" "
                                "href=\"/cookie-policy\""),
              1, "one link to the policy page");
    is_number(occurrences(html, "<style"), 1, "with its style");
    is_text(p, markup_wrong(hidden), NULL, "hidden, strict too");
    ok(strstr(hidden, " hidden=\"\" ") && !strstr(hidden, "<style"),
       "beside a banner it is hidden and needs no style");
}

/* The text about its cookies beside each category's box. */
static void told(apr_pool_t *p)
{
    cp_view *page = site_page(p);
    cp_policy *policy = (cp_policy *)page->policy;
    cp_cookie *c = site_declare(p, policy, "statistical", "_ga _gid");
    const char *html;
    int i;

    c->provider = "A & B";
    c->purpose = "to count";
    c->lifetime = "13mo";
    site_declare(p, policy, "statistical", "s")->lifetime = "session";
    c = site_declare(p, policy, "statistical", "anon");
    c->anonymised = 1;
    c->provider = "Nobody";
    html = banner_of(p, page);
    is_text(p, markup_wrong(html), NULL, "strict markup");
    ok(strstr(html, "Cookies: 3<br/>Longest lifetime: 13 months<br/>"
                    "Providers: A &#38; B</summary>")
           != NULL,
       "how many, how long, whose");
    ok(strstr(html, "<li><b>A &#38; B:</b> <code>_ga</code>, "
                    "<code>_gid</code> &#8211; to count &#8211; 13 months</li>")
           != NULL,
       "and each declaration");
    ok(!strstr(html, "anon") && !strstr(html, "Nobody"),
       "without what needs no consent");
    is_number(occurrences(html, "No cookies of this kind"), 2,
              "two kinds have none");
    ok(strstr(html, "The rest is your choice: Count visits (A &#38; B). "
                    "Remember what interested you here. Let partners learn "
                    "what you do here. You can")
           != NULL,
       "purposes and parties are named before any answer");
    for (i = 0; i < CP_MAX_TOLD + 3; i++) {
        c = site_declare(p, policy, "third-party", apr_psprintf(p, "t%d", i));
        c->provider = apr_psprintf(p, "Provider %d", i);
    }
    html = banner_of(p, page);
    is_number(occurrences(html, "<li><b>Provider"), CP_MAX_TOLD,
              "of very many the first are told");
    is_number(
        occurrences(html, "<li><a href=\"/cookie-policy\" target=\"_self\">"),
        1, "and a link leads to the rest");
    ok(strstr(html, "Providers: Provider 0, Provider 1, Provider 2, &#8230;<")
           != NULL,
       "three providers, then an ellipsis");
}

/* Texts of CookiePolicyText have priority over declared ones, in their
 * language. */
static void own_words(apr_pool_t *p)
{
    cp_view *page = site_page(p);
    cp_presentation *presentation = &page->presentation;
    cp_texts *texts = (cp_texts *)presentation->texts;
    cp_categories *all = (cp_categories *)presentation->categories;
    cp_category own = {"own", CP_MODE_CONSENT, NULL, NULL};
    cp_cookie *c =
        site_declare(p, (cp_policy *)page->policy, "third-party", "x ad*");

    c->purpose = "to sell";
    is_text(p, cp_markup_category_text(p, presentation, "en", 1, "label"),
            "Statistical", "a label from the catalogue");
    all->list[1].label = "Mine";
    is_text(p, cp_markup_category_text(p, presentation, "en", 1, "label"),
            "Mine", "a declared one goes before it");
    cp_texts_set(texts, "fr", "category.statistical.label", "A moi");
    is_text(p, cp_markup_category_text(p, presentation, "fr-CA", 1, "label"),
            "A moi", "and one in the language before that");
    is_text(p, cp_markup_category_text(p, presentation, "en", 1, "label"),
            "Mine", "not in another language");
    cp_categories_put(all, &own);
    is_text(p, cp_markup_category_text(p, presentation, "en", 4, "label"),
            "own", "the id where there is none");
    is_text(p, cp_markup_category_text(p, presentation, "en", 4, "description"),
            NULL, "but no description");
    is_text(p, cp_markup_category_text(p, presentation, "en", 4, "explanation"),
            NULL, "and no explanation");
    is_text(p, cp_markup_cookie_text(p, presentation, "fr", c, "purpose"),
            "to sell", "a declared purpose");
    cp_texts_set(texts, "fr", "cookie.ad*.purpose", "vendre");
    is_text(p, cp_markup_cookie_text(p, presentation, "fr", c, "purpose"),
            "vendre", "is said in French by any of its names");
    is_text(p, cp_markup_cookie_text(p, presentation, "en", c, "purpose"),
            "to sell", "and as declared elsewhere");
    cp_texts_set(texts, "fr", "cookie.x.provider", "P");
    cp_texts_set(texts, "fr", "cookie.x.function", "F");
    cp_texts_set(texts, "fr", "cookie.x.controller", "C");
    is_text(p, cp_markup_cookie_text(p, presentation, "fr", c, "provider"), "P",
            "provider");
    is_text(p, cp_markup_cookie_text(p, presentation, "fr", c, "function"), "F",
            "function");
    is_text(p, cp_markup_cookie_text(p, presentation, "fr", c, "controller"),
            "C", "controller");
}

static const char *state_of(apr_pool_t *p, const cp_categories *all,
                            const cp_visitor *visitor)
{
    cp_buf *b = cp_buf_make(p, 64);

    cp_script_state(b, all, visitor);
    return cp_buf_text(b);
}

static void script(apr_pool_t *p)
{
    cp_view *page = site_page(p);
    cp_visitor *v = (cp_visitor *)page->visitor;
    const char *html = script_of(p, page);

    is_text(p, markup_wrong(html), NULL, "strict markup");
    ok(strstr(html, " data-allowed=\"necessary\">") != NULL,
       "undecided: only what needs no answer");
    set_mode((cp_categories *)page->presentation.categories, 1, CP_MODE_OPTOUT);
    ok(strstr(script_of(p, page), " data-allowed=\"necessary statistical\">")
           != NULL,
       "and what is allowed until a no");
    ok(cp_visitor_is_new(v), "nothing was said");
    v->signals = CP_SET(1);
    ok(!cp_visitor_is_new(v), "a signal says something");
    v->signals = 0;
    v->consent.contested = 1;
    ok(!cp_visitor_is_new(v), "and an answer that does not count");
    v->consent.contested = 0;
    v->consent.decided = 1;
    v->consent.time = NOW;
    v->consent.granted = CP_SET(3);
    v->consent.refused = CP_SET(1) | CP_SET(2);
    ok(strstr(script_of(p, page), " data-allowed=\"necessary third-party\" "
                                  "data-granted=\"third-party\" "
                                  "data-refused=\"statistical first-party\" "
                                  "data-time=\"1764000000\">")
           != NULL,
       "decided: the choice");
    ok(!cp_visitor_is_new(v), "which has been made");
    page->visitor = NULL;
    ok(strstr(script_of(p, page), " data-allowed=\"necessary\">") != NULL,
       "for everybody: what holds for all");
    page = site_hostile(p);
    is_text(p, markup_wrong(script_of(p, page)), NULL, "hostile strings");
}

/* Start-up prepares the state of usual visitors. It equals the state that is
 * written for each visitor. */
static void prepared(apr_pool_t *p)
{
    cp_view *page = site_page(p);
    cp_categories *all = (cp_categories *)page->presentation.categories;
    cp_script script;
    int i;

    set_mode(all, 1, CP_MODE_OPTOUT);
    cp_script_render(p, page, &script);
    is_text(p, cp_span_dup(p, script.undecided),
            " data-allowed=\"necessary statistical\"", "nothing was said");
    is_text(p, cp_span_dup(p, script.uniform),
            " data-uniform=\"\" data-allowed=\"necessary\"", "to everybody");
    is_text(p, cp_span_dup(p, script.left), " data-reopen=\"left\"",
            "the usual side of the link");
    for (i = 0; i < CP_N_USUAL; i++) {
        cp_visitor v = {cp_consent_make(all, i), 0};

        v.consent.time = NOW;
        is_text(p,
                apr_pstrcat(p, cp_span_dup(p, script.usual[i]),
                            cp_number(p, NOW), "\"", NULL),
                state_of(p, all, &v), "usual answer %d", i);
    }
}

/* The categories of content: of sources and of marked elements. */
static void sources(apr_pool_t *p)
{
    cp_view *page = site_page(p);
    const cp_categories *all = page->presentation.categories;
    cp_policy *policy = cp_policy_make(p);
    cp_markup_rule rule = {"class", NULL, "third-party", 3, NULL};
    cp_script script;

    is_number(cp_script_sources(p, NULL, all), 0, "no policy");
    site_source(p, policy, "necessary", "a.example");
    page->policy = policy;
    cp_script_render(p, page, &script);
    is_number(script.sources.n, 0, "a source that needs no consent");
    site_source(p, policy, "statistical", "b.example");
    cp_script_render(p, page, &script);
    is_text(p, cp_span_dup(p, script.sources), " data-sources=\"statistical\"",
            "one that needs it");
    cp_markup_rule_add(policy, &rule);
    is_number(cp_script_sources(p, policy, all), CP_SET(1) | CP_SET(3),
              "and marked elements");
    cp_script_render(p, page, &script);
    is_text(p, cp_span_dup(p, script.sources),
            " data-sources=\"statistical third-party\"", "both");
}

/* The texts of elements are constant. They do not contain the end of the
 * element, nor markup of XML, which reads them as other text. */
static void texts_of_elements(apr_pool_t *p)
{
    static const char *const all[] = {cp_asset_banner_css, cp_asset_reopen_css,
                                      cp_asset_page_css, cp_asset_script_js,
                                      cp_asset_consent_mode_js};
    apr_size_t i;

    (void)p;
    for (i = 0; i < TAP_COUNT(all); i++) {
        int bad = strpbrk(all[i], "<&\r") || strstr(all[i], "]]>")
               || strlen(all[i]) < 400;

        ok(!bad, "text number %d", (int)i);
    }
    ok(strstr(cp_asset_banner_css, cp_asset_reopen_css) != NULL,
       "the banner's style holds that of the link");
}

int main(void)
{
    static const tap_group groups[] = {{"banner", banner},
                                       {"other looks", other_looks},
                                       {"every language", every_language},
                                       {"way back", way_back},
                                       {"told", told},
                                       {"own words", own_words},
                                       {"script", script},
                                       {"prepared", prepared},
                                       {"sources", sources},
                                       {"texts of elements", texts_of_elements},
                                       {NULL, NULL}};
    return tap_run(groups);
}
