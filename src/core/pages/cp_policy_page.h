/* SPDX-License-Identifier: Apache-2.0 */
/* The module's own documents: the cookie policy and the error page. */
#ifndef CP_POLICY_PAGE_H
#define CP_POLICY_PAGE_H

#include "core/pages/cp_cookie_table.h"

/* The query of the policy page that confirms a choice. */
#define CP_SAVED "saved"

/** Appends the whole policy page. */
void cp_policy_page_html(cp_buf *b, const cp_view *view);

/** Appends the part below its main heading, to include in a page of the site.
 */
void cp_policy_page_fragment(cp_buf *b, const cp_view *view);

/** Appends an error page; `title` and the sentence are keys of texts. */
void cp_error_html(cp_buf *b, const cp_view *view, const char *title,
                   const char *key);

#endif
