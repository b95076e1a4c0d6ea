/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The text of the module's own Content-Security-Policy (CSP level 3). It holds
 * content that no tag shows: that of dynamic scripts, style sheets and workers.
 * It restricts only the hosts that content comes from. Everything that needs no
 * host stays allowed: inline scripts and styles, eval, data: and blob:.
 */
#ifndef CP_POLICY_FIELD_H
#define CP_POLICY_FIELD_H

#include "core/policy/cp_layers.h"

/** True if some layer holds undeclared sources: only then there is a field. */
static inline int cp_policy_field_is_needed(const cp_layers *layers)
{
    int i;

    for (i = 0; i < layers->n; i++) {
        if (layers->list[i].rules.hold_undeclared
            && layers->list[i].enforcement == CP_ON) {
            return 1;
        }
    }
    return 0;
}

/**
 * Returns the value of a Content-Security-Policy-Report-Only field, in `p`: the
 * browser reports everything that a document loads from other hosts. It is the
 * same for all visitors, so that it fits every cache. The server decides when
 * it gets the report. `address` is the path for reports; `endpoint` is the name
 * of the same address in Reporting-Endpoints, or NULL. A browser that knows
 * endpoints does not use the address if the endpoint is named.
 */
const char *cp_policy_report_field(apr_pool_t *p, const char *address,
                                   const char *endpoint);

/**
 * Returns the value of the field for this visitor, in `p`; NULL if no layer
 * needs one. It contains one policy for each such layer, because a source must
 * be allowed by all of them, and the sources in the order of the configuration.
 * `plain` is true for a response over http: older browsers need "https://" for
 * sources without a scheme there.
 *
 * A policy cannot exclude a part of a source: if "*.a.example" is allowed and
 * "b.a.example" is held, it allows both, and only the tags hold the latter.
 */
const char *cp_policy_field(apr_pool_t *p, const cp_layers *layers,
                            const cp_visitor *visitor, int plain);

#endif
