/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the visitor answered, and its text form in the consent cookie:
 * 1.<unix time>.<8 hex of the policy version>.<granted>~<refused>
 * with category ids joined by '+'. What cannot be read is no answer.
 */
#ifndef CP_CONSENT_H
#define CP_CONSENT_H

#include "cp_category.h"

/* Hex digits of the policy version in the cookie, without the NUL. */
#define CP_VERSION_LENGTH 8

/* Room for 64 categories with the longest ids. */
#define CP_MAX_CONSENT 2200

typedef struct cp_consent {
    int decided;      /* non-zero once the visitor has answered */
    apr_int64_t time; /* of the answer, in seconds since 1970 */
    cp_set granted;
    cp_set refused;
    int contested; /* there is an answer, but not one that counts */
} cp_consent;

/* What most visitors say: yes to all that is asked, or no. */
enum { CP_USUAL_YES, CP_USUAL_NO, CP_N_USUAL };

/** What visitors of one site answer to. */
typedef struct cp_terms {
    const cp_categories *categories;
    const char *version; /* of the policy */
    /* ".<version>.<granted>~<refused>", as the usual answers are written
     * behind the time: read without looking at each id. */
    cp_span usual[CP_N_USUAL];
} cp_terms;

/** What is known of one category for one visitor. */
typedef enum {
    CP_STATE_EXEMPT,
    CP_STATE_GRANTED,
    CP_STATE_REFUSED,
    CP_STATE_SIGNAL, /* refused by a signal of the browser */
    CP_STATE_UNDECIDED
} cp_state_e;

/** The terms, in `p`; the categories, which must not change any more, and the
 * version are borrowed. */
cp_terms *cp_terms_make(apr_pool_t *p, const cp_categories *all,
                        const char *version);

/**
 * Reads a value; 0, and an undecided consent, unless it is well-formed, of
 * this version and not from the future. Ids that are no category any more
 * are passed over.
 */
int cp_consent_parse(cp_span value, const cp_terms *terms, apr_int64_t now,
                     cp_consent *out);

/**
 * Finds the consent in a request's Cookie field: every pair called `name`
 * must hold the same bytes, else nothing was answered. Split at ';' only: a
 * comma does not end a cookie. A NULL field is an empty one. A field that
 * says something which does not count, of another version for instance,
 * leaves a contested consent: it may have been a no.
 */
void cp_consent_read(const char *field, const char *name, const cp_terms *terms,
                     apr_int64_t now, cp_consent *out);

/** The text form, in `p`. */
const char *cp_consent_format(apr_pool_t *p, const cp_consent *consent,
                              const cp_terms *terms);

/** State of category number `at`; `signals` are refused by the browser. */
static inline cp_state_e cp_consent_state(const cp_categories *all, int at,
                                          const cp_consent *consent,
                                          cp_set signals)
{
    cp_set one = CP_SET(at);

    if (all->list[at].mode == CP_MODE_EXEMPT) {
        return CP_STATE_EXEMPT;
    }
    if (consent->granted & one) {
        return CP_STATE_GRANTED;
    }
    if (consent->refused & one) {
        return CP_STATE_REFUSED;
    }
    return (signals & one) ? CP_STATE_SIGNAL : CP_STATE_UNDECIDED;
}

/** One of the usual answers, at no time. */
static inline cp_consent cp_consent_make(const cp_categories *all, int usual)
{
    cp_consent c = {1, 0, 0, 0, 0};

    *(usual == CP_USUAL_YES ? &c.granted : &c.refused) = all->asked;
    return c;
}

/** Which of the usual answers it is; CP_N_USUAL for another, or none. */
static inline int cp_consent_usual(const cp_categories *all,
                                   const cp_consent *consent)
{
    int usual = consent->decided ? 0 : CP_N_USUAL;

    for (; usual < CP_N_USUAL; usual++) {
        cp_consent c = cp_consent_make(all, usual);

        if (consent->granted == c.granted && consent->refused == c.refused) {
            break;
        }
    }
    return usual;
}

/** "exempt", "granted", "refused" (a signal too) or "undecided". */
const char *cp_state_name(cp_state_e state);

/** Non-zero while some category still waits for an answer. */
int cp_consent_pending(const cp_categories *all, const cp_consent *consent,
                       cp_set signals);

#endif
