/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The purposes of all categories that are asked about, in a few short
 * sentences, with the parties that take part. This is the text that a visitor
 * reads before any other, so its length is bounded.
 */
#ifndef CP_PURPOSES_H
#define CP_PURPOSES_H

#include "core/pages/cp_cookie_table.h"

/* Parties named per category; a number represents the others. */
#define CP_MAX_PARTIES 2

/* Characters of a party's name; a longer one is cut. */
#define CP_MAX_PARTY_NAME 40

/* Characters of a description that serves as a purpose; the label replaces a
 * longer one. */
#define CP_MAX_PURPOSE 90

/* If more categories are asked about, each is named by its label alone. */
#define CP_MAX_PURPOSES 6

/**
 * The purpose of each asked category, UTF-8, in `p`, without the last full
 * stop: "Count visits (Example Analytics). Let partners learn what you do here
 * (A, B and 3 others)". The parties are the providers of the cookies and
 * sources that need consent, without the publisher; a source of another site
 * without a provider is named itself. "" if nothing is asked about.
 */
const char *cp_purposes(apr_pool_t *p, const cp_view *view);

#endif
