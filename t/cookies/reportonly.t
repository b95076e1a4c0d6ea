# SPDX-License-Identifier: Apache-2.0
#
# ReportOnly changes no byte of any response. It logs what On would do.
#
# Server: shared, every MPM
use strict;
use warnings;

use CookiePolicy::Test;
use Test::More;

my @paths = (
    ['page', '/page/plain.html'],
    ['page with cookies', '/p/header/'],
    ['always', '/p/always/'],
    ['asis', '/p/asis/index.asis'],
    ['head', '/p/header/', method => 'HEAD'],
    ['range', '/page/plain.html', headers => ['Range: bytes=5-20']],
    ['bad range', '/p/always/', headers => ['Range: bytes=99999999-']],
    ['not modified', '/page/plain.html', headers => ['If-None-Match: *']],
    ['not found', '/p/always/nope'],
    ['error document', '/e/cgi/nope'],
    ['text', '/page/text.txt'],
    ['large', '/page/large.html'],
    ['deflated', '/deflated/plain.html', headers => ['Accept-Encoding: gzip']],
    ['cgi', emit(type => 'text/html', body => '<html><body>x</body></html>',
                 set => ['_ga=1', 'nobody=1', 'sessionid=1', 'ad1=2'],
                 headers => ['Set-Cookie2: old=1'])],
    ['echo', '/cgi-bin/emit.pl?type=text/html',
        cookie => '_ga=1; sessionid=2; nobody=3',
        headers => ['Sec-GPC: 1']],
);

# The framing depends on the speed of the CGI: a length, or chunks.
sub comparable {
    my ($path, $res) = @_;
    return $res->bytes unless $path =~ m{^/(?:cgi-bin|e)/};
    return join "\n", (grep {
        !/^(?:Date|Transfer-Encoding|Content-Length):/ && length
    } split /\r\n/, $res->head), $res->body;
}

# The names of the hosts have the same length, so that nothing else differs.
for my $row (@paths) {
    my ($what, $path, @options) = @$row;
    my ($report, $off) = map { comparable($path, fetch($_, $path, @options)) }
        qw(repo.test offx.test);
    is $report, $off, "$what: the bytes are those without a policy";
}

# Applications get the same request, too.
my $cookie = '_ga=1; sessionid=2;nobody=3';
like fetch('report.test', '/cgi-bin/echo.pl', cookie => $cookie)->body,
    qr/^HTTP_COOKIE=\Q$cookie\E$/m,
        'the Cookie field of the request is unchanged';

my $mark = mark();
fetch('report.test', emit(set => ['_ga=secret', 'nobody=secret',
                                  'sessionid=1']));
my $uri = '/cgi-bin/emit.pl';
is_deeply log_since($mark, 'CP0001'), [
    'CP0001: would suppress Set-Cookie name="_ga" category="statistical"'
        . ' reason="undecided" provider="Count & Co" uri="' . $uri . '"',
    (grep { /name="nobody"/ } @{ log_since($mark, 'CP0001') }),
], 'the log says what On would suppress, in the order of the cookies';
like log_since($mark, 'CP0001')->[1], qr/^CP0001: would suppress Set-Cookie name="nobody" category="-" reason="undeclared"/,
    'undeclared cookies are logged, too';

$mark = mark();
fetch('report.test', emit(set => ['_ga=1']),
      cookie => granted('report.test', 'statistical'));
is_deeply log_since($mark, 'CP0001'), [], 'granted cookies are not logged';

# The log says which cookies On would hide from applications.
$mark = mark();
my $held = '_ga=secret; sessionid=2; nobody=3';
fetch('report.test', '/cgi-bin/echo.pl', cookie => $held);
is_deeply log_since($mark, 'CP0002'), [
    'CP0002: would strip Cookie name="_ga" category="statistical"'
        . ' reason="undecided"',
    'CP0002: would strip Cookie name="nobody" category="-"'
        . ' reason="undeclared"',
], 'each cookie that On would hide has a line';
$mark = mark();
fetch('report.test', '/cgi-bin/echo.pl',
      cookie => "$held; " . granted('report.test', 'statistical'));
is_deeply log_since($mark, 'CP0002'), [
    'CP0002: would strip Cookie name="nobody" category="-"'
        . ' reason="undeclared"',
], 'a granted cookie has none';
$mark = mark();
fetch('report.test', '/page/style.css', cookie => '_ga=1');
is_deeply log_since($mark, 'CP0002'), [],
    'a request for a file has no line, because a file reads no cookie';

# The module's own pages work, too.
is fetch('report.test', '/cookie-policy')->status, 200,
    'the policy page is there';

done_testing;
