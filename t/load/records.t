# SPDX-License-Identifier: Apache-2.0
#
# Many choices over graceful restarts: as many records as answers, each with an
# id of its own, in one chain, and in memory that does not grow. The clients make
# a number of choices, however long this takes. In make test-apps,
# CP_RECORDS_SECONDS=60 makes 500 choices per second for 60 s, if the machine can.
#
# Server: own (6 s)
# Sanitizers: no (they keep freed memory)
use strict;
use warnings;

use lib 't/lib';
use CookiePolicy::Apxs ();
use CookiePolicy::Httpd;
use CookiePolicy::Records qw(faults lines_of wait_for);
use IO::Socket::INET ();
use POSIX ();
use Test::More;
use Time::HiRes qw(sleep time);

use constant { SECONDS => $ENV{CP_RECORDS_SECONDS} || 3, CLIENTS => 5,
               RATE => 500 };
use constant { CHOICES => SECONDS * RATE, RESTARTS => SECONDS < 12 ? 2 : 6 };

my $httpd = CookiePolicy::Httpd->new(conf => <<'CONF');
ServerLimit 8
ThreadsPerChild 25
MaxRequestWorkers 100
MaxSpareThreads 100
MaxConnectionsPerChild 0
CookiePolicy On
CookiePolicyCookie statistical _ga purpose="to count visits"
CookiePolicyRecords file @ROOT@/consent.jsonl
<VirtualHost *:@PORT@>
ServerName load.test
</VirtualHost>
CONF
my ($root, $port) = @$httpd{qw(root port)};
$httpd->start;
ok wait_for(sub { grep { /"kind":"policy"/ } lines_of("$root/consent.jsonl") }),
    'the policy is recorded first';

my $begin = time;
my @clients = map { client($_) } 1 .. CLIENTS;
for my $n (1 .. RESTARTS) {
    more_answers(CHOICES / 2 / RESTARTS);
    my %old = map { $_ => 1 } children();
    kill USR1 => $httpd->{pid};
    wait_for(sub { $n < (() = $httpd->log =~ /resuming normal operations/g)
                   && !grep { $old{$_} } children() });
}
# The second half has the same processes.
more_answers(CHOICES / 10);
my %before = memory();
more_answers(CHOICES * 4 / 10);
my %after = memory();
kill TERM => @clients;
waitpid $_, 0 for @clients;
my $took = time - $begin;
my ($answers, $failures) = answers();
wait_for(sub { $answers <= grep { /"kind":"choice"/ }
                   lines_of("$root/consent.jsonl") });
my @lines = lines_of("$root/consent.jsonl");
my @choices = grep { /"kind":"choice"/ } @lines;
my %ids = map { /"id":"(\w+)"/ => 1 } @lines;

note sprintf '%d choices in %.1f s, %.0f per second, %d restarts', $answers,
    $took, $answers / $took, RESTARTS;
cmp_ok $answers, '>=', CHOICES, 'there were many choices';
is $failures, 0, 'each choice was answered';
is scalar(@choices), $answers, 'as many records as answers';
is scalar(keys %ids), scalar(@lines), 'each record has an id of its own';
is_deeply [ faults(\@lines) ], [], 'the chain is whole';
unlike $httpd->log, qr/exit signal|CP01[89]\d: /, 'nothing went wrong';
my @up = $httpd->log =~ /resuming normal operations/g;
is scalar(@up), 1 + RESTARTS, 'httpd was restarted in between';

# These processes existed in the middle of the load and at its end.
my @same = sort { $before{$b} <=> $before{$a} }
    grep { $after{$_} } keys %before;
ok scalar(@same), 'there is a process that served the second half';
my ($most) = sort { $b <=> $a } map { $after{$_} - $before{$_} } @same;
note "memory of a process: $before{$same[0]} kB, then $after{$same[0]} kB";
cmp_ok $most, '<', 2048, 'its memory does not grow by 2 MB';
$httpd->stop;

done_testing;

# Makes choices at an even rate until SIGTERM, each on a connection of its own,
# because httpd may close a kept connection at a restart before it reads the
# request. Writes "+" or "-" for each.
sub client {
    my ($number) = @_;
    my $pid = fork() // die "fork: $!";
    return $pid if $pid;
    my $stop = 0;
    local $SIG{TERM} = sub { $stop = 1 };
    open my $out, '>', "$root/client.$number" or POSIX::_exit(1);
    my $interval = CLIENTS / RATE;
    for (my $next = time; !$stop; $next += $interval) {
        my $wait = $next - time;
        sleep $wait if $wait > 0;
        syswrite $out, answered() ? '+' : '-';
    }
    POSIX::_exit(0);
}

# Returns the number of choices that were answered, and of the others.
sub answers {
    my $all = join '', map { CookiePolicy::Httpd::slurp("$root/client.$_") }
        1 .. CLIENTS;
    return ($all =~ tr/+//, $all =~ tr/-//);
}

# Waits until that many more choices were answered, or until none is for a minute.
sub more_answers {
    my ($more) = @_;
    my ($now) = answers();
    my $wanted = $now + $more;
    while ($now < $wanted) {
        my $before = $now;
        wait_for(sub { ($now) = answers(); $now > $before }) or return;
    }
    return;
}

sub answered {
    my $socket = IO::Socket::INET->new(PeerAddr => '127.0.0.1',
        PeerPort => $port, Timeout => 60) or return 0;
    print $socket "POST /cookie-policy/choice HTTP/1.1\r\nHost: load.test\r\n"
        . "Connection: close\r\nContent-Length: 13\r\nContent-Type: "
        . "application/x-www-form-urlencoded\r\n\r\nchoice=accept";
    local $/;
    my $answer = <$socket> // '';
    return $answer =~ m{^HTTP/1\.1 303 };
}

sub children { return CookiePolicy::Apxs::children($httpd->{pid}) }

# Process id => kB of memory of its own, for each process of httpd that serves.
sub memory {
    my %kb;
    for my $pid (children()) {
        my $status = CookiePolicy::Httpd::slurp("/proc/$pid/status");
        ($kb{$pid}) = $status =~ /^RssAnon:\s+(\d+)/m;
    }
    return map { $kb{$_} ? ($_ => $kb{$_}) : () } keys %kb;
}
