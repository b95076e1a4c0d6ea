# SPDX-License-Identifier: Apache-2.0
#
# Conditional requests where a policy ends: an internal redirect leads out of
# it, or the next request for the same page is under another one.
#
# Server: own
use strict;
use warnings;

use lib 't/lib';
use CookiePolicy::Httpd;
use Test::More;

my $page = '<!DOCTYPE html><html lang="en"><title>x</title><body>x</body></html>';
my $httpd = CookiePolicy::Httpd->new(
    modules => ['rewrite'],
    files   => { 'htdocs/app/b.html' => $page, 'htdocs/logo.png' => 'PNG' },
    conf    => <<'CONF');
CookiePolicy On
CookiePolicyCookie necessary sid
CookiePolicyCookie statistical _ga
AddType image/png .png
<Directory @ROOT@/htdocs>
    RewriteEngine On
    RewriteRule ^old/logo.png$ /logo.png
    RewriteRule ^old/(b.*)$ /app/$1
</Directory>
<Directory @ROOT@/htdocs/app>
    <If "%{HTTP:X-App} == '1'">
        CookiePolicyBanner Off
        CookiePolicyReopen Off
    </If>
</Directory>
CONF
# Old, so that their tags are strong.
utime 1_700_000_000, 1_700_000_000,
    map { "$httpd->{root}/htdocs/$_" } 'app/b.html', 'logo.png';
$httpd->start;

sub ask {
    my ($path, @fields) = @_;
    return $httpd->fetch('localhost', $path,
                         headers => ['Accept: text/html', @fields]);
}

for my $path ('/app/b.html', '/old/b.html') {
    my $res = ask($path);
    my $tag = $res->header('ETag');
    like $tag, qr/-cp[0-9a-f]{8}"$/, "$path: a page with a banner, marked";
    is ask($path, "If-None-Match: $tag")->status, 304, 'is kept';

    $res = ask($path, "If-None-Match: $tag", 'X-App: 1');
    is $res->status, 200, 'is not kept where there is no banner';
    is $res->body, $page, 'the page as it is comes';
    is ask($path, "If-Match: $tag", 'X-App: 1')->status, 200,
        'whoever changes it may';
}

for my $path ('/logo.png', '/old/logo.png') {
    my $tag = ask($path)->header('ETag');
    unlike $tag, qr/-cp/, "$path: no page, not marked";
    is ask($path, "If-None-Match: $tag")->status, 304, 'is kept';
    is ask($path, "If-Match: $tag")->status, 200, 'may be changed';
    is ask($path, 'If-Match: "other"')->status, 412, 'if it is the one';
}

# A backend answers 304 to a date that it is asked with. Beside the tag of
# another variant the date does not count (RFC 9110, section 13.1.3).
my $proxy = CookiePolicy::Httpd->new(
    modules => [qw(proxy proxy_http)],
    files   => { 'htdocs/b.html' => $page },
    conf    => <<'CONF');
CookiePolicy On
CookiePolicyCookie necessary sid
CookiePolicyCookie statistical _ga
<VirtualHost *:@PORT@>
    ServerName front
    ProxyPass /back/ http://localhost:@PORT@/
</VirtualHost>
<VirtualHost *:@PORT@>
    ServerName localhost
    CookiePolicy Off
</VirtualHost>
CONF
utime 1_700_000_000, 1_700_000_000, "$proxy->{root}/htdocs/b.html";
$proxy->start;
my $plain = $proxy->fetch('localhost', '/b.html');
my $date = $plain->header('Last-Modified');
for my $accept ('*/*', 'text/html') {
    my $ours = $proxy->fetch('front', '/back/b.html',
        headers => ["Accept: $accept"])->header('ETag');
    (my $other = $ours) =~ s/-cp[0-9a-f]{8}/-cp00000000/;
    is $proxy->fetch('front', '/back/b.html', headers =>
        ["Accept: $accept", "If-None-Match: $other",
         "If-Modified-Since: $date"])->status, 200,
        "Accept: $accept: a date does not answer for another variant's tag";
    is $proxy->fetch('front', '/back/b.html', headers =>
        ["Accept: $accept", "If-None-Match: $ours",
         "If-Modified-Since: $date"])->status, 304,
        "Accept: $accept: nor does it stand in the way of the right tag";
}

done_testing;
