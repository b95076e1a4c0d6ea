# SPDX-License-Identifier: Apache-2.0
#
# A browser compares Expires with the Date of the response. A cookie whose
# Expires is after that Date is stored, even if both are in the past.
#
# Server: own

use strict;
use warnings;

use lib 't/lib';
use CookiePolicy::Httpd;
use Test::More;

my @dates = map { "Header $_ set Date \"Mon, 01 Jan 2001 00:00:00 GMT\"" }
    '', 'always';
my $live = '_ga=1; Expires=Thu, 01 Jan 2015 00:00:00 GMT';
my $dead = '_ga=; Expires=Thu, 01 Jan 1998 00:00:00 GMT';
my $httpd = CookiePolicy::Httpd->new(
    modules => [qw(proxy proxy_http)],
    files   => { map { ("htdocs/$_/a.txt" => 'x') } qw(live dead) },
    conf    => <<"CONF");
CookiePolicyCookie statistical _ga
<VirtualHost *:\@PORT\@>
    ServerName front
    CookiePolicy On
    ProxyPass /plain/ http://localhost:\@PORT\@/
    ProxyPass /set/ http://localhost:\@PORT\@/
    ProxyPass /always/ http://localhost:\@PORT\@/
    <Location /set>
        $dates[0]
    </Location>
    <Location /always>
        $dates[1]
    </Location>
</VirtualHost>
<VirtualHost *:\@PORT\@>
    ServerName localhost
    <Location /live>
        Header set Set-Cookie "$live"
    </Location>
    <Location /dead>
        Header set Set-Cookie "$dead"
    </Location>
</VirtualHost>
CONF
$httpd->start;

sub cookie_of {
    return $httpd->fetch('front', $_[0])->header('Set-Cookie');
}

is cookie_of('/plain/live/a.txt'), $live,
    'Expires before the time of the response: the deletion passes';
for my $where (qw(set always)) {
    like $httpd->fetch('front', "/$where/live/a.txt")->header('Date'), qr/2001/,
        "Header $where: the response has a Date of 2001";
    is cookie_of("/$where/live/a.txt"), undef,
        "Header $where: Expires is after that Date, the cookie is suppressed";
    is cookie_of("/$where/dead/a.txt"), $dead,
        "Header $where: Expires is before that Date, the deletion passes";
}

done_testing;
