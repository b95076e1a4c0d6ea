# SPDX-License-Identifier: Apache-2.0
#
# What applications can know of the choice: environment variables in CGI,
# LogFormat and in request headers for a backend.
#
# Server: shared, every MPM
use strict;
use warnings;

use CookiePolicy::Test;
use Test::More;

my $host = 'on.test';
sub env {
    my ($at, %arg) = @_;
    my $body = fetch($at, '/cgi-bin/echo.pl', %arg)->body;
    return { $body =~ /^(COOKIE_POLICY\w*)=(.*)$/mg };
}

is_deeply env($host), {
    COOKIE_POLICY => 'undecided',
    COOKIE_POLICY_NECESSARY => 'exempt',
    COOKIE_POLICY_STATISTICAL => 'undecided',
    COOKIE_POLICY_FIRST_PARTY => 'undecided',
    COOKIE_POLICY_THIRD_PARTY => 'undecided',
}, 'undecided';

my $time = time - 500;
is_deeply env($host, cookie => consent_cookie($host, time => $time,
    granted => ['statistical'], refused => [qw(first-party third-party)])), {
    COOKIE_POLICY => $time,
    COOKIE_POLICY_NECESSARY => 'exempt',
    COOKIE_POLICY_STATISTICAL => 'granted',
    COOKIE_POLICY_FIRST_PARTY => 'refused',
    COOKIE_POLICY_THIRD_PARTY => 'refused',
}, 'decided';
is env($host, cookie => consent_cookie($host, granted => ['statistical']))
    ->{COOKIE_POLICY_FIRST_PARTY}, 'undecided', 'one side only';
is_deeply env('off.test'), {}, 'none without a policy';
is env('report.test')->{COOKIE_POLICY}, 'undecided', 'also with ReportOnly';

# A visitor cannot send them.
my $forged = env($host, headers => ['Cookie-Policy: 1',
    'Cookie-Policy-Statistical: granted', 'COOKIE_POLICY_STATISTICAL: granted']);
is $forged->{COOKIE_POLICY_STATISTICAL}, 'undecided', 'not from the request';

# LogFormat.
my $marker = "/cgi-bin/echo.pl/log-$$-" . mpm();
fetch($host, $marker, cookie => granted($host, 'statistical') . '; _ga=1');
my $line = wait_for_line('consent_log', qr/\Q$marker\E /);
like $line, qr/consent=\d+ stat=granted/, 'in LogFormat';

# To a backend, forwarded by mod_headers.
sub forwarded {
    my $body = fetch('proxy.test', '/cgi-bin/echo.pl', @_)->body;
    return join ' ', $body =~ /^HTTP_X_CONSENT=(.*)$/m,
        $body =~ /^HTTP_X_CONSENT_STATISTICAL=(.*)$/m;
}
is forwarded(), 'undecided undecided', 'a backend is told';
is forwarded(cookie => consent_cookie('proxy.test', time => $time,
    granted => ['statistical'], refused => [qw(first-party third-party)])),
    "$time granted", 'of the choice';
is forwarded(headers => ['X-Consent-Statistical: granted']),
    'undecided undecided', 'and not what the visitor claims';

done_testing;
