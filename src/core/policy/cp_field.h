/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The rule for one Set-Cookie field of a response, from its bytes to the bytes
 * that are sent: parse it, judge each name that a browser may read from it,
 * let deletions pass, limit the lifetime, add the declared attributes. Both
 * filters use this rule, for fields in httpd's tables and for fields in the
 * bytes of a head.
 */
#ifndef CP_FIELD_H
#define CP_FIELD_H

#include "core/policy/cp_duration.h"
#include "core/policy/cp_layers.h"

/** The name of the field. No browser reads Set-Cookie2, which RFC 6265 made
 * obsolete: its field is always malformed. */
typedef enum { CP_SET_COOKIE, CP_SET_COOKIE2 } cp_field_name;

/** The rules and the times for all fields of one header section. */
typedef struct cp_field_rules {
    const cp_layers *layers; /* at least one */
    const cp_visitor *visitor;
    const char *cookie_field; /* Cookie of the request; may be NULL */
    apr_int64_t request_time; /* all times in seconds since 1970 */
    apr_int64_t now;          /* by the Date of the section: cp_date_earliest */
    /* CP_ADD_…: the attributes that cookies of this section may get. 0 saves
     * the search, so leave out what no layer adds. */
    unsigned addable;
    apr_int64_t limit; /* cp_field_common_limit */
} cp_field_rules;

typedef enum {
    CP_FIELD_SENT,       /* unchanged */
    CP_FIELD_LIMITED,    /* with a shorter lifetime, and maybe attributes */
    CP_FIELD_COMPLETED,  /* with the attributes of its declaration */
    CP_FIELD_RENEWAL,    /* dropped: it would only prolong a stored cookie */
    CP_FIELD_SUPPRESSED, /* dropped: verdict.decision has the reason */
    CP_FIELD_REPORTED    /* ReportOnly reports the reason; another layer may
                          * have changed the value */
} cp_field_outcome;

/** The result for one field. The spans point into the field value. */
typedef struct cp_field {
    cp_setcookie cookie;
    cp_verdict verdict;
    cp_field_outcome outcome;
    unsigned added; /* CP_ADD_…: the attributes that `sent` has got */
    /* The value to send: the same pointer if it is unchanged, a copy in `p` if
     * it is limited or completed, "no span" if the field is dropped. */
    cp_span sent;
} cp_field;

/** Returns the limit, in seconds, of the lifetimes of all categories; 0 if they
 * have different limits, or if no cookie is limited. */
static inline apr_int64_t cp_field_common_limit(const cp_layers *layers)
{
    const cp_layer *layer = layers->list;

    return layers->n == 1 && layer->enforcement == CP_ON
                && layer->lifetimes == NULL
             ? CP_MAX_LIFETIME
             : 0;
}

/** Does the part of cp_field_judge for an allowed cookie that has a category,
 * and a lifetime that may be too long. */
void cp_field_limit(apr_pool_t *p, const cp_field_rules *rules, cp_field *f);

/** Does the part of cp_field_judge for an allowed cookie if attributes may be
 * added. A deletion gets no SameSite: browsers that accept it from another site
 * without the attribute would refuse it with the attribute. */
void cp_field_complete(apr_pool_t *p, const cp_field_rules *rules, cp_field *f);

/** Judges one field. `p` is for the copy of a changed value. Inline, because it
 * runs for each cookie of each response. */
static inline void cp_field_judge(apr_pool_t *p, const cp_field_rules *rules,
                                  cp_field_name name, cp_span value,
                                  cp_field *out)
{
    cp_setcookie_parse(value, &out->cookie);
    out->cookie.malformed |= name == CP_SET_COOKIE2;
    cp_layers_judge(rules->layers, rules->visitor, &out->cookie, rules->now,
                    &out->verdict);
    out->sent = value;
    out->outcome = CP_FIELD_SENT;
    out->added = 0;
    if (out->verdict.decision.reason != CP_ALLOW) {
        out->outcome = CP_FIELD_REPORTED;
        if (out->verdict.enforced) {
            out->outcome = CP_FIELD_SUPPRESSED;
            out->sent = cp_span_of(NULL);
            return;
        }
    }
    /* An undeclared cookie has no category, and so no limit. */
    if (out->verdict.decision.cookie != NULL
        && !cp_setcookie_within(&out->cookie, rules->limit)) {
        cp_field_limit(p, rules, out);
    }
    if (rules->addable != 0) {
        cp_field_complete(p, rules, out);
    }
}

#endif
