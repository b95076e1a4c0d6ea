# SPDX-License-Identifier: Apache-2.0
#
# Every test file declares the server it needs, so that no run loses a test.
#
# Server: none
use strict;
use warnings;

use File::Temp ();
use Test::More;

use lib 't/lib';
use CookiePolicy::Plan;

my @files = grep { !m{^t/unit/} } glob('t/*/*.t');
cmp_ok scalar @files, '>', 60, 'the test files were found';
for my $file (@files) {
    my $is = eval { CookiePolicy::Plan::declaration($file) };
    ok $is, "$file declares its server" or diag $@;
}

# (does it count, text of the header)
for my $row (
    [1, '# Server: none'], [1, '# Server: own (33 s)'],
    [1, '# Server: shared, every MPM'], [1, '# Server: shared, event, worker'],
    [0, '# No word of it'], [0, '# Server: shared'], [0, '# Server: mine'],
    [0, '# Server: own 33 s'], [0, "# Server: none\n# Server: own"],
    [0, "# Blank.\n\n# Server: own"],
) {
    my ($counts, $text) = @$row;
    my $file = File::Temp->new;
    print $file "$text\n";
    close $file;
    is !!eval { CookiePolicy::Plan::declaration("$file") }, !!$counts,
        ($counts ? 'read: ' : 'refused: ') . $text =~ s/\n/ | /gr;
}

# The plan that results from the declarations.
my %text = (
    short => 'own (3 s)', quick => 'none', long => 'own (99 s)',
    one => 'shared, event', all => 'shared, every MPM',
);
my $dir = File::Temp->newdir;
for my $name (keys %text) {
    open my $out, '>', "$dir/$name" or die "$dir/$name: $!\n";
    print $out "# Server: $text{$name}\n";
    close $out or die "$dir/$name: $!\n";
}
sub planned {
    my ($mpms, @names) = @_;
    return [ map { "$_->[0] " . $_->[1] =~ s{.*/}{}r }
        CookiePolicy::Plan::plan(files => [ map { "$dir/$_" } @names ],
                                 mpms => $mpms) ];
}
is_deeply planned(\@CookiePolicy::Plan::MPMS, qw(quick short one long all)),
    ['event one', 'event all', 'worker all', 'prefork all',
     'alone long', 'alone short', 'alone quick'],
    'shared ones once for each of their MPMs, the rest once, longest first';
is_deeply planned(['prefork'], qw(one all)), ['prefork all'],
    'only tests for the MPM that was requested';

done_testing;
