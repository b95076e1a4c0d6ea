# SPDX-License-Identifier: Apache-2.0
#
# CookiePolicyReports in Chromium: the reports about a page that loads content of
# another site arrive in both formats, with the right source and directive.
#
# Server: own (10 s)
# Needs: browser

use strict;
use warnings;

use lib 't/lib';
use CookiePolicy::Browser ();
use CookiePolicy::Httpd;
use CookiePolicy::Port ();
use MIME::Base64 qw(decode_base64);

my $tls = CookiePolicy::Port::free();
my $gif = decode_base64(
    'R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7');

sub page {
    my ($other) = @_;
    return <<"HTML";
<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>x</title>
<link rel="stylesheet" href="$other/a.css">
<script src="$other/a.js"></script></head>
<body><p style="font-family: other">x</p><img alt="" src="$other/a.gif">
<iframe src="$other/frame.html"></iframe><video src="$other/a.webm"></video>
<script>fetch('$other/data', { mode: 'no-cors' }).catch(function () {});</script>
<img alt="" src="data:image/gif;base64,AAAA"><img alt="" src="/own.gif">
</body></html>
HTML
}

my $hosts = join '', map { my $end = $_; map { <<"CONF" }
<VirtualHost *:$end->[0]>
    ServerName $_->[0].localhost
    $_->[1]
    $end->[1]
</VirtualHost>
CONF
    ['site', "CookiePolicy ReportOnly\nCookiePolicyReports On"], ['other', ''],
    ['third', ''] } ['@PORT@', ''], [$tls, <<'CONF'];
SSLEngine On
    SSLCertificateFile @ROOT@/cert.pem
    SSLCertificateKeyFile @ROOT@/key.pem
CONF
my $httpd = CookiePolicy::Httpd->new(modules => ['ssl'],
    files => {
        'htdocs/http/index.html' => '', 'htdocs/https/index.html' => '',
        'htdocs/a.css' => '@font-face { font-family: other; src: url(a.woff2) }',
        'htdocs/a.js' => 'window.loaded = 1;', 'htdocs/a.gif' => $gif,
        'htdocs/frame.html' => '<!DOCTYPE html><title>x</title>',
    }, conf => "Listen 127.0.0.1:$tls\nSSLSessionCache none\n"
        . qq(CustomLog "\@ROOT\@/types" "%{local}p %{Content-Type}i %U"\n)
        . "DirectoryIndex index.html\nLogLevel cookie_policy:info\n"
        . "AddType text/css .css\nAddType text/javascript .js\n"
        . "AddType image/gif .gif\nAddType text/html .html\n$hosts");
$httpd->write('htdocs/http/index.html',
              page("http://other.localhost:$httpd->{port}"));
$httpd->write('htdocs/https/index.html', page("https://other.localhost:$tls"));
$httpd->make_certificate('localhost');
$httpd->start;

exit CookiePolicy::Browser::run_with({ HTTP => $httpd->{port}, HTTPS => $tls,
    LOG => "$httpd->{root}/error_log", TYPES => "$httpd->{root}/types" }, 'reports.mjs');
