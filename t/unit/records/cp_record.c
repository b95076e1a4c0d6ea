/* SPDX-License-Identifier: Apache-2.0 */
/* Records: their members in a fixed order, and the text that is hashed. */
#include "core/records/cp_record.h"

#include "json_check.h"
#include "site.h"

#define ID "00112233445566778899aabbccddeeff"
#define HASH "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static const cp_record_head head = {ID, NOW, "a.test", "12ab34cd", "en"};

static const char *choice_of(apr_pool_t *p, cp_record_place place,
                             const char *action, cp_set granted, cp_set refused,
                             int signal)
{
    cp_categories *all = cp_categories_make(p);
    cp_consent consent = {1, NOW, granted, refused, 0};
    cp_record_choice choice = {place, action, signal, all, &consent};
    cp_buf *b = cp_buf_make(p, 0);

    cp_record_choice_json(b, &head, &choice);
    return cp_buf_text(b);
}

static void a_choice(apr_pool_t *p)
{
    is_text(p,
            choice_of(p, CP_FROM_BANNER, "accept", CP_SET(1) | CP_SET(3), 0, 0),
            "{\"schema\":1,\"kind\":\"choice\",\"id\":\"" ID
            "\",\"time\":\"2025-11-24T16:00:00Z\",\"host\":\"a.test\","
            "\"policy\":\"12ab34cd\",\"language\":\"en\",\"place\":\"banner\","
            "\"action\":\"accept\",\"granted\":[\"statistical\","
            "\"third-party\"],\"refused\":[],\"signal\":false}",
            "from the banner");
    is_text(p,
            choice_of(p, CP_FROM_SCRIPT, "save", 0, CP_SET(2), 1)
                + strlen("{\"schema\":1,\"kind\":\"choice\",\"id\":\"" ID
                         "\",\"time\":\"2025-11-24T16:00:00Z\",\"host\":"
                         "\"a.test\",\"policy\":\"12ab34cd\",\"language\":"
                         "\"en\","),
            "\"place\":\"script\",\"action\":\"save\",\"granted\":[],"
            "\"refused\":[\"first-party\"],\"signal\":true}",
            "from a script, with a signal");
}

static void actions(apr_pool_t *p)
{
    cp_consent none = {0}, yes = {1, NOW, CP_SET(1), 0, 0};
    cp_consent no = {1, NOW, 0, CP_SET(1), 0};


    is_text(p, cp_record_action("refuse", &none, &no), "refuse", "a first no");
    is_text(p, cp_record_action("refuse", &yes, &no), "withdraw", "a no later");
    is_text(p, cp_record_action("save", &yes, &no), "withdraw", "by a box");
    is_text(p, cp_record_action("save", &no, &yes), "save", "a yes later");
    is_text(p, cp_record_action("accept", &yes, &yes), "accept", "a yes again");
}

static void other_kinds(apr_pool_t *p)
{
    cp_record_count counts[] = {{"responses", 12}, {"cookies_refused", 3}};
    cp_record_head hostile = {ID, NOW, HOSTILE, HOSTILE, HOSTILE};
    cp_buf *b = cp_buf_make(p, 0);

    cp_record_effect_json(b, &head, NOW - 86400, counts, 2);
    ok(strstr(cp_buf_text(b),
              ",\"since\":\"2025-11-23T16:00:00Z\",\"counters\":{\"responses\":"
              "12,\"cookies_refused\":3}}")
           != NULL,
       "an effect");
    ok(json_valid(cp_buf_text(b)), "an effect is JSON");
    b = cp_buf_make(p, 0);
    cp_record_policy_json(b, &hostile, "{\"version\":\"x\"}", "{}");
    ok(json_valid(cp_buf_text(b)), "a policy is JSON");
    ok(strchr(cp_buf_text(b), '\n') == NULL, "it is one line");
}

static void the_chain(apr_pool_t *p)
{
    const char *first = cp_record_link(p, SPAN("{\"a\":1}"), NULL);
    const char *second = cp_record_link(p, SPAN("{\"a\":1}"), HASH);
    const char *line = cp_record_close(p, first, HASH);

    is_text(p, first, "{\"a\":1,\"previous\":null}", "the first line");
    is_text(p, second, "{\"a\":1,\"previous\":\"" HASH "\"}", "another line");
    is_text(p, line, "{\"a\":1,\"previous\":null,\"hash\":\"" HASH "\"}",
            "the hash is the last member");
    is_span(p, cp_record_hash(cp_span_of(line)), SPAN(HASH), "it is found");
    ok(cp_record_hash(SPAN("{\"hash\":\"abc\"}")).n == 0, "a short hash");
    ok(cp_record_hash(SPAN("")).n == 0, "no line, no hash");
    ok(cp_record_link(p, SPAN(""), NULL) == NULL, "no record, no line");
    ok(cp_record_link(p, SPAN("{\"a\":"), NULL) == NULL, "a cut record");
}

static void members(apr_pool_t *p)
{
    static const struct {
        const char *record, *name;
        cp_span want;
    } rows[] = {
        {"{\"a\":1,\"b\":\"x\"}", "a", SPAN_INIT("1")},
        {"{\"a\":1,\"b\":\"x\"}", "b", SPAN_INIT("\"x\"")},
        {"{\"a\":{\"b\":[1,{}]},\"b\":2}", "b", SPAN_INIT("2")},
        {"{\"a\":{\"b\":[1,{}]},\"b\":2}", "a", SPAN_INIT("{\"b\":[1,{}]}")},
        {"{\"a\":\"\\\",\\\"b\\\":3\",\"b\":4}", "b", SPAN_INIT("4")},
        {"{\"ab\":1}", "a", SPAN_INIT("")},
        {"{\"a\":[]}", "a", SPAN_INIT("[]")},
        {"{}", "a", SPAN_INIT("")},
        {"{\"a\":\"x", "a", SPAN_INIT("\"x")},
    };
    apr_size_t i;


    for (i = 0; i < TAP_COUNT(rows); i++) {
        is_span(p, cp_record_member(cp_span_of(rows[i].record), rows[i].name),
                rows[i].want, "%s of %s", rows[i].name, rows[i].record);
    }
}

static const tap_group groups[] = {
    {"a choice", a_choice},       {"actions", actions},
    {"other kinds", other_kinds}, {"the chain", the_chain},
    {"members", members},         {NULL, NULL}};

int main(void)
{
    return tap_run(groups);
}
