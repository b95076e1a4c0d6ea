# SPDX-License-Identifier: Apache-2.0
#
# gcc and clang accept every source file without a warning.
#
# Server: none (8 s)
# Sanitizers: no (it compiles with flags of its own)
use strict;
use warnings;

use Test::More tests => 2;

for my $cc (qw(gcc clang)) {
    my $said = `make --no-print-directory -s -j2 CC=$cc B=.build/cc-$cc \\
        TARGET=.build/cc-$cc/mod_cookie_policy.so all 2>&1`;
    is $?, 0, "$cc: no warning and no error" or diag $said;
}
