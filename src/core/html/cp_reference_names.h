/* SPDX-License-Identifier: Apache-2.0 */
/* The named character references of WHATWG HTML, section 13.5. The table is
 * made of character_references.txt when the module is built. */
#ifndef CP_REFERENCE_NAMES_H
#define CP_REFERENCE_NAMES_H

typedef struct cp_reference_name {
    const char *name; /* without '&' and ';' */
    const char *text; /* UTF-8 */
    int bare;         /* it needs no ';' */
} cp_reference_name;

/** All names, sorted by strcmp. */
extern const cp_reference_name cp_reference_names[];
extern const unsigned cp_n_reference_names;

#endif
