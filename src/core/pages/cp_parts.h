/* SPDX-License-Identifier: Apache-2.0 */
/* The parts that are injected into a page for one visitor. */
#ifndef CP_PARTS_H
#define CP_PARTS_H

/* A set of parts has one bit for each of them. */
enum {
    CP_PART_BANNER = 1,
    CP_PART_REOPEN = 2,   /* the link that opens the choice again */
    CP_PART_STYLE = 4,    /* of banner and link */
    CP_PART_SCRIPT = 8,   /* of banner and link */
    CP_PART_SIGNALS = 16, /* the script of Consent Mode */
    CP_PART_GUARD = 32    /* the script that guards what scripts write */
};

/**
 * Returns the parts that a page gets.
 *
 * `enabled`: those of CP_PART_BANNER, CP_PART_REOPEN, CP_PART_SIGNALS and
 * CP_PART_GUARD that the configuration enables. `uniform`: the page is the same
 * for all visitors, and its script decides what is visible. `pending`: this
 * visitor has not answered about all categories; not used with `uniform`.
 */
unsigned cp_parts_of(unsigned enabled, int uniform, int pending);

#endif
