# SPDX-License-Identifier: Apache-2.0
#
# The shared server has loaded the module and runs the requested MPM. This test
# fails in cases in which other tests would pass without the module.
#
# Server: shared, every MPM
use strict;
use warnings;

use CookiePolicy::Test;
use Test::More tests => 7;

my $res = fetch('on.test', '/cookie-policy/policy.json');
is $res->status, 200, 'the module answers for its own page';
like $res->header('Content-Type'), qr{^application/json}, 'policy.json is JSON';
like policy('on.test')->{version}, qr/^\S+$/, 'policy.json has a version';

is_deeply names_of(set_cookies(fetch('on.test', '/p/header/'))),
    ['sessionid'], 'a cookie is suppressed';
is_deeply names_of(set_cookies(fetch('off.test', '/p/header/'))),
    [qw(sessionid _ga)], 'the same site without a policy sets it';

my $log = wait_for_line('error_log', qr/configured -- resuming normal/);
ok $log || mark(), 'the error log is where the tests read it';

open my $conf, '<', vars('t_conf') . '/httpd.conf' or die $!;
my $mpm = mpm();
ok scalar(grep { /LoadModule mpm_${mpm}_module/ } <$conf>),
    "the server runs the MPM $mpm";
