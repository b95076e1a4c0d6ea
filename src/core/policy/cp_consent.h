/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The answers of a visitor, and their text form in the consent cookie:
 * 2.<unix time>.<granted>~<refused>
 * On each side the answers are joined by '+':
 * <category id>:<digest>
 * The digest has 6 hex digits and is that of the category's content at the time
 * of the answer. An answer counts while it equals the present digest of the
 * category. A malformed answer is no answer.
 */
#ifndef CP_CONSENT_H
#define CP_CONSENT_H

#include "core/policy/cp_category.h"

/* Hex digits of a category's digest in the cookie, without the NUL. */
#define CP_DIGEST_LENGTH 6

/* Room for 64 categories with the longest ids, and their digests. */
#define CP_MAX_CONSENT 2700

/* Ids in one value that are not categories of this server: they belong to other
 * servers of the same domain, or to removed categories. Each is compared with
 * the others. */
#define CP_MAX_STRANGERS 64

typedef struct cp_consent {
    int decided;      /* non-zero while any answer counts */
    apr_int64_t time; /* of the latest answer, in seconds since 1970 */
    cp_set granted;   /* what counts; no category is in both */
    cp_set refused;
    /* Categories with a refusal that no longer counts, or with a malformed
     * answer. Their cookies are not allowed before the visitor is asked again.
     */
    cp_set contested;
} cp_consent;

/* The usual answers: consent to all categories that are asked about, or refusal
 * of all. */
enum { CP_USUAL_YES, CP_USUAL_NO, CP_N_USUAL };

/** The terms that visitors of one site answer to. */
typedef struct cp_terms {
    const cp_categories *categories;
    const char *const *digests; /* of CP_DIGEST_LENGTH, one per category */
    /* ".<granted>~<refused>" of the usual answers. A value that ends so is read
     * without a search for each id. */
    cp_span usual[CP_N_USUAL];
} cp_terms;

/** The state of one category for one visitor. */
typedef enum {
    CP_STATE_EXEMPT,
    CP_STATE_GRANTED,
    CP_STATE_REFUSED,
    CP_STATE_SIGNAL, /* refused by a signal of the browser */
    CP_STATE_UNDECIDED
} cp_state_e;

/** Returns the terms, in `p`. The categories, which must not change afterwards,
 * and the digests, one for each, are borrowed. */
cp_terms *cp_terms_make(apr_pool_t *p, const cp_categories *all,
                        const char *const *digests);

/**
 * Reads a value. Returns 0, and an undecided consent, unless the value is
 * well-formed, has this format, is not from the future and has no
 * contradiction: two answers with the same id must be equal. Ignores answers
 * that do not count, and ids that are no longer categories. `now` in seconds
 * since 1970.
 */
int cp_consent_parse(cp_span value, const cp_terms *terms, apr_int64_t now,
                     cp_consent *out);

/**
 * Finds the consent in the Cookie field of a request, which may be NULL. The
 * field is split at ';' only, because a comma does not end a cookie. If two
 * cookies called `name` have different values, or if the value cannot be read,
 * there is no answer and all categories are contested.
 */
void cp_consent_read(const char *field, const char *name, const cp_terms *terms,
                     apr_int64_t now, cp_consent *out);

/** Returns the text form, in `p`. It contains the contested categories that are
 * allowed until a refusal: as refusals that do not count. */
const char *cp_consent_format(apr_pool_t *p, const cp_consent *consent,
                              const cp_terms *terms);

/**
 * Returns the text form, in `p`, for a consent cookie that several servers
 * share. `before` is the present value of the cookie. Its answers for
 * categories that this server does not have, or with digests of other
 * declarations, are copied, unless `consent` answers those categories. They are
 * omitted if `before` cannot be read, or if they do not fit in CP_MAX_CONSENT.
 */
const char *cp_consent_format_shared(apr_pool_t *p, const cp_consent *consent,
                                     const cp_terms *terms, cp_span before);

/** Adds the answers of the visitor: of the categories in `shown`, those in
 * `granted` are granted from `now` on, the others are refused. Answers for
 * other categories are kept. */
void cp_consent_answer(cp_consent *consent, cp_set shown, cp_set granted,
                       apr_int64_t now);

/** Returns the state of category number `at`. `signals` are the categories that
 * a signal of the browser refuses. */
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

/** Returns one of the usual answers, without a time. */
static inline cp_consent cp_consent_make(const cp_categories *all, int usual)
{
    cp_consent c = {all->asked != 0, 0, 0, 0, 0};

    *(usual == CP_USUAL_YES ? &c.granted : &c.refused) = all->asked;
    return c;
}

/** Returns the usual answer that equals `consent`; CP_N_USUAL if there is none.
 */
static inline int cp_consent_usual(const cp_categories *all,
                                   const cp_consent *consent)
{
    int usual = consent->decided ? 0 : CP_N_USUAL;

    for (; usual < CP_N_USUAL; usual++) {
        cp_consent c = cp_consent_make(all, usual);

        if (consent->granted == c.granted && consent->refused == c.refused
            && consent->contested == 0) {
            break;
        }
    }
    return usual;
}

/** Returns "exempt", "granted", "refused" (also by a signal) or "undecided". */
const char *cp_consent_state_name(cp_state_e state);

/** Returns the categories of `asked` that have no answer yet. */
static inline cp_set cp_consent_pending(cp_set asked, const cp_consent *consent,
                                        cp_set signals)
{
    return asked & ~(consent->granted | consent->refused | signals);
}

#endif
