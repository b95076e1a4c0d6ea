# SPDX-License-Identifier: Apache-2.0
#
# httpd loads all modules into one name space: the module exports its record
# only.
#
# Server: none
# Sanitizers: no (it reads the symbols of the ordinary module)
use strict;
use warnings;

use Test::More tests => 3;

my $module = '.libs/mod_cookie_policy.so';
ok -s $module, "$module exists";
my @symbols = map { (split)[2] } grep { / [A-TV-Z] / }
    `nm -D --defined-only $module`;
is_deeply \@symbols, ['cookie_policy_module'], 'it exports its record only';
my @needed = map { /\(NEEDED\).*\[(\S+)\]/ ? $1 : () } `readelf -d $module`;
is_deeply [ grep { !/^lib(?:c|crypto|psl|pcre2-8|z|brotlidec|idn2|jansson)\.so/ } @needed ], [],
    'it needs only the documented libraries';
