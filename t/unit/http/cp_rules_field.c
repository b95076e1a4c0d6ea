/* SPDX-License-Identifier: Apache-2.0 */
/* Members of a Speculation-Rules field, and fields that are faulty. */
#include "core/http/cp_rules_field.h"

#include "core/base/cp_buf.h"
#include "tap.h"

/* Writes each member as "address|element", with '\n' between members. */
static const char *read_all(apr_pool_t *p, const char *field)
{
    cp_buf *b = cp_buf_make(p, 256);
    cp_span rest = cp_span_of(field), element, address;
    cp_rules_result result;

    while ((result = cp_rules_next(&rest, &element, &address))
           != CP_RULES_END) {
        if (b->n > 0) {
            cp_buf_char(b, '\n');
        }
        if (result == CP_RULES_UNCERTAIN) {
            cp_buf_put(b, "uncertain");
            break;
        }
        cp_buf_add(b, address.s, address.n);
        cp_buf_char(b, '|');
        cp_buf_add(b, element.s, element.n);
    }
    return cp_buf_text(b);
}

static const struct {
    const char *field, *members, *what;
} fields[] = {
    {"", "", "an empty field"},
    {" \t", "", "blanks alone"},
    {"\"/a.json\"", "/a.json|\"/a.json\"", "one address"},
    {"\"/a\", \"/b\"", "/a|\"/a\"\n/b| \"/b\"", "two addresses"},
    {"\"/a\" \t,\t\"/b\" ", "/a|\"/a\" \t\n/b|\t\"/b\" ", "blanks"},
    {"\"\"", "|\"\"", "an empty address"},
    {"\"/a,b\"", "/a,b|\"/a,b\"", "a comma in an address"},
    {"\"/a\",", "/a|\"/a\"", "a comma at the end"},
    {"\"/a", "uncertain", "a string without an end"},
    {"\"", "uncertain", "a quote alone"},
    {"\"/a\\\"b\"", "uncertain", "an escaped quote"},
    {"\"/a\\\\\"", "uncertain", "an escaped backslash"},
    {"\"/a\";x=1", "uncertain", "a parameter"},
    {"/a", "uncertain", "a token"},
    {"(\"/a\")", "uncertain", "an inner list"},
    {":L2E=:", "uncertain", "a byte sequence"},
    {"\"/a\" \"/b\"", "uncertain", "no comma"},
    {",\"/a\"", "uncertain", "a comma at the start"},
    {"\"/a\",,\"/b\"", "/a|\"/a\"\nuncertain", "two commas"},
};

static void members(apr_pool_t *p)
{
    apr_size_t i;

    for (i = 0; i < TAP_COUNT(fields); i++) {
        is_text(p, read_all(p, fields[i].field), fields[i].members, "%s",
                fields[i].what);
    }
}

static void rest(apr_pool_t *p)
{
    cp_span left = SPAN("\"/a\", x"), element, address;

    (void)p;
    cp_rules_next(&left, &element, &address);
    ok(cp_rules_next(&left, &element, &address) == CP_RULES_UNCERTAIN
           && cp_span_is(left, " x"),
       "an uncertain rest is not taken");
}

int main(void)
{
    static const tap_group groups[] = {
        {"members", members}, {"rest", rest}, {NULL, NULL}};
    return tap_run(groups);
}
