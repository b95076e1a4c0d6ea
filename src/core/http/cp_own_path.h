/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The path of a request in one form for all spellings that some server reads as
 * the same resource. It is only for comparisons with declared paths: a request
 * is held if its path is held in the form that was sent or in this one.
 */
#ifndef CP_OWN_PATH_H
#define CP_OWN_PATH_H

#include "core/base/cp_span.h"

/**
 * Returns the path with percent-encoded bytes decoded once, also %2F, and then
 * without empty segments, "." and "..", and without parameters of segments
 * (";name=value", as Java servers read them). A backslash counts as a slash.
 * Returns `path` itself if it is in this form already, else a copy in `p`.
 */
cp_span cp_own_path(apr_pool_t *p, cp_span path);

#endif
