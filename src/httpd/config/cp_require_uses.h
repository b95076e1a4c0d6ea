/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The lines `Require` of a configuration: does the result of a provider count
 * as it is, or in reverse? httpd does not tell this to providers.
 */
#ifndef CP_REQUIRE_USES_H
#define CP_REQUIRE_USES_H

#include <httpd.h>
#include <http_config.h>

/** The name of the module's own provider: `Require cookie-policy`. */
#define CP_REQUIRE_PROVIDER "cookie-policy"

/** The numbers of lines `Require` that use one provider. */
typedef struct cp_require_uses {
    int plain;
    int reversed; /* by `not`, or by an odd number of <RequireNone> */
} cp_require_uses;

/** Counts the lines in `tree` and below it. The names of providers are
 * case-sensitive. */
cp_require_uses cp_require_uses_of(apr_pool_t *ptemp,
                                   const ap_directive_t *tree,
                                   const char *provider);

/** Returns the name that <AuthzProviderAlias> gives to the module's own
 * provider, in `p`; NULL if `d` is another directive. */
const char *cp_require_alias(apr_pool_t *p, const ap_directive_t *d);

/**
 * True if the result of the requirement that `cmd` defines counts in reverse.
 * A line `Require` tells it. An alias is defined once for all lines that use
 * it: it counts in reverse if the configuration has such lines alone. Lines in
 * .htaccess files are not known then.
 */
int cp_require_is_reversed(const cmd_parms *cmd);

#endif
