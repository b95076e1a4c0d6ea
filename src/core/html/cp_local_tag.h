/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Fast path before the rewriter (cp_rewrite.h): most tags that may fetch have
 * addresses of their own site only.
 */
#ifndef CP_LOCAL_TAG_H
#define CP_LOCAL_TAG_H

#include "core/base/cp_span.h"

/**
 * True if no address in the tag can have a scheme or a host, for any
 * attributes, and none of them is data-cookie-policy-category. False
 * is not certain.
 */
int cp_local_tag(cp_span tag);

#endif
