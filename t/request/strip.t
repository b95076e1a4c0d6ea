# SPDX-License-Identifier: Apache-2.0
#
# CookiePolicyRequest: what handlers and backends see of the request.
#
# Server: shared, every MPM
use strict;
use warnings;

use CookiePolicy::Client;
use CookiePolicy::Test;
use Test::More;

sub seen {
    my ($host, $cookie, %arg) = @_;
    my $body = fetch($host, '/cgi-bin/echo.pl', cookie => $cookie, %arg)->body;
    return $body =~ /^HTTP_COOKIE=(.*)$/m ? $1 : undef;
}

# what is sent, what is left
my @table = (
    ['sessionid=1', 'sessionid=1'],
    ['_ga=1', undef],
    ['_ga=1; sessionid=2', 'sessionid=2'],
    ['sessionid=1; _ga=2', 'sessionid=1'],
    ['sessionid=1; _ga=2; csrftoken=3', 'sessionid=1; csrftoken=3'],
    ['_ga=1; _gid=2; ad7=3; pref_x=4', undef],
    ['nobody=1; sessionid=2', 'sessionid=2'],
    ['_GA=1; sessionid=2', 'sessionid=2'],
    ['SESSIONID=1', undef],
    ['sessionid="a b"; csrftoken=x=y==', 'sessionid="a b"; csrftoken=x=y=='],
    ['sessionid=1; sessionid=2', 'sessionid=1; sessionid=2'],
    ['anon=1', 'anon=1'],
    ['cookies_preferences=x; sessionid=1', 'cookies_preferences=x; sessionid=1'],
    ['_ga', undef],
    ['mix_long_z=1; mix_z=2', 'mix_long_z=1'],
    # A comma in a value of one's own is no second Cookie line.
    ['sessionid=abc,def==; csrftoken=1', 'sessionid=abc,def==; csrftoken=1'],
    ['sessionid=abc,_ga=1; csrftoken=1', 'sessionid=abc; csrftoken=1'],
);
for my $row (@table) {
    my ($sent, $left) = @$row;
    for my $host (qw(on.test proxy.test)) {
        is seen($host, $sent), $left, "$host: $sent";
    }
}

# What passes keeps its bytes, whatever they are.
for my $cookie ("sessionid=\xc3\xa9\xff;csrftoken=1", 'sessionid=a;;csrftoken=b',
    'sessionid = 1;  csrftoken=2 ', 'sessionid=%3B; csrftoken=') {
    (my $wire = $cookie) =~ s/\s+$//;
    is seen('on.test', $cookie), $wire, "untouched: $wire";
}
like seen('on.test', "sessionid=\xc3\xa9 ;_ga=1;csrftoken=\xff"),
    qr/^sessionid=\xc3\xa9 ?; ?csrftoken=\xff$/, 'also beside one that goes';

# With consent, and only then.
my $yes = granted('on.test', 'statistical');
is seen('on.test', "_ga=1; pref_x=2; $yes"), "_ga=1; $yes", 'granted';
my $no = refused('on.test');
is seen('on.test', "_ga=1; pref_x=2; $no"), $no, 'refused';

# Two lines arrive merged with a comma: no unconsented name may be seen.
my $port = port();
sub merged {
    my (@lines) = @_;
    my $res = CookiePolicy::Client::raw($port, join "\r\n",
        'GET /cgi-bin/echo.pl HTTP/1.1', "Host: on.test:$port",
        'Connection: close', (map { "Cookie: $_" } @lines), '', '');
    return $res->body =~ /^HTTP_COOKIE=(.*)$/m ? $1 : '';
}
unlike merged('sessionid=1', '_ga=2'), qr/_ga=/, 'a second line';
unlike merged('_ga=1', 'sessionid=2'), qr/_ga=/, 'a first line';
unlike merged('sessionid=1', '_ga=2', 'csrftoken=3'), qr/_ga=/, 'between two';
unlike merged('sessionid=1,_ga=2'), qr/_ga=/, 'a comma in one line';
unlike merged('sessionid=1, _ga=2; csrftoken=3'), qr/_ga=/, 'and more';

# pass
is seen('pass.test', '_ga=1; nobody=2; sessionid=3'),
    '_ga=1; nobody=2; sessionid=3', 'CookiePolicyRequest pass';
is seen('proxypass.test', '_ga=1; nobody=2'), '_ga=1; nobody=2',
    'to a backend, too';
is seen('allow.test', '_ga=1; nobody=2'), 'nobody=2',
    'undeclared ones stay where they are allowed';
is seen('off.test', '_ga=1; nobody=2'), '_ga=1; nobody=2', 'without a policy';
is seen('report.test', '_ga=1; nobody=2'), '_ga=1; nobody=2', 'ReportOnly';

# The access log still shows what the visitor sent.
my $marker = "/cgi-bin/echo.pl/strip-$$-" . mpm();
fetch('on.test', $marker, cookie => '_ga=1; sessionid=2');
like wait_for_line('consent_log', qr/\Q$marker\E /),
    qr/cookie=_ga=1; sessionid=2$/, 'the access log shows the original';
$marker = "/e/cgi/strip-$$-" . mpm();
fetch('on.test', $marker, cookie => '_ga=1; sessionid=2');
like wait_for_line('consent_log', qr/\Q$marker\E /),
    qr/cookie=_ga=1; sessionid=2$/, 'also after an internal redirect';

done_testing;
