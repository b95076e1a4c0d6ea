/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reads a form body: application/x-www-form-urlencoded of WHATWG URL, section
 * 5.1, but strict. A form with an invalid escape or a NUL is refused: bytes
 * that cannot be read are not consent.
 */
#ifndef CP_FORM_H
#define CP_FORM_H

#include <apr_tables.h>

#include "core/base/cp_span.h"

/* The limits of a form, in bytes and in fields. The module's own forms are
 * shorter: 64 categories with the longest ids, each as shown and as granted,
 * and the longest return path, escaped. */
#define CP_MAX_FORM 12288
#define CP_MAX_FIELDS 128

typedef struct cp_form_field {
    const char *name;
    const char *value;
} cp_form_field;

/**
 * Returns the fields of `body` in order (cp_form_field), decoded into `p`.
 * Returns NULL if the form is malformed, longer than CP_MAX_FORM or has more
 * than CP_MAX_FIELDS fields.
 */
apr_array_header_t *cp_form_parse(apr_pool_t *p, cp_span body);

/** Returns the value of the only field `name`; NULL if there is none, or more
 * than one. */
const char *cp_form_single(const apr_array_header_t *fields, const char *name);

/** Returns the number of fields `name`. */
int cp_form_count(const apr_array_header_t *fields, const char *name);

#endif
