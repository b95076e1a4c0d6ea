/* SPDX-License-Identifier: Apache-2.0 */
/* The lines `Require` of a configuration; see the header. */
#include "httpd/config/cp_require_uses.h"

#include <string.h>
#include <strings.h>

/* Counts the line `d`, if it names the provider. */
static void count_line(apr_pool_t *ptemp, const ap_directive_t *d,
                       const char *provider, cp_require_uses *uses)
{
    const char *args = d->args;
    const char *name = ap_getword_conf(ptemp, &args);
    int reversed = !strcasecmp(name, "not");

    if (reversed) {
        name = ap_getword_conf(ptemp, &args);
    }
    if (strcmp(name, provider) != 0) {
        return;
    }
    for (d = d->parent; d != NULL; d = d->parent) {
        reversed ^= !strcasecmp(d->directive, "<RequireNone");
    }
    uses->reversed += reversed;
    uses->plain += !reversed;
}

static void count_lines(apr_pool_t *ptemp, const ap_directive_t *d,
                        const char *provider, cp_require_uses *uses)
{
    for (; d != NULL; d = d->next) {
        if (!strcasecmp(d->directive, "Require")) {
            count_line(ptemp, d, provider, uses);
        }
        count_lines(ptemp, d->first_child, provider, uses);
    }
}

cp_require_uses cp_require_uses_of(apr_pool_t *ptemp,
                                   const ap_directive_t *tree,
                                   const char *provider)
{
    cp_require_uses uses = {0, 0};

    count_lines(ptemp, tree, provider, &uses);
    return uses;
}

const char *cp_require_alias(apr_pool_t *p, const ap_directive_t *d)
{
    const char *args = d->args;

    if (strcasecmp(d->directive, "<AuthzProviderAlias")
        || strcmp(ap_getword_conf(p, &args), CP_REQUIRE_PROVIDER) != 0) {
        return NULL;
    }
    return ap_getword_conf(p, &args);
}

int cp_require_is_reversed(const cmd_parms *cmd)
{
    const char *alias = cp_require_alias(cmd->temp_pool, cmd->directive);
    cp_require_uses uses = {0, 0};

    if (alias == NULL) {
        count_line(cmd->temp_pool, cmd->directive, CP_REQUIRE_PROVIDER, &uses);
    }
    else {
        uses = cp_require_uses_of(cmd->temp_pool, ap_conftree, alias);
    }
    return uses.reversed > 0 && uses.plain == 0;
}
