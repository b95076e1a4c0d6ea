# SPDX-License-Identifier: Apache-2.0
#
# A regular expression with nested repetition would take minutes for a name that
# a client chooses. The steps per name and per request are limited. A name that
# uses them up is undeclared.
#
# Server: own
use strict;
use warnings;

use lib 't/lib';
use CookiePolicy::Httpd;
use Test::More;

my $httpd = CookiePolicy::Httpd->new(
    files => { 'htdocs/index.html' => '<p>Page' }, conf => <<'CONF');
LimitRequestFieldSize 70000
<VirtualHost *:@PORT@>
ServerName evil.test
CookiePolicy On
LogLevel cookie_policy:info
CookiePolicyCookie necessary /^(a+)+$/ shop_* /^(?:[a-z]+[0-9]?)*!$/
Header always set X-Seen "expr=%{req:Cookie}"
Header always add Set-Cookie "expr=%{req:X-Name}=1"
Alias /open/ @ROOT@/htdocs/
<Location "/open">
CookiePolicyUndeclared allow
</Location>
</VirtualHost>
<VirtualHost *:@PORT@>
ServerName quiet.test
CookiePolicy On
CookiePolicyCookie necessary /^(a+)+$/
</VirtualHost>
<VirtualHost *:@PORT@>
ServerName honest.test
CookiePolicy On
LogLevel cookie_policy:info
CookiePolicyCookie necessary /^wordpress_logged_in_[0-9a-f]{32}$/ \
    /^[0-9a-f]{32}$/ /(?:cart|basket|order)_[0-9]+/ /^(?<kind>x)\k<kind>$/
Header always set X-Seen "expr=%{req:Cookie}"
</VirtualHost>
CONF
$httpd->start;

my $evil = 'a' x 40;

# Returns the Cookie field that applications see, the lines CP0060, and the
# response.
sub ask {
    my ($host, $path, %arg) = @_;
    my $before = length $httpd->log;
    my $res = $httpd->fetch($host, $path, %arg);
    my @lines = grep { /CP0060/ }
        split /\n/, substr $httpd->log, $before;
    return ($res->header('X-Seen') // '', \@lines, $res);
}

sub cookies { return join '; ', map { "$_=1" } @_ }

# --------------------------------------------- eight names that use many steps

my @eight = map { "$evil$_" } 0 .. 7;
my ($seen, $lines, $res) = ask('evil.test', '/index.html',
    cookie => cookies('aaa', @eight, 'shop_1'),
    headers => ["X-Name: $eight[0]"]);
is $res->status, 200, 'the request is answered';
is $seen, cookies('aaa', 'shop_1'), 'names that use up their steps are hidden';
is_deeply [ map { /name="(\w+)"/ } @$lines ], \@eight,
    'each name has one line, although it is looked up several times';
like $lines->[0], qr{\[cookie_policy:warn\].*CP0060:.*name="${evil}0" pattern="/\^\(a\+\)\+\$/"},
    'the line contains the cookie and the pattern';
is scalar(grep { /:info\]/ } @$lines), 7, 'only the first line is a warning';
is_deeply [ $res->all('Set-Cookie') ], [],
    'a response that sets such a name is suppressed';
like $httpd->log, qr/CP0001: suppressed Set-Cookie name="${evil}0" category="-" reason="undeclared"/,
    'such a name is logged as undeclared';

($seen, $lines, $res) = ask('evil.test', '/index.html', headers => ["X-Name: $eight[0]"]);
is scalar(@$lines), 1, 'a name that only the response has is logged, too';
is_deeply [ $res->all('Set-Cookie') ], [], 'it is suppressed';

($seen) = ask('evil.test', '/open/', cookie => cookies(@eight),
    headers => ["X-Name: aaa"]);
is $seen, cookies(@eight), 'if undeclared cookies pass, such names pass';

# ------------------------------------------ as many names as a request can have

# Each name uses all steps of a name, or nearly all.
for my $row (['8 KiB of long names', 41, 190], ['8 KiB of short names', 12, 580],
             ['64 KiB of names', 12, 4000]) {
    my ($what, $length, $n) = @$row;
    my @names = map { 'a' x ($length - 5) . sprintf '%05d', $_ } 1 .. $n;
    ($seen, $lines, $res) = ask('evil.test', '/index.html', cookie => cookies(@names));
    is $res->status, 200, "$what: the request is answered";
    is $seen, '', "$what: all names are hidden";
    cmp_ok scalar(@$lines), '<=', 11, "$what: at most 11 lines are logged";
    is scalar(grep { /no further name/ } @$lines), 1,
        "$what: one line says that the other names are not"
            . " matched" if $length > 20;
}
($seen) = ask('evil.test', '/index.html',
    cookie => cookies('aaa', (map { "$evil$_" } 1 .. 100), 'shop_1', 'aaaa'));
is $seen, cookies('aaa', 'shop_1'),
    'if no steps are left, exact names and prefixes still match';

# --------------------------------------------------------------- log levels

($seen, $lines) = ask('quiet.test', '/', cookie => cookies(@eight));
is scalar(@$lines), 1, 'at the default level one line is logged';
($seen, $lines) = ask('quiet.test', '/', cookie => cookies(@eight));
is scalar(@$lines), 0, 'a second request of the same process logs none';

# ------------------------------------------------------ ordinary patterns

my @good = ('wordpress_logged_in_' . '0123456789abcdef' x 2,
            'fedcba9876543210' x 2, 'my_cart_12', 'basket_0', 'xx');
my @bad = ('wordpress_logged_in_' . '0123456789abcdef', 'cart_', 'x', 'xxx',
           'g' x 32);
($seen, $lines) = ask('honest.test', '/', cookie => cookies(@good, @bad));
is $seen, cookies(@good), 'ordinary patterns match';
is_deeply $lines, [], 'ordinary patterns do not reach the limit of a name';
my @more = map { sprintf '%032x', $_ } 1 .. 180;
($seen, $lines) = ask('honest.test', '/', cookie => cookies(@more));
is $seen, cookies(@more), 'ordinary patterns match 180 cookies';
is_deeply $lines, [], 'they do not reach the limit of a request';

is $httpd->log =~ /exit signal|Segmentation/ ? $httpd->log : '', '',
    'no process has crashed';

done_testing;
