/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Records of consent (CookiePolicyRecords): start-up, and the record of a
 * choice. A request only appends to the spool; cp_delivery.h delivers.
 */
#ifndef CP_RECORDS_H
#define CP_RECORDS_H

#include "core/records/cp_record.h"
#include "httpd/records/cp_store.h"

/** Hook check_config: the modules that the records need are loaded. Returns OK,
 * or HTTP_INTERNAL_SERVER_ERROR (CP0180). */
int cp_records_check(apr_pool_t *pconf, apr_pool_t *plog, apr_pool_t *ptemp,
                     server_rec *s);

/** Makes the stores, in the parent process, after cp_site_make_all. Returns
 * OK, or HTTP_INTERNAL_SERVER_ERROR if the watchdog refuses. A store that
 * cannot be opened is logged, and its records wait. */
int cp_records_start(apr_pool_t *pconf, server_rec *s);

/** Hook child_init, before mod_watchdog: opens the spools. */
void cp_records_child(apr_pool_t *pchild, server_rec *s);

/**
 * Records a choice of the visitor. Never fails, and never waits for the store.
 * `language` is the tag of the texts that the visitor saw. Does nothing for a
 * server without records.
 */
void cp_records_choice(request_rec *r, const char *language,
                       const cp_record_choice *choice);

/** Fills the members that all records begin with, now, for the server's own
 * name. Returns 0 if OpenSSL has no random numbers. `language` is borrowed. */
int cp_records_head(apr_pool_t *p, server_rec *s, const char *language,
                    cp_record_head *head);

/** Appends a record to the spool. Returns non-zero unless it is lost, which is
 * logged (CP0184). */
int cp_records_append(server_rec *s, cp_store *store, cp_buf *record);

#endif
