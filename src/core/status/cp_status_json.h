/* SPDX-License-Identifier: Apache-2.0 */
/* The observations as JSON (RFC 8259), for programs. */
#ifndef CP_STATUS_JSON_H
#define CP_STATUS_JSON_H

#include "core/base/cp_buf.h"
#include "core/status/cp_status.h"

/**
 * Appends {"since", "hosts": [{"host", "counters": {name: number}, "cookies":
 * [{"name", "decision", "reason", "category", "count", "first", "last",
 * "domain", "path", "lifetime", "sample"}], "sources": [{"source",
 * "directive", "count", "first", "last"}]}]}. Times are in seconds since 1970,
 * the lifetime is in seconds, 0 for a session cookie. Unknown members are null.
 * "decision" is "allow" or "suppress". Without observations "since" is null and
 * "hosts" is empty.
 */
void cp_status_json(cp_buf *b, const cp_status *status);

#endif
