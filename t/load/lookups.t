# SPDX-License-Identifier: Apache-2.0
#
# A look-up among 10,000 declared names costs as much as a look-up among ten.
# The test counts instructions, which do not depend on the load of the machine.
#
# Server: none
# Needs: unit
# Sanitizers: no (valgrind cannot run programs that have them)
use strict;
use warnings;

use File::Temp ();
use Test::More;

use constant { FEW => 10, MANY => 10_000, LOOKUPS => 2_000 };

my $program = ($ENV{CP_BUILD} // '.build') . '/unit/policy/cp_policy_many';
my %cost = map { $_ => instructions($_) / LOOKUPS } FEW, MANY;
note sprintf '%d names: %.1f instructions for a look-up', $_, $cost{$_}
    for FEW, MANY;
# The number is above zero only if the function still has this name.
cmp_ok $cost{+FEW}, '>', 10, 'instructions of a look-up are counted';
cmp_ok $cost{+MANY}, '<', 1.25 * $cost{+FEW},
    'a look-up among 10,000 names costs at most 25 % more than among ten';

done_testing;

# Returns the number of instructions executed in cp_policy_match().
sub instructions {
    my ($names) = @_;
    my $dir = File::Temp->newdir;
    local $ENV{CP_NAMES} = $names;
    my $said = `valgrind --tool=callgrind --toggle-collect=cp_policy_match \\
        --callgrind-out-file=$dir/out $program 2>&1`;
    is $?, 0, "$names names: each name is found" or diag $said;
    my ($n) = $said =~ /Collected : (\d+)/ or die "callgrind says:\n$said";
    return $n;
}
