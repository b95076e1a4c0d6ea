/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A dry run: what a configuration would suppress or hold that passed so far,
 * because it was allowed or only reported. The observations are those of the
 * running configuration, and the declarations are those of the new one.
 */
#ifndef CP_DRY_RUN_H
#define CP_DRY_RUN_H

#include "core/base/cp_buf.h"
#include "core/status/cp_status.h"

/** The words of the new configuration that decide. */
typedef struct cp_dry_rules {
    int applies;          /* CookiePolicy is not Off */
    int enforced;         /* it is On */
    int allow_undeclared; /* CookiePolicyUndeclared allow */
    int hold_undeclared;  /* CookiePolicyUndeclaredSource hold */
} cp_dry_rules;

/** The future of a name that passed so far. */
typedef enum {
    CP_DRY_SAME,       /* it passes, or is treated as before */
    CP_DRY_UNDECLARED, /* it is not declared */
    CP_DRY_CONSENT     /* it needs consent, and was never suppressed so far */
} cp_dry_e;

/** Returns what happens to an observed name of the host. */
cp_dry_e cp_dry_run(apr_pool_t *p, const cp_status_host *host,
                    const cp_dry_rules *rules, const cp_seen *seen);

/** Appends one line for each name that would no longer pass, or one line that
 * says that there is none. Lines begin with four spaces; names are escaped as
 * in the log. */
void cp_dry_run_text(cp_buf *b, const cp_status_host *host,
                     const cp_dry_rules *rules);

#endif
