/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `Require cookie-policy <category>…`: an authorization provider (mod_authz_core)
 * that grants access if each named category is allowed for the visitor.
 */
#ifndef CP_REQUIRE_H
#define CP_REQUIRE_H

#include <apr_pools.h>

/** Registers the provider. For the registration of hooks. */
void cp_require_register(apr_pool_t *p);

#endif
