# SPDX-License-Identifier: Apache-2.0
#
# Declared cookies without consent that the browser still holds are expired,
# where they were declared to live.
#
# Server: shared, event
use strict;
use warnings;

use CookiePolicy::Test;
use Test::More;

my $host = 'leftovers.test';
my $held = 'here=1; there=2; sessionid=3; ad_x=4; nobody=5';

sub expired {
    my ($res) = @_;
    my %names = map { $_ => 1 } @{ names_of(deletions($res)) };
    return join ' ', sort keys %names;
}

is expired(fetch($host, '/page/plain.html', cookie => $held)), 'ad_x here there',
    'declared and undecided: expired';
is expired(fetch($host, '/page/plain.html',
    cookie => "$held; " . granted($host, 'statistical'))), 'ad_x',
    'what was granted stays';
is expired(fetch($host, '/page/plain.html')), '', 'nothing held, nothing said';
is expired(fetch($host, '/page/plain.html', cookie => 'sessionid=1; nobody=2')),
    '', 'neither needed nor undeclared ones';

# On withdrawal, with the answer to the choice.
my $res = choice($host, { choice => 'refuse' },
    cookie => "$held; " . granted($host, qw(statistical first-party
                                            third-party)));
is $res->status, 303, 'withdrawal';
is expired($res), 'ad_x here there', 'the answer expires all of them';
my @there = grep { /^there=/ } @{ set_cookies($res) };
ok scalar(grep { m{;\s*Path=/shop(?:;|$)}i
                 && /;\s*Domain=\.?leftovers\.test(?:;|$)/i } @there),
    'with the declared path and domain';
my @here = grep { /^here=/ } @{ set_cookies($res) };
ok scalar(grep { m{;\s*Path=/(?:;|$)}i } @here), 'or the path /';
unlike join("\n", map { s/;.*//r } @{ deletions($res) }), qr/=[1-5]/,
    'without the value';
is scalar(grep { !/; Max-Age=0; Expires=Thu, 01 Jan 1970 00:00:00 GMT/ }
              @{ deletions($res) }), 0, 'for clients that know Expires alone, too';

$res = choice($host, { choice => 'accept' }, cookie => $held);
is expired($res), '', 'nothing is expired when all is granted';
is expired(choice($host, { choice => 'refuse' },
    cookie => "$held; " . granted($host, qw(statistical third-party)),
    headers => ['Sec-Fetch-Site: cross-site'])), '',
    'nor can another site have it done';

# A response that sets and expires: the application's cookie is suppressed.
$res = fetch($host, emit(set => ['here=new', 'sessionid=new']),
             cookie => 'here=old');
is_deeply kept($res), ['sessionid=new'], 'not set anew';
is expired($res), 'here', 'but expired';

# Over http no browser says what a request is for, but what it accepts.
for my $accept ('image/avif,image/webp,*/*;q=0.8', 'text/css,*/*;q=0.1') {
    is expired(fetch($host, '/page/plain.html', cookie => $held,
        headers => ["Accept: $accept"])), '', "not with a part of a page";
}

# A proxy in front may take no more than 4 KiB of head.
my $many = join '; ', map { "ad_$_=1" } 1 .. 50;
$res = fetch($host, '/shop/a/b/c/d/e/f/g', cookie => $many);
my $size = 0;
$size += length("Set-Cookie: $_\r\n") for @{ deletions($res) };
cmp_ok $size, '<=', 2560, 'deletions are bounded';
cmp_ok $size, '>', 1000, 'but go as far as they may';

# keep
$res = fetch('keep.test', '/page/plain.html', cookie => '_ga=1; ad7=2');
is_deeply set_cookies($res), [], 'CookiePolicyLeftovers keep';
is expired(fetch('off.test', '/page/plain.html', cookie => '_ga=1')), '',
    'and without a policy';
is expired(fetch('report.test', '/page/plain.html', cookie => '_ga=1')), '',
    'nor with ReportOnly';

# A deletion that cannot fit leaves the room to the others.
is expired(fetch($host, '/page/plain.html',
    cookie => 'ad_' . 'x' x 2500 . '=1; here=1; there=2')), 'here there',
    'a name too long to be expired does not keep others from it';

done_testing;
