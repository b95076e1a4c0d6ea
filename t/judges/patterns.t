# SPDX-License-Identifier: Apache-2.0
#
# An expression that cp_js_pattern.c accepts matches the same names in PCRE and
# in JavaScript: the expressions of the unit test, and random ones. V8 is the
# judge; Chromium has the same.
#
# Server: none
# Needs: unit, browser
use strict;
use warnings;

use File::Temp ();
use Test::More;

my $BUILD = $ENV{CP_BUILD} || '.build';
my $MADE = 40_000;
my @NAMES = ('', qw(_ga _ga_X1 _gat a aa aaa aaab ab abc b c foo o/o a.b a}b a] A
    -a a-b a^ x xy y z [x] 1 12 d-_ wordpress_logged_in_0), q(!#%&'`~), ' a', "\ta");

sub answers {
    my ($file, @command) = @_;
    open my $out, '-|', 'sh', '-c', '"$@" <' . $file, 'sh', @command
        or die "$command[0]: $!\n";
    chomp(my @lines = <$out>);
    close $out or die "$command[0] failed\n";
    return @lines;
}

# Writes the lines, asks both, and returns the lines on which they differ, and
# the number of lines that count.
sub compare {
    my (@lines) = @_;
    my $file = File::Temp->new;
    print $file map { "$_\n" } @lines;
    close $file;
    my @pcre = answers("$file", "$BUILD/unit/config/cp_pcre", '--lines');
    my @script = answers("$file", 'node', 't/judges/patterns.mjs');
    is scalar(@pcre), scalar(@lines), 'PCRE answers each line';
    is scalar(@script), scalar(@lines), 'JavaScript answers each line';
    my @counting = grep { $pcre[$_] =~ /^[01]$/ } 0 .. $#lines;
    my @wrong = map { join ' ', map({ pack 'H*', $_ } split / /, $lines[$_]),
                          $pcre[$_], $script[$_] }
        grep { $pcre[$_] ne $script[$_] } @counting;
    return (\@wrong, scalar @counting);
}

my @listed = answers('/dev/null', "$BUILD/unit/policy/cp_js_pattern", '--list');
my ($wrong, $counting) = compare(map { my $e = unpack 'H*', $_;
                                       map { "$e " . unpack 'H*', $_ } @NAMES }
                                 @listed);
is $counting, @listed * @NAMES, 'all expressions of the unit test count';
is_deeply $wrong, [], 'they match the same names' or diag explain $wrong;

($wrong, $counting) = compare(answers('/dev/null', 'node',
    't/judges/patterns.mjs', '--make', $MADE));
cmp_ok $counting, '>', $MADE / 20, "$counting random expressions count";
is_deeply $wrong, [], 'they match the same names' or diag explain $wrong;

done_testing;
