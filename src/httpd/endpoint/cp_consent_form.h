/* SPDX-License-Identifier: Apache-2.0 */
/* The form that receives the visitor's choice. */
#ifndef CP_CONSENT_FORM_H
#define CP_CONSENT_FORM_H

#include <httpd.h>

/**
 * Answers POST <path>/choice. Sends 303 to the page of the visitor, with one
 * consent cookie and deletions of the cookies that are no longer consented to,
 * or sends an error page and sets no cookie. Returns OK or a status.
 */
int cp_consent_form_handler(request_rec *r);

#endif
