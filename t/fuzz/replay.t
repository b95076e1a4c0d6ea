#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# Replays the corpus of every fuzz target with a program from an ordinary
# compiler. Each input that a fuzzer has found stays in the corpus, so every
# test run repeats it.
#
# Server: none
# Needs: replay
use strict;
use warnings;

use Test::More;

use lib 't/lib';
use CookiePolicy::Sanitizer;

my $build = $ENV{CP_BUILD} // '.build';
# t/tools/platforms runs the programs with an emulator.
my $under = join ' ', $ENV{CP_RUN} // (),
    CookiePolicy::Sanitizer::prefix(leaks => 1);
my @targets = map { m{/fuzz_(\w+)\.c$} } sort glob 't/fuzz/fuzz_*.c';
cmp_ok(scalar @targets, '>=', 7, 'there are fuzz targets');

for my $target (@targets) {
    my $program = "$build/fuzz/replay_$target";
    my @seeds = glob "t/fuzz/corpus/$target/*";
    subtest $target => sub {
        cmp_ok(scalar @seeds, '>=', 24, 'there is a corpus');
        ok(-x $program, 'the program is built') or return;
        my $said = `$under $program t/fuzz/corpus/$target 2>&1`;
        is($?, 0, 'every property holds')
            or diag(join "\n", (split /\n/, $said)[-3 .. -1]);
        like($said, qr/^${\ scalar @seeds} inputs replayed$/m,
             'every input was replayed');
    };
}

# The program must fail if it has no input or cannot read it.
my $any = "$under $build/fuzz/replay_$targets[0]";
isnt(system("$any >/dev/null 2>&1"), 0, 'a run without input fails');
isnt(system("$any t/fuzz/no-such-file >/dev/null 2>&1"), 0,
     'a run with a missing file fails');

done_testing;
