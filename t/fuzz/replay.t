#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# Replays the corpus of every fuzz target through a program made with a plain
# compiler. What a fuzzer has found once stays in the corpus and is tried by
# every run of the tests, without a fuzzer.
#
# Server: none
# Needs: replay
use strict;
use warnings;

use Test::More;

use lib 't/lib';
use CookiePolicy::Sanitizer;

my $build = $ENV{CP_BUILD} // '.build';
my $under = join ' ', CookiePolicy::Sanitizer::prefix(leaks => 1);
my @targets = map { m{/fuzz_(\w+)\.c$} } sort glob 't/fuzz/fuzz_*.c';
cmp_ok(scalar @targets, '>=', 7, 'there are fuzz targets');

for my $target (@targets) {
    my $program = "$build/fuzz/replay_$target";
    my @seeds = glob "t/fuzz/corpus/$target/*";
    subtest $target => sub {
        cmp_ok(scalar @seeds, '>=', 24, 'a corpus');
        ok(-x $program, 'the program is built') or return;
        my $said = `$under $program t/fuzz/corpus/$target 2>&1`;
        is($?, 0, 'no property is broken')
            or diag(join "\n", (split /\n/, $said)[-3 .. -1]);
        like($said, qr/^${\ scalar @seeds} inputs replayed$/m,
             'every seed was tried');
    };
}

# The program itself must notice that it had nothing to do, or could not.
my $any = "$build/fuzz/replay_$targets[0]";
isnt(system("$any >/dev/null 2>&1"), 0, 'no input is a failure');
isnt(system("$any t/fuzz/no-such-file >/dev/null 2>&1"), 0,
     'an input that is not there is a failure');

done_testing;
