# SPDX-License-Identifier: Apache-2.0
#
# The module is in the server that is being tested, and that server is the one
# asked for. Fails where other tests could pass without it: never skips.
#
# Server: shared, every MPM
use strict;
use warnings;

use CookiePolicy::Test;
use Test::More tests => 7;

my $res = fetch('on.test', '/cookie-policy/policy.json');
is $res->status, 200, 'the module answers for its own page';
like $res->header('Content-Type'), qr{^application/json}, 'with JSON';
like policy('on.test')->{version}, qr/^\S+$/, 'that has a version';

is_deeply names_of(set_cookies(fetch('on.test', '/p/header/'))),
    ['sessionid'], 'and suppresses a cookie';
is_deeply names_of(set_cookies(fetch('off.test', '/p/header/'))),
    [qw(sessionid _ga)], 'that the same site without it sets';

my $log = wait_for_line('error_log', qr/configured -- resuming normal/);
ok $log || mark(), 'the error log is where the tests look for it';

open my $conf, '<', vars('t_conf') . '/httpd.conf' or die $!;
my $mpm = mpm();
ok scalar(grep { /LoadModule mpm_${mpm}_module/ } <$conf>),
    "the server runs the MPM $mpm";
