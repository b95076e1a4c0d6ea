# SPDX-License-Identifier: Apache-2.0
#
# Every test file declares its server and its other needs. Checks the reader of
# these lines and the order that results from them (CookiePolicy::Plan).
#
# Server: none
# Sanitizers: no (it runs no compiled code)
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
    my $uses_browser = text_of($file)
        =~ /CookiePolicy::(?:Browser|Judges|Application)\b|'node',\s't.judges\b/;
    is !!grep({ $_ eq 'browser' } @{ $is->{needs} || [] }), !!$uses_browser,
        "$file declares the need of a browser if it starts one";
    ok !$is->{sanitizers}, "$file is left out by make test-asan"
        if $file =~ m{^t/guard/} && text_of($file) =~ /^# Server: none/m;
}

sub text_of {
    my ($file) = @_;
    open my $in, '<', $file or die "$file: $!\n";
    local $/;
    return scalar <$in>;
}

# (is the header accepted, its text)
for my $row (
    [1, '# Server: none'], [1, '# Server: own (33 s)'],
    [1, '# Server: shared, every MPM'], [1, '# Server: shared, event, worker'],
    [0, '# No word of it'], [0, '# Server: shared'], [0, '# Server: mine'],
    [0, '# Server: own 33 s'], [0, "# Server: none\n# Server: own"],
    [0, "# Blank.\n\n# Server: own"],
    [1, "# Server: own\n# Needs: browser, probe"],
    [0, "# Server: own\n# Needs: luck"],
    [1, "# Server: own\n# Sanitizers: no (a reason)"],
    [0, "# Server: own\n# Sanitizers: no"],
) {
    my ($counts, $text) = @$row;
    my $file = File::Temp->new;
    print $file "$text\n";
    close $file;
    is !!eval { CookiePolicy::Plan::declaration("$file") }, !!$counts,
        ($counts ? 'accepted: ' : 'rejected: ') . $text =~ s/\n/ | /gr;
}

# The plan that results from the declarations.
my %text = (
    short => 'own (3 s)', quick => 'none', long => 'own (99 s)',
    one => 'shared, event', all => 'shared, every MPM',
    slow => 'shared, event (50 s)', slower => 'shared, event (60 s)',
    slowest => 'shared, event (90 s)',
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
    ['event one', 'event2 all', 'worker all', 'prefork all',
     'alone long', 'alone short', 'alone quick'],
    'a test of the shared server runs once per MPM, others once, longest first';
is_deeply planned(['event'], qw(one slow slower slowest)),
    ['event slowest', 'event2 slower', 'event2 slow', 'event one'],
    'the servers of event take about the same time';
is_deeply planned(['prefork'], qw(one all)), ['prefork all'],
    'only tests for the requested MPM are in the plan';

done_testing;
