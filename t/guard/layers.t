# SPDX-License-Identifier: Apache-2.0
#
# The dependencies between folders, the purity of the core, and the size of
# files and functions. docs/architecture.md gives the reasons.
#
# Server: none
# Sanitizers: no (it runs no compiled code)
use strict;
use warnings;

use Test::More;

use lib 't/lib';
use CookiePolicy::Layers;

# A folder may include its own headers and those of the folders in its line. It
# may only name folders above it, so there is no cycle.
my $TABLE = <<'END';
core/base:
core/cookie:    core/base
core/http:      core/base
core/html:      core/base
core/policy:    core/base core/cookie
core/locale:    core/base
core/pages:     core/base core/policy core/locale
httpd/config:   core/base core/http core/policy core/locale core/pages
httpd/request:  core/base core/cookie core/http core/policy core/pages httpd/config
httpd/page:     core/base core/http core/html core/policy core/locale core/pages httpd/config httpd/request
httpd/cookies:  core/base core/cookie core/http core/policy httpd/config httpd/request httpd/page
httpd/endpoint: core/base core/cookie core/http core/policy core/pages httpd/config httpd/request httpd/page httpd/cookies
END

my %KNOWN = ('src/httpd/request/cp_fixups.c includes httpd/page/cp_inject.h' => 1);

sub slurp {
    my ($file) = @_;
    open my $fh, '<', $file or die "$file: $!\n";
    local $/;
    return scalar <$fh>;
}

# ------------------------------------------------- the checks find what is bad

sub table_of {
    my ($text) = @_;
    return eval { CookiePolicy::Layers::table($text) } // "died: $@";
}

is_deeply table_of("a/b:\nc: a/b\n"), { 'a/b' => {}, c => { 'a/b' => 1 } },
    'a table is read';
like table_of("a: b\nb: a\n"), qr/^died: a names b/, 'a cycle is refused';
like table_of("a: a\n"), qr/^died: a names a/, 'a cycle of one is refused';
like table_of("a:\na:\n"), qr/^died: a has two/, 'a second line is refused';
like table_of("a b\n"), qr/^died: not a line/, 'other lines are refused';

my $small = CookiePolicy::Layers::table("core/a:\ncore/b: core/a\n");
for my $row (
    ['src/core/b/x.c', '"core/a/y.h"', []],
    ['src/core/b/x.c', '"core/b/y.h"', []],
    ['src/core/b/x.c', '"cp_assets.h"', []],
    ['src/core/b/x.c', '<string.h>', []],
    ['src/core/a/x.h', '"core/b/y.h"', ['includes core/b/y.h']],
    ['src/core/a/x.h', '"y.h"', ['includes y.h']],
    ['src/core/c/x.c', '"core/a/y.h"',
     ['its folder core/c has no line in the table']],
) {
    my ($file, $header, $faults) = @$row;
    is_deeply [CookiePolicy::Layers::wrong_includes($small, $file,
        "/* A file. */\n#include $header\n", {})], $faults,
        "$file with $header: " . ($faults->[0] // 'no fault');
}

for my $row (
    ["#include <apr_strings.h>\n#include <string.h>\n", []],
    ["#include <httpd.h>\n", ['includes <httpd.h>']],
    ["#  include <stdio.h>\n", ['includes <stdio.h>']],
    ["now = apr_time_now();\n", ['calls apr_time_now()']],
    ["ap_log_rerror(APLOG_MARK);\n", ['calls ap_log_rerror()']],
    ["/* time() is not asked for. */\n", []],
) {
    my ($text, $faults) = @$row;
    is_deeply [CookiePolicy::Layers::not_pure($text)], $faults,
        "core with " . $text =~ s/\n.*//sr . ': ' . ($faults->[0] // 'no fault');
}

my $SPDX = "/* SPDX-License-Identifier: Apache-2.0 */\n";
for my $row (
    ['40 lines', "static int f(int a,\n             int b)\n{\n"
        . "    a++;\n" x 40 . "}\n", []],
    ['41 lines', "static int f(int a,\n             int b)\n{\n"
        . "    a++;\n" x 41 . "}\n", ['f has 41 lines']],
    ['a tab', "\tint a;\n", ['line 2: a tab']],
    ['81 columns', 'a' x 81 . "\n", ['line 2: more than 80 columns']],
    ['unfinished', '/* TO' . "DO */\n", ['line 2: unfinished']],
    ['601 lines', "\n" x 600, ['601 lines']],
) {
    my ($about, $text, $faults) = @$row;
    is_deeply [CookiePolicy::Layers::wrong_form($SPDX . $text)], $faults,
        "$about: " . ($faults->[0] // 'no fault');
}
is_deeply [CookiePolicy::Layers::wrong_form("int a;\n")],
    ['the first line has no SPDX-License-Identifier'], 'the licence is needed';

# ----------------------------------------------------------------- the sources

my $may = CookiePolicy::Layers::table($TABLE);
my @core = glob 'src/core/*/*.[ch]';
my @httpd = glob 'src/httpd/*/*.[ch]';
cmp_ok scalar(@core), '>', 50, 'core files were found';
cmp_ok scalar(@httpd), '>', 40, 'adapter files were found';
is_deeply [glob('src/*.[ch]'), glob('src/*/*.[ch]')], [],
    'each source is in a folder of core or httpd';

my %used;
for my $file (@core, @httpd) {
    is_deeply [grep { !$KNOWN{"$file $_"} } CookiePolicy::Layers::wrong_includes(
        $may, $file, slurp($file), \%used)], [], "$file: includes";
}
for my $file (@core) {
    is_deeply [CookiePolicy::Layers::not_pure(slurp($file))], [],
        "$file: APR alone";
}
for my $file ('mod_cookie_policy.c', @core, @httpd) {
    is_deeply [CookiePolicy::Layers::wrong_form(slurp($file))], [],
        "$file: size and form";
}
my $door = slurp('mod_cookie_policy.c') =~ tr/\n//;
cmp_ok $door, '<=', 250, 'the door stays small';

# ----------------------------------------------------------- units mirror them

for my $test (glob 't/unit/*/*.c') {
    my ($folder, $name) = $test =~ m{^t/unit/(\w+)/(\w+)\.c$};
    my @sources = map { m{/(\w+)\.[ch]$} }
        glob("src/core/$folder/*.[ch]"), glob("src/httpd/$folder/*.[ch]");
    ok scalar(grep { $name =~ /^\Q$_\E(?:_\w+)?$/ } @sources),
        "$test: src/*/$folder has the file that it tests";
}
is_deeply [glob 't/unit/*.c'], [], 'each unit test is in a folder';

done_testing;
