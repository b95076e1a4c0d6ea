/* SPDX-License-Identifier: Apache-2.0 */
/* The form that takes the visitor's choice. */
#ifndef CP_CONSENT_FORM_H
#define CP_CONSENT_FORM_H

#include <httpd.h>

/**
 * Answers POST <path>/choice: 303 back with one consent cookie and the
 * deletions of what is not agreed to any more, or an error page and nothing
 * set.
 */
int cp_consent_form_handler(request_rec *r);

#endif
