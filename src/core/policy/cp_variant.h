/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The variants of a page: visitors who get the same injected bytes get the same
 * variant. Its number becomes a part of the ETag (cp_etag.h). The number is a
 * hash of 32 bits, so two variants have the same number only by chance.
 */
#ifndef CP_VARIANT_H
#define CP_VARIANT_H

#include "core/policy/cp_decide.h"

/** Everything that the injected bytes depend on. All of it is borrowed. */
typedef struct cp_variant {
    apr_uint32_t seed; /* changes with the texts that start-up rendered */
    /* NULL if all visitors get the same bytes (CookiePolicyVariants uniform) */
    const cp_visitor *visitor;
    int pending; /* the visitor has not answered some category of the page */
    /* If the page asks about other categories than the site: the declarations
     * in force. Else NULL. */
    const cp_policy *policy;
    apr_uint32_t content; /* cp_layers_content */
    apr_uint32_t guard;   /* cp_guard_hash; 0 without a guard */
    int framed;           /* the document of a frame, which gets the guard */
    unsigned layout;      /* values of directives: CookiePolicyBanner */
    unsigned place;
    unsigned banner;
    unsigned reopen; /* CookiePolicyReopen */
    const char *language;
    int negotiated; /* `language` is the visitor's; else the configured one */
} cp_variant;

/** Returns the number of the variant. */
apr_uint32_t cp_variant_number(const cp_variant *variant);

#endif
