# SPDX-License-Identifier: Apache-2.0
#
# The header filter sees every status, every method and every request that ends
# early.
#
# Server: shared, every MPM
use strict;
use warnings;

use CookiePolicy::Client;
use CookiePolicy::Test;
use List::Util qw(uniq);
use Test::More;

my $etag = fetch('off.test', '/p/always/')->header('ETag');

# name, path, status, options
my @table = (
    ['a page', '/p/always/', 200],
    ['HEAD', '/p/always/', 200, method => 'HEAD'],
    ['OPTIONS', '/p/always/', 200, method => 'OPTIONS'],
    ['not modified', '/p/always/', 304, headers => ['If-None-Match: *']],
    ['a range', '/p/always/', 206, headers => ['Range: bytes=0-9']],
    ['a range outside', '/p/always/', 416,
        headers => ['Range: bytes=99999999-']],
    ['precondition failed', '/p/always/', 412,
        headers => ['If-Match: "nothing"']],
    ['not found', '/p/always/nope', 404],
    ['unknown method', '/p/always/', 501, method => 'BREW'],
    ['redirect to the directory', '/p/always', 301],
);

# The names of the cookies, each once: httpd 2.4.52 sends the fields of a 416
# twice.
sub cookies_of {
    my ($res) = @_;
    return [ uniq sort @{ names_of(set_cookies($res)) } ];
}

for my $row (@table) {
    my ($what, $path, $status, @options) = @$row;
    my $off = fetch('off.test', $path, @options);
    is $off->status, $status, "$what: the status without a policy is $status";
    is_deeply cookies_of($off), [qw(_ga sessionid)],
        "$what: both cookies are sent without a policy";
    my $on = fetch('on.test', $path, @options);
    is $on->status, $status, "$what: the status is the same with a policy";
    is_deeply cookies_of($on), ['sessionid'],
        "$what: only the necessary one is sent";
}

# Statuses that a CGI chooses.
for my $status (200, 201, 204, 301, 302, 304, 400, 401, 404, 410, 500, 503) {
    my @more = $status =~ /^30[12]/ ? ('Location: /page/plain.html') : ();
    my $path = emit(status => $status, headers => \@more,
                    set => ['sessionid=1', '_ga=1', 'unknown=1']);
    my $on = fetch('on.test', $path);
    is $on->status, $status, "CGI $status: the status arrives";
    is_deeply names_of(set_cookies($on)), ['sessionid'],
        "CGI $status: only the necessary cookie is sent";
}

# Requests that end before a handler is chosen or before they have been read.
for my $row (
    ['a bad header', "GET / HTTP/1.1\r\nHost: x.test\r\nBad Header: x\r\n", 400],
    ['no host', "GET / HTTP/1.1\r\n", 400],
    ['a bad request line', "GET / HTTP/9.9.9\r\nHost: x.test\r\n", 400],
    ['a bad expectation',
        "GET / HTTP/1.1\r\nHost: x.test\r\nExpect: tea\r\n", 417],
    ['a long line', 'GET /' . ('a' x 9000) . " HTTP/1.1\r\n", 414],
    ['too many fields', "GET / HTTP/1.1\r\nHost: x.test\r\n"
        . join('', map { "X-$_: y\r\n" } 1 .. 200), 400],
    ['TRACE', "TRACE /page/plain.html HTTP/1.1\r\nHost: x.test\r\n", 200],
    ['OPTIONS *', "OPTIONS * HTTP/1.1\r\nHost: x.test\r\n", 200],
) {
    my ($what, $request, $status) = @$row;
    my %seen = map {
        $_ => CookiePolicy::Client::raw(port($_),
            "${request}Connection: close\r\n\r\n")
    } qw(early earlyoff);
    is $seen{early}->status, $status, "$what: the status is $status";
    like join(' ', @{ names_of(set_cookies($seen{earlyoff})) }), qr/_ga/,
        "$what: cookies are sent without a policy";
    my %names = map { $_ => 1 } @{ names_of(set_cookies($seen{early})) };
    is_deeply [ keys %names ], ['sessionid'],
        "$what: only the necessary one is sent";
}

# An HTTP/1.0 client, and a kept connection.
my $port = port();
my $old = CookiePolicy::Client::raw($port,
    "GET /p/always/ HTTP/1.0\r\nHost: on.test:$port\r\n\r\n");
is_deeply names_of(set_cookies($old)), ['sessionid'],
    'only the necessary cookie is sent to an HTTP/1.0 client';
my $two = CookiePolicy::Client::raw($port, join '', map {
    "GET /p/always/ HTTP/1.1\r\nHost: on.test:$port\r\n$_\r\n"
} '', "Connection: close\r\n");
my @all = $two->{raw} =~ /^Set-Cookie: ([^=]+)=/mg;
is_deeply \@all, [qw(sessionid sessionid)],
    'two requests on one connection get one cookie each';

# The strictest policy of a chain of internal redirects applies: here the policy
# of the place, not that of the error document or of the host.
is_deeply names_of(set_cookies(fetch('chain.test', '/strict/nope'))),
    ['sessionid'], 'an error document outside of the place with the policy';
is_deeply names_of(set_cookies(fetch('chain.test', '/p/always/'))),
    [qw(sessionid _ga)], 'the host has no policy elsewhere';

done_testing;
