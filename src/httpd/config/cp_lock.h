/* SPDX-License-Identifier: Apache-2.0 */
/*
 * CookiePolicyLock: from the virtual host inwards the policy can only become
 * stricter. A value that is weaker than the value of any enclosing scope does
 * not count.
 *
 * The lock is applied during each request. It cannot be applied by the merge:
 * httpd merges sections and .htaccess files during the request, too, and a
 * merge function does not know the virtual host, whose lock and values count.
 */
#ifndef CP_LOCK_H
#define CP_LOCK_H

#include "httpd/config/cp_site.h"

/** True if the site's policy is locked. */
static inline int cp_lock_is_on(const cp_site *site)
{
    return site->conf->lock == 1;
}

/**
 * Returns the configuration that is in force at `conf` under the lock: for each
 * lockable member the strictest value from the virtual host (`site->scope`) to
 * `conf`. The declarations (member policy) are those of `conf`; judge by each
 * scope of their chain as well. Returns `conf` itself if the site is not locked
 * or `conf` is the virtual host, else a copy in `p`.
 */
const cp_dir_conf *cp_lock_apply(apr_pool_t *p, const cp_site *site,
                                 const cp_dir_conf *conf);

/** Returns the number of scopes with declarations of their own from `conf` up
 * to the virtual host, which is not counted. */
int cp_lock_scopes(const cp_site *site, const cp_dir_conf *conf);

#endif
