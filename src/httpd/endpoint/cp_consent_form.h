/* SPDX-License-Identifier: Apache-2.0 */
/* The form with the visitor's choice: POST <path>/choice. */
#ifndef CP_CONSENT_FORM_H
#define CP_CONSENT_FORM_H

#include <httpd.h>

/**
 * Handles the form. A valid one sets the consent cookie; see
 * cp_consent_reply.h. Any other gets an error page (400, 403, 413, 415) and
 * sets no cookie. Returns OK.
 */
int cp_consent_form_handler(request_rec *r);

#endif
