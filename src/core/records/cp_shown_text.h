/* SPDX-License-Identifier: Apache-2.0 */
/* The text of the module's own markup, as a visitor reads it. */
#ifndef CP_SHOWN_TEXT_H
#define CP_SHOWN_TEXT_H

#include "core/base/cp_buf.h"

/**
 * Appends the text of a piece of markup that cp_markup and its callers have
 * written, in UTF-8: without tags, character references replaced by their
 * characters, one line feed between two blocks of text. The markup must not
 * contain `style` or `script`.
 */
void cp_shown_text(cp_buf *b, cp_span markup);

#endif
