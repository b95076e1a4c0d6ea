/* SPDX-License-Identifier: Apache-2.0 */
/* The parts that a page gets; see the header. */
#include "httpd/page/cp_page_parts.h"

unsigned cp_page_enabled_parts(const cp_req *q, const cp_dir_conf *conf)
{
    const cp_site *site = q->chain->site;

    return (cp_dir_banner(conf) ? CP_PART_BANNER : 0)
         | (cp_dir_reopen(conf) != CP_REOPEN_OFF ? CP_PART_REOPEN : 0)
         | (site->consent_mode.before.n > 0 ? CP_PART_SIGNALS : 0)
         | (cp_request_guards(q) ? CP_PART_GUARD : 0);
}

unsigned cp_page_parts(const cp_req *q, const cp_dir_conf *conf)
{
    const cp_site *site = q->chain->site;
    int uniform = cp_dir_is_uniform(conf);
    unsigned parts;

    if (cp_request_asked(site, conf) == 0) {
        return 0;
    }
    parts = cp_parts_of(cp_page_enabled_parts(q, conf), uniform,
                        !uniform && cp_request_pending(q->chain, conf) != 0);
    if (cp_request_is_framed(q)) {
        parts &= CP_PART_GUARD;
    }
    return parts & ~q->forbidden_parts;
}
