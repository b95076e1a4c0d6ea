/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Notes the cookies of a request, of its response and of scripts in the table
 * of observations. Its details besides the decision, such as the lifetime, are
 * read from the first cookie only.
 */
#ifndef CP_NOTE_H
#define CP_NOTE_H

#include <httpd.h>
#include <http_log.h>

#include "core/observe/cp_repeats.h"
#include "core/policy/cp_field.h"
#include "httpd/config/cp_site.h"

/** Notes a judged Set-Cookie field that this process does not remember, and
 * counts it. Returns the level of its line in the log. `repeats` is of this
 * response, and has a table; its time is that of the section, see
 * cp_field_rules. */
int cp_note_searched(request_rec *r, const cp_site *site,
                     const cp_repeats *repeats, const cp_field *f);

/** Notes a judged Set-Cookie field that is not allowed, likewise. Without a
 * table the level is APLOG_WARNING. */
static inline int cp_note_response(request_rec *r, const cp_site *site,
                                   const cp_repeats *repeats, const cp_field *f)
{
    if (repeats->table == NULL) {
        return APLOG_WARNING;
    }
    return cp_repeats_reason(repeats, &f->verdict.decision, f->verdict.enforced)
             ? APLOG_INFO
             : cp_note_searched(r, site, repeats, f);
}

/** Notes a cookie of the request that is hidden, or, with `would`, that would
 * be, and counts it. Returns the level of its line in the log. */
int cp_note_request(request_rec *r, const cp_site *site,
                    const cp_decision *decision, int would);

/** Notes a write of a script that is not allowed: a cookie's, or, with
 * `is_storage`, that of a key. `page` is the path of its page. Returns the
 * level of its line in the log. */
int cp_note_script(request_rec *r, const cp_site *site,
                   const cp_decision *decision, int is_storage,
                   const char *page);

#endif
