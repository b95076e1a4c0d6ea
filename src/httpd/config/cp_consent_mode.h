/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The script of Google Consent Mode v2. Its attributes contain the categories
 * that each signal represents; its text is constant.
 */
#ifndef CP_CONSENT_MODE_H
#define CP_CONSENT_MODE_H

#include "httpd/config/cp_conf.h"

/** The script, in two pieces; empty if no signal represents a category. */
typedef struct cp_consent_mode_script {
    cp_span before; /* ends where the granted categories are inserted */
    cp_span after;
} cp_consent_mode_script;

/** Renders the script in `p`; `conf` may be NULL. */
void cp_consent_mode_render(apr_pool_t *p, const cp_consent_mode *conf,
                            const cp_categories *all,
                            cp_consent_mode_script *out);

#endif
