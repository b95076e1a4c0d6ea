# SPDX-License-Identifier: Apache-2.0
#
# The plan of a test run: what each test file needs, which files may run at the
# same time, and which of them start first.
#
# Each test file declares its needs in the comment at its start:
#
#     # Server: none                    needs no httpd
#     # Server: own                     starts an httpd of its own
#     # Server: shared, every MPM       uses the server of t/conf/extra.conf.in
#     # Server: shared, event, worker   the same, under these MPMs only
#     # Needs: browser, probe           words of %NEEDS, if it needs any
#     # Sanitizers: no (REASON)         make test-asan leaves it out
#
# A file that takes longer than 2 s may add its time to the first line, "own
# (33 s)": the longest start first. A wrong time has no other effect.
#
# The programs of t/unit declare nothing.
package CookiePolicy::Plan;

use strict;
use warnings;

our @MPMS = qw(event worker prefork);

# The lanes of an MPM, each with a server of its own. Most tests of browsers run
# under event, and two servers halve their time.
our %LANES = (event => [qw(event event2)], worker => ['worker'],
              prefork => ['prefork']);

# Each need, and the target of make that provides it. CookiePolicy::Workspace
# provides those that have none.
our %NEEDS = (
    probe        => 'probe',       # t/modules/mod_cp_probe.c
    unit         => 'unit-build',  # the programs of t/unit
    replay       => 'fuzz-replay', # the replay programs of t/fuzz
    pools        => 'pools',       # t/memory/pools.c
    deb          => 'deb',         # the package of Debian, in .build/deb
    browser      => '',            # Chromium, and node with playwright-core
    php          => '',            # php-cgi
    postgres     => '',            # PostgreSQL
    mod_perl     => '',
    documents    => '',            # the documentation packages of t/judges
    applications => '',            # the applications of t/apps
    next         => '',            # Next.js
);

my $MPM    = join '|', @MPMS;
my $SERVER = qr/none|own|shared, (?:every MPM|(?:$MPM)(?:, (?:$MPM))*)/;

# True for a program of t/unit; other tests are files for perl.
sub is_program { return $_[0] =~ m{^\.build/} }

# Returns what a test file declares: { mpms => [] unless its server is shared,
# seconds => n, needs => [words], sanitizers => 0 or 1 }. Dies if a line is
# wrong, or unless there is exactly one line "# Server:".
sub declaration {
    my ($file) = @_;
    return { mpms => [], seconds => 0, needs => [], sanitizers => 1 }
        if is_program($file);
    my @header = header($file);
    my @lines = grep { /^# Server:/ } @header;
    @lines == 1 && $lines[0] =~ /^# Server: ($SERVER)(?: \((\d+) s\))?$/
        or die "$file: the header needs one line '# Server: none', "
            . "'# Server: own' or '# Server: shared, <MPMs>': "
            . "see docs/CONTRIBUTING.md\n";
    my ($server, $seconds) = ($1, $2 // 0);
    my @mpms = $server =~ /every MPM/ ? @MPMS : $server =~ /\b($MPM)\b/g;
    return { mpms => \@mpms, seconds => $seconds,
             needs => [ needs_in($file, @header) ],
             sanitizers => runs_with_sanitizers($file, @header) };
}

sub needs_in {
    my ($file, @header) = @_;
    my @words = map { split /, /, $_ } map { /^# Needs: *(.*)/ } @header;
    for my $word (@words) {
        exists $NEEDS{$word} or die "$file: '# Needs: $word' is not one of "
            . join(', ', sort keys %NEEDS) . "\n";
    }
    return @words;
}

sub runs_with_sanitizers {
    my ($file, @header) = @_;
    my @lines = grep { /^# Sanitizers:/ } @header or return 1;
    @lines == 1 && $lines[0] =~ /^# Sanitizers: no \(.+\)$/
        or die "$file: the only form is '# Sanitizers: no (REASON)'\n";
    return 0;
}

# The needs of these files, as pairs of word and 1. If there is a program of
# t/unit, too, the need "unit".
sub needs {
    my (@files) = @_;
    return map { $_ => 1 } map { is_program($_) ? 'unit'
                                 : @{ declaration($_)->{needs} } } @files;
}

# The targets of make that provide these needs.
sub targets {
    my (@needs) = @_;
    return grep { length } map { $NEEDS{$_} } sort @needs;
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

# The MPM of a lane.
sub mpm_of { return $_[0] =~ s/\d+$//r }

# plan(files => [...], mpms => [...]): a list of jobs, each [lane, file]. The
# lane is one of %LANES or "alone". A file that runs under none of the MPMs is
# left out.
sub plan {
    my (%arg) = @_;
    my (@alone, %served);
    for my $file (@{ $arg{files} }) {
        my $is = declaration($file);
        my $job = [ $is->{seconds}, $file ];
        push @alone, $job unless @{ $is->{mpms} };
        push @{ $served{$_} }, $job for @{ $is->{mpms} };
    }
    return ((map { lanes($_, @{ $served{$_} // [] }) } @{ $arg{mpms} }),
            map { [ 'alone', $_->[1] ] } longest_first(@alone));
}

# Distributes the jobs of one MPM over its lanes, so that the lanes take about
# the same time.
sub lanes {
    my ($mpm, @jobs) = @_;
    my %load = map { $_ => 0 } @{ $LANES{$mpm} };
    my @placed;
    for my $job (longest_first(@jobs)) {
        my ($lane) = sort { $load{$a} <=> $load{$b} || $a cmp $b } keys %load;
        $load{$lane} += $job->[0] || 1;
        push @placed, [ $lane, $job->[1] ];
    }
    return @placed;
}

# perl's sort keeps the order of equals.
sub longest_first { return sort { $b->[0] <=> $a->[0] } @_ }

# Tests that share a server run one after the other, because they read its
# logs. Each server, and each test without one of them, is independent of the
# rest. The longest lane comes first.
sub rules {
    my @first = map { { seq => "$_/**" } } @{ $LANES{event} };
    return { par => [ @first, { par => 'alone/**' },
                      { seq => 'worker/**' }, { seq => 'prefork/**' } ] };
}

1;
