# SPDX-License-Identifier: Apache-2.0
#
# docs/guide/observation.md has the counters of the status page, with its texts
# and in its order.
#
# Server: none
# Sanitizers: no (it runs no compiled code)
use strict;
use warnings;

use Test::More;

sub slurp {
    open my $in, '<', $_[0] or die "$_[0]: $!\n";
    local $/;
    return scalar <$in>;
}

my @names = slurp('src/core/observe/cp_observed.h') =~ /\bC\(\w+, "(\w+)"\)/g;
cmp_ok scalar(@names), '>', 20, 'the counters were found';
my %text;
my $source = slurp('src/core/status/cp_counter_text.c');
while ($source =~ /\{"(\w+)", ((?:\s*"[^"]*")+)\}/g) {
    my ($name, $strings) = ($1, $2);
    $text{$name} = join '', $strings =~ /"([^"]*)"/g;
}
my ($table) = slurp('docs/guide/observation.md')
    =~ /^### The counters\n.*?((?:^\|[^\n]*\n)+)/ms;
is_deeply [ ($table // '') =~ /^\| `(\w+)` \| (.*) \|$/mg ],
    [ map { ($_, $text{$_}) } @names ], 'the manual describes them';

done_testing;
