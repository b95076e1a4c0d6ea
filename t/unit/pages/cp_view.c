/* SPDX-License-Identifier: Apache-2.0 */
/* The publisher of a site: given, or named after the host. */
#include "core/pages/cp_view.h"

#include "tap.h"

static void publisher(apr_pool_t *p)
{
    cp_publisher named = {"City", NULL, "a@b.example", NULL};
    cp_publisher nameless = {NULL, "Controller", NULL, "/privacy"};
    const cp_publisher *is;

    ok(cp_view_publisher(p, &named, "host.example") == &named,
       "a publisher with a name is used unchanged");
    is = cp_view_publisher(p, &nameless, "host.example");
    is_text(p, is->name, "host.example", "without a name: the host");
    is_text(p, is->controller, "Controller", "the controller is kept");
    is_text(p, is->privacy, "/privacy", "the privacy policy is kept");
    is_text(p, nameless.name, NULL, "the configuration is unchanged");
    is = cp_view_publisher(p, NULL, "host.example");
    is_text(p, is->name, "host.example", "no publisher: the host");
    is_text(p, is->contact, NULL, "and nothing else");
}

int main(void)
{
    static const tap_group groups[] = {{"publisher", publisher}, {NULL, NULL}};
    return tap_run(groups);
}
