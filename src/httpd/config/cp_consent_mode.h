/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The script of Google Consent Mode v2: which signal stands for which
 * categories is told in its attributes, its text is constant.
 */
#ifndef CP_CONSENT_MODE_H
#define CP_CONSENT_MODE_H

#include "httpd/config/cp_conf.h"

/** The script's pieces; empty where no signal stands for anything. */
typedef struct cp_consent_mode_script {
    cp_span before; /* … then what was granted … */
    cp_span after;
} cp_consent_mode_script;

/** Rendered in `p`; `conf` may be NULL. */
void cp_consent_mode_render(apr_pool_t *p, const cp_consent_mode *conf,
                            const cp_categories *all,
                            cp_consent_mode_script *out);

#endif
