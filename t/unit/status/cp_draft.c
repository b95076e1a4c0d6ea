/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The draft: its lines, and the property that no name from the network becomes
 * another line, another word or another kind of name.
 */
#include "core/status/cp_draft.h"

#include "core/base/cp_args.h"

#include "observed.h"

static const char *draft_of(apr_pool_t *p, const cp_status *status,
                            const cp_policy *catalogue)
{
    cp_buf *b = cp_buf_make(p, 0);

    cp_draft(b, status, catalogue);
    return cp_buf_text(b);
}

static void unknown(apr_pool_t *p)
{
    cp_status *status = observed_server(p);
    cp_seen *seen =
        observed_add(status, CP_SEEN_RESPONSE, "_new", CP_UNDECLARED, NULL);
    const char *text;

    seen->domain = ".shop.example";
    seen->path = "/cart";
    seen->lifetime = 31535999;
    seen->sample = "/page";
    observed_add(status, CP_SEEN_SOURCE, "https://cdn.example:8443", CP_ALLOW,
                 NULL)
        ->directive = "script-src";
    text = draft_of(p, status, NULL);
    ok(strstr(text, "\n# ---- shop.example\n") != NULL, "the host");
    ok(strstr(text, "\n# _new: 3 times from 2025-11-23 to 2025-11-23, for "
                    "example at /page\n"
                    "CookiePolicyCookie \"\" _new \\\n"
                    "    provider=\"\" function=\"\" purpose=\"\" \\\n"
                    "    lifetime=365d domain=.shop.example path=/cart\n")
           != NULL,
       "a cookie, with empty values");
    ok(strstr(text, "\n# https://cdn.example:8443: script-src, 3 times from "
                    "2025-11-23 to 2025-11-23\n"
                    "CookiePolicySource \"\" https://cdn.example:8443 \\\n"
                    "    provider=\"\" function=\"\" purpose=\"\"\n")
           != NULL,
       "a source, with empty values");
    seen->domain = seen->path = "";
    seen->lifetime = -1;
    seen->count = 1;
    text = draft_of(p, status, NULL);
    ok(strstr(text, "\n# _new: 1 time from ") != NULL
           && strstr(text, " _new \\\n"
                           "    provider=\"\" function=\"\" purpose=\"\"\n")
                  != NULL,
       "a cookie of which only the name is known ends without a backslash");
    status->observed = NULL;
    ok(strstr(draft_of(p, status, NULL), "# Nothing is observed") != NULL,
       "nothing is observed");
}

static int groups_of(const char *text)
{
    int n = 0;

    while ((text = strstr(text, "\n# ---- ")) != NULL) {
        n++;
        text++;
    }
    return n;
}

/* Often the main server has the name of a virtual host. */
static void same_name(apr_pool_t *p)
{
    static const char nothing[] = "# Nothing is undeclared.\n";
    cp_status *status = observed_server(p);
    cp_status_host main_server = status->hosts[0];
    const char *text;

    main_server.observed = NULL;
    status->hosts[1] = main_server;
    status->n = 2;
    text = draft_of(p, status, NULL);
    ok(groups_of(text) == 1 && strstr(text, nothing) != NULL,
       "two empty hosts with one name are one group");
    status->hosts[1].name = "other.example";
    is_number(groups_of(draft_of(p, status, NULL)), 2, "with two names, two");
    status->hosts[1].name = "shop.example";
    observed_add(status, CP_SEEN_RESPONSE, "_new", CP_UNDECLARED, NULL);
    text = draft_of(p, status, NULL);
    ok(groups_of(text) == 1 && strstr(text, nothing) == NULL
           && strstr(text, " _new ") != NULL,
       "an empty host after one with the same name is left out");
    status->hosts[1] = status->hosts[0];
    status->hosts[0] = main_server;
    text = draft_of(p, status, NULL);
    ok(groups_of(text) == 1 && strstr(text, nothing) == NULL
           && strstr(text, " _new ") != NULL,
       "an empty host before it, too");
    status->hosts[0] = status->hosts[1];
    is_number(groups_of(draft_of(p, status, NULL)), 2,
              "two hosts that lack declarations remain two groups");
}

static void known(apr_pool_t *p)
{
    cp_status *status = observed_server(p);
    cp_policy *catalogue = cp_policy_make(p);
    cp_cookie *c = site_declare(p, catalogue, "statistical", "_ga _ga_*");
    cp_source *s = site_source(p, catalogue, "third-party", "*.tags.example");
    const char *text;

    c->provider = "A \"big\" company";
    c->purpose = "to count";
    c->lifetime = "13mo";
    c->third_party = 1;
    c->where = "/usr/share/catalogue/analytics.conf:7";
    s->provider = "Tags";
    s->cookies = site_words(p, "IDE NID");
    s->where = "tags.conf:3";
    observed_add(status, CP_SEEN_RESPONSE, "_ga", CP_UNDECLARED, NULL);
    observed_add(status, CP_SEEN_RESPONSE, "_ga_1", CP_UNDECLARED, NULL)
        ->lifetime = 0;
    observed_add(status, CP_SEEN_RESPONSE, "_ga_2", CP_UNDECLARED, NULL);
    observed_add(status, CP_SEEN_SOURCE, "https://www.tags.example", CP_ALLOW,
                 NULL);
    observed_add(status, CP_SEEN_SOURCE, "http://img.tags.example", CP_ALLOW,
                 NULL);
    text = draft_of(p, status, catalogue);
    ok(strstr(text, "# Described by the catalogue, analytics.conf:7.\n"
                    "CookiePolicyCookie statistical _ga \\\n"
                    "    provider=\"A \\\"big\\\" company\" "
                    "purpose=\"to count\" \\\n"
                    "    lifetime=13mo third-party=yes\n")
           != NULL,
       "the texts and the lifetime of the catalogue");
    is_number(occurrences(text, "CookiePolicyCookie statistical _ga_* \\\n"), 1,
              "one line for the prefix that covers two names");
    ok(strstr(text, " lifetime=session third-party=yes\n") != NULL,
       "the observed lifetime, if it is known");
    is_number(occurrences(text, "CookiePolicySource third-party "
                                "*.tags.example \\\n    provider=\"Tags\" "
                                "purpose=\"\" "
                                "cookies=\"IDE NID\"\n"),
              1, "one line for the source of the catalogue");
}

/* Joins continued lines, as httpd does. */
static const char *unfolded(apr_pool_t *p, const char *text)
{
    char *out = apr_pstrdup(p, text), *to = out;

    for (; *text; text++) {
        if (text[0] == '\\' && text[1] == '\n') {
            text++;
        }
        else {
            *to++ = *text;
        }
    }
    *to = '\0';
    return out;
}

/* Checks each line: a comment, or a directive with the category "" whose only
 * other words are `name`, which declares itself, and keys. */
static const char *fault(apr_pool_t *p, const char *text, const char *name)
{
    char *state = NULL, *line;

    for (line = apr_strtok(apr_pstrdup(p, unfolded(p, text)), "\n", &state);
         line != NULL; line = apr_strtok(NULL, "\n", &state)) {
        apr_array_header_t *words;
        int i;

        if (line[0] == '#') {
            continue;
        }
        words = cp_args_split(p, line);
        if (words == NULL || words->nelts < 4
            || strncmp(line, "CookiePolicyCookie \"\" ", 22) != 0
            || strcmp(APR_ARRAY_IDX(words, 2, const char *), name) != 0
            || cp_policy_name_kind(cp_span_of(name)) != CP_NAME_EXACT
            || name[0] == '/' || strstr(line, "${") != NULL) {
            return line;
        }
        for (i = 3; i < words->nelts; i++) {
            if (strchr(APR_ARRAY_IDX(words, i, const char *), '=') == NULL) {
                return line;
            }
        }
    }
    return NULL;
}

static const char *draft_of_name(apr_pool_t *p, const char *name)
{
    cp_status *status = observed_server(p);
    cp_seen *seen =
        observed_add(status, CP_SEEN_RESPONSE, name, CP_UNDECLARED, NULL);

    seen->sample = seen->domain = name;
    seen->path = apr_pstrcat(p, "/", name, NULL);
    return draft_of(p, status, NULL);
}

static void hostile(apr_pool_t *p)
{
    static const char *const quoted[] = {"a b",    "a\"b", "a\\b",     "a\\",
                                         "\"a",    "'",    "\\\"\\\\", "#x",
                                         "<If 1>", "a'b",  "$x",       "{x}"};
    static const char *const comments[] = {
        "",
        "a*",
        "*",
        "/re/",
        "/re",
        "/",
        "a=b",
        "purpose=x",
        "a\nb",
        "a\rb",
        "a\tb",
        " a",
        "${PATH}",
        "x${y}",
        "\xC3\xA9",
        "\xFF",
        "a\x7F",
        "\x01",
        "a\n\"CookiePolicyUndeclared allow",
        "a\\\nLoadModule x y",
        "0123456789012345678901234567890123456789012345678901234567890123"};
    apr_size_t i;

    for (i = 0; i < TAP_COUNT(quoted); i++) {
        const char *text = draft_of_name(p, quoted[i]);

        is_text(p, fault(p, text, quoted[i]), NULL, "the word %s",
                shown_text(p, quoted[i]));
        is_number(occurrences(text, "\nCookiePolicyCookie"), 1,
                  "it has a line");
    }
    for (i = 0; i < TAP_COUNT(comments); i++) {
        const char *text = draft_of_name(p, comments[i]);

        is_text(p, fault(p, text, ""), NULL, "the comment %s",
                shown_text(p, comments[i]));
        is_number(occurrences(text, "\nCookiePolicyCookie"), 0,
                  "it has no line");
    }
}

/* Names of random bytes that matter. */
static void any_name(apr_pool_t *p)
{
    static const char bytes[] = "ab\"'\\ \n=*/${}#<>\t%\xC3\r;";
    apr_uint32_t seed = 1;
    int i, j, wrong = 0;

    for (i = 0; i < 20000; i++) {
        apr_pool_t *one;
        char name[9];
        int n = (int)(tap_random(&seed) % (sizeof(name) - 1));

        for (j = 0; j < n; j++) {
            name[j] = bytes[tap_random(&seed) % (sizeof(bytes) - 1)];
        }
        name[n] = '\0';
        apr_pool_create(&one, p);
        if (fault(one, draft_of_name(one, name), name) != NULL) {
            diag("%s", shown_text(p, name));
            wrong++;
        }
        apr_pool_destroy(one);
    }
    is_number(wrong, 0, "no name becomes anything else than one word");
}

static void hostile_sources(apr_pool_t *p)
{
    static const char *const names[] = {"*.example",
                                        "*",
                                        "/",
                                        "/x/",
                                        "purpose=a.b",
                                        "a b",
                                        "a.b\nX y",
                                        "\"",
                                        "https://",
                                        "a.example\\",
                                        "data:",
                                        "${x}.example",
                                        "",
                                        "https://*.com",
                                        "\xFF.example"};
    apr_size_t i;

    for (i = 0; i < TAP_COUNT(names); i++) {
        cp_status *status = observed_server(p);
        const char *text;

        observed_add(status, CP_SEEN_SOURCE, names[i], CP_ALLOW, NULL);
        text = draft_of(p, status, NULL);
        ok(strstr(unfolded(p, text), "\nCookiePolicySource") == NULL
               && fault(p, text, "") == NULL,
           "the source %s is a comment", shown_text(p, names[i]));
    }
}

int main(void)
{
    static const tap_group groups[] = {{"unknown", unknown},
                                       {"same name", same_name},
                                       {"known", known},
                                       {"hostile", hostile},
                                       {"any name", any_name},
                                       {"hostile sources", hostile_sources},
                                       {NULL, NULL}};
    return tap_run(groups);
}
