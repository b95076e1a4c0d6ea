/* SPDX-License-Identifier: Apache-2.0 */
/* Reads a source; see the header. */
#include "core/policy/cp_source_name.h"

#include <string.h>

#include <apr_strings.h>

#include "core/base/cp_buf.h"
#include "core/http/cp_host.h"

/* The text that is still to be read, and the pool of the results. */
typedef struct reader {
    apr_pool_t *p;
    cp_span rest;
    cp_source_name *out;
} reader;

static const char host_expected[] =
    "is not a source; use [scheme://]host[:port][/path], *.host for its "
    "subdomains, or a path of this site that begins with a slash";

static cp_span copy_of(apr_pool_t *p, const cp_buf *b)
{
    cp_span copy = {apr_pmemdup(p, b->s, b->n), b->n};

    return copy;
}

/* ---- scheme ---- */

/* A scheme alone, keywords and the lone asterisk are sources of CSP, but they
 * would hold more than a party. */
static const char *refuse_others(cp_span text)
{
    if (text.n == 0) {
        return host_expected;
    }
    if (text.s[0] == '\'') {
        return "is a keyword of CSP; content of this site is never undeclared; "
               "use a host, or a path that begins with a slash";
    }
    if (cp_span_is(text, "*")) {
        return "is every host; use host names, or "
               "CookiePolicyUndeclaredSource hold";
    }
    if (cp_span_find(text, '?') < text.n || cp_span_find(text, '#') < text.n) {
        return "has a query or a fragment, which a source cannot have; use "
               "[scheme://]host[:port][/path]";
    }
    return NULL;
}

static const char *read_scheme(reader *r)
{
    static const char *const known[] = {"http", "https", "ws", "wss", NULL};
    apr_size_t n = cp_span_find(r->rest, ':');
    cp_span scheme = cp_span_between(r->rest.s, r->rest.s + n);
    int i;

    r->out->scheme = cp_span_of("");
    if (n == r->rest.n
        || !cp_span_case_begins(cp_span_skip(r->rest, n), "://")) {
        return n > 0 && n + 1 == r->rest.n && cp_span_find(scheme, '.') == n
                 ? "is a scheme alone; use it with a host, as in https://host"
                 : NULL;
    }
    for (i = 0; known[i]; i++) {
        if (cp_span_case_is(scheme, known[i])) {
            r->out->scheme = cp_span_of(known[i]);
            r->rest = cp_span_skip(r->rest, n + 3);
            return NULL;
        }
    }
    return "has a scheme that is never held; use http, https, ws, wss or none";
}

/* ---- host ---- */

/* Bytes above ASCII belong to letters of other scripts. */
static int is_host_char(char c)
{
    c = cp_lower(c);
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'
        || c == '_' || c == '.' || (unsigned char)c >= 0x80;
}

/* True for labels of 1 to 63 bytes. */
static int has_labels(cp_span host)
{
    cp_span label;
    int n = 0;

    while (cp_span_next(&host, '.', &label)) {
        if (label.n == 0 || label.n > 63) {
            return 0;
        }
        n++;
    }
    return n > 0;
}

/* Returns the last label. */
static cp_span last_label(cp_span host)
{
    cp_span label = {"", 0};

    while (cp_span_next(&host, '.', &label)) {}
    return label;
}

/* True for four decimal numbers below 256, without leading zeroes: the form to
 * which URLs bring all others. */
static int is_ipv4(cp_span host)
{
    cp_span part;
    apr_int64_t value;
    int n = 0;

    while (cp_span_next(&host, '.', &part)) {
        if (part.n > 3 || !cp_span_number(part, &value) || value > 255
            || (part.n > 1 && part.s[0] == '0')) {
            return 0;
        }
        n++;
    }
    return n == 4;
}

/* A URL whose last label is a number is an address (WHATWG URL, 3.5). */
static int is_numeric(cp_span host)
{
    cp_span label = last_label(host);
    apr_size_t i;

    if (label.n > 1 && label.s[0] == '0' && (label.s[1] | 0x20) == 'x') {
        for (i = 2; i < label.n && cp_hex_value(label.s[i]) >= 0; i++) {}
        return i == label.n;
    }
    for (i = 0; i < label.n && label.s[i] >= '0' && label.s[i] <= '9'; i++) {}
    return label.n > 0 && i == label.n;
}

static cp_span without_root(cp_span host)
{
    host.n -= host.n > 1 && host.s[host.n - 1] == '.';
    return host;
}

/* Returns the host in the form that URLs have, without the dot of the root;
 * empty if it is not one. */
static cp_span host_of(apr_pool_t *p, cp_span text, int wildcard)
{
    cp_buf *b = cp_buf_make(p, 64);
    cp_span host = {"", 0};

    cp_buf_put(b, wildcard ? "." : "");
    if (cp_host_parse(text, b)) {
        host = without_root(copy_of(p, b));
    }
    return host;
}

static const char *read_host(reader *r)
{
    int wildcard = cp_span_case_begins(r->rest, "*.");
    cp_span text = cp_span_skip(r->rest, wildcard ? 2 : 0), host;
    apr_size_t n;

    if (text.n > 0 && text.s[0] == '[') {
        return "has an IPv6 address, which CSP does not allow; use a host name";
    }
    for (n = 0; n < text.n && is_host_char(text.s[n]); n++) {}
    r->rest = cp_span_skip(text, n);
    text = without_root(cp_span_between(text.s, text.s + n));
    host = host_of(r->p, text, wildcard);
    r->out->host = host;
    if (is_numeric(text) && (wildcard || !is_ipv4(text))) {
        return "is not an address; use four decimal numbers, as in 192.0.2.1";
    }
    host = cp_span_skip(host, host.n > 0 && wildcard);
    if (!has_labels(host)) {
        return host_expected;
    }
    return host.n <= CP_MAX_SOURCE_HOST
             ? NULL
             : "has a host of more than 253 bytes; use one that the DNS allows";
}

/* ---- port ---- */

static int is_usual(cp_span scheme, apr_int64_t port)
{
    return ((cp_span_is(scheme, "https") || cp_span_is(scheme, "wss"))
            && port == 443)
        || ((cp_span_is(scheme, "http") || cp_span_is(scheme, "ws"))
            && port == 80);
}

static const char *read_port(reader *r)
{
    cp_span text;
    apr_int64_t port = 0;

    r->out->port = CP_PORT_DEFAULT;
    if (r->rest.n == 0 || r->rest.s[0] != ':') {
        return NULL;
    }
    r->rest = cp_span_skip(r->rest, 1);
    text = cp_span_between(r->rest.s, r->rest.s + cp_span_find(r->rest, '/'));
    r->rest = cp_span_skip(r->rest, text.n);
    if (cp_span_is(text, "*")) {
        r->out->port = CP_PORT_ANY;
        return NULL;
    }
    if (text.n > 5 || !cp_span_number(text, &port) || port == 0
        || port > 65535) {
        return "has a wrong port; use a number up to 65535, or * for any port";
    }
    if (!is_usual(r->out->scheme, port)) {
        r->out->port = (int)port;
    }
    return NULL;
}

/* ---- path ---- */

/* Returns the value of "%XX" at the start of the text, else -1. */
static int escaped_byte(cp_span text)
{
    if (text.n < 3 || text.s[0] != '%' || cp_hex_value(text.s[1]) < 0
        || cp_hex_value(text.s[2]) < 0) {
        return -1;
    }
    return cp_hex_value(text.s[1]) * 16 + cp_hex_value(text.s[2]);
}

cp_span cp_source_path(cp_span path, int decoded, char *room, int *cut)
{
    cp_span out = {room, 0};

    if (cp_span_find(path, '%') == path.n) {
        *cut = path.n > CP_MAX_SOURCE_PATH;
        path.n = *cut ? CP_MAX_SOURCE_PATH : path.n;
        return path;
    }
    for (*cut = 0; path.n > 0;) {
        int escaped = decoded ? -1 : escaped_byte(path);
        int byte = escaped >= 0 ? escaped : (unsigned char)path.s[0];
        int kept = byte == '%' || (byte == '/' && escaped >= 0);

        if (out.n + (kept ? 3 : 1) > CP_MAX_SOURCE_PATH) {
            *cut = 1;
            break;
        }
        if (kept) {
            room[out.n] = '%';
            room[out.n + 1] = '2';
            room[out.n + 2] = byte == '%' ? '5' : 'F';
        }
        else {
            room[out.n] = (char)byte;
        }
        out.n += kept ? 3 : 1;
        path = cp_span_skip(path, escaped >= 0 ? 3 : 1);
    }
    return out;
}

static const char *check_path(cp_span path)
{
    apr_size_t i;

    for (i = 0; i < path.n; i++) {
        unsigned char c = (unsigned char)path.s[i];
        int escaped = escaped_byte(cp_span_skip(path, i));

        if (c == '*') {
            return "has an asterisk in its path; a path that ends with a "
                   "slash is a prefix, and %2A is an asterisk";
        }
        if (c == ';' || c == ',') {
            return "has a ; or , in its path, which CSP does not allow; use "
                   "%3B or %2C";
        }
        if (c <= 0x20 || c == 0x7F || strchr("\"'<>\\^`{|}", c) != NULL
            || (c == '%' && (escaped < 0x20 || escaped == 0x7F))) {
            return "has a path that is not one of a URL; use letters, digits "
                   "and percent-encoded bytes, without blanks, quotes and "
                   "control characters";
        }
    }
    return NULL;
}

/* True for ".", or "..", also with percent-encoded dots (WHATWG URL, 4.1). */
static int dots_of(cp_span segment)
{
    int n = 0;

    while (segment.n > 0) {
        int escaped = escaped_byte(segment) == '.';

        if (!escaped && segment.s[0] != '.') {
            return 0;
        }
        segment = cp_span_skip(segment, escaped ? 3 : 1);
        n++;
    }
    return n <= 2 ? n : 0;
}

/* Removes the last segment with its slash. */
static void remove_last(cp_buf *b)
{
    while (b->n > 0 && b->s[--b->n] != '/') {}
}

/* Appends the path without segments "." and "..". */
static void add_segments(cp_buf *b, cp_span path)
{
    cp_span rest = cp_span_skip(path, 1), segment;

    while (cp_span_next(&rest, '/', &segment)) {
        int dots = dots_of(segment);

        if (dots == 2) {
            remove_last(b);
        }
        if (dots == 0 || rest.s == NULL) {
            cp_buf_char(b, '/');
        }
        if (dots == 0) {
            cp_buf_add(b, segment.s, segment.n);
        }
    }
}

static const char *read_path(reader *r)
{
    char room[CP_MAX_SOURCE_PATH];
    cp_buf *b = cp_buf_make(r->p, r->rest.n + 1);
    const char *error = NULL;
    cp_span path;
    int cut;

    if (r->rest.n > 0) {
        error = r->rest.s[0] == '/' ? check_path(r->rest) : host_expected;
    }
    if (error != NULL) {
        return error;
    }
    if (r->rest.n > 0) {
        add_segments(b, r->rest);
    }
    path = cp_source_path(cp_span_between(b->s, b->s + b->n), 0, room, &cut);
    if (cut) {
        return "has a path of more than 1024 bytes; use a shorter one that "
               "ends with a slash";
    }
    if (path.n == 1) { /* every path begins with a slash */
        path.n = 0;
    }
    r->out->path.s = apr_pmemdup(r->p, path.s, path.n);
    r->out->path.n = path.n;
    return NULL;
}

/* ---- one form for all spellings ---- */

/* True for a byte that a policy field may contain in a path (RFC 3986, pchar,
 * without those that end a source). */
static int is_plain(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || (c != '\0' && strchr("/-._~!$&()+=:@%", c) != NULL);
}

/* Appends the path: in this form a percent sign begins %25 or %2F. */
static void add_path(cp_buf *b, cp_span path)
{
    static const char digits[] = "0123456789ABCDEF";
    apr_size_t i;

    for (i = 0; i < path.n; i++) {
        unsigned char c = (unsigned char)path.s[i];

        if (is_plain(c)) {
            cp_buf_char(b, (char)c);
        }
        else {
            cp_buf_char(b, '%');
            cp_buf_char(b, digits[c >> 4]);
            cp_buf_char(b, digits[c & 15]);
        }
    }
}

static const char *text_of(apr_pool_t *p, const cp_source_name *name)
{
    cp_buf *b = cp_buf_make(p, 64);

    cp_buf_add(b, name->scheme.s, name->scheme.n);
    cp_buf_put(b, name->scheme.n ? "://" : "");
    cp_buf_put(b, name->host.n && name->host.s[0] == '.' ? "*" : "");
    cp_buf_add(b, name->host.s, name->host.n);
    if (name->port == CP_PORT_ANY) {
        cp_buf_put(b, ":*");
    }
    else if (name->port != CP_PORT_DEFAULT) {
        cp_buf_char(b, ':');
        cp_buf_number(b, name->port);
    }
    add_path(b, name->path);
    return cp_buf_text(b);
}

/* ---- all of it ---- */

static const char *read_own_path(reader *r)
{
    const char *error;

    if (cp_span_case_begins(r->rest, "//")) {
        return "begins with two slashes; use [scheme://]host[:port][/path]";
    }
    r->out->scheme = cp_span_of("");
    r->out->host = cp_span_of("");
    r->out->port = CP_PORT_DEFAULT;
    error = read_path(r);
    if (error == NULL && r->out->path.n == 0) {
        return "is the whole site; use a longer path";
    }
    return error;
}

const char *cp_source_name_parse(apr_pool_t *p, const char *written,
                                 cp_source_name *out)
{
    reader r = {p, cp_span_of(written), out};
    const char *error = refuse_others(r.rest);

    out->written = written;
    if (error == NULL && r.rest.s[0] == '/') {
        error = read_own_path(&r);
    }
    else if (error == NULL) {
        error = read_scheme(&r);
        error = error ? error : read_host(&r);
        error = error ? error : read_port(&r);
        error = error ? error : read_path(&r);
    }
    if (error == NULL) {
        out->text = text_of(p, out);
    }
    return error;
}
