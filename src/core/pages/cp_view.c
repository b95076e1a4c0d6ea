/* SPDX-License-Identifier: Apache-2.0 */
/* The published part of the configuration; see the header. */
#include "core/pages/cp_view.h"

const cp_publisher *cp_view_publisher(apr_pool_t *p, const cp_publisher *given,
                                      const char *host)
{
    cp_publisher *publisher;

    if (given != NULL && given->name != NULL) {
        return given;
    }
    publisher = apr_pcalloc(p, sizeof(*publisher));
    if (given != NULL) {
        *publisher = *given;
    }
    publisher->name = host;
    return publisher;
}
