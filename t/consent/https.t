# SPDX-License-Identifier: Apache-2.0
#
# Over https the consent cookie is Secure, and the form is accepted only from
# https pages of the same site. secure=yes of a declaration adds Secure.
#
# Server: own
use strict;
use warnings;

use lib 't/lib';
use CookiePolicy::Client;
use CookiePolicy::Httpd;
use Test::More;

my $httpd = CookiePolicy::Httpd->new(modules => ['ssl'], conf => <<'CONF',
CookiePolicy On
CookiePolicyCookie statistical _ga
CookiePolicyCookie necessary sid secure=yes
Header always add Set-Cookie "sid=1; Path=/"
SSLSessionCache none
SSLEngine On
SSLCertificateFile @ROOT@/cert.pem
SSLCertificateKeyFile @ROOT@/key.pem
CONF
    files => { 'htdocs/index.html' =>
        '<!DOCTYPE html><html><body>x</body></html>' });
my $root = $httpd->{root};
$httpd->make_certificate('on.test');
$httpd->start;

my $port = $httpd->{port};
sub get {
    my ($path, @options) = @_;
    my $heads = `curl -sSk --http1.1 --max-time 60 -D - -o $root/body \\
        --resolve on.test:$port:127.0.0.1 @options \\
        https://on.test:$port$path 2>&1`;
    return CookiePolicy::Client::parsed($heads,
        CookiePolicy::Httpd::slurp("$root/body"));
}

like get('/index.html')->body, qr/data-cookie-policy="banner"/,
    'the page contains the banner';
my $res = get('/cookie-policy/choice', '-d choice=refuse');
is $res->status, 303, 'the choice is answered with 303';
my ($line) = grep { /^cookies_preferences=/ } $res->all('Set-Cookie');
like $line, qr/^cookies_preferences=2\./, 'the choice sets the consent cookie';
like $line, qr/;\s*Secure(?:;|$)/i, 'the consent cookie is Secure';
is get('/cookie-policy/choice', '-d choice=refuse',
       "-H 'Origin: https://on.test:$port'")->status, 303,
           'the form is accepted from its own origin';
is get('/cookie-policy/choice', '-d choice=refuse',
       "-H 'Origin: http://on.test:$port'")->status, 403,
    'the form is rejected from the same host over http';

my ($sid) = grep { /^sid=/ } get('/index.html')->all('Set-Cookie');
is $sid, 'sid=1; Path=/; Secure', 'secure=yes adds Secure over https';

done_testing;
