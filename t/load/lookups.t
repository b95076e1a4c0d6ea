# SPDX-License-Identifier: Apache-2.0
#
# A look-up among 10,000 declared names costs as much as a look-up among ten; the
# same holds for sources. The test counts instructions, which do not depend on
# the load of the machine.
#
# Server: none
# Needs: unit
# Sanitizers: no (valgrind cannot run programs that have them)
use strict;
use warnings;

use File::Temp ();
use Test::More;

use constant { FEW => 10, MANY => 10_000, LOOKUPS => 2_000 };

for my $row (['names', 'cp_policy_many', 'cp_policy_match'],
             ['sources', 'cp_source_many', 'cp_sources_match']) {
    my ($what, $program, $function) = @$row;
    my %cost = map { $_ => instructions($_, $program, $function) / LOOKUPS }
        FEW, MANY;
    note sprintf "%d $what: %.1f instructions for a look-up", $_, $cost{$_}
        for FEW, MANY;
    # The number is above zero only if the function still has this name.
    cmp_ok $cost{+FEW}, '>', 10, "$what: instructions of a look-up are counted";
    cmp_ok $cost{+MANY}, '<', 1.25 * $cost{+FEW},
        "a look-up among 10,000 $what costs at most 25 % more than among ten";
}

done_testing;

# Returns the number of instructions executed in the function.
sub instructions {
    my ($names, $name, $function) = @_;
    my $program = ($ENV{CP_BUILD} // '.build') . "/unit/policy/$name";
    my $dir = File::Temp->newdir;
    local $ENV{CP_NAMES} = $names;
    my $said = `valgrind --tool=callgrind --toggle-collect=$function \\
        --callgrind-out-file=$dir/out $program 2>&1`;
    is $?, 0, "$names of $name: each is found" or diag $said;
    my ($n) = $said =~ /Collected : (\d+)/ or die "callgrind says:\n$said";
    return $n;
}
