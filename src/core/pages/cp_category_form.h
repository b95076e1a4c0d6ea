/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The choice in parts: for each category that is asked about a box, what it
 * is for, and its cookies. In the banner and on the policy page.
 */
#ifndef CP_CATEGORY_FORM_H
#define CP_CATEGORY_FORM_H

#include "core/pages/cp_cookie_table.h"

/* Declarations of one category told in a banner: it comes with every page. */
#define CP_MAX_TOLD 12

/* The field that lists the categories that a form shows: their ids, with a
 * blank between them. The answer is about these categories only. */
#define CP_ABOUT "about"

/** The names of a declaration as visitors read them, marked as code. */
void cp_names_html(cp_buf *b, const cp_view *view, const cp_listed *row);

/**
 * That field, and a box for each category of view->asked, ticked if it is in
 * `ticked`. `stem` begins the ids of the elements, which must not be there
 * twice in a document.
 */
void cp_category_form_html(cp_buf *b, const cp_view *view, const char *stem,
                           cp_set ticked);

#endif
