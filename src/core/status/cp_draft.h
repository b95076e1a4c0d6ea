/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A draft of declarations: the lines CookiePolicyCookie and CookiePolicySource
 * for everything that is undeclared. A name comes from the network. It is a
 * word of the line, in quotes if needed, or the line is a comment: no name can
 * become another word, another line or another kind of name.
 */
#ifndef CP_DRAFT_H
#define CP_DRAFT_H

#include "core/base/cp_buf.h"
#include "core/status/cp_status.h"

#define CP_DRAFT_TYPE "text/plain; charset=utf-8"

/**
 * Appends the draft, one block for each virtual host that lacks declarations,
 * and for each name of which no host does. `catalogue` contains the
 * declarations that describe known names; NULL: none. A name that it does not
 * contain gets empty values and the category "", which httpd refuses.
 */
void cp_draft(cp_buf *b, const cp_status *status, const cp_policy *catalogue);

/** Appends a word of a directive, in quotes if it needs them. Returns 0, and
 * appends nothing, if httpd would not read the same word: it contains a byte
 * that is not printable ASCII, or `${`. */
int cp_draft_word(cp_buf *b, const char *word);

#endif
