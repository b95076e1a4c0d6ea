/* SPDX-License-Identifier: Apache-2.0 */
/* The policy and the choice as JSON: always valid, with the members of the
 * interface. */
#include "core/pages/cp_json.h"

#include "json_check.h"
#include "site.h"

static const char *policy_of(apr_pool_t *p, const cp_view *page)
{
    cp_buf *b = cp_buf_make(p, 0);

    cp_json_policy(b, page);
    return cp_buf_text(b);
}

/* Tests of the JSON reader that the other tests use. */
static void the_checker(apr_pool_t *p)
{
    static const char *const good[] = {"{}",
                                       "[]",
                                       " [ ] ",
                                       "null",
                                       "-1",
                                       "\"\"",
                                       "{\"a\":[1,\"b\",true]}",
                                       "\"\\u00e9\\n\\\\\""};
    static const char *const bad[] = {
        "",           "{",     "}",   "[1,]", "{\"a\"}", "{a:1}",
        "{\"a\":1,}", "01",    "'a'", "\"a",  "\"\n\"",  "\"\\x\"",
        "\"\\u12\"",  "[1 2]", "nul", "{} {}"};
    apr_size_t i;

    for (i = 0; i < TAP_COUNT(good); i++) {
        ok(json_valid(good[i]), "JSON: %s", shown_text(p, good[i]));
    }
    for (i = 0; i < TAP_COUNT(bad); i++) {
        ok(!json_valid(bad[i]), "no JSON: %s", shown_text(p, bad[i]));
    }
}

static void the_publisher(apr_pool_t *p)
{
    cp_publisher publisher = {"City \"of\" X", NULL, "a@b.example", "/privacy"};
    cp_view *page = site_page(p);
    const char *json;

    ok(strstr(policy_of(p, page), "\"site\"") == NULL, "no publisher: no site");
    page->presentation.publisher = &publisher;
    json = policy_of(p, page);
    ok(json_valid(json), "valid with a publisher");
    ok(strstr(json, "\"site\":{\"name\":\"City \\\"of\\\" X\","
                    "\"controller\":null,\"contact\":\"a@b.example\","
                    "\"privacy\":\"/privacy\"}")
           != NULL,
       "its members");
    cp_texts_set((cp_texts *)page->presentation.texts, "fr", "site.name",
                 "Ville X");
    cp_texts_set((cp_texts *)page->presentation.texts, "fr", "site.controller",
                 "Mairie");
    page->language = "fr";
    ok(strstr(policy_of(p, page), "\"name\":\"Ville X\",\"controller\":null")
           != NULL,
       "its name in another language, and no controller without one");
}

static void the_policy(apr_pool_t *p)
{
    cp_view *page = site_page(p);
    cp_source *source;
    cp_cookie *c =
        site_declare(p, (cp_policy *)page->policy, "statistical", "_ga _gid");
    const char *json;

    c->provider = "Provider";
    c->controller = "Controller";
    c->lifetime = "13mo";
    c->third_party = 1;
    json = policy_of(p, page);
    ok(json_valid(json), "valid");
    ok(!strncmp(json, "{\"version\":\"3f2a9c1d\",\"categories\":[", 36),
       "version and categories");
    ok(strstr(json, "{\"id\":\"statistical\",\"mode\":\"consent\","
                    "\"asked\":true,\"digest\":\"3f2a9c\","
                    "\"label\":\"Statistical\",\"description\":\"")
           != NULL,
       "a category");
    ok(!strstr(json, "\"shown\""), "nothing is shown in place of the names");
    ok(strstr(json, "\"cookies\":[{\"names\":[\"_ga\",\"_gid\"],"
                    "\"provider\":\"Provider\",\"function\":null,"
                    "\"purpose\":null,\"controller\":\"Controller\","
                    "\"lifetime\":\"13mo\",\"third_party\":true,"
                    "\"anonymised\":false}]")
           != NULL,
       "a declaration");
    c->anonymised = 1;
    ok(strstr(policy_of(p, page), ",\"anonymised\":true}]") != NULL,
       "one that cannot be used to trace a person");
    c->anonymised = 0;
    c->shown = "_ga or _gid";
    ok(strstr(policy_of(p, page), "[\"_ga\",\"_gid\"],"
                                  "\"shown\":\"_ga or _gid\",")
           != NULL,
       "the text that is shown in place of names, too");
    is_number(occurrences(json, "\"id\":"), 4, "four categories");
    is_number(occurrences(json, "[\"cookies_preferences\"]"), 1, "our own");
    ok(strstr(json, "\"choice\":{\"decided\":false,\"time\":null,"
                    "\"granted\":[],\"refused\":[]},"
                    "\"allowed\":[\"necessary\"],\"undecided\":"
                    "[\"statistical\",\"first-party\",\"third-party\"],"
                    "\"pending\":true}\n")
           != NULL,
       "no choice yet");
    is_number(occurrences(json, "\"asked\":true"), 3, "three are asked about");
    is_number(occurrences(json, ",\"sources\":[]}"), 4, "sources of each");
    source = site_source(p, (cp_policy *)page->policy, "third-party",
                         "V.example /x/");
    source->provider = "P";
    source->controller = "C";
    source->cookies = site_words(p, "vid uid");
    source->lifetime = "13mo";
    json = policy_of(p, page);
    ok(json_valid(json)
           && strstr(json, ",\"cookies\":[],\"sources\":[{\"sources\":"
                           "[\"v.example\",\"/x/\"],\"provider\":\"P\","
                           "\"function\":null,\"purpose\":null,"
                           "\"controller\":\"C\",\"cookies\":[\"vid\",\"uid\"],"
                           "\"lifetime\":\"13mo\"}]}"),
       "a declaration of sources");
    page->policy = NULL;
    ok(json_valid(policy_of(p, page)), "valid without a policy");
    json = policy_of(p, site_hostile(p));
    ok(json_valid(json), "valid with hostile strings");
    ok(!strpbrk(json, "<>&'"), "and safe inside HTML");
}

static void the_choice(apr_pool_t *p)
{
    const cp_categories *all = cp_categories_make(p);
    cp_consent c = {1, NOW, CP_SET(1) | CP_SET(3), CP_SET(2), 0};
    cp_consent none = {0, 0, 0, 0, 0};
    cp_buf *b = cp_buf_make(p, 0);

    cp_json_choice(b, all, &c);
    is_text(p, cp_buf_text(b),
            "{\"decided\":true,\"time\":1764000000,\"granted\":"
            "[\"statistical\",\"third-party\"],\"refused\":[\"first-party\"]}",
            "a choice");
    b = cp_buf_make(p, 0);
    cp_json_choice(b, all, &none);
    is_text(p, cp_buf_text(b),
            "{\"decided\":false,\"time\":null,\"granted\":[],\"refused\":[]}",
            "none");
}

/* The state, for pages that are the same for all visitors. */
static void the_state(apr_pool_t *p)
{
    cp_view *page = site_page(p);
    cp_visitor *v = (cp_visitor *)page->visitor;
    cp_buf *b = cp_buf_make(p, 0);

    v->signals = CP_SET(3);
    v->consent.decided = 1;
    v->consent.time = NOW;
    v->consent.granted = CP_SET(1);
    v->consent.refused = CP_SET(2);
    cp_json_state(b, page);
    is_text(p, cp_buf_text(b),
            "{\"version\":\"3f2a9c1d\",\"choice\":{\"decided\":true,"
            "\"time\":1764000000,\"granted\":[\"statistical\"],"
            "\"refused\":[\"first-party\"]},\"allowed\":[\"necessary\","
            "\"statistical\"],\"undecided\":[],\"pending\":false}\n",
            "a signal answers for the other categories");
    b = cp_buf_make(p, 0);
    cp_json_gpc(b, NOW);
    is_text(p, cp_buf_text(b), "{\"gpc\":true,\"lastUpdate\":\"2025-11-24\"}\n",
            "gpc.json");
}

static void errors(apr_pool_t *p)
{
    cp_buf *b = cp_buf_make(p, 0);

    cp_json_error(b, "a \"b\"\n");
    is_text(p, cp_buf_text(b), "{\"error\":\"a \\\"b\\\"\\u000a\"}\n",
            "an error");
    b = cp_buf_make(p, 0);
    cp_json_error(b, HOSTILE);
    ok(json_valid(cp_buf_text(b)), "a hostile one");
}

int main(void)
{
    static const tap_group groups[] = {{"the checker", the_checker},
                                       {"the publisher", the_publisher},
                                       {"the policy", the_policy},
                                       {"the choice", the_choice},
                                       {"the state", the_state},
                                       {"errors", errors},
                                       {NULL, NULL}};
    return tap_run(groups);
}
