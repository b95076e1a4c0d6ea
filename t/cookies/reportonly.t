# SPDX-License-Identifier: Apache-2.0
#
# ReportOnly changes no byte of any response; it only says what it would do.
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

# Whether httpd sends a length or chunks depends on how fast a CGI closes.
sub comparable {
    my ($path, $res) = @_;
    return $res->bytes unless $path =~ m{^/(?:cgi-bin|e)/};
    return join "\n", (grep {
        !/^(?:Date|Transfer-Encoding|Content-Length):/ && length
    } split /\r\n/, $res->head), $res->body;
}

# The names of the hosts have one length so that nothing else differs.
for my $row (@paths) {
    my ($what, $path, @options) = @$row;
    my ($report, $off) = map { comparable($path, fetch($_, $path, @options)) }
        qw(repo.test offx.test);
    is $report, $off, "$what: byte for byte as without policy";
}

# What applications are given is the same, too.
my $cookie = '_ga=1; sessionid=2;nobody=3';
like fetch('report.test', '/cgi-bin/echo.pl', cookie => $cookie)->body,
    qr/^HTTP_COOKIE=\Q$cookie\E$/m, 'the request is untouched';

my $mark = mark();
fetch('report.test', emit(set => ['_ga=secret', 'nobody=secret',
                                  'sessionid=1']));
my $uri = '/cgi-bin/emit.pl';
is_deeply log_since($mark, 'CP0001'), [
    'CP0001: would suppress Set-Cookie name="_ga" category="statistical"'
        . ' reason="undecided" provider="Count & Co" uri="' . $uri . '"',
    (grep { /name="nobody"/ } @{ log_since($mark, 'CP0001') }),
], 'and it logs what it would do, in the order of the cookies';
like log_since($mark, 'CP0001')->[1], qr/^CP0001: would suppress Set-Cookie name="nobody" category="-" reason="undeclared"/, 'undeclared ones too';

$mark = mark();
fetch('report.test', emit(set => ['_ga=1']),
      cookie => granted('report.test', 'statistical'));
is_deeply log_since($mark, 'CP0001'), [], 'but not the granted ones';

# Hiding cookies from applications is announced as well.
$mark = mark();
my $held = '_ga=secret; sessionid=2; nobody=3';
fetch('report.test', '/cgi-bin/echo.pl', cookie => $held);
is_deeply log_since($mark, 'CP0002'), [
    'CP0002: would strip Cookie name="_ga" category="statistical"'
        . ' reason="undecided"',
    'CP0002: would strip Cookie name="nobody" category="-"'
        . ' reason="undeclared"',
], 'a line for each cookie that would be hidden';
$mark = mark();
fetch('report.test', '/cgi-bin/echo.pl',
      cookie => "$held; " . granted('report.test', 'statistical'));
is_deeply log_since($mark, 'CP0002'), [
    'CP0002: would strip Cookie name="nobody" category="-"'
        . ' reason="undeclared"',
], 'but not the granted ones';
$mark = mark();
fetch('report.test', '/page/style.css', cookie => '_ga=1');
is_deeply log_since($mark, 'CP0002'), [],
    'no line for a file, which reads no cookie';

# The pages work while one only watches.
is fetch('report.test', '/cookie-policy')->status, 200, 'the policy page';

done_testing;
