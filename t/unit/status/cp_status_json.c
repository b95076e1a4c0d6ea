/* SPDX-License-Identifier: Apache-2.0 */
/* The observations as JSON: always valid, with the members of the interface. */
#include "core/status/cp_status_json.h"

#include "json_check.h"
#include "observed.h"

static const char *json_of(apr_pool_t *p, const cp_status *status)
{
    cp_buf *b = cp_buf_make(p, 0);

    cp_status_json(b, status);
    return cp_buf_text(b);
}

static void members(apr_pool_t *p)
{
    cp_status *status = observed_server(p);
    cp_seen *seen = observed_add(status, CP_SEEN_RESPONSE, "_ga", CP_UNDECIDED,
                                 "statistical");
    const char *json;

    seen->domain = "shop.example";
    seen->path = "/";
    seen->lifetime = 0;
    seen->sample = "/cart";
    observed_add(status, CP_SEEN_REQUEST, "sid", CP_ALLOW, "necessary");
    observed_counters(status)[CP_COUNT_RESPONSES] = 7;
    json = json_of(p, status);
    ok(json_valid(json), "valid");
    ok(strstr(json, "{\"since\":1763900000,\"hosts\":[{\"host\":"
                    "\"shop.example\",\"counters\":{\"responses\":7,"
                    "\"cookies_allowed\":0,")
           == json,
       "the beginning");
    ok(strstr(json, "{\"name\":\"_ga\",\"decision\":\"suppress\","
                    "\"reason\":\"undecided\",\"category\":\"statistical\","
                    "\"count\":3,\"first\":1763900000,\"last\":1763900060,"
                    "\"domain\":\"shop.example\",\"path\":\"/\","
                    "\"lifetime\":0,\"sample\":\"/cart\"}")
           != NULL,
       "a suppressed cookie");
    ok(strstr(json, "{\"name\":\"sid\",\"decision\":\"allow\",\"reason\":null,"
                    "\"category\":\"necessary\",\"count\":3,"
                    "\"first\":1763900000,\"last\":1763900060,"
                    "\"domain\":null,\"path\":null,\"lifetime\":null,"
                    "\"sample\":null}],\"sources\":[]}]}\n")
           != NULL,
       "an allowed cookie, and the end");
}

static void sources(apr_pool_t *p)
{
    cp_status *status = observed_server(p);
    const char *json;

    observed_add(status, CP_SEEN_SOURCE, "a.example", CP_ALLOW, NULL)
        ->directive = "img-src";
    observed_add(status, CP_SEEN_SOURCE, "a.example", CP_ALLOW, NULL)
        ->directive = "script-src";
    observed_add(status, CP_SEEN_SOURCE, "a.example", CP_UNDECLARED, NULL)
        ->directive = "img-src";
    json = json_of(p, status);
    ok(json_valid(json), "valid");
    ok(strstr(json, "\"cookies\":[],\"sources\":[{\"source\":\"a.example\","
                    "\"directive\":\"img-src\",\"count\":6,"
                    "\"first\":1763900000,\"last\":1763900060},"
                    "{\"source\":\"a.example\",\"directive\":\"script-src\","
                    "\"count\":3,")
           != NULL,
       "one element for each source and directive");
}

/* As many sources as the largest table has. Comparing each one with each other
 * would take minutes. */
static void many_sources(apr_pool_t *p)
{
    cp_status *status = observed_server(p);
    cp_observed_host *host = (cp_observed_host *)status->hosts[0].observed;
    const char *json, *at;
    int i, n = 0;

    host->seen = apr_pcalloc(p, sizeof(cp_seen) * 65536);
    for (i = 0; i < 65536; i++) {
        observed_add(status, CP_SEEN_SOURCE,
                     apr_psprintf(p, "h%d.example", i / 2), CP_ALLOW, NULL)
            ->directive = i % 4 < 2 ? "img-src" : "script-src";
    }
    json = json_of(p, status);
    for (at = json; (at = strstr(at, "\"count\":6")) != NULL; at++) {
        n++;
    }
    is_number(n, 32768, "a full table of sources: each is there once");
}

static void empty(apr_pool_t *p)
{
    cp_status *status = observed_server(p);

    status->hosts[0].observed = NULL;
    is_text(p, json_of(p, status), "{\"since\":1763900000,\"hosts\":[]}\n",
            "a host without observations is absent");
    status->observed = NULL;
    is_text(p, json_of(p, status), "{\"since\":null,\"hosts\":[]}\n",
            "nothing is observed");
}

static void hostile(apr_pool_t *p)
{
    cp_status *status = observed_server(p);
    cp_seen *seen =
        observed_add(status, CP_SEEN_RESPONSE, HOSTILE, CP_UNDECLARED, NULL);

    seen->domain = seen->path = seen->sample = HOSTILE;
    observed_add(status, CP_SEEN_SOURCE, HOSTILE, CP_ALLOW, NULL)->directive =
        HOSTILE;
    status->hosts[0].name = HOSTILE;
    ok(json_valid(json_of(p, status)), "hostile names: valid");
}

int main(void)
{
    static const tap_group groups[] = {
        {"members", members},           {"sources", sources},
        {"many sources", many_sources}, {"empty", empty},
        {"hostile", hostile},           {NULL, NULL}};
    return tap_run(groups);
}
