/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The page that is shown in place of a held frame. It says what is held and
 * why, and has a button that grants the category. It needs no script, and fits
 * into any frame.
 */
#ifndef CP_HELD_PAGE_H
#define CP_HELD_PAGE_H

#include "core/pages/cp_held_address.h"
#include "core/pages/cp_view.h"

/** The content that is held. All of it is borrowed. */
typedef struct cp_held {
    int place;               /* of the category; -1: it has no button */
    int undeclared;          /* what is held is not declared */
    const cp_source *source; /* its declaration; NULL: none is known */
    const char *back;        /* path to return to; NULL: the policy page */
    int text;                /* see cp_held_address */
} cp_held;

/** Appends the whole page. */
void cp_held_page_html(cp_buf *b, const cp_view *view, const cp_held *held);

#endif
