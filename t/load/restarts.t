# SPDX-License-Identifier: Apache-2.0
#
# Graceful restarts with another policy, under load. Each response has a field
# that names its configuration; all that the module did to it must follow the
# same policy. No request fails.
#
# Server: own (8 s)
use strict;
use warnings;

use lib 't/lib';
use CookiePolicy::Httpd;
use List::Util qw(max);
use Test::More;
use Time::HiRes qw(sleep time);

# Each client gets at least 50 answers under each policy: ANSWERS is the number
# of bytes that it must get before the next restart.
# AT_ONCE is the number of requests that h2c.mjs sends at the same time.
use constant { RESTARTS => 7, PATIENCE => 120, ANSWERS => 100_000,
               AT_ONCE => 6 };

# The cookies for a visitor without a choice, and for a visitor who accepted
# policy A.
my %WANT = (
    A => { set => 'x', agreed => 'x y', seen => 'x=1',
           saw => 'x=1; y=1', names => 'x/y' },
    B => { set => 'y z', agreed => 'y z', seen => 'y=1; z=1',
           saw => 'y=1; z=1', names => 'y z/x' },
);
my %DECLARED = (
    A => "CookiePolicyCookie necessary x\nCookiePolicyCookie statistical y\n",
    B => "CookiePolicyCookie necessary y\nCookiePolicyCookie statistical x\n",
);

my $page = "<!DOCTYPE html>\n<html><head><title>Page</title></head>\n"
    . "<body class=\"a\">\n" . "<p>A line of text.</p>\n" x 200
    . "</body></html>\n";
my $httpd = CookiePolicy::Httpd->new(modules => ['http2'], conf => <<'CONF',
Protocols h2c http/1.1
H2Direct on
LogLevel cookie_policy:error
MaxKeepAliveRequests 0
ServerLimit 16
ThreadsPerChild 10
MaxRequestWorkers 60
MaxSpareThreads 60
Header always add Set-Cookie "x=1"
Header always add Set-Cookie "y=1"
Header always add Set-Cookie "z=1"
Header set X-Seen "expr=%{req:Cookie}"
CookiePolicy On
CustomLog @ROOT@/access "%U%q"
Include @ROOT@/policy.conf
IncludeOptional @ROOT@/more/*.conf
CONF
    files => { 'htdocs/page.html' => $page, 'htdocs/x.txt' => 'x' x 900,
               'more/none' => '' });
my ($root, $port) = @$httpd{qw(root port)};
my $test = $$; # the clients end with it

put('A');
$httpd->start;
my $agreed = cookie_of_yes();
my %clients = (
    'HTTP/1.1, undecided'  => ['h1', '', 'set', 'seen'],
    'HTTP/1.1, accepted A' => ['h1', $agreed, 'agreed', 'saw'],
    'h2c, undecided'  => ['h2c', '', 'set', 'seen'],
    'h2c, accepted A' => ['h2c', $agreed, 'agreed', 'saw'],
);
my %of = map { $_ => client($_) } sort keys %clients;
my %load = map { $_ => load($_) } qw(h1 h2c);

for my $n (1 .. RESTARTS) {
    wait_for_answers("answers before restart $n");
    put($n % 2 ? 'B' : 'A');
    restart($n);
}
my @last = map { $httpd->fetch('a-host', '/page.html') } 1 .. 50;
wait_for_answers('answers after the last restart');
my %said = map { $_ => finish($load{$_}) } keys %load;
my %seen = map { $_ => answers($_) } keys %of;
$httpd->stop;
my %served;
$served{$_}++ for split /\n/, CookiePolicy::Httpd::slurp("$root/access");

is_deeply [ map { $_->header('X-Policy') } @last ], [ ('B') x @last ],
    'after the last restart all responses follow the last policy';
judge_client($_, @{ $clients{$_} }[2, 3]) for sort keys %seen;
judge_load($_) for sort keys %said;
unlike $httpd->log, qr/exit signal|\[(?:emerg|alert|crit)\]/,
    'no process of httpd has crashed';
my @started = $httpd->log =~ /resuming normal operations/g;
is scalar(@started), 1 + RESTARTS, 'it was restarted ' . RESTARTS . ' times';

done_testing;

# ------------------------------------------------------------------- policies

# The file is renamed into place, so that httpd reads it whole or not at all.
sub put {
    my ($which) = @_;
    $httpd->write('policy.new', "Header always set X-Policy $which\n"
        . $DECLARED{$which});
    rename "$root/policy.new", "$root/policy.conf" or die "policy.conf: $!\n";
    if ($which eq 'B') {
        $httpd->write('more/z.conf', "CookiePolicyCookie necessary z\n");
    }
    else {
        unlink "$root/more/z.conf";
    }
    return;
}

# Restarts and waits until the old processes are gone.
sub restart {
    my ($n) = @_;
    my %old = map { $_ => 1 } children();
    kill USR1 => $httpd->{pid};
    wait_until("restart $n", sub {
        my @up = $httpd->log =~ /resuming normal operations/g;
        return @up > $n && children() && !grep { $old{$_} } children();
    });
    return;
}

sub children {
    return split ' ', `pgrep -P $httpd->{pid}` // '';
}

sub wait_until {
    my ($what, $done) = @_;
    my $until = time + PATIENCE;
    until ($done->()) {
        die "$what: not done in " . PATIENCE . " s\n" if time > $until;
        sleep 0.05;
    }
    return;
}

# Waits until each client has got ANSWERS bytes since the call.
sub wait_for_answers {
    my ($what) = @_;
    my %size = map { $_ => -s $of{$_}{out} // 0 } keys %of;
    wait_until($what, sub {
        return !grep { (-s $of{$_}{out} // 0) < $size{$_} + ANSWERS } keys %of;
    });
    return;
}

sub cookie_of_yes {
    my $yes = $httpd->fetch('a-host', '/cookie-policy/choice',
        method => 'POST', form => { choice => 'accept' });
    my ($cookie) = map { /^(cookies_preferences=[^;]+)/ }
        $yes->all('Set-Cookie');
    die 'no choice: ' . $yes->head unless $cookie;
    return "; $cookie";
}

# ------------------------------------------ clients that check every response

# Sends requests on kept connections until it gets SIGTERM. Each request has its
# own number. Like browsers, both clients repeat a request that httpd did not
# accept when it closed a connection (RFC 9110, section 9.2.2).
sub client {
    my ($name) = @_;
    my ($how, $consent) = @{ $clients{$name} };
    my $key = $name =~ s/\W+/-/gr;
    my $cookie = "x=1; y=1; z=1$consent";
    my $pid = fork() // die "fork: $!\n";
    if (!$pid) {
        open STDOUT, '>', "$root/$key.out" or POSIX::_exit(1);
        exec 'node', 't/load/h2c.mjs', $port, $key, $cookie if $how eq 'h2c';
        my ($stop, $round) = (0, 0);
        $SIG{TERM} = sub { $stop = 1 };
        while (!$stop && getppid == $test && ++$round) {
            system('curl', '-si', '--http1.1', '--max-time', 60,
                '-H', "Cookie: $cookie",
                '-w', '\n--end %{exitcode} %{num_connects} %{url_effective}\n',
                "http://127.0.0.1:$port/{page.html,x.txt,nowhere,"
                . "cookie-policy/policy.json}?$key-$round-[1-25]");
        }
        POSIX::_exit(0);
    }
    return { pid => $pid, out => "$root/$key.out" };
}

# Returns [ text, failure, new connections, path ] of each response.
sub answers {
    my ($name) = @_;
    my @all = finish($of{$name})
        =~ m{(.*?)\n--end (\w+) (\d+) http://[^/]+(/\S+)\n}gs;
    my @answers;
    push @answers, [ splice @all, 0, 4 ] while @all;
    return \@answers;
}

sub finish {
    my ($job) = @_;
    kill TERM => $job->{pid};
    waitpid $job->{pid}, 0;
    return CookiePolicy::Httpd::slurp($job->{out});
}

sub judge_client {
    my ($name, $set, $seen) = @_;
    my (%count, %wrong, @not_once);
    my ($connections, $of_httpd) = (0, 0);
    for my $answer (@{ $seen{$name} }) {
        my ($text, $failure, $connects, $path) = @$answer;
        $connections += $connects;
        if ($failure eq 'OF_HTTPD') { # see h2c.mjs
            $of_httpd++;
            next;
        }
        my ($which, $fault) = fault($text, $failure, $set, $seen);
        $count{$which}++;
        $wrong{$fault} //= $text if defined $fault;
        push @not_once, $path if ($served{$path} // 0) != 1;
    }
    is join('; ', sort keys %wrong), '',
        "$name: each response follows one policy"
        or diag map { "$_\n" } %wrong;
    cmp_ok $count{$_} // 0, '>=', 50,
        "$name: there are responses under $_" for qw(A B);
    cmp_ok 4 * $connections, '<', scalar @{ $seen{$name} },
        "$name: connections were kept";
    is_deeply \@not_once, [], "$name: each request was served once";
    # A restart can break the connection with all its requests. On a slow machine
    # there are few responses between two restarts.
    cmp_ok $of_httpd, '<=', max(@{ $seen{$name} } / 50, AT_ONCE * RESTARTS),
        "$name: $of_httpd failures of httpd's own";
    note "$name: A $count{A}, B $count{B}, $connections connections";
    return;
}

# Returns (policy, the fault of the response or undef)
sub fault {
    my ($text, $failure, $set, $seen) = @_;
    return ('none', "failure $failure") if $failure;
    my ($head, $body) = CookiePolicy::Client::split_heads($text);
    my $got = CookiePolicy::Client::parsed($head, $body);
    my $status = $text =~ m{^HTTP/\S+ (\d+)} ? $1 : 'none';
    my $which = $got->header('X-Policy') // 'none';
    my $want = $WANT{$which} or return ($which, "status $status");
    my $type = ($got->header('Content-Type') // '') =~ s/;.*//r;
    my $saw = $got->header('X-Seen') // 'nothing';
    my $names = join ' ', sort map { /^(\w+)=1$/ } $got->all('Set-Cookie');
    return ($which, "$which: cookies '$names'")
        unless $names eq $want->{$set};
    return ($which, "$which: status $status") unless $status == 200
        || ($status == 404 && $type eq 'text/html');
    return ($which, policy_fault($which, $body)) if $type eq 'application/json';
    return ($which, "$which: seen $saw") unless $status == 404
        || $saw =~ s/(?:; )?cookies_preferences=[^;]*//r eq $want->{$seen};
    return ($which, $body =~ m{</html>\s*\z} ? undef : "$which: a cut page")
        if $status == 404;
    return ($which, page_fault($which, $set, $body)) if $type eq 'text/html';
    return ($which, length $body == 900 ? undef : "$which: a cut text");
}

sub policy_fault {
    my ($which, $body) = @_;
    my %names;
    while ($body =~ /"id":"(necessary|statistical)".*?"cookies":\[(.*?)\]\}/gs) {
        my ($id, $cookies) = ($1, $2);
        $names{$id} = join ' ', sort grep { /^[xyz]$/ }
            map { /"(\w+)"/g } $cookies =~ /"names":\[([^\]]*)\]/g;
    }
    my $all = join '/', map { $names{$_} // 'none' } qw(necessary statistical);
    return $all eq $WANT{$which}{names} ? undef : "$which: policy.json $all";
}

sub page_fault {
    my ($which, $set, $body) = @_;
    # A visitor who accepted policy A has not accepted policy B.
    my $what = $set eq 'agreed' && $which eq 'A' ? 'reopen' : 'banner';
    my @elements = $body =~ /data-cookie-policy="(banner|reopen)"/g;
    return "$which: elements '@elements'" unless "@elements" eq $what;
    return "$which: a cut page" unless $body =~ m{</html>\s*\z};
    return;
}

# ---------------------------------------------------- clients that make load

sub load {
    my ($how) = @_;
    my $out = "$root/load-$how";
    my $pid = fork() // die "fork: $!\n";
    if (!$pid) {
        open STDOUT, '>', $out or POSIX::_exit(1);
        open STDERR, '>&', \*STDOUT;
        my $stop;
        $SIG{TERM} = sub { $stop = 1 };
        while (!$stop && getppid == $test) {
            system('h2load', ($how eq 'h1' ? '--h1' : ()), '-n', 400, '-c', 4,
                ($how eq 'h1' ? () : ('-m', 8)), '-T', 20, '-N', 20,
                map { "http://127.0.0.1:$port$_" } qw(/page.html /x.txt));
        }
        POSIX::_exit(0);
    }
    return { pid => $pid, out => $out };
}

# h2load does not repeat requests on closed connections, so its failures are not
# failures of httpd. The status codes are those of httpd.
sub judge_load {
    my ($how) = @_;
    my $good = 0;
    $good += $_ for $said{$how} =~ /^status codes: (\d+) 2xx/mg;
    my @bad = grep { $_ } $said{$how} =~ / (\d+) [345]xx/g;
    cmp_ok $good, '>=', 1000, "h2load, $how: $good responses";
    is scalar(@bad), 0, "h2load, $how: each of them is 200";
    return;
}
