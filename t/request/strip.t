# SPDX-License-Identifier: Apache-2.0
#
# CookiePolicyRequest: the cookies that handlers and backends see.
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

# the field that is sent, the field that is seen
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
    # A comma in the value of an allowed cookie starts no second field.
    ['sessionid=abc,def==; csrftoken=1', 'sessionid=abc,def==; csrftoken=1'],
    ['sessionid=abc,_ga=1; csrftoken=1', 'sessionid=abc; csrftoken=1'],
);
for my $row (@table) {
    my ($sent, $left) = @$row;
    for my $host (qw(on.test proxy.test)) {
        is seen($host, $sent), $left, "$host: $sent";
    }
}

# Allowed cookies keep their bytes.
for my $cookie ("sessionid=\xc3\xa9\xff;csrftoken=1", 'sessionid=a;;csrftoken=b',
    'sessionid = 1;  csrftoken=2 ', 'sessionid=%3B; csrftoken=') {
    (my $wire = $cookie) =~ s/\s+$//;
    is seen('on.test', $cookie), $wire, "unchanged: $wire";
}
like seen('on.test', "sessionid=\xc3\xa9 ;_ga=1;csrftoken=\xff"),
    qr/^sessionid=\xc3\xa9 ?; ?csrftoken=\xff$/,
        'an allowed cookie next to a hidden one is unchanged, too';

# Consent makes a cookie visible.
my $yes = granted('on.test', 'statistical');
is seen('on.test', "_ga=1; pref_x=2; $yes"), "_ga=1; $yes",
    'a granted cookie is visible';
my $no = refused('on.test');
is seen('on.test', "_ga=1; pref_x=2; $no"), $no, 'a refused cookie is hidden';

# httpd joins two Cookie fields with a comma. No unconsented name may be
# visible.
my $port = port();
sub merged {
    my (@lines) = @_;
    my $res = CookiePolicy::Client::raw($port, join "\r\n",
        'GET /cgi-bin/echo.pl HTTP/1.1', "Host: on.test:$port",
        'Connection: close', (map { "Cookie: $_" } @lines), '', '');
    return $res->body =~ /^HTTP_COOKIE=(.*)$/m ? $1 : '';
}
unlike merged('sessionid=1', '_ga=2'), qr/_ga=/,
    'a cookie in the second field is hidden';
unlike merged('_ga=1', 'sessionid=2'), qr/_ga=/,
    'a cookie in the first field is hidden';
unlike merged('sessionid=1', '_ga=2', 'csrftoken=3'), qr/_ga=/,
    'a cookie in the second of three fields is hidden';
unlike merged('sessionid=1,_ga=2'), qr/_ga=/,
    'a cookie after a comma is hidden';
unlike merged('sessionid=1, _ga=2; csrftoken=3'), qr/_ga=/,
    'a cookie between a comma and a semicolon is hidden';

is seen('pass.test', '_ga=1; nobody=2; sessionid=3'),
    '_ga=1; nobody=2; sessionid=3', 'CookiePolicyRequest pass hides nothing';
is seen('proxypass.test', '_ga=1; nobody=2'), '_ga=1; nobody=2',
    'CookiePolicyRequest pass hides nothing from a backend';
is seen('allow.test', '_ga=1; nobody=2'), 'nobody=2',
    'CookiePolicyUndeclared allow does not hide undeclared cookies';
is seen('off.test', '_ga=1; nobody=2'), '_ga=1; nobody=2',
    'CookiePolicy Off hides nothing';
is seen('report.test', '_ga=1; nobody=2'), '_ga=1; nobody=2',
    'CookiePolicy ReportOnly hides nothing';

# The access log shows the cookies that the visitor sent.
my $marker = "/cgi-bin/echo.pl/strip-$$-" . mpm();
fetch('on.test', $marker, cookie => '_ga=1; sessionid=2');
like wait_for_line('consent_log', qr/\Q$marker\E /),
    qr/cookie=_ga=1; sessionid=2$/, 'the access log shows all cookies';
$marker = "/e/cgi/strip-$$-" . mpm();
fetch('on.test', $marker, cookie => '_ga=1; sessionid=2');
like wait_for_line('consent_log', qr/\Q$marker\E /),
    qr/cookie=_ga=1; sessionid=2$/,
        'the access log shows them after an internal redirect, too';

done_testing;
