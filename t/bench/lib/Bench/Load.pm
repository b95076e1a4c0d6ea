# SPDX-License-Identifier: Apache-2.0
#
# CPU time for one request under a load of 16 connections, user and kernel,
# from /proc/PID/stat of the server. A run of the bare server precedes and
# follows each run of another server. The result is divided by these two, because
# other processes of the machine slow all three. The table shows the median of
# the rounds.
package Bench::Load;

use strict;
use warnings;

use Time::HiRes qw(time);

use Bench::Proof ();
use Bench::Report ();
use Bench::Server ();
use Bench::Variants ();

use constant {
    ROUNDS      => 5,
    SECONDS     => 0.8,    # of one run
    CALIBRATION => 300,    # requests
    LEAST       => 50,
    MOST_CPU    => 1.10,
};

# Rows for one page: [name, requests a second, ms for 1000 requests, ratio,
# lowest to highest, reached, remark].
sub measure {
    my ($page, $rounds, $wanted) = @_;
    my %by = map { $_->{key} => $_ } variants($page);
    my @rows;
    for my $base (grep { !$_->{base} } Bench::Variants::bare()) {
        my @group = grep { ($_->{base} // '') eq $base->{key}
                           && $wanted->("load $page: $_->{name}") }
            variants($page);
        push @rows, group($by{ $base->{key} }, $rounds, @group) if @group;
    }
    return @rows;
}

sub variants {
    my ($page) = @_;
    return map { +{ %$_, page => "$page." . ($_->{ext} || 'html') } }
        Bench::Variants::bare(), Bench::Variants::ours(),
        Bench::Variants::rivals();
}

sub group {
    my ($base, $rounds, @group) = @_;
    my @live = grep { begin($_) } $base, @group;
    shift @live if $live[0] == $base;
    if ($base->{server}) {
        for (1 .. $rounds || ROUNDS) {
            round($base, @live);
            print STDERR '.';
        }
    }
    $_->{server} && $_->{server}->stop for $base, @live;
    return map { row($_, $base) } $base, @group;
}

# Proves a case, starts its server, and finds the number of requests of a run.
sub begin {
    my ($case) = @_;
    return 1 if eval {
        Bench::Proof::proved($case);
        $case->{server} = Bench::Server->new(%$case);
        close $case->{server}->connection;
        my (undef, $wall) = run($case, CALIBRATION);
        my $n = int CALIBRATION * SECONDS / $wall;
        $case->{n} = $n < LEAST ? LEAST : $n;
        1;
    };
    my $excuse = Bench::Proof::excuse($case, $@);
    @$case{ keys %$excuse } = values %$excuse;
    return 0;
}

sub round {
    my ($base, @cases) = @_;
    my ($before, $wall) = run($base, $base->{n});
    push @{ $base->{rate} }, $base->{n} / $wall;
    while (my @some = splice @cases, 0, 2) {
        my @cpu = map { [ run($_, $_->{n}) ] } @some;
        my ($after) = run($base, $base->{n});
        my $mean = ($before + $after) / 2;
        for (0 .. $#some) {
            push @{ $some[$_]{cpu} }, $cpu[$_][0];
            push @{ $some[$_]{rate} }, $some[$_]{n} / $cpu[$_][1];
            push @{ $some[$_]{ratio} }, $cpu[$_][0] / $mean;
        }
        push @{ $base->{cpu} }, $mean;
        $before = $after;
    }
    return;
}

# CPU milliseconds for 1000 requests; seconds that the run took.
sub run {
    my ($case, $n) = @_;
    my $server = $case->{server};
    my @headers = map { ('-H', $_) } Bench::Proof::headers($case);
    my @command = ('h2load', '--h1', '-t1', '-c16', "-n$n", @headers,
                   'http://127.0.0.1:' . $server->port . "/$case->{page}");
    my ($cpu, $from) = (ticks($server->pid), time);
    open my $out, '-|', @command or die "h2load is missing\n";
    my $said = join '', <$out>;
    close $out;
    my $wall = time - $from;
    $said =~ /\b$n succeeded, 0 failed/ or die "under load:\n$said";
    $said =~ /\b$n 2xx, 0 3xx/ or die "under load:\n$said";
    $cpu = ticks($server->pid) - $cpu;
    return ($cpu * 10 * 1000 / $n, $wall);
}

# User and system time of a process and its children, in hundredths of a
# second.
sub ticks {
    my ($pid) = @_;
    my $sum = 0;
    for my $file (glob '/proc/[0-9]*/stat') {
        open my $in, '<', $file or next;
        my ($id, $rest) = (<$in> // '') =~ /^(\d+) .*\) (.*)/ or next;
        my @field = split ' ', $rest;
        $sum += $field[11] + $field[12] if $id == $pid || $field[1] == $pid;
    }
    return $sum;
}

sub row {
    my ($case, $base) = @_;
    my $name = $case->{name};
    return [ $name, ('') x 5, $case->{failed} ? "FAILED: $case->{failed}"
             : $case->{note} // 'not measured' ] unless $case->{cpu};
    my $cpu  = sprintf '%.1f', Bench::Report::median(@{ $case->{cpu} });
    my $rate = Bench::Report::number(Bench::Report::median(@{ $case->{rate} }));
    return [ $name, $rate, $cpu, ('') x 4 ] if $case == $base;
    my @ratio = sort { $a <=> $b } @{ $case->{ratio} };
    my $ratio = Bench::Report::median(@ratio);
    my $most = sprintf '%.2f', MOST_CPU;
    return [ $name, $rate, $cpu,
             sprintf('%.2f', $ratio),
             sprintf('%.2f to %.2f', @ratio[0, -1]),
             !$case->{own} || $case->{page} !~ /^50?k\./ ? ''
             : $ratio <= MOST_CPU ? "<= $most" : "no: > $most",
             $case->{remark} // '' ];
}

1;
