# SPDX-License-Identifier: Apache-2.0
#
# Chromium on a site with Referrer-Policy: no-referrer, whose pages send forms
# with "Origin: null".
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
my $site = <<'CONF';
ServerName www.shop.test
CookiePolicy On
CookiePolicyCookie statistical _ga
Header always set Referrer-Policy no-referrer
CONF
my $httpd = CookiePolicy::Httpd->new(modules => ['ssl'],
    files => { 'htdocs/page.html' =>
        '<!DOCTYPE html><html lang="en"><title>x</title><body>x' },
    conf => <<"CONF");
Listen 127.0.0.1:$tls
SSLSessionCache none
<VirtualHost *:\@PORT\@>
$site
</VirtualHost>
<VirtualHost *:$tls>
$site
SSLEngine On
SSLCertificateFile \@ROOT\@/cert.pem
SSLCertificateKeyFile \@ROOT\@/key.pem
</VirtualHost>
CONF
$httpd->make_certificate('www.shop.test');
$httpd->start;

exit CookiePolicy::Browser::run_with({ REFERRER_HTTP => $httpd->{port},
                         REFERRER_HTTPS => $tls }, 'referrer.mjs');
