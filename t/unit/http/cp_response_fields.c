/* SPDX-License-Identifier: Apache-2.0 */
/* The fields of a response that are read, from either table. */
#include "core/http/cp_response_fields.h"

#include "tap.h"

static cp_response_fields read_one(apr_pool_t *p, const char *name,
                                   const char *value)
{
    apr_table_t *table = apr_table_make(p, 2), *none = apr_table_make(p, 1);
    cp_response_fields fields;

    apr_table_addn(table, name, value);
    cp_response_fields_read(table, none, &fields);
    return fields;
}

static void test_each_field(apr_pool_t *p)
{
    is_text(p, read_one(p, "content-disposition", "inline").disposition,
            "inline", "Content-Disposition");
    is_text(p, read_one(p, "CONTENT-ENCODING", "br").encoding, "br",
            "Content-Encoding");
    is_text(p, read_one(p, "Content-Language", "de").language, "de",
            "Content-Language");
    is_text(p, read_one(p, "Content-Range", "bytes 0-1/2").range, "bytes 0-1/2",
            "Content-Range");
    is_text(p, read_one(p, "cookie-policy", "seen").done, "seen",
            "Cookie-Policy");
    ok(read_one(p, "Cache-Control", "public, No-Transform").no_transform,
       "Cache-Control: no-transform");
    ok(!read_one(p, "Cache-Control", "no-transform-x").no_transform,
       "Cache-Control: another directive");
}

/* No other field of the same length is read as one of these. */
static void test_other_fields(apr_pool_t *p)
{
    static const char *const names[] = {
        "Content-Location",
        "Cookie-Policies",
        "Content-Ranges",
        "Content-Disposal",
        "Cache-Controls",
        "Digests",
        "Date",
        "Range",
        "X-Content-Range",
    };
    static const cp_response_fields none;
    apr_size_t i;

    for (i = 0; i < TAP_COUNT(names); i++) {
        cp_response_fields fields = read_one(p, names[i], "no-transform");

        ok(!memcmp(&fields, &none, sizeof(none)), "%s is not read", names[i]);
    }
}

static void test_both_tables(apr_pool_t *p)
{
    apr_table_t *out = apr_table_make(p, 2), *err = apr_table_make(p, 2);
    cp_response_fields fields;

    apr_table_addn(err, "Content-Language", "fr");
    apr_table_addn(err, "Content-Encoding", "gzip");
    cp_response_fields_read(out, err, &fields);
    is_text(p, fields.language, "fr", "a field that errors have, too");
    is_text(p, fields.encoding, "gzip", "one coding");

    apr_table_addn(out, "Content-Language", "de");
    apr_table_addn(out, "Content-Encoding", "br");
    cp_response_fields_read(out, err, &fields);
    is_text(p, fields.language, "de", "the first of two fields counts");
    is_text(p, fields.encoding, "several", "two codings");
}

static void test_digests(apr_pool_t *p)
{
    static const char *const names[] = {"Content-MD5", "digest",
                                        "Content-Digest", "REPR-DIGEST"};
    apr_table_t *table = apr_table_make(p, 8);
    apr_size_t i;

    for (i = 0; i < TAP_COUNT(names); i++) {
        ok(read_one(p, names[i], "x").digests, "%s is a digest", names[i]);
        apr_table_addn(table, names[i], "x");
        apr_table_addn(table, names[i], "y");
    }
    apr_table_addn(table, "Want-Digest", "z");
    cp_response_fields_drop_digests(table);
    is_number(apr_table_elts(table)->nelts, 1, "all digests are removed");
    is_text(p, apr_table_get(table, "Want-Digest"), "z", "and nothing else");
}

static void test_lists(apr_pool_t *p)
{
    (void)p;
    ok(cp_response_fields_lists("a, \tB ,c", "b"), "a member, any case");
    ok(!cp_response_fields_lists("ab, bc", "b"), "no part of a member");
    ok(!cp_response_fields_lists(NULL, "b"), "no field");
    ok(!cp_response_fields_lists("", "b"), "an empty field");
}

int main(void)
{
    static const tap_group groups[] = {
        {"each field", test_each_field},
        {"other fields", test_other_fields},
        {"both tables", test_both_tables},
        {"digests", test_digests},
        {"lists", test_lists},
        {NULL, NULL},
    };

    return tap_run(groups);
}
