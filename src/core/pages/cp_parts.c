/* SPDX-License-Identifier: Apache-2.0 */
/* The parts that are injected into a page; see the header. */
#include "core/pages/cp_parts.h"

/* A uniform page gets both elements. The script passes the visitor's choice to
 * Consent Mode and to the guard, so it is there without an element, too. */
static unsigned uniform_parts(unsigned enabled)
{
    unsigned parts = enabled & (CP_PART_BANNER | CP_PART_REOPEN);

    return enabled & (CP_PART_SIGNALS | CP_PART_GUARD) ? parts | CP_PART_SCRIPT
                                                       : parts;
}

unsigned cp_parts_of(unsigned enabled, int uniform, int pending)
{
    unsigned parts = uniform
                       ? uniform_parts(enabled)
                       : enabled & (pending ? CP_PART_BANNER : CP_PART_REOPEN);

    if (parts & (CP_PART_BANNER | CP_PART_REOPEN)) {
        parts |= CP_PART_STYLE | CP_PART_SCRIPT;
    }
    return parts | (enabled & (CP_PART_SIGNALS | CP_PART_GUARD));
}
