# SPDX-License-Identifier: Apache-2.0
#
# CookiePolicyGuard in Chromium: scripts write only what the policy allows, and
# the guard decides about each name as the server does.
#
# Server: own
# Needs: browser

use strict;
use warnings;

use lib 't/lib';
use CookiePolicy::Browser ();
use CookiePolicy::Httpd;

my $page = '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">'
    . '<title>x</title><script src="/first.js"></script></head>'
    . '<body><p>x</p></body></html>';
my @names = map { my $end = $_; map { "$_$end" } qw(id _ga _g ad_ p1 p12 xp1 $v
        $_ga choice cookies_preferences both __proto__ toString near far) }
    '', qw(_x 1 .y - ~ | 12 3x * ! $ A);
my $fields = join "\n", map { qq(Header add Set-Cookie "$_=1") } @names;
my $httpd = CookiePolicy::Httpd->new(
    files => {
        map({ ("htdocs/$_.html" => $page) } qw(index off names strict report)),
        'htdocs/first.js' => "document.cookie = 'early=1';",
        'htdocs/frames.html' => $page =~ s{<p>x</p>}{<iframe src="index.html"></iframe>}r,
        'htdocs/page.xhtml' => $page =~ s{<!DOCTYPE html><html}{<html xmlns="http://www.w3.org/1999/xhtml"}r
            =~ s{<meta charset="utf-8">}{}r . '</body></html>',
        map({ ("htdocs/$_.html" => $page) } qw(end uniform)),
        'htdocs/charset/first.html' => $page =~ s{<p>}{<p>\xC3\xA4}r,
        'htdocs/charset/late.html' => $page =~ s{<meta charset="utf-8">}{}r
            =~ s{</head>}{<script>var text = "\xC3\xA4";</script><meta charset="utf-8"></head>}r
            =~ s{<p>}{<p>\xC3\xA4}r,
        map({ ("htdocs/$_/index.html" => $page) } qw(lock deep/er reports)),
    }, conf => <<"CONF")->start;
CookiePolicyObserve Off
AddDefaultCharset utf-8
DirectoryIndex index.html
AddType text/javascript .js
CookiePolicy On
CookiePolicyGuard On
CookiePolicyCookie necessary id both near*
CookiePolicyCookie statistical _ga _ga_* near1 /^p\\d+\$/ both* far
CookiePolicyCookie third-party ad_* _g* /^xp/
AddType application/xhtml+xml .xhtml
<Location /charset>
    AddDefaultCharset Off
</Location>
<Location /end.html>
    CookiePolicyBanner On end
</Location>
<Location /uniform.html>
    CookiePolicyVariants uniform
</Location>
<Location /off.html>
    CookiePolicyGuard Off
</Location>
<Location /report.html>
    CookiePolicy ReportOnly
</Location>
<Location /names.html>
    CookiePolicyCookie necessary /^p1/ _ga_x far*
    $fields
</Location>
<Location /strict.html>
    Header set Content-Security-Policy "default-src 'none'; script-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'"
</Location>
<VirtualHost *:\@PORT\@>
    ServerName localhost
</VirtualHost>
<VirtualHost *:\@PORT\@>
    ServerName lock.localhost
    CookiePolicyLock On
    <Location /lock>
        CookiePolicyCookie necessary _ga none
        CookiePolicyGuard Off
    </Location>
</VirtualHost>
CONF

exit CookiePolicy::Browser::run_with(
    { SITE_PORT => $httpd->{port}, NAMES => join(' ', @names),
      LOG => "$httpd->{root}/error_log" }, 'guard.mjs');
