# SPDX-License-Identifier: Apache-2.0
#
# Cookies whose consent was withdrawn are removed from Chromium's store, for
# every domain and path at which they were set.
#
# Server: own (3 s)
# Needs: browser

use strict;
use warnings;

use lib 't/lib';
use CookiePolicy::Browser ();
use CookiePolicy::Httpd;
use CookiePolicy::Port ();

my $tls = CookiePolicy::Port::free();
my $echo = do {
    open my $in, '<', 't/cgi-bin/echo.pl' or die $!;
    local $/;
    <$in>;
};
my $site = <<'CONF';
CookiePolicy On
CookiePolicyCookie necessary sid __Host-sid
CookiePolicyCookie statistical _ga _ga_* __Host-stat __Secure-stat
CookiePolicyCookie statistical __Http-stat __Host-Http-stat
CookiePolicyCookie first-party placed domain=shop.test path=/deep/
ScriptAlias /deep/er/echo @ROOT@/cgi/echo.pl
ScriptAlias /echo @ROOT@/cgi/echo.pl
CONF
my $httpd = CookiePolicy::Httpd->new(modules => ['ssl'],
    files => { 'cgi/echo.pl' => $echo,
               'htdocs/deep/er/page.html' => '<!DOCTYPE html><html><body>x',
               'htdocs/page.html' => '<!DOCTYPE html><html><body>x' },
    conf => <<"CONF");
Listen 127.0.0.1:$tls
SSLSessionCache none
<VirtualHost *:\@PORT\@>
ServerName www.shop.test
$site
</VirtualHost>
<VirtualHost *:$tls>
ServerName www.shop.test
SSLEngine On
SSLCertificateFile \@ROOT\@/cert.pem
SSLCertificateKeyFile \@ROOT\@/key.pem
$site
</VirtualHost>
CONF
$httpd->make_certificate('shop.test');
$httpd->start;

exit CookiePolicy::Browser::run_with({ LEFTOVERS_HTTP => $httpd->{port},
                         LEFTOVERS_HTTPS => $tls }, 'leftovers.mjs');
