/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A form body, application/x-www-form-urlencoded as the WHATWG URL standard
 * parses it (section 5.1), but strict: a broken escape or a NUL refuses the
 * whole, because what cannot be read is not consent.
 */
#ifndef CP_FORM_H
#define CP_FORM_H

#include <apr_tables.h>

#include "core/base/cp_span.h"

/* This is more than any form of the module sends: 64 categories with the
 * longest ids, once as shown and once as granted, and the longest return,
 * escaped. */
#define CP_MAX_FORM 12288
#define CP_MAX_FIELDS 128

typedef struct cp_form_field {
    const char *name;
    const char *value;
} cp_form_field;

/**
 * The fields of `body` (cp_form_field, in order), decoded into `p`; NULL if it
 * is malformed, longer than CP_MAX_FORM or has more than CP_MAX_FIELDS.
 */
apr_array_header_t *cp_form_parse(apr_pool_t *p, cp_span body);

/** The only value of `name`; NULL when it is absent or stands twice. */
const char *cp_form_single(const apr_array_header_t *fields, const char *name);

/** How often `name` stands in the form. */
int cp_form_count(const apr_array_header_t *fields, const char *name);

#endif
