/* SPDX-License-Identifier: Apache-2.0 */
/* Reads addresses; see the header. The names of states are those of 4.4. */
#include "core/http/cp_url.h"

#include "core/http/cp_host.h"

/* The special schemes (4.2) that lead to a host of the network. */
static const struct {
    const char *name;
    int port;
} schemes[] = {
    {"https", 443}, {"http", 80}, {"wss", 443}, {"ws", 80}, {"ftp", 21}};

enum { N_SCHEMES = sizeof(schemes) / sizeof(schemes[0]) };

int cp_url_default_port(cp_span scheme)
{
    int i;

    for (i = 0; i < N_SCHEMES; i++) {
        if (cp_span_is(scheme, schemes[i].name)) {
            return schemes[i].port;
        }
    }
    return -1;
}

int cp_url_port(const cp_url *url)
{
    return url->port >= 0 ? url->port : cp_url_default_port(url->scheme);
}

/* ---- bytes ---- */

/* True for the bytes that browsers remove everywhere in an address. */
static int is_removed(char c)
{
    return c == '\t' || c == '\n' || c == '\r';
}

/* In special addresses browsers read '\' as '/'. */
static int is_slash(char c)
{
    return c == '/' || c == '\\';
}

/* Removes "C0 control or space" at both ends. */
static cp_span trim(cp_span text)
{
    while (text.n > 0 && (unsigned char)text.s[0] <= ' ') {
        text = cp_span_skip(text, 1);
    }
    while (text.n > 0 && (unsigned char)text.s[text.n - 1] <= ' ') {
        text.n--;
    }
    return text;
}

/* Copies at most CP_URL_MAX bytes to the end of `room`, without the bytes that
 * are removed. */
static cp_span clean(cp_span text, cp_buf *room)
{
    apr_size_t start = room->n, i;

    for (i = 0; i < text.n && room->n - start < CP_URL_MAX; i++) {
        if (!is_removed(text.s[i])) {
            cp_buf_char(room, text.s[i]);
        }
    }
    return cp_span_between(room->s + start, room->s + room->n);
}

/* Returns the address without query and fragment, at most CP_URL_MAX bytes: a
 * part of `text`, unless some bytes must be removed. */
static cp_span without_query(cp_span text, cp_buf *room)
{
    int is_clean = 1;
    apr_size_t n;

    for (n = 0; n < text.n && text.s[n] != '?' && text.s[n] != '#'; n++) {
        is_clean &= !is_removed(text.s[n]);
    }
    text.n = n;
    if (!is_clean) {
        return clean(text, room);
    }
    text.n = n < CP_URL_MAX ? n : CP_URL_MAX;
    return text;
}

/* ---- the scheme ---- */

/* "Scheme start state" and "scheme state". Returns the number of bytes up to
 * and with the ':'; 0 if the address has no scheme. */
static apr_size_t scheme_length(cp_span text)
{
    apr_size_t i;

    for (i = 0; i < text.n; i++) {
        char c = cp_lower(text.s[i]);

        if (c == ':' && i > 0) {
            return i + 1;
        }
        if (!(c >= 'a' && c <= 'z')
            && (i == 0
                || !((c >= '0' && c <= '9') || c == '+' || c == '-'
                     || c == '.'))) {
            break;
        }
    }
    return 0;
}

/* Returns the network scheme of that name, in any case, as a constant; else the
 * empty span. */
static cp_span network_scheme(cp_span name)
{
    cp_span none = {"", 0};
    int i;

    for (i = 0; i < N_SCHEMES; i++) {
        if (cp_span_case_is(name, schemes[i].name)) {
            return cp_span_of(schemes[i].name);
        }
    }
    return none;
}

/* ---- host and port ---- */

/* "Port state". Returns 0 if it is not a port. */
static int read_port(cp_span digits, cp_url *out)
{
    int port = 0;

    out->port = -1;
    if (digits.n == 0) {
        return 1;
    }
    for (; digits.n > 0; digits = cp_span_skip(digits, 1)) {
        if (digits.s[0] < '0' || digits.s[0] > '9') {
            return 0;
        }
        port = port * 10 + (digits.s[0] - '0');
        if (port > 65535) {
            return 0;
        }
    }
    if (port != cp_url_default_port(out->scheme)) {
        out->port = port;
    }
    return 1;
}

/* Returns the place of the ':' before the port, which is not in brackets; else
 * the length. */
static apr_size_t host_length(cp_span authority)
{
    int in_brackets = 0;
    apr_size_t i;

    for (i = 0; i < authority.n; i++) {
        char c = authority.s[i];

        if (c == ':' && !in_brackets) {
            break;
        }
        in_brackets = c == '[' ? 1 : c == ']' ? 0 : in_brackets;
    }
    return i;
}

/* "Authority state", "host state" and "port state": user@host:port. */
static int read_authority(cp_span authority, cp_buf *room, cp_url *out)
{
    apr_size_t at = authority.n, length, start = room->n;

    while (at > 0 && authority.s[at - 1] != '@') {
        at--;
    }
    authority = cp_span_skip(authority, at);
    length = host_length(authority);
    if (length == 0
        || !cp_host_parse(cp_span_between(authority.s, authority.s + length),
                          room)) {
        return 0;
    }
    out->host = cp_span_between(room->s + start, room->s + room->n);
    out->port = -1; /* not that of the base */
    return length == authority.n
        || read_port(cp_span_skip(authority, length + 1), out);
}

/* ---- the path ---- */

/* True for the path percent-encode set (1.3). */
static int is_encoded(unsigned char c)
{
    /* C0 controls and " # < > ?, then ^ ` { } and DEL */
    static const apr_uint64_t set[] = {APR_UINT64_C(0xD000000DFFFFFFFF),
                                       APR_UINT64_C(0xA800000140000000)};

    return c >= 0x80 || (set[c >> 6] >> (c & 63) & 1);
}

/* Appends the bytes of a segment, percent-encoded where they must be. */
static void add_segment(cp_buf *path, cp_span segment)
{
    static const char digits[] = "0123456789ABCDEF";
    apr_size_t i, done = 0;

    for (i = 0; i < segment.n; i++) {
        unsigned char c = (unsigned char)segment.s[i];

        if (is_encoded(c)) {
            char escape[3] = {'%', digits[c >> 4], digits[c & 15]};

            cp_buf_add(path, segment.s + done, i - done);
            cp_buf_add(path, escape, sizeof(escape));
            done = i + 1;
        }
    }
    cp_buf_add(path, segment.s + done, segment.n - done);
}

/* Returns the number of dots if the segment consists of dots, which may be
 * written as "%2e"; else 0. */
static int count_dots(cp_span segment)
{
    int n = 0;

    while (segment.n > 0) {
        apr_size_t length = cp_span_case_begins(segment, "%2e") ? 3
                          : segment.s[0] == '.'                 ? 1
                                                                : 0;

        if (length == 0) {
            return 0;
        }
        segment = cp_span_skip(segment, length);
        n++;
    }
    return n;
}

/* Removes the last segment of the path that begins at `start`, with the '/'
 * before it. */
static void shorten(cp_buf *path, apr_size_t start)
{
    while (path->n > start && path->s[path->n - 1] != '/') {
        path->n--;
    }
    path->n -= path->n > start;
}

/* "Path state". The path so far begins at `start`, and has no '/' at its end.
 */
static void read_path(cp_span text, cp_buf *path, apr_size_t start)
{
    int is_last = 0;

    while (!is_last) {
        apr_size_t n = 0;
        cp_span segment;
        int dots;

        while (n < text.n && !is_slash(text.s[n])) {
            n++;
        }
        is_last = n == text.n;
        segment = cp_span_between(text.s, text.s + n);
        text = cp_span_skip(text, is_last ? n : n + 1);
        dots = count_dots(segment);
        if (dots == 2) {
            shorten(path, start);
        }
        if (dots == 1 || dots == 2) {
            if (is_last) {
                cp_buf_char(path, '/');
            }
            continue;
        }
        cp_buf_char(path, '/');
        add_segment(path, segment);
    }
}

/* Reads the path of an address without query, after the host. `directory` is
 * the path to which it is relative, without its last segment; empty if it is
 * absolute. */
static void set_path(cp_span directory, cp_span text, cp_buf *room, cp_url *out)
{
    apr_size_t start = room->n;

    cp_buf_add(room, directory.s, directory.n);
    read_path(text, room, start);
    out->path = cp_span_between(room->s + start, room->s + room->n);
}

/* ---- the address ---- */

/* "Special authority ignore slashes state", and the later states. */
static int read_absolute(cp_span text, cp_buf *room, cp_url *out)
{
    cp_span none = {"", 0};
    apr_size_t n = 0;

    while (text.n > 0 && is_slash(text.s[0])) {
        text = cp_span_skip(text, 1);
    }
    while (n < text.n && !is_slash(text.s[n])) {
        n++;
    }
    if (!read_authority(cp_span_between(text.s, text.s + n), room, out)) {
        return 0;
    }
    set_path(none, cp_span_skip(text, n < text.n ? n + 1 : n), room, out);
    return 1;
}

/* "Relative state", for an address of the network. `text` has no query. */
static int read_relative(cp_span text, const cp_url *base, cp_buf *room,
                         cp_url *out)
{
    cp_span directory = base->path;

    *out = *base;
    if (text.n > 1 && is_slash(text.s[0]) && is_slash(text.s[1])) {
        return read_absolute(text, room, out);
    }
    if (text.n == 0) { /* only a query: the path of the base */
        return 1;
    }
    if (is_slash(text.s[0])) {
        text = cp_span_skip(text, 1);
        directory.n = 0;
    }
    while (directory.n > 0 && directory.s[directory.n - 1] != '/') {
        directory.n--;
    }
    directory.n -= directory.n > 0;
    set_path(directory, text, room, out);
    return 1;
}

/* An address that leads to no host of the network. */
static int set_other(cp_span scheme, cp_url *out)
{
    memset(out, 0, sizeof(*out));
    out->scheme = scheme;
    out->host = out->path = cp_span_between(scheme.s, scheme.s);
    out->port = -1;
    return 1;
}

/* Reads the part after a network scheme. An address with the scheme of the base
 * and without "//" is relative to it ("special relative or authority state").
 */
static int read_special(cp_span scheme, cp_span text, const cp_url *base,
                        cp_buf *room, cp_url *out)
{
    if (base != NULL && cp_span_eq(base->scheme, scheme)
        && !(text.n > 1 && text.s[0] == '/' && text.s[1] == '/')) {
        return read_relative(text, base, room, out);
    }
    set_other(scheme, out);
    out->is_network = 1;
    return read_absolute(text, room, out);
}

/* ---- plain addresses ---- */

/* One bit for each byte of a plain host, and of a plain path: those that are
 * neither encoded nor separators. '%' may begin a dot that is encoded. */
#define BIT(c) (APR_UINT64_C(1) << ((c) & 63))
static const apr_uint64_t plain_host[2] = {
    BIT('-') | BIT('.') | (BIT('9') * 2 - BIT('0')),
    BIT('z') * 2 - BIT('a'),
};
static const apr_uint64_t plain_path[2] = {
    ~(BIT('!') - 1)
        & ~(BIT('"') | BIT('#') | BIT('%') | BIT('<') | BIT('>') | BIT('?')),
    ~(BIT('\\') | BIT('^') | BIT('`') | BIT('{') | BIT('}') | BIT(0x7F)),
};

static int is_plain(const apr_uint64_t set[2], char c)
{
    unsigned char byte = (unsigned char)c;

    return byte < 0x80 && (set[byte >> 6] >> (byte & 63) & 1);
}

/* Returns the end of the host at `s`, if it is a name in lower case that needs
 * no conversion, and no IPv4 address; else `s`. */
static const char *plain_host_end(const char *s, const char *end)
{
    const char *label = s, *from = s;

    for (; s < end && is_plain(plain_host, *s); s++) {
        if (*s == '.') {
            label = s + 1;
        }
        else if (s == label && end - s >= 4 && !memcmp(s, "xn--", 4)) {
            return from;
        }
    }
    return label < s && *label >= 'a' && s - from <= CP_HOST_MAX ? s : from;
}

/* Returns the end of the path at `s`, if no byte is encoded and no segment
 * begins with a dot; else NULL. */
static const char *plain_path_end(const char *s, const char *end)
{
    for (; s < end && is_plain(plain_path, *s); s++) {
        if (*s == '/' && s + 1 < end && s[1] == '.') {
            return NULL;
        }
    }
    return s == end || *s == '?' || *s == '#' ? s : NULL;
}

/* Returns the bytes before the host of an address that begins with one of the
 * frequent schemes, or with the scheme of the base; else 0. */
static apr_size_t plain_start(cp_span text, const cp_url *base, cp_span *scheme)
{
    if (cp_span_case_begins(text, "https://")) {
        *scheme = cp_span_of(schemes[0].name);
        return 8;
    }
    if (cp_span_case_begins(text, "http://")) {
        *scheme = cp_span_of(schemes[1].name);
        return 7;
    }
    if (base != NULL && base->is_network && cp_span_case_begins(text, "//")) {
        *scheme = base->scheme;
        return 2;
    }
    return 0;
}

/* Fast path for plain addresses with a host. Returns 0 for any other. */
static int read_plain(cp_span text, const cp_url *base, cp_buf *room,
                      cp_url *out)
{
    const char *host, *host_end, *path, *path_end, *end = text.s + text.n;
    apr_size_t start = room->n, n;
    cp_url url = {{NULL, 0}, 1, {NULL, 0}, -1, {NULL, 0}};

    n = plain_start(text, base, &url.scheme);
    if (n == 0 || text.n > CP_URL_MAX) {
        return 0;
    }
    host = text.s + n;
    path = host_end = plain_host_end(host, end);
    if (path < end && *path == ':') {
        for (path++; path < end && *path >= '0' && *path <= '9'; path++) {}
    }
    path_end = plain_path_end(path, end);
    if (host_end == host || path_end == NULL
        || (path < path_end && *path != '/')
        || !read_port(cp_span_between(host_end + (path > host_end), path),
                      &url)) {
        return 0;
    }
    cp_buf_add(room, host, (apr_size_t)(host_end - host));
    n = room->n;
    if (path == path_end) {
        cp_buf_char(room, '/');
    }
    cp_buf_add(room, path, (apr_size_t)(path_end - path));
    url.host = cp_span_between(room->s + start, room->s + n);
    url.path = cp_span_between(room->s + n, room->s + room->n);
    *out = url;
    return 1;
}

int cp_url_parse(cp_span text, const cp_url *base, cp_buf *room, cp_url *out)
{
    cp_span trimmed, scheme;
    apr_size_t n;

    if (read_plain(text, base, room, out)) {
        return 1;
    }
    trimmed = trim(text);
    n = scheme_length(trimmed);
    /* A data: address may be long, so its bytes are not copied. */
    if (n > 0
        && network_scheme(cp_span_between(trimmed.s, trimmed.s + n - 1)).n
               == 0) {
        return set_other(cp_span_between(trimmed.s, trimmed.s + n - 1), out);
    }
    trimmed = without_query(trimmed, room);
    n = scheme_length(trimmed);
    if (n > 0) {
        cp_span name = cp_span_between(trimmed.s, trimmed.s + n - 1);

        scheme = network_scheme(name);
        return scheme.n > 0 ? read_special(scheme, cp_span_skip(trimmed, n),
                                           base, room, out)
                            : set_other(name, out);
    }
    return base != NULL && base->is_network
        && read_relative(trimmed, base, room, out);
}
