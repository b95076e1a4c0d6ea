# SPDX-License-Identifier: Apache-2.0
#
# Conditional requests where the policy changes: an internal redirect leads to a
# place without a banner, or the next request for the same page has another
# policy.
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
# Old files, so that their entity tags are strong.
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
    like $tag, qr/-cp[0-9a-f]{8}"$/,
        "$path: the entity tag of a page with a banner is marked";
    is ask($path, "If-None-Match: $tag")->status, 304,
        "$path: this tag yields 304";

    $res = ask($path, "If-None-Match: $tag", 'X-App: 1');
    is $res->status, 200, "$path: without a banner the same tag yields 200";
    is $res->body, $page, "$path: the response is the original page";
    is ask($path, "If-Match: $tag", 'X-App: 1')->status, 200,
        "$path: If-Match with this tag is true";
}

for my $path ('/logo.png', '/old/logo.png') {
    my $tag = ask($path)->header('ETag');
    unlike $tag, qr/-cp/, "$path: an image keeps its own tag";
    is ask($path, "If-None-Match: $tag")->status, 304,
        "$path: this tag yields 304";
    is ask($path, "If-Match: $tag")->status, 200,
        "$path: If-Match with this tag is true";
    is ask($path, 'If-Match: "other"')->status, 412,
        "$path: If-Match with another tag is false";
}

# If-Modified-Since is ignored if the request has If-None-Match, too (RFC 9110,
# section 13.1.3). A backend would answer it with 304.
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
        "Accept: $accept: a date does not validate another variant";
    is $proxy->fetch('front', '/back/b.html', headers =>
        ["Accept: $accept", "If-None-Match: $ours",
         "If-Modified-Since: $date"])->status, 304,
        "Accept: $accept: a date does not prevent the 304 for the right tag";
}

done_testing;
