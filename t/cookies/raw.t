# SPDX-License-Identifier: Apache-2.0
#
# Response heads that no request filter sees: scripts that write their own
# heads, and interim responses of a backend.
#
# Server: shared, every MPM
use strict;
use warnings;

use CookiePolicy::Client;
use CookiePolicy::Test;
use Test::More;

my @cookies = ('sessionid=1; Path=/', '_ga=1; Path=/', 'nobody=1');
my $lines = join '', map { "Set-Cookie: $_\r\n" } @cookies;
my $end = "Content-Type: text/plain\r\nContent-Length: 4\r\n"
    . "Connection: close\r\n\r\nbody";

for my $row (
    ['CRLF', "HTTP/1.1 200 OK\r\n$lines$end"],
    ['bare LF', "HTTP/1.1 200 OK\r\n$lines$end" =~ s/\r//gr],
    ['HTTP/1.0', "HTTP/1.0 200 OK\r\n$lines$end"],
    ['an error', "HTTP/1.1 503 Busy\r\n$lines$end"],
    ['upper case', "HTTP/1.1 200 OK\r\n" . ($lines =~ s/Set-Cookie/SET-COOKIE/gr)
        . $end],
    ['Set-Cookie2', "HTTP/1.1 200 OK\r\nSet-Cookie2: _ga=1\r\n$lines$end"],
) {
    my ($what, $raw) = @$row;
    my $off = fetch('off.test', nph($raw));
    is_deeply names_of(set_cookies($off)), [qw(sessionid _ga nobody)],
        "nph, $what: three cookies are sent without a policy";
    my $on = fetch('on.test', nph($raw));
    is_deeply set_cookies($on), [$cookies[0]],
        "nph, $what: one is sent with a policy";
    is $on->body, 'body', "nph, $what: the body arrives";
    unlike $on->heads, qr/Set-Cookie2/i, "nph, $what: Set-Cookie2 is removed";
}

my $folded = "HTTP/1.1 200 OK\r\nSet-Cookie: _ga=1;\r\n Path=/\r\n"
    . "Set-Cookie: sessionid=1\r\n$end";
unlike fetch('on.test', nph($folded))->heads, qr/_ga/,
    'nph: a folded field is removed as a whole';

my $mark = mark();
fetch('on.test', nph("HTTP/1.1 200 OK\r\n$lines$end"));
like join("\n", @{ log_since($mark, 'CP0001') }), qr/name="_ga"/,
    'nph: a suppressed cookie is logged';

# Browsers read on after a head that looks like an interim response.
my $plain = "HTTP/1.1 200 OK\r\nSet-Cookie: _ga=1\r\n$end";
for my $status ('0100', '00103', '0' x 30 . '102', '101') {
    my $on = fetch('on.test', nph("HTTP/1.1 $status S\r\n\r\n$plain"));
    unlike $on->{raw}, qr/_ga=/,
        "nph: a head after status $status sets no unconsented cookie";
}

# A browser compares Expires with the Date of the same response.
for my $date ('Thu, 01 Jan 2009 00:00:00 GMT', '1 Jan 2009 00:00:00 GMT',
    'Thu Jan 01 2009 00:00:00 GMT', '01-Jan-2009 00:00:00', 'yesterday') {
    my $raw = "HTTP/1.1 200 OK\r\nDate: $date\r\nSet-Cookie: _ga=1; "
        . "Expires=Fri, 01 Jan 2010 00:00:00 GMT\r\n$end";
    unlike fetch('on.test', nph($raw))->{raw}, qr/_ga=1/,
        "nph: with Date: $date the cookie is suppressed";
    unlike fetch('proxy.test', nph($raw))->{raw}, qr/_ga=1/,
        "backend: with Date: $date the cookie is suppressed";
}

# An endless series of heads uses up no memory: the connection is closed.
my @flood = nph_after("HTTP/1.1 100 C\r\n\r\n", 200, $plain);
like fetch('off.test', @flood)->{raw},
    qr/^(?:HTTP\S+ 100 C\s+){200}HTTP.*_ga=1/s,
    'nph: 200 interim heads are sent without a policy';
$mark = mark();
my $flood = fetch('on.test', @flood);
is scalar @{ log_since($mark, 'CP0007') }, 1,
    'nph: 200 interim heads close the connection';
unlike $flood->{raw}, qr/_ga=/,
    'nph: a cookie after 200 interim heads is suppressed';
cmp_ok length $flood->{raw}, '<', 100 * 18,
    'nph: not all 200 interim heads are sent';

# Interim responses of a backend.
for my $status (102, 103) {
    my $raw = "HTTP/1.1 $status Soon\r\nLink: </a.css>; rel=preload\r\n"
        . "Set-Cookie: _ga=interim\r\nSet-Cookie: sessionid=interim\r\n\r\n"
        . "HTTP/1.1 200 OK\r\nSet-Cookie: _ga=final\r\n"
        . "Set-Cookie: sessionid=final\r\n$end";
    my $off = fetch('proxyoff.test', nph($raw));
    like $off->heads, qr/ $status .*_ga=interim/s,
        "$status arrives without a policy";
    my $on = fetch('proxy.test', nph($raw));
    unlike $on->heads, qr/_ga=/, "$status: no head sets an unconsented cookie";
    like $on->heads, qr/sessionid=final/, "$status: the necessary one passes";
    is $on->body, 'body', "$status: the body arrives";
}

# More responses on a kept connection. (After an interim response of a script
# that writes its own head, httpd closes the connection, with and without this
# module.)
my $port = port();
for my $host (qw(on.test proxy.test)) {
    my $both = CookiePolicy::Client::raw($port, join '', map {
        "GET $_->[0] HTTP/1.1\r\nHost: $host:$port\r\n$_->[1]\r\n"
    } [emit(set => ['sessionid=first', '_ga=first']), ''],
      ['/p/always/', ''], [nph("HTTP/1.1 200 OK\r\n$lines$end"), '']);
    my @seen = $both->{raw} =~ /^Set-Cookie: (\w+=\w+)/mg;
    is "@seen", 'sessionid=first sessionid=always sessionid=1',
        "$host: three responses on one connection set the necessary cookie"
            . " only";
}

done_testing;
