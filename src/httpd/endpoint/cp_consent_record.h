/* SPDX-License-Identifier: Apache-2.0 */
/* The record of a choice that a form has made (CookiePolicyRecords). */
#ifndef CP_CONSENT_RECORD_H
#define CP_CONSENT_RECORD_H

#include "httpd/request/cp_request.h"

/** Records the choice in `fields` (cp_form_field), which has changed the
 * answers of the visitor from `before` to `after`. */
void cp_consent_record(request_rec *r, const apr_array_header_t *fields,
                       const cp_consent *before, const cp_consent *after);

#endif
