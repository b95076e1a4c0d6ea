/* SPDX-License-Identifier: Apache-2.0 */
/* Logging as this module, and the names of its handler and filters. */
#ifndef CP_MODULE_H
#define CP_MODULE_H

#include <httpd.h>
#include <http_config.h>
#include <http_log.h>

APLOG_USE_MODULE(cookie_policy);

/* AH numbers belong to httpd; ours are listed in docs/messages.md. */
#define CPLOGNO(n) "CP" #n ": "

/* The handler of the module's own URLs, and the five filters. */
#define CP_HANDLER "cookie-policy"
/* The handler of the status page (SetHandler). */
#define CP_STATUS_HANDLER "cookie-policy-status"
#define CP_FILTER_HEADERS "COOKIE_POLICY_HEADERS"
#define CP_FILTER_RAW "COOKIE_POLICY_RAW"
#define CP_FILTER_HTML "COOKIE_POLICY"
#define CP_FILTER_HOLD "COOKIE_POLICY_HOLD"
#define CP_FILTER_DECOMPRESS "COOKIE_POLICY_DECOMPRESS"
#define CP_FILTER_VARY "COOKIE_POLICY_VARY"
#define CP_FILTER_HELD "COOKIE_POLICY_HELD"

#endif
