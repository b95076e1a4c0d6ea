/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The form for a choice by category: for each category that is asked about a
 * box, its purpose and its cookies. For the banner and the policy page.
 */
#ifndef CP_CATEGORY_FORM_H
#define CP_CATEGORY_FORM_H

#include "core/pages/cp_cookie_table.h"

/* The declarations of one category that a banner shows: it is in every page, so
 * its size is limited. */
#define CP_MAX_TOLD 12

/* The field that lists the categories that a form shows: their ids, with a
 * blank between them. The answer is about these categories only. */
#define CP_ABOUT "about"

/* The field with the language of the form, for the records of choices. */
#define CP_FORM_LANGUAGE "language"

/** Appends the names of a declaration as visitors read them, marked as code. */
void cp_names_html(cp_buf *b, const cp_view *view, const cp_listed *row);

/** Appends the sources of a row, if it has any: "Content from: a, b". */
void cp_sources_html(cp_buf *b, const cp_view *view, const cp_listed *row);

/**
 * Appends hidden fields with the categories of view->asked and the language,
 * and a box for each category, ticked if it is in `ticked`. The ids of the
 * elements begin with `stem`, which must be unique in a document.
 */
void cp_category_form_html(cp_buf *b, const cp_view *view, const char *stem,
                           cp_set ticked);

#endif
