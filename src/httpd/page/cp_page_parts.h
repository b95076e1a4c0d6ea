/* SPDX-License-Identifier: Apache-2.0 */
/* The parts that the page of a request gets for its visitor. */
#ifndef CP_PAGE_PARTS_H
#define CP_PAGE_PARTS_H

#include "core/pages/cp_parts.h"
#include "httpd/request/cp_request.h"

/** Returns the parts under the rules `conf`, as a set of CP_PART_… bits. Parts
 * that the page itself forbids (cp_req.forbidden_parts) are not among them. */
unsigned cp_page_parts(const cp_req *q, const cp_dir_conf *conf);

/** Returns the parts that the configuration enables, for any visitor. */
unsigned cp_page_enabled_parts(const cp_req *q, const cp_dir_conf *conf);

#endif
