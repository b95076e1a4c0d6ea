# SPDX-License-Identifier: Apache-2.0
#
# The cost of one request on a kept connection: the instructions in user space
# and the system calls. valgrind's callgrind counts both on a server of one
# process. The result is the difference of two runs of different length: start,
# warm-up and stop cancel out, and other processes do not change the numbers.
package Bench::Count;

use strict;
use warnings;

use Storable qw(nstore retrieve);

use Bench::Client ();
use Bench::Proof ();
use Bench::Server ();
use Bench::Site ();

use constant { SHORT => 20, LONG => 120 };

my %workers;    # process id => number of the case

# Sets `count` and `calls` of each case. Sets `note` if another module is
# missing or does not do its work, and `failed` if our module does not.
sub measure {
    my (@cases) = @_;
    chomp(my $jobs = `nproc`);
    my $next = 0;
    while ($next < @cases || %workers) {
        if ($next < @cases && keys %workers < $jobs) {
            work($cases[$next], $next);
            $next++;
            next;
        }
        my $pid = waitpid -1, 0;
        my $n = delete $workers{$pid} // next;
        my $file = result_file($n);
        my $result = -f $file ? retrieve($file)
            : { failed => 'the measuring process died' };
        @{ $cases[$n] }{ keys %$result } = values %$result;
        print STDERR '.';
    }
    print STDERR "\n";
    return;
}

sub result_file { return Bench::Site::work() . "/run/result-$_[0]" }

sub work {
    my ($case, $n) = @_;
    unlink result_file($n);
    my $pid = fork() // die "fork: $!\n";
    if ($pid) {
        $workers{$pid} = $n;
        return;
    }
    %workers = ();
    my $result = eval { one($case) };
    $result //= Bench::Proof::excuse($case, $@);
    nstore $result, result_file($n);
    exit 0;
}

END {
    local ($?, $!);
    kill TERM => keys %workers if %workers;
    waitpid $_, 0 for keys %workers;
}

sub one {
    my ($case) = @_;
    my ($short, $long) = @{ $case->{rounds} || [ SHORT, LONG ] };
    my $size = Bench::Proof::proved($case);
    my @less = totals($case, $short);
    my @more = totals($case, $long);
    my ($count, $calls) =
        map { ($more[$_] - $less[$_]) / ($long - $short) } 0, 1;
    return { count => $count, calls => $calls, size => $size };
}

# Instructions and system calls of a whole server that answers `n` requests.
sub totals {
    my ($case, $n) = @_;
    my $out = Bench::Site::work() . "/run/callgrind.$$";
    unlink $out;
    my $server = Bench::Server->new(%$case, single => 1,
        tool => [ 'valgrind', '--quiet', '--tool=callgrind',
                  '--collect-systime=yes', "--callgrind-out-file=$out" ]);
    my $client = Bench::Client->new($server->connection);
    my $request = Bench::Proof::request($case);
    my $first;
    for (1 .. $n) {
        Bench::Client::idle($server->pid);
        my ($head, $body) = $client->ask($request);
        $first //= Bench::Proof::check($case, $head, $body);
        $body eq $first or die "two answers differ\n";
    }
    undef $client;
    $server->stop;
    my $profile = Bench::Site::slurp($out);
    my ($instructions, $calls) = $profile =~ /^summary: (\d+) (\d+)/m
        or die "callgrind wrote no sum\n";
    $instructions = own($profile) if $case->{ours};
    unlink $out;
    return ($instructions, $calls);
}

# The instructions of our module without those of the libraries that it calls:
# the number is always the same, because no address of memory changes it.
sub own {
    my ($profile) = @_;
    my ($sum, $ours, $called, %ours) = (0, 0, 0);
    for (split /\n/, $profile) {
        if (my ($callee, $id, $file) = /^(c?)ob=\((\d+)\)(?: (.*))?/) {
            $ours{$id} = $file =~ /mod_cookie_policy/ if defined $file;
            $ours = $ours{$id} if !$callee;
        }
        elsif (/^calls=/) { $called = 1 }
        elsif (/^[-+*\d]\S* (\d+)/) {
            $sum += $1 if $ours && !$called;
            $called = 0;
        }
    }
    return $sum;
}

1;
