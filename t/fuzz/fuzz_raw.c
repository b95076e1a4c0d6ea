/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The raw-head filter, with the few functions of httpd that it calls. A script
 * or backend writes bytes, in buckets and brigades of any size. The first byte
 * of the input chooses the request, the split, and whether the policy is On.
 *
 * Properties: heads in sequence are sent as the same bytes, however they are
 * split. A client that reads head after head, and response after response, sees
 * only the cookie "sid". A head with another cookie gets a Vary field. Bytes
 * without Set-Cookie are at most cut short. Under ReportOnly no byte changes.
 */
#include "httpd/cookies/cp_filter_raw.c"
#include "httpd/cookies/cp_raw_body.c"
#include "httpd/cookies/cp_raw_response.c"

#include <ctype.h>
#include <strings.h>

#include "httpd/cookies/cp_section.h"
#include "httpd/page/cp_link_fields.h"

#include "fuzz.h"

#define UPGRADE 1 /* the client asked for one */
#define REPORT 2  /* ReportOnly */
#define HEAD 4    /* the client wants no body */

/* ---- stubs for httpd and for the rest of the module ---- */

module AP_MODULE_DECLARE_DATA cookie_policy_module;

static cp_req req;
static cp_chain chain;
static cp_buf *sent;

const apr_bucket_type_t ap_bucket_type_eor = {.name = "EOR"};
const apr_bucket_type_t ap_bucket_type_eoc = {.name = "EOC"};

ap_filter_rec_t *ap_register_output_filter(const char *name,
                                           ap_out_filter_func func,
                                           ap_init_filter_func init,
                                           ap_filter_type type)
{
    (void)name, (void)func, (void)init, (void)type;
    return NULL;
}

ap_filter_t *ap_add_output_filter_handle(ap_filter_rec_t *f, void *ctx,
                                         request_rec *r, conn_rec *c)
{
    (void)f, (void)ctx, (void)r, (void)c;
    return NULL;
}

void ap_log_rerror_(const char *file, int line, int index, int level,
                    apr_status_t status, const request_rec *r,
                    const char *format, ...)
{
    (void)file, (void)line, (void)index, (void)level, (void)status;
    (void)r, (void)format;
}

/* The next filter: records the bytes that a client would get. */
apr_status_t ap_pass_brigade(ap_filter_t *next, apr_bucket_brigade *bb)
{
    apr_bucket *e;

    (void)next;
    for (e = APR_BRIGADE_FIRST(bb); e != APR_BRIGADE_SENTINEL(bb);
         e = APR_BUCKET_NEXT(e)) {
        const char *s;
        apr_size_t n;

        if (!APR_BUCKET_IS_METADATA(e)) {
            MUST(apr_bucket_read(e, &s, &n, APR_BLOCK_READ) == APR_SUCCESS);
            cp_buf_add(sent, s, n);
        }
    }
    apr_brigade_cleanup(bb);
    return APR_SUCCESS;
}

cp_req *cp_request_find_rules(request_rec *r, cp_req *q)
{
    (void)r;
    return q;
}

void cp_section_begin(cp_section *section, request_rec *r, cp_req *q,
                      apr_int64_t now, cp_span head)
{
    (void)now;
    (void)head;
    section->r = r;
    section->q = q;
    section->depends_on_consent = 0;
}

void cp_section_end(const cp_section *section)
{
    MUST(section->q == &req);
}

void cp_link_fields_begin(cp_link_fields *links, request_rec *r, cp_req *q)
{
    links->r = r;
    links->q = q;
    links->depends_on_consent = 0;
}

const char *cp_vary_consent_names(const cp_req *q)
{
    MUST(q == &req);
    return "Cookie";
}

cp_span cp_link_fields_judge(cp_link_fields *links, cp_links_kind kind,
                             cp_span value)
{
    MUST(links->q == &req && kind != CP_LINKS_NONE);
    return value;
}

/* Allows "sid" only. */
cp_span cp_section_judge(cp_section *section, cp_field_name name, cp_span value)
{
    cp_span dropped = {NULL, 0};
    cp_setcookie cookie;

    MUST(section->r != NULL && section->q == &req);
    cp_setcookie_parse(value, &cookie);
    section->depends_on_consent |= !cp_span_is(cookie.name, "sid");
    return req.enforcement == CP_ON
                && (name != CP_SET_COOKIE || cookie.malformed
                    || !cp_span_is(cookie.name, "sid"))
             ? dropped
             : value;
}

/* ---- one connection ---- */

/* Splits the input into buckets and brigades. */
typedef struct split {
    apr_size_t most; /* bytes of a bucket; 0: all in one */
    uint32_t seed;
} split;

static apr_size_t next_piece(split *s, apr_size_t left)
{
    s->seed = s->seed * 1664525u + 1013904223u;
    return s->most == 0 || left <= 1
             ? left
             : 1 + (s->seed >> 8) % (left < s->most ? left : s->most);
}

/* Writes all bytes through the filter; `sent` contains the output. */
static apr_status_t write_all(apr_pool_t *p, cp_span in, int flags, split s)
{
    apr_bucket_alloc_t *alloc = apr_bucket_alloc_create(p);
    apr_bucket_brigade *bb = apr_brigade_create(p, alloc);
    conn_rec c = {.pool = p, .bucket_alloc = alloc};
    void *known[] = {&req}, *section[] = {NULL}; /* rules up to date */
    struct ap_logconf quiet = {.level = APLOG_EMERG};
    request_rec r = {.pool = p,
                     .log = &quiet,
                     .connection = &c,
                     .request_config = (ap_conf_vector_t *)known,
                     .per_dir_config = (ap_conf_vector_t *)section};
    cp_raw_response raw = {.c = &c, .r = &r};
    ap_filter_t f = {.ctx = &raw, .c = &c, .r = &r};
    apr_status_t rv = APR_SUCCESS;
    apr_size_t at = 0;

    r.header_only = (flags & HEAD) != 0;
    sent = cp_buf_make(p, 64);
    r.headers_in = apr_table_make(p, 1);
    if (flags & UPGRADE) {
        apr_table_setn(r.headers_in, "Upgrade", "thing");
    }
    while (rv == APR_SUCCESS && at < in.n) {
        apr_size_t n = next_piece(&s, in.n - at);
        /* The exact length lets a sanitizer notice a read past the end. */
        char *copy = malloc(n);

        memcpy(copy, in.s + at, n);
        APR_BRIGADE_INSERT_TAIL(bb,
                                apr_bucket_heap_create(copy, n, free, alloc));
        at += n;
        if (s.seed & 0x10000) {
            APR_BRIGADE_INSERT_TAIL(bb, apr_bucket_flush_create(alloc));
        }
        if (s.seed & 0x20000) {
            rv = raw_filter(&f, bb);
            apr_brigade_cleanup(bb);
        }
    }
    if (rv == APR_SUCCESS) {
        APR_BRIGADE_INSERT_TAIL(bb, apr_bucket_eos_create(alloc));
        rv = raw_filter(&f, bb);
    }
    MUST((rv == APR_SUCCESS) == !c.aborted);
    apr_brigade_cleanup(bb);
    return rv;
}

/* ---- a minimal client ---- */

/* Returns the length of the head, its empty line included. */
static apr_size_t end_of_head(cp_span a)
{
    apr_size_t i;

    for (i = 0; i + 1 < a.n; i++) {
        if (a.s[i] == '\n' && a.s[i + 1] == '\n') {
            return i + 2;
        }
        if (i + 2 < a.n && !memcmp(a.s + i, "\n\r\n", 3)) {
            return i + 3;
        }
    }
    return a.n;
}

/* True if some client reads the line as a cookie that is not "sid". */
static int is_foreign(cp_span line)
{
    apr_size_t colon = cp_span_find(line, ':');
    cp_span name = cp_span_trim(cp_span_between(line.s, line.s + colon));
    cp_span value;

    if (colon == line.n
        || (!cp_span_case_is(name, "set-cookie")
            && !cp_span_case_is(name, "set-cookie2"))) {
        return 0;
    }
    value = cp_span_between(line.s + colon + 1, line.s + line.n);
    value.n = cp_span_find(value, ';');
    /* A cookie without a name comes back as its value. */
    while (value.n > 0 && strchr(" \t=", value.s[0])) {
        value.s++;
        value.n--;
    }
    value.n = cp_span_find(value, '=');
    return !cp_span_is(cp_span_trim(value), "sid");
}

static void check_lines(cp_span head)
{
    apr_size_t at = 0;
    int first = 1;

    while (at < head.n) {
        apr_size_t end = at;

        while (end < head.n && head.s[end] != '\n' && head.s[end] != '\r') {
            end++;
        }
        MUST(first || head.s[at] == ' ' || head.s[at] == '\t'
             || !is_foreign(cp_span_between(head.s + at, head.s + end)));
        first = 0;
        at = end + 1;
    }
}

/* Returns the three digits after "HTTP/1.1 " and blanks; 0 for anything
 * else. */
static int status_of(cp_span head)
{
    apr_int64_t status;
    apr_size_t at = 9;

    while (at + 3 < head.n && head.s[at] == ' ') {
        at++;
    }
    return cp_span_number(cp_span_between(head.s + at, head.s + at + 3),
                          &status)
             ? (int)status
             : 0;
}

/* Reads heads in sequence, and checks their lines if `judge`. Returns non-zero
 * if a body follows the last one. */
static int read_heads(cp_span a, int flags, int judge)
{
    while (a.n >= 12 && !strncasecmp(a.s, "http/1.1 ", 9)) {
        apr_size_t end = end_of_head(a);
        int status = status_of(a);

        if (judge) {
            check_lines(cp_span_between(a.s, a.s + end));
        }
        if (!(status >= 100 && status < 200)
            || (status == 101 && flags & UPGRADE)) {
            return status >= 200 && status != 204 && status != 304;
        }
        a.s += end;
        a.n -= end;
    }
    return 0;
}

/* The end of the body, as a minimal client reads it from the head. */
typedef struct framing {
    int chunked;
    apr_size_t length;
    int known;
} framing;

static framing framing_of(cp_span head)
{
    framing out = {0, 0, 0};

    while (head.n > 0) {
        apr_size_t end = cp_span_find(head, '\n');
        cp_span line = cp_span_between(head.s, head.s + end), name = line;
        const char *value;

        head.s += end + (end < head.n);
        head.n -= end + (end < head.n);
        name.n = cp_span_find(line, ':');
        if (name.n == line.n) {
            continue;
        }
        value = line.s + name.n + 1;
        name = cp_span_trim(name);
        if (cp_span_case_is(name, "content-length") && !out.known) {
            while (value < line.s + line.n
                   && (*value == ' ' || *value == '\t')) {
                value++;
            }
            while (value < line.s + line.n && *value >= '0' && *value <= '9'
                   && out.length < 100000) {
                out.length = out.length * 10 + (apr_size_t)(*value++ - '0');
                out.known = 1;
            }
        }
        else if (cp_span_case_is(name, "transfer-encoding")) {
            out.chunked |=
                cp_span_find(cp_span_between(value, line.s + line.n), 'k')
                < (apr_size_t)(line.s + line.n - value);
        }
    }
    return out;
}

/* Returns the length of a chunked body, the empty line at its end included; 0
 * if it has no end. */
static apr_size_t end_of_chunks(cp_span a)
{
    apr_size_t at = 0;

    while (at < a.n) {
        apr_size_t size = 0, digits = 0;

        while (at < a.n && isxdigit((unsigned char)a.s[at]) && digits++ < 5) {
            char text[2] = {a.s[at++], '\0'};

            size = size * 16 + (apr_size_t)strtol(text, NULL, 16);
        }
        while (at < a.n && a.s[at] != '\n') {
            at++;
        }
        at++;
        if (size == 0) {
            break;
        }
        at += size;
        at += at < a.n && a.s[at] == '\r';
        at += at < a.n && a.s[at] == '\n';
    }
    if (at + 2 <= a.n && !memcmp(a.s + at, "\r\n", 2)) {
        return at + 2;
    }
    return 0;
}

/* Reads as a client that keeps the connection while each body has a certain
 * end: the bytes after it are the next response. */
static void read_responses(cp_span a, int flags)
{
    while (a.n >= 12 && !strncasecmp(a.s, "http/1.1 ", 9)) {
        apr_size_t end = end_of_head(a), body = 0;
        int status = status_of(a);
        cp_span head = cp_span_between(a.s, a.s + end);
        framing f = framing_of(head);

        check_lines(head);
        a.s += end;
        a.n -= end;
        if (status == 101 && flags & UPGRADE) {
            return;
        }
        if (flags & HEAD || status < 200 || status == 204 || status == 304) {
            continue;
        }
        body = f.chunked ? end_of_chunks(a) : f.length;
        if ((f.chunked ? body == 0 : !f.known) || body > a.n) {
            return;
        }
        a.s += body;
        a.n -= body;
    }
}

/* True if `out` is the start of `in`, or such a start and an empty line. */
static int is_cut(cp_span out, cp_span in)
{
    return (out.n <= in.n && !memcmp(out.s, in.s, out.n))
        || (out.n >= 2 && out.n - 2 <= in.n && !memcmp(out.s, in.s, out.n - 2)
            && !memcmp(out.s + out.n - 2, "\r\n", 2));
}

static int holds_cookie(cp_span a)
{
    apr_size_t i;

    for (i = 0; i + 10 <= a.n; i++) {
        if (!strncasecmp(a.s + i, "set-cookie", 10)) {
            return 1;
        }
    }
    return 0;
}

static void check(cp_span in, int flags, split s, cp_span whole)
{
    apr_pool_t *p = fuzz_pool();
    apr_status_t rv = write_all(p, in, flags, s);
    cp_span out = {cp_buf_text(sent), sent->n};

    read_heads(out, flags, !(flags & REPORT));
    if (!(flags & REPORT)) {
        read_responses(out, flags);
    }
    MUST(rv == APR_SUCCESS || !(flags & REPORT));
    if (rv == APR_SUCCESS) {
        /* After other bytes than heads, the split can decide which bytes are
         * read as a head. Then more of them are judged, never fewer. */
        MUST(!read_heads(in, flags, 0) || cp_span_eq(out, whole));
        MUST(!(flags & REPORT) || cp_span_eq(out, in));
        MUST(holds_cookie(in) || is_cut(out, in));
    }
    apr_pool_destroy(p);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const apr_size_t most[] = {0, 1, 3, 16, 200};
    apr_pool_t *p = fuzz_pool();
    uint32_t seed = fuzz_hash(data, size);
    int flags = size ? *data : 0;
    cp_span in = fuzz_bytes(data + !!size, size - !!size), whole;
    split all = {0, seed};
    apr_size_t i;

    chain.now = 1764000000;
    req.chain = &chain;
    req.enforcement = flags & REPORT ? CP_REPORT_ONLY : CP_ON;
    write_all(p, in, flags, all);
    whole = cp_span_between(cp_buf_text(sent), sent->s + sent->n);
    for (i = 0; i < sizeof(most) / sizeof(most[0]); i++) {
        split s = {most[i], seed};

        check(in, flags, s, whole);
    }
    free((char *)in.s);
    apr_pool_destroy(p);
    return 0;
}
