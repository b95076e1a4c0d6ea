/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The categories of cookies that a visitor is asked about, in the order of
 * their declaration; the four built-in ones come first. The place in that order
 * identifies a category, so a set of categories is one machine word.
 */
#ifndef CP_CATEGORY_H
#define CP_CATEGORY_H

#include "core/base/cp_span.h"

/* One bit each in a cp_set. */
#define CP_MAX_CATEGORIES 64

/* Keeps the consent cookie and the environment variables short. */
#define CP_MAX_CATEGORY_ID 32

/* The category that a visitor cannot refuse. */
#define CP_NECESSARY "necessary"

typedef apr_uint64_t cp_set;

typedef enum {
    CP_MODE_EXEMPT,  /* allowed without a question */
    CP_MODE_CONSENT, /* allowed only after consent */
    CP_MODE_OPTOUT   /* allowed until a refusal */
} cp_category_mode;

typedef struct cp_category {
    const char *id; /* [a-z][a-z0-9-]* */
    cp_category_mode mode;
    const char *label;       /* NULL: that of the texts, else the id */
    const char *description; /* NULL: that of the texts, else none */
} cp_category;

typedef struct cp_categories {
    int n;
    cp_set optional; /* a visitor can refuse these: all that are not exempt */
    cp_set asked;    /* the whole site asks about these; see cp_site.h */
    cp_category list[CP_MAX_CATEGORIES];
} cp_categories;

/** Returns the four built-in categories, in `p`, none of them asked about.
 * `necessary` is always the first. */
cp_categories *cp_categories_make(apr_pool_t *p);

/**
 * Adds a category, or replaces the one with the same id in its place. The
 * strings are borrowed. Returns 0 if there are CP_MAX_CATEGORIES already.
 */
int cp_categories_put(cp_categories *all, const cp_category *one);

/** Returns the place of the category `id`, or -1. */
int cp_categories_find(const cp_categories *all, cp_span id);

/** True for a well-formed id. */
int cp_category_id_valid(cp_span id);

/** Returns "exempt", "consent" or "optout". */
const char *cp_category_mode_name(cp_category_mode mode);

/** Finds the mode of that name, in either case. Returns 0 if there is no such
 * mode. */
int cp_category_mode_parse(cp_span name, cp_category_mode *mode);

/** The set of one category. */
#define CP_SET(place) ((cp_set)1 << (place))

#endif
