# SPDX-License-Identifier: Apache-2.0
#
# gcc and clang accept every source file without a warning. The build of the
# tested module has proved this for one of them: its warnings are errors.
#
# Server: none (8 s)
# Sanitizers: no (it compiles with flags of its own)
use strict;
use warnings;

use Test::More;

chomp(my $built = `make --no-print-directory -s print-CC`);
my @others = grep { $_ ne $built } qw(gcc clang);
plan tests => scalar @others;

for my $cc (@others) {
    # clang has the same warnings at each level of optimisation, gcc has not.
    my $level = $cc eq 'clang' ? 'OPT=-O0 FORTIFY=' : '';
    my $said = `make --no-print-directory -s -j2 CC=$cc B=.build/cc-$cc \\
        $level TARGET=.build/cc-$cc/mod_cookie_policy.so all 2>&1`;
    is $?, 0, "$cc: no warning and no error" or diag $said;
}
