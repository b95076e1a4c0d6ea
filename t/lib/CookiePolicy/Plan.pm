# SPDX-License-Identifier: Apache-2.0
#
# The plan of a test run: which server each test file needs, which files may
# run at the same time, and which of them start first.
#
# Each test file declares its server in a comment of its header:
#
#     # Server: none                    needs no httpd
#     # Server: own                     starts an httpd of its own
#     # Server: shared, every MPM       uses the server of t/conf/extra.conf.in
#     # Server: shared, event, worker   the same, under these MPMs only
#
# A file that takes longer than 2 s may add its time, "(33 s)": the longest
# start first. A wrong time only costs time. The programs of t/unit need no
# declaration.
package CookiePolicy::Plan;

use strict;
use warnings;

our @MPMS = qw(event worker prefork);

my $MPM   = join '|', @MPMS;
my $WORDS = qr/none|own|shared, (?:every MPM|(?:$MPM)(?:, (?:$MPM))*)/;

# { mpms => [] unless the server is shared, seconds => n } of one test file.
# Dies unless the file declares its server exactly once.
sub declaration {
    my ($file) = @_;
    return { mpms => [], seconds => 0 } if $file =~ m{^\.build/};
    my @lines = grep { /^# Server:/ } header($file);
    @lines == 1 && $lines[0] =~ /^# Server: ($WORDS)(?: \((\d+) s\))?$/
        or die "$file: the header needs one line '# Server: none', "
            . "'# Server: own' or '# Server: shared, <MPMs>': "
            . "see docs/CONTRIBUTING.md\n";
    my ($words, $seconds) = ($1, $2 // 0);
    my @mpms = $words =~ /every MPM/ ? @MPMS : $words =~ /\b($MPM)\b/g;
    return { mpms => \@mpms, seconds => $seconds };
}

# The comment at the start of a file.
sub header {
    my ($file) = @_;
    open my $in, '<', $file or die "$file: $!\n";
    my @lines;
    while (my $line = <$in>) {
        last unless $line =~ /^#/;
        chomp $line;
        push @lines, $line;
    }
    return @lines;
}

# plan(files => [...], mpms => [...]): a list of jobs, each [lane, file]. The
# lane is an MPM or "alone". A file that suits no wanted MPM is left out.
sub plan {
    my (%arg) = @_;
    my %wanted = map { $_ => 1 } @{ $arg{mpms} };
    my (@alone, @served);
    for my $file (@{ $arg{files} }) {
        my $is = declaration($file);
        if (!@{ $is->{mpms} }) {
            push @alone, [ $is->{seconds}, $file ];
            next;
        }
        push @served, map { [ $_, $file ] } grep { $wanted{$_} }
            @{ $is->{mpms} };
    }
    # perl's sort keeps the order of equals.
    return (@served, map { [ 'alone', $_->[1] ] }
            sort { $b->[0] <=> $a->[0] } @alone);
}

# Tests that share a server run one after the other, because they read its
# logs. Each server, and each test without one of them, is independent of the
# rest. The longest lane comes first.
sub rules {
    return { par => [ { seq => 'event/**' }, { par => 'alone/**' },
                      { seq => 'worker/**' }, { seq => 'prefork/**' } ] };
}

1;
