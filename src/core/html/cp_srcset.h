/* SPDX-License-Identifier: Apache-2.0 */
/* The addresses in srcset and imagesrcset: WHATWG HTML, section 4.8.4.2.1. */
#ifndef CP_SRCSET_H
#define CP_SRCSET_H

#include "core/base/cp_span.h"

/**
 * Takes the next image candidate from *rest, and sets *url to its address.
 * Returns 0 if there is none. Character references must have been replaced.
 * Candidates with descriptors that browsers refuse are returned, too.
 */
int cp_srcset_next(cp_span *rest, cp_span *url);

#endif
