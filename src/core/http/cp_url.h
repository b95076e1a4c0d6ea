/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reads the address of a resource as browsers read it: the basic URL parser of
 * the WHATWG URL standard (section 4.4), as far as the scheme, the host, the
 * port and the path need it. Addresses that lead to no host of the network
 * (data:, blob:, about:, file: and others) are recognised, but not read.
 */
#ifndef CP_URL_H
#define CP_URL_H

#include "core/base/cp_buf.h"
#include "core/base/cp_span.h"

/* The number of bytes of an address that are read, without those that browsers
 * remove. It is that of the longest tag that is read (CP_HTML_MAX_TAG), so that
 * no user name can hide the host. The path of a longer address ends there;
 * cp_url_parse fails if the host does not end before. */
#define CP_URL_MAX 65536

/** The parts of an address. The spans belong to the buffer of cp_url_parse; the
 * scheme may be a constant. */
typedef struct cp_url {
    cp_span scheme; /* without ':'; in lower case if it is of the network */
    /* The scheme is http, https, ws, wss or ftp. Else the members below are
     * empty. */
    int is_network;
    cp_span host; /* as cp_host_parse returns it */
    int port;     /* -1: the default port of the scheme */
    cp_span path; /* begins with '/'; without "." and ".." segments */
} cp_url;

/**
 * Reads the address `text`, relative to `base`, which may be NULL. Returns 0 if
 * browsers fetch nothing from it, because it is not a valid address. The bytes
 * of *out are appended to `room`, are a part of `text` or of *base, and are
 * valid as long as these. *base may be read into the same buffer before.
 *
 * Bytes above 0x7E are taken for UTF-8. In a path each of them becomes a %XX.
 */
int cp_url_parse(cp_span text, const cp_url *base, cp_buf *room, cp_url *out);

/** Returns the port of an address of the network: the default port of its
 * scheme if it names none. */
int cp_url_port(const cp_url *url);

/** Returns the default port of a scheme; -1 if it has none. */
int cp_url_default_port(cp_span scheme);

#endif
