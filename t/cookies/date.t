# SPDX-License-Identifier: Apache-2.0
#
# A browser takes Expires against the Date that is sent. A cookie that expires
# after that Date lives, however long ago it is.
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
    'expired at the time of the response: a deletion passes';
for my $where (qw(set always)) {
    like $httpd->fetch('front', "/$where/live/a.txt")->header('Date'), qr/2001/,
        "Header $where: the Date that is sent is of 2001";
    is cookie_of("/$where/live/a.txt"), undef,
        "Header $where: it expires after that Date, so it is held back";
    is cookie_of("/$where/dead/a.txt"), $dead,
        "Header $where: expired before that Date, so it passes";
}

done_testing;
