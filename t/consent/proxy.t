# SPDX-License-Identifier: Apache-2.0
#
# With `ProxyPass /` the module's own pages precede the proxy, and the choice
# applies to the cookies of the backend.
#
# Server: shared, every MPM
use strict;
use warnings;

use CookiePolicy::Test;
use Test::More;

my $host = 'proxy.test';
is fetch($host, '/page/plain.html')->status, 200, 'the backend answers';
like fetch($host, '/cookie-policy')->body, qr/Count &(?:amp|#38); Co/,
    'the policy page is that of the proxy';
like fetch($host, '/cookie-policy/policy.json')->header('Content-Type'),
    qr{^application/json}, 'so is policy.json';
is fetch($host, '/cookie-policy/none')->status, 404,
    'no path below CookiePolicyPath is proxied';

my $path = emit(set => ['_ga=1', 'sessionid=1']);
is_deeply names_of(set_cookies(fetch($host, $path))), ['sessionid'],
    'before the choice only the necessary cookie passes';
my $res = choice($host, { choice => 'accept', return => '/page/plain.html' });
is $res->status, 303, 'the choice is answered with 303';
is location_of($res), '/page/plain.html', 'the choice leads back to the page';
my ($consent) = map { /^([^;]*)/ }
    grep { /^cookies_preferences=/ } @{ set_cookies($res) };
is_deeply names_of(kept(fetch($host, $path, cookie => $consent))),
    [qw(_ga sessionid)], 'after the choice both cookies pass';
like fetch($host, '/page/plain.html')->body, qr/data-cookie-policy="banner"/,
    'pages of the backend contain the banner';
unlike fetch($host, '/page/plain.html', cookie => $consent)->body,
    qr/data-cookie-policy="banner"/, 'after the choice they do not';
is choice($host, { choice => 'accept' },
          headers => ['Sec-Fetch-Site: cross-site'])->status, 403,
    'a choice from another site is rejected';

# An error page of a backend is a page, too.
my $gone = fetch($host, emit(status => 404, type => 'text/html',
    body => '<!DOCTYPE html><html><body><p>gone</p></body></html>'));
is $gone->status, 404, 'an error page of a backend keeps its status';
like $gone->body, qr/<body><section data-cookie-policy="banner"/,
    'it contains the banner';

done_testing;
