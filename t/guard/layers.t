# SPDX-License-Identifier: Apache-2.0
#
# src/core knows nothing of httpd: no header of it, no log, clock, file,
# random number; the unit tests link it with APR alone. Filters and the
# endpoint do not know each other. Functions and files stay short.
#
# Server: none
# Sanitizers: no (it runs no compiled code)
use strict;
use warnings;

use Test::More;

sub slurp {
    open my $fh, '<', $_[0] or die "$_[0]: $!\n";
    local $/;
    return scalar <$fh>;
}

my @core = glob 'src/core/*/*.[ch]';
my @httpd = glob 'src/httpd/*/*.[ch]';
cmp_ok scalar(@core), '>', 10, 'core files were found';
cmp_ok scalar(@httpd), '>', 5, 'adapter files were found';

my %own = map { m{^src/(.+)$} ? ($1 => 1) : () } grep { /\.h$/ } @core;
$own{'cp_assets.h'} = 1;
for my $file (@core) {
    my $text = slurp($file);
    my @foreign = grep { !$own{$_} && !/^apr_?\w*\.h$/
        && !/^(?:string|strings|stdarg|stddef|stdint|stdlib|limits|ctype)\.h$/ }
        $text =~ /^\s*#\s*include\s*[<"]([^>"]+)[>"]/gm;
    is "@foreign", '', "$file includes APR and core headers alone";
    $text =~ s{/\*.*?\*/}{}gs;
    my @outside = $text =~ /\b(ap_\w+|apr_time_now|time|fopen|apr_file_open|getenv|rand|apr_generate_random_bytes|printf)\s*\(/g;
    is "@outside", '', "$file asks nothing of the outside";
}

for my $file (grep { /cp_(?:filter|headers|html|inject)\w*\.c$/ } @httpd) {
    unlike slurp($file), qr{#include "httpd/endpoint/},
        "$file does not know the endpoint";
}

for my $file ('mod_cookie_policy.c', @core, @httpd) {
    my $text = slurp($file);
    like $text, qr/\A[^\n]*SPDX-License-Identifier: Apache-2\.0/,
        "$file: licence";
    my @long = grep { length > 80 && !/[^\x00-\x7f]/ } split /\n/, $text;
    is scalar(@long), 0, "$file: 80 columns" or diag "@long";
    unlike $text, qr/\t/, "$file: no tabs";
    unlike $text, qr/\b(?:TODO|FIXME|XXX)\b/, "$file: nothing left to do";
    my $lines = () = $text =~ /\n/g;
    cmp_ok $lines, '<=', 600, "$file: not too long";
    my @giants;
    while ($text =~ /^\{\n(.*?)^\}/gms) {
        my $n = () = $1 =~ /\n/g;
        push @giants, $n if $n > 40;
    }
    is "@giants", '', "$file: no long function";
}
my $door = () = slurp('mod_cookie_policy.c') =~ /\n/g;
cmp_ok $door, '<=', 250, 'the door stays small';

done_testing;
