/* SPDX-License-Identifier: Apache-2.0 */
/* Gives a declared category another mode. */
#ifndef MODES_H
#define MODES_H

#include "core/policy/cp_category.h"

static void set_mode(cp_categories *all, int at, cp_category_mode mode)
{
    cp_category one = all->list[at];

    one.mode = mode;
    cp_categories_put(all, &one);
}

#endif
