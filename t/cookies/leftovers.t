# SPDX-License-Identifier: Apache-2.0
#
# Leftovers: cookies that are declared, lack consent and are still stored in the
# browser. The module expires them, with the path and the domain that are
# declared.
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
    'declared cookies of an undecided visitor are expired';
is expired(fetch($host, '/page/plain.html',
    cookie => "$held; " . granted($host, 'statistical'))), 'ad_x',
    'a granted cookie is not expired';
is expired(fetch($host, '/page/plain.html')), '',
    'a request without cookies gets no deletion';
is expired(fetch($host, '/page/plain.html', cookie => 'sessionid=1; nobody=2')),
    '', 'necessary and undeclared cookies are not expired';

# The response to the withdrawal expires them, too.
my $res = choice($host, { choice => 'refuse' },
    cookie => "$held; " . granted($host, qw(statistical first-party
                                            third-party)));
is $res->status, 303, 'the withdrawal is answered with 303';
is expired($res), 'ad_x here there', 'its response expires all leftovers';
my @there = grep { /^there=/ } @{ set_cookies($res) };
ok scalar(grep { m{;\s*Path=/shop(?:;|$)}i
                 && /;\s*Domain=\.?leftovers\.test(?:;|$)/i } @there),
    'a deletion has the declared path and domain';
my @here = grep { /^here=/ } @{ set_cookies($res) };
ok scalar(grep { m{;\s*Path=/(?:;|$)}i } @here),
    'a deletion without a declared path has the path /';
unlike join("\n", map { s/;.*//r } @{ deletions($res) }), qr/=[1-5]/,
    'no deletion contains the value';
is scalar(grep { !/; Max-Age=0; Expires=Thu, 01 Jan 1970 00:00:00 GMT/ }
              @{ deletions($res) }), 0,
                  'each deletion has Max-Age and, for old clients, Expires';

$res = choice($host, { choice => 'accept' }, cookie => $held);
is expired($res), '', 'nothing is expired when all categories are granted';
is expired(choice($host, { choice => 'refuse' },
    cookie => "$held; " . granted($host, qw(statistical third-party)),
    headers => ['Sec-Fetch-Site: cross-site'])), '',
    'a request from another site cannot cause deletions';

# Browsers accept a deletion only with the attributes that a prefix demands.
for my $row (
    ['__Http-h', 'Secure', 'HttpOnly'],
    ['__Host-Http-b', 'Secure', 'HttpOnly'],
    ['__Secure-s', 'Secure'],
    ['__Host-o', 'Secure'],
    ['here'],
) {
    my ($name, @wanted) = @$row;
    my @lines = grep { /^\Q$name\E=/ } @{ deletions(fetch($host,
        '/shop/page.html', cookie => "$name=1")) };
    cmp_ok scalar(@lines), '>', 0, "$name is expired";
    for my $line (@lines) {
        is_deeply [ grep { !/SameSite|Partitioned|Domain|Path/ }
                        $line =~ /GMT(.*)/ ? split(/; /, $1 =~ s/^; //r) : () ],
            \@wanted, "$line has the attributes of its prefix";
        like $line, qr{^[^;]*; Path=/; Max-Age}, "$line: Path=/ and no Domain"
            if $name =~ /^__Host-/;
    }
}

# A response that sets a leftover: the cookie is suppressed and expired.
$res = fetch($host, emit(set => ['here=new', 'sessionid=new']),
             cookie => 'here=old');
is_deeply kept($res), ['sessionid=new'],
    'the cookie of the application is suppressed';
is expired($res), 'here', 'the stored cookie is expired';

# Over http browsers send no Sec-Fetch fields; the Accept field shows that the
# request is for a part of a page.
for my $accept ('image/avif,image/webp,*/*;q=0.8', 'text/css,*/*;q=0.1') {
    is expired(fetch($host, '/page/plain.html', cookie => $held,
        headers => ["Accept: $accept"])), '',
            "Accept $accept: a part of a page expires nothing";
}

# A proxy before this server may accept no more than 4 KiB of response head.
my $many = join '; ', map { "ad_$_=1" } 1 .. 50;
$res = fetch($host, '/shop/a/b/c/d/e/f/g', cookie => $many);
my $size = 0;
$size += length("Set-Cookie: $_\r\n") for @{ deletions($res) };
cmp_ok $size, '<=', 2560, 'deletions are limited to 2,560 bytes';
cmp_ok $size, '>', 1000, 'but they use the space that they may use';

$res = fetch('keep.test', '/page/plain.html', cookie => '_ga=1; ad7=2');
is_deeply set_cookies($res), [], 'CookiePolicyLeftovers keep expires nothing';
is expired(fetch('off.test', '/page/plain.html', cookie => '_ga=1')), '',
    'CookiePolicy Off expires nothing';
is expired(fetch('report.test', '/page/plain.html', cookie => '_ga=1')), '',
    'CookiePolicy ReportOnly expires nothing';

# A deletion that is too long for the limit leaves space to the others.
is expired(fetch($host, '/page/plain.html',
    cookie => 'ad_' . 'x' x 2500 . '=1; here=1; there=2')), 'here there',
    'a name that is too long does not prevent the deletion of others';

done_testing;
