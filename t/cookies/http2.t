# SPDX-License-Identifier: Apache-2.0
#
# HTTP/2 in clear text: the decisions are those of HTTP/1.1, in local and in
# proxied responses.
#
# Server: shared, event, worker
use strict;
use warnings;

use CookiePolicy::Test;
use Test::More;

for my $host (qw(on.test proxy.test)) {
    for my $row (
        ['mod_headers', '/p/header/', 200],
        ['always', '/p/always/', 200],
        ['not found', '/p/always/nope', 404],
        ['redirect', '/p/moved/x', 302],
        ['error document', '/e/cgi/nope', 404],
        ['CGI', emit(set => ['sessionid=1', '_ga=1']), 200],
    ) {
        my ($what, $path, $status) = @$row;
        my $res = curl($host, $path);
        is $res->status, $status, "$host $what: the status is $status";
        is_deeply names_of(set_cookies($res)), ['sessionid'],
            "$host $what: an undecided visitor gets the necessary cookie only";
        $res = curl($host, $path, '-H',
            'Cookie: ' . granted($host, 'statistical'));
        is_deeply [ sort @{ names_of(kept($res)) } ], [qw(_ga sessionid)],
            "$host $what: a visitor who granted statistics gets both";
    }
}
like curl('on.test', '/page/plain.html')->head, qr{^HTTP/2 200},
    'the transfers use HTTP/2';
my $head = curl('on.test', '/p/header/', '-I');
is_deeply names_of(set_cookies($head)), ['sessionid'],
    'a response to HEAD sets the necessary cookie only';

# An HTTP/2 client may split the Cookie field (RFC 9113, section 8.2.3).
my $res = curl('on.test', '/cgi-bin/echo.pl', '-H', 'Cookie: _ga=1',
    '-H', 'Cookie: sessionid=2', '-H', 'Cookie: nobody=3');
like $res->body, qr/^HTTP_COOKIE=sessionid=2$/m,
    'only the necessary cookie of a split field remains';

# mod_http2 sends trailers of a backend to the client.
my $trailers = "HTTP/1.1 200 OK\r\nSet-Cookie: sessionid=1\r\n"
    . "Transfer-Encoding: chunked\r\nTrailer: Set-Cookie\r\n"
    . "Content-Type: text/plain\r\n\r\n4\r\nbody\r\n0\r\n"
    . "Set-Cookie: _ga=trailer\r\nX-Seen: yes\r\n\r\n";
$res = curl('proxy.test', nph($trailers));
is $res->body, 'body', 'a response with trailers arrives';
unlike $res->heads, qr/_ga=/i, 'its trailers set no unconsented cookie';

# The banner and the choice.
like curl('on.test', '/page/plain.html')->body,
    qr/data-cookie-policy="banner"/, 'the page contains the banner';
$res = curl('on.test', '/cookie-policy/choice', '-d', 'choice=accept');
is $res->status, 303, 'the choice is answered with 303';
like set_cookies($res)->[0] // '', qr/^cookies_preferences=2\./,
    'the choice sets the consent cookie';

done_testing;
