# SPDX-License-Identifier: Apache-2.0
#
# The dependencies between folders, the purity of the core, and the size of
# files and functions. docs/architecture.md has the table of the dependencies.
#
# Server: none
# Sanitizers: no (it runs no compiled code)
use strict;
use warnings;

use Test::More;

use lib 't/lib';
use CookiePolicy::Layers;

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

my $ROWS = "| `core/a` | text | APR only |\n| `core/b` | text | `a` |\n";
is_deeply table_of($ROWS . "| `httpd/a` | text | core |\n"
    . "| `httpd/b` | text | core; `a` |\n"),
    { 'core/a' => {}, 'core/b' => { 'core/a' => 1 },
      'httpd/a' => { 'core/a' => 1, 'core/b' => 1 },
      'httpd/b' => { 'core/a' => 1, 'core/b' => 1, 'httpd/a' => 1 } },
    'a table is read';
like table_of("| `core/a` | text | `b` |\n$ROWS"),
    qr{^died: core/a names core/b}, 'a cycle is refused';
like table_of("| `core/a` | text | `a` |\n"),
    qr{^died: core/a names core/a}, 'a cycle of one is refused';
like table_of($ROWS . "| `core/a` | text | APR only |\n"),
    qr{^died: core/a has two}, 'a second row is refused';

my $small = CookiePolicy::Layers::table($ROWS);
is_deeply [CookiePolicy::Layers::unused($small, {})], ['core/b: core/a'],
    'a folder that is not used is found';
for my $row (
    ['src/core/b/x.c', '"core/a/y.h"', []],
    ['src/core/b/x.c', '"core/b/y.h"', []],
    ['src/core/b/x.c', '"cp_assets.h"', []],
    ['src/core/b/x.c', '<string.h>', []],
    ['src/core/a/x.h', '"core/b/y.h"', ['includes core/b/y.h']],
    ['src/core/a/x.h', '"y.h"', ['includes y.h']],
    ['src/core/c/x.c', '"core/a/y.h"',
     ['its folder core/c has no row in the table']],
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

my $may = CookiePolicy::Layers::table(slurp('docs/architecture.md'));
cmp_ok scalar(keys %$may), '>=', 12, 'the table was found';
my @core = glob 'src/core/*/*.[ch]';
my @httpd = glob 'src/httpd/*/*.[ch]';
cmp_ok scalar(@core), '>', 50, 'core files were found';
cmp_ok scalar(@httpd), '>', 40, 'adapter files were found';
is_deeply [glob('src/*.[ch]'), glob('src/*/*.[ch]')], [],
    'each source is in a folder of core or httpd';

my %used;
for my $file (@core, @httpd) {
    is_deeply [CookiePolicy::Layers::wrong_includes($may, $file, slurp($file),
        \%used)], [], "$file: includes";
}
is_deeply [CookiePolicy::Layers::unused($may, \%used)], [],
    'docs/architecture.md names no folder too many';
for my $file (@core) {
    is_deeply [CookiePolicy::Layers::not_pure(slurp($file))], [],
        "$file: APR and libidn2 alone";
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
