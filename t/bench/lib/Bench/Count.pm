# SPDX-License-Identifier: Apache-2.0
#
# The cost of one request on a kept connection: the instructions in user space
# and the system calls. valgrind's callgrind counts both on a server of one
# process, and writes a sum whenever the server begins with a request. So each
# request has a count of its own, without start and stop of the server, and other
# processes do not change the numbers. The result is the median of the requests
# after the first ones. It leaves out what some requests do in addition, such as
# the first one of a second, which makes a new date.
#
# The seeds of hash tables and the memory that is free differ between processes
# of the same server. Therefore short cases are counted on several of them.
package Bench::Count;

use strict;
use warnings;

use Storable qw(nstore retrieve);

use Bench::Client ();
use Bench::Proof ();
use Bench::Report ();
use Bench::Server ();
use Bench::Site ();

# The requests that are not counted, those that are, and the number of servers.
use constant { FIRST => 20, COUNTED => 20, SERVERS => 3 };

# The function that begins with a request.
my %BEGINS = (httpd => 'ap_read_request', nginx => 'ngx_http_create_request');

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
    my ($first, $n, $servers) =
        @{ $case->{rounds} || [ FIRST, COUNTED, SERVERS ] };
    my $size = Bench::Proof::proved($case);
    my @costs = map { costs($case, $first, $n) } 1 .. $servers;
    my ($count, $calls) = map { my $i = $_;
        Bench::Report::median(map { $_->[$i] } @costs) } 0, 1;
    return { count => $count, calls => $calls, size => $size };
}

# Returns the instructions and system calls of each of `n` requests, after
# `first` others, to one server.
sub costs {
    my ($case, $first, $n) = @_;
    my $out = Bench::Site::work() . "/run/callgrind.$$";
    unlink $out;
    my $server = Bench::Server->new(%$case, single => 1,
        tool => [ 'valgrind', '--quiet', '--tool=callgrind',
                  '--collect-systime=yes', '--combine-dumps=yes',
                  "--dump-before=$BEGINS{ $case->{kind} // 'httpd' }",
                  "--callgrind-out-file=$out" ]);
    # One more: the sum of the last one may contain the stop of the server.
    ask($server, $case, $first + $n + 1);
    $server->stop;
    my @sums = sums($case, Bench::Site::slurp($out));
    unlink $out;
    # The first sum is that of the start. After the last request there is one
    # of the stop, or none.
    @sums == $first + $n + 2 || @sums == $first + $n + 3
        or die "callgrind wrote " . @sums . " sums\n";
    return @sums[$first + 1 .. $first + $n];
}

# Returns the sums that callgrind has written, one for each part of its file.
sub sums {
    my ($case, $profile) = @_;
    my (undef, @parts) = split /^part: /m, $profile;
    my %ours;
    return map { /^summary: (\d+) (\d+)/m or die "callgrind wrote no sum\n";
                 [ $case->{ours} ? own($_, \%ours) : $1, $2 ] } @parts;
}

# Sends `n` requests on one connection. Dies if two responses differ.
sub ask {
    my ($server, $case, $n) = @_;
    my $client = Bench::Client->new($server->connection);
    my $request = Bench::Proof::request($case);
    my $expected;
    for (1 .. $n) {
        Bench::Client::idle($server->pid);
        my ($head, $body) = $client->ask($request);
        $expected //= Bench::Proof::check($case, $head, $body);
        $body eq $expected or die "two answers differ\n";
    }
    return;
}

# The instructions of our module without those of the libraries that it calls:
# the number is always the same, because no address of memory changes it. The
# parts of a file share the numbers of objects; %$is_ours keeps them.
sub own {
    my ($part, $is_ours) = @_;
    my ($sum, $ours, $called) = (0, 0, 0);
    for (split /\n/, $part) {
        if (my ($callee, $id, $file) = /^(c?)ob=\((\d+)\)(?: (.*))?/) {
            $is_ours->{$id} = $file =~ /mod_cookie_policy/ if defined $file;
            $ours = $is_ours->{$id} if !$callee;
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
