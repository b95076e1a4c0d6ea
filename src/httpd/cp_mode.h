/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The script of CookiePolicyConsentMode (Google Consent Mode v2). There are
 * only so many answers, so start-up makes one constant script of each, with
 * the hash that a content security policy wants.
 */
#ifndef CP_MODE_H
#define CP_MODE_H

#include "cp_request.h"

/* ad_storage, analytics_storage, ad_user_data, ad_personalization */
#define CP_SIGNALS 4

typedef struct cp_mode {
    cp_inline undecided; /* all denied */
    cp_inline uniform;   /* the same, and what each signal asks for */
    cp_inline decided[1 << CP_SIGNALS]; /* by the signals granted, in bits */
} cp_mode;

/** All scripts, in `p`; NULL when a hash cannot be computed. */
const cp_mode *cp_mode_make(apr_pool_t *p, const cp_consent_mode *conf);

/** The script for this visitor; the one of uniform variants if `uniform`.
 * The site must have a mode. */
const cp_inline *cp_mode_script(const cp_visit *visit, int uniform);

#endif
