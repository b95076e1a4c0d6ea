# SPDX-License-Identifier: Apache-2.0
#
# A cookie is found among 10,000 declared names at the cost of finding it
# among ten: counted in instructions, which do not depend on the machine's load.
#
# Server: none
# Needs: unit
# Sanitizers: no (valgrind cannot run programs that have them)
use strict;
use warnings;

use File::Temp ();
use Test::More;

use constant { FEW => 10, MANY => 10_000, LOOKUPS => 2_000 };

my $program = ($ENV{CP_BUILD} // '.build') . '/unit/cp_policy_many';
my %cost = map { $_ => instructions($_) / LOOKUPS } FEW, MANY;
note sprintf '%d names: %.1f instructions for a look-up', $_, $cost{$_}
    for FEW, MANY;
# More than none: the function that is counted exists by that name.
cmp_ok $cost{+FEW}, '>', 10, 'what a look-up costs is counted';
cmp_ok $cost{+MANY}, '<', 1.25 * $cost{+FEW},
    'among 10,000 names a look-up costs what it costs among ten';

done_testing;

# All that is executed inside of cp_policy_match().
sub instructions {
    my ($names) = @_;
    my $dir = File::Temp->newdir;
    local $ENV{CP_NAMES} = $names;
    my $said = `valgrind --tool=callgrind --toggle-collect=cp_policy_match \\
        --callgrind-out-file=$dir/out $program 2>&1`;
    is $?, 0, "$names names: all is found" or diag $said;
    my ($n) = $said =~ /Collected : (\d+)/ or die "callgrind says:\n$said";
    return $n;
}
