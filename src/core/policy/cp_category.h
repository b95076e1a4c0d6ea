/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The categories of cookies a visitor is asked about, in the order in which
 * they are declared; the four built-in ones come first. A category is known
 * by its place in that order, so a set of categories is one machine word.
 */
#ifndef CP_CATEGORY_H
#define CP_CATEGORY_H

#include "core/base/cp_span.h"

/* One bit each in a cp_set. */
#define CP_MAX_CATEGORIES 64

/* Keeps the consent cookie and the environment variables short. */
#define CP_MAX_CATEGORY_ID 32

/* The category that nobody can refuse. */
#define CP_NECESSARY "necessary"

typedef apr_uint64_t cp_set;

typedef enum {
    CP_MODE_EXEMPT,  /* never asked about */
    CP_MODE_CONSENT, /* only after a yes */
    CP_MODE_OPTOUT   /* until a no */
} cp_category_mode;

typedef struct cp_category {
    const char *id; /* [a-z][a-z0-9-]* */
    cp_category_mode mode;
    const char *label;       /* NULL: the text catalogue's, else the id */
    const char *description; /* NULL: the text catalogue's, else nothing */
} cp_category;

typedef struct cp_categories {
    int n;
    cp_set optional; /* a visitor can refuse these: all but exempt */
    cp_set asked;    /* the whole site asks about these; see cp_site.h */
    cp_category list[CP_MAX_CATEGORIES];
} cp_categories;

/** The four built-in ones, none of them asked about; `necessary` is always
 * the first. */
cp_categories *cp_categories_make(apr_pool_t *p);

/**
 * Declares one, or replaces the one of the same id in its place. The
 * category's strings are borrowed. Returns 0 when there is no room.
 */
int cp_categories_put(cp_categories *all, const cp_category *one);

/** Place of the category `id`, -1 when there is none. */
int cp_categories_find(const cp_categories *all, cp_span id);

/** Non-zero for a well-formed id. */
int cp_category_id_valid(cp_span id);

const char *cp_category_mode_name(cp_category_mode mode);

/** The mode of that name; 0 when there is none. */
int cp_category_mode_parse(cp_span name, cp_category_mode *mode);

/** The set of one category. */
#define CP_SET(place) ((cp_set)1 << (place))

#endif
