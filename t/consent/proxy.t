# SPDX-License-Identifier: Apache-2.0
#
# In front of `ProxyPass /` the module's own pages come first, and the choice
# rules the backend's cookies.
#
# Server: shared, every MPM
use strict;
use warnings;

use CookiePolicy::Test;
use Test::More;

my $host = 'proxy.test';
is fetch($host, '/page/plain.html')->status, 200, 'the backend answers';
like fetch($host, '/cookie-policy')->body, qr/Count &(?:amp|#38); Co/,
    'the policy page is the proxy\'s';
like fetch($host, '/cookie-policy/policy.json')->header('Content-Type'),
    qr{^application/json}, 'policy.json';
is fetch($host, '/cookie-policy/none')->status, 404, 'nothing below is passed on';

my $path = emit(set => ['_ga=1', 'sessionid=1']);
is_deeply names_of(set_cookies(fetch($host, $path))), ['sessionid'],
    'before the choice';
my $res = choice($host, { choice => 'accept', return => '/page/plain.html' });
is $res->status, 303, 'accept';
is location_of($res), '/page/plain.html', 'back to the page';
my ($consent) = map { /^([^;]*)/ }
    grep { /^cookies_preferences=/ } @{ set_cookies($res) };
is_deeply names_of(kept(fetch($host, $path, cookie => $consent))),
    [qw(_ga sessionid)], 'after it';
like fetch($host, '/page/plain.html')->body, qr/data-cookie-policy="banner"/,
    'the banner is in the backend\'s pages';
unlike fetch($host, '/page/plain.html', cookie => $consent)->body,
    qr/data-cookie-policy="banner"/, 'until the choice is made';
is choice($host, { choice => 'accept' },
          headers => ['Sec-Fetch-Site: cross-site'])->status, 403,
    'not from other sites';

# A backend's own error page is a page.
my $gone = fetch($host, emit(status => 404, type => 'text/html',
    body => '<!DOCTYPE html><html><body><p>gone</p></body></html>'));
is $gone->status, 404, 'a backend\'s error page';
like $gone->body, qr/<body><section data-cookie-policy="banner"/,
    'asks, too';

done_testing;
