# SPDX-License-Identifier: Apache-2.0
#
# The version of the module is logged once for each start (CP0070). It is not in
# the Server field.
#
# Server: own
use strict;
use warnings;

use lib 't/lib';
use CookiePolicy::Httpd;
use Test::More tests => 4;

for my $level (qw(info notice)) {
    my $httpd = CookiePolicy::Httpd->new(conf => <<"CONF")->start;
LogLevel cookie_policy:$level
ServerTokens Full
CookiePolicy On
CONF
    my $server = $httpd->fetch('localhost', '/')->header('Server');
    $httpd->stop;
    my @lines = map { /CP0070: (.*)/ ? $1 : () } split /\n/, $httpd->log;
    is_deeply [map { s{/[\w.-]+ }{/V }r } @lines],
        $level eq 'info' ? ['mod_cookie_policy/V is initialized'] : [],
        "LogLevel $level: the version is logged at info only";
    like $server, qr{^Apache/(?!.*cookie)}i,
        'the Server field does not contain the module';
}
