# SPDX-License-Identifier: Apache-2.0
#
# Applications can read the choice: in environment variables of CGI, in
# LogFormat, and, for a backend, in request fields.
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
}, 'an undecided visitor';

my $time = time - 500;
is_deeply env($host, cookie => consent_cookie($host, time => $time,
    granted => ['statistical'], refused => [qw(first-party third-party)])), {
    COOKIE_POLICY => $time,
    COOKIE_POLICY_NECESSARY => 'exempt',
    COOKIE_POLICY_STATISTICAL => 'granted',
    COOKIE_POLICY_FIRST_PARTY => 'refused',
    COOKIE_POLICY_THIRD_PARTY => 'refused',
}, 'a visitor who chose';
is env($host, cookie => consent_cookie($host, granted => ['statistical']))
    ->{COOKIE_POLICY_FIRST_PARTY}, 'undecided',
        'a category without an answer is undecided';
is_deeply env('off.test'), {}, 'CookiePolicy Off sets no variable';
is env('report.test')->{COOKIE_POLICY}, 'undecided',
    'CookiePolicy ReportOnly sets them';

# Request fields of these names have no effect.
my $forged = env($host, headers => ['Cookie-Policy: 1',
    'Cookie-Policy-Statistical: granted', 'COOKIE_POLICY_STATISTICAL: granted']);
is $forged->{COOKIE_POLICY_STATISTICAL}, 'undecided',
    'a request field cannot set a variable';

# LogFormat.
my $marker = "/cgi-bin/echo.pl/log-$$-" . mpm();
fetch($host, $marker, cookie => granted($host, 'statistical') . '; _ga=1');
my $line = wait_for_line('consent_log', qr/\Q$marker\E /);
like $line, qr/consent=\d+ stat=granted/, 'LogFormat shows the variables';

# mod_headers forwards the variables to a backend.
sub forwarded {
    my $body = fetch('proxy.test', '/cgi-bin/echo.pl', @_)->body;
    return join ' ', $body =~ /^HTTP_X_CONSENT=(.*)$/m,
        $body =~ /^HTTP_X_CONSENT_STATISTICAL=(.*)$/m;
}
is forwarded(), 'undecided undecided',
    'a backend gets the variables of an undecided visitor';
is forwarded(cookie => consent_cookie('proxy.test', time => $time,
    granted => ['statistical'], refused => [qw(first-party third-party)])),
    "$time granted", 'a backend gets the choice';
is forwarded(headers => ['X-Consent-Statistical: granted']),
    'undecided undecided',
        'a backend does not get the values that the visitor sent';

done_testing;
