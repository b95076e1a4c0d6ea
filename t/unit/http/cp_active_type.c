/* SPDX-License-Identifier: Apache-2.0 */
/* Media types and uses of responses that can load other content. */
#include "core/http/cp_active_type.h"

#include "tap.h"

static const struct {
    const char *type;
    cp_active_type kind;
} types[] = {
    {"text/html", CP_TYPE_DOCUMENT},
    {"Text/HTML; charset=utf-8", CP_TYPE_DOCUMENT},
    {" text/html ;x", CP_TYPE_DOCUMENT},
    {"application/xhtml+xml", CP_TYPE_DOCUMENT},
    {"APPLICATION/XHTML+XML;a", CP_TYPE_DOCUMENT},
    {"image/svg+xml", CP_TYPE_BY_USE},
    {"application/rss+xml; charset=utf-8", CP_TYPE_BY_USE},
    {"application/xml", CP_TYPE_BY_USE},
    {"text/xml", CP_TYPE_BY_USE},
    {"text/javascript", CP_TYPE_BY_USE},
    {"application/javascript;charset=x", CP_TYPE_BY_USE},
    {"application/x-javascript", CP_TYPE_BY_USE},
    {"text/javascript1.5", CP_TYPE_BY_USE},
    {"text/ecmascript", CP_TYPE_BY_USE},
    {NULL, CP_TYPE_BY_USE},
    {"", CP_TYPE_BY_USE},
    {"; charset=utf-8", CP_TYPE_BY_USE},
    {"text/htmlx", CP_TYPE_INERT},
    {"text/css", CP_TYPE_INERT},
    {"text/plain", CP_TYPE_INERT},
    {"application/json", CP_TYPE_INERT},
    {"image/png", CP_TYPE_INERT},
    {"+xml", CP_TYPE_INERT},
    {"application/wasm", CP_TYPE_INERT},
};

static void kinds(apr_pool_t *p)
{
    apr_size_t i;

    for (i = 0; i < TAP_COUNT(types); i++) {
        is_number(cp_active_type_of(types[i].type), types[i].kind, "'%s'",
                  types[i].type ? types[i].type : "none");
    }
    (void)p;
}

static void uses(apr_pool_t *p)
{
    static const char *const assets[] = {"script", "style", "image", "font",
                                         "audio",  "video", "track", "Script"};
    static const char *const others[] = {
        "document", "iframe",       "frame",         "embed",
        "object",   "worker",       "sharedworker",  "serviceworker",
        "empty",    "audioworklet", "unheard-of-yet"};
    apr_size_t i;

    for (i = 0; i < TAP_COUNT(assets); i++) {
        ok(cp_active_type_is_asset(assets[i]), "%s is an asset", assets[i]);
    }
    for (i = 0; i < TAP_COUNT(others); i++) {
        ok(!cp_active_type_is_asset(others[i]), "%s may be more", others[i]);
    }
    ok(!cp_active_type_is_asset(NULL), "no use is known");
    (void)p;
}

int main(void)
{
    static const tap_group groups[] = {
        {"media types", kinds}, {"uses", uses}, {NULL, NULL}};
    return tap_run(groups);
}
