/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The status page: for each virtual host its counters, the consent rates, what
 * is undeclared, pages without a banner, and the place of each declaration. The
 * page is in English, as the pages of httpd's own status modules are. It needs
 * no script.
 */
#ifndef CP_STATUS_PAGE_H
#define CP_STATUS_PAGE_H

#include "core/base/cp_buf.h"
#include "core/status/cp_status.h"

/* The number of undeclared names that a host shows; the draft contains all. */
#define CP_STATUS_NEWEST 25

/** Appends the document. */
void cp_status_page(cp_buf *b, const cp_status *status);

/** Appends a summary of all hosts for the page of mod_status. */
void cp_status_section(cp_buf *b, const cp_status *status);

/** Appends the same as lines "Name: number", for programs. */
void cp_status_section_auto(cp_buf *b, const cp_status *status);

#endif
