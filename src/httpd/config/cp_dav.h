/* SPDX-License-Identifier: Apache-2.0 */
/*
 * WebDAV resources (RFC 4918). A client reads such a resource to edit it and
 * writes it back, so the module must not inject anything into it.
 */
#ifndef CP_DAV_H
#define CP_DAV_H

#include <httpd.h>

/** The type of mod_dav's dav_get_provider_name(). It returns NULL unless Dav is
 * on for the request. */
typedef const char *(*cp_dav_fn)(request_rec *r);

/**
 * Finds that function at start-up; NULL if mod_dav is not loaded. It is part of
 * mod_dav's public interface, but linking to it would make mod_dav a
 * requirement.
 */
cp_dav_fn cp_dav_find(apr_pool_t *pconf);

/** True if the request is for a resource under `Dav On`. */
static inline int cp_dav_is_on(cp_dav_fn name_of, request_rec *r)
{
    return name_of != NULL && name_of(r) != NULL;
}

#endif
