# SPDX-License-Identifier: Apache-2.0
#
# Cookies that are set on demand (set-if of CookiePolicyCookie): such a cookie
# passes into a response only if the expression is true, or the request carries
# the cookie.
#
# Server: shared, event
use strict;
use warnings;

use CookiePolicy::Test;
use Test::More;

my $host = 'demand.test';

# Returns the cookies that a response sets, and its lines of the log.
sub sets {
    my ($path, %arg) = @_;
    my $mark = mark();
    my $res = fetch($host, $path, %arg);
    return (join(' ', @{ names_of(kept($res)) }), log_since($mark), $res);
}

my @cart = (set => ['cart=1', 'sessionid=1']);
my ($set, $log, $res) = sets(emit(@cart));
is $set, 'sessionid', 'without demand the cookie is suppressed';
is_deeply $log, ['CP0001: suppressed Set-Cookie name="cart" '
    . 'category="necessary" reason="demand" provider="The shop" '
    . 'uri="/cgi-bin/emit.pl"'], 'the log says so';
is $res->header('Vary'), 'Cookie,Sec-GPC',
    'the response depends on the cookies';

is((sets(emit(@cart) . '&login=1'))[0], 'cart sessionid',
    'a true expression lets it pass');
is((sets(emit(@cart, headers => ['X-Session: yes'])))[0], 'cart sessionid',
    'the expression sees fields of the response');
($set, $log, $res) = sets(emit(@cart), cookie => 'sessionid=0; cart=0');
is $set, 'cart sessionid', 'a cookie that the request carries passes';
is_deeply $log, [], 'without a line in the log';
is $res->header('Vary'), 'Cookie,Sec-GPC',
    'this depends on the cookies, too';
is((sets(emit(@cart), cookie => 'Cart=0; x=cart=0'))[0], 'sessionid',
    'a similar text in the request is another cookie');
is((sets(emit(set => ['cart_b=1']), cookie => 'cart_a=0'))[0], '',
    'the same holds for a prefix: the request must carry the very name');
is((sets(emit(set => ['cart_b=1']), cookie => 'cart_b=0'))[0], 'cart_b',
    'the very name');
is_deeply deletions(fetch($host, emit(set => ['cart=; Max-Age=0']))),
    ['cart=; Max-Age=0'], 'a deletion passes';

# Consent comes first.
my $granted = granted($host, 'first-party');
my $likes = emit(set => ['likes=1']);
for my $row (
    ['no consent', undef, 'X-Agent: yes', '', 'undecided'],
    ['consent, no demand', $granted, 'X-Agent: no', '', 'demand'],
    ['consent and demand', $granted, 'X-Agent: yes', 'likes'],
) {
    my ($name, $cookie, $field, $want, $reason) = @$row;
    ($set, $log, $res) = sets($likes, headers => [$field],
        $cookie ? (cookie => $cookie) : ());
    is $set, $want, $name;
    like $log->[0] // '', $reason ? qr/reason="$reason"/ : qr/^$/,
        "$name: the reason";
    is $res->header('Vary'), $cookie ? 'Cookie,Sec-GPC,X-Agent'
        : 'Cookie,Sec-GPC', "$name: Vary" if $cookie || $want;
}

# An expression that fails is not true.
($set, $log) = sets(emit(set => ['broken=1', 'sessionid=1']));
is $set, 'sessionid', 'an expression that fails suppresses the cookie';
like join("\n", @$log), qr/CP0220: not set, because set-if cannot be evaluated: name="broken" error="Cannot open file \/nowhere\/at\/all" from="\S+cookies\.conf:\d+"/,
    'a line names the error and the declaration';

# The nearer declaration replaces the other one as a whole.
is((sets('/free/?' . (emit(@cart) =~ s/.*\?//r)))[0], 'cart sessionid',
    'a nearer declaration without a condition');
is((sets('/strict/?' . (emit(@cart) =~ s/.*\?//r)))[0], '',
    'a nearer declaration with a condition');

# Chains of internal redirects: the strictest declaration, the request of the
# browser, the response that is sent.
($set, $log) = sets('/strict/denied');
is $set, '', 'an error document obeys the section of the first request';
is_deeply [ map { /name="(\w+)" .* reason="(\w+)"/ } @$log ],
    [qw(sessionid demand once demand)], 'both cookies lack demand';
is((sets('/lost/page'))[0], 'lost',
    'the expression sees the first URL and the last status');
is((sets(emit(set => ['lost=1'], status => 404)))[0], '', 'another URL');
is((sets('/once/?' . (emit(set => ['once=1']) =~ s/.*\?//r)))[0], 'once',
    'variables of the environment');

# Other ways out of httpd.
my $back = '/back' . emit(@cart, headers => ['X-Session: yes']);
is((sets($back))[0], 'cart sessionid', 'fields of a backend');
is((sets('/back' . emit(@cart)))[0], 'sessionid', 'no such field');
is((sets(emit(@cart, status => 304)))[0], 'sessionid', 'a 304');
is((sets(emit(@cart, status => 302, headers => ['Location: /'])))[0],
    'sessionid', 'a redirect');
is((sets(nph("HTTP/1.1 200 OK\r\nX-Session: yes\r\nContent-Length: 0\r\n",
    map({ "Set-Cookie: $_=1\r\n" } qw(cart sessionid)), "\r\n")))[0],
    'sessionid',
    'a raw header section: no field of it is visible');
is((sets(nph("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n",
    "Set-Cookie: cart=1\r\n\r\n"), cookie => 'cart=0'))[0], 'cart',
    'but the cookies of the request are');
is_deeply names_of(kept(curl($host, emit(@cart)))), ['sessionid'], 'HTTP/2';

# mod_cache stores what the backend has sent; each visitor is judged anew.
my $cached = '/back' . emit(@cart, headers => ['Cache-Control: max-age=600'],
    type => 'text/plain', body => "cached $$");
is((sets($cached))[0], 'sessionid', 'the response that is stored');
is((sets($cached, cookie => 'cart=0'))[0], 'cart sessionid',
    'the stored response for a visitor who has the cookie');
is((sets($cached))[0], 'sessionid', 'and for one who has not');

# A body of many brigades is judged once.
($set, $log) = sets(emit(set => ['cart=1'], body => 'x' x 3000));
is scalar(@$log), 1, 'one line for a response';

# ReportOnly
my $query = emit(@cart) =~ s/.*\?//r;
($set, $log, $res) = sets("/report/?$query");
is $set, 'cart sessionid', 'ReportOnly changes nothing';
like $log->[0], qr/^CP0001: would suppress Set-Cookie name="cart" .* reason="demand"/,
    'it logs what On would do';
is $res->header('Vary'), undef, 'it adds no Vary';
fetch($host, "/report/?$query", headers => ['X-Agent: yes']);
is fetch($host, '/report/?' . (emit(set => ['likes=1']) =~ s/.*\?//r),
    cookie => $granted)->header('Vary'), undef,
    'no field that an expression reads, either';

# The request: applications see the cookie.
like fetch($host, '/cgi-bin/echo.pl', cookie => 'cart=0')->body, qr/cart=0/,
    'set-if hides no cookie of a request';

# The texts for visitors do not change.
my ($cart) = grep { grep { $_ eq 'cart' } @{ $_->{names} } }
    map { @{ $_->{cookies} } } @{ policy($host)->{categories} };
is_deeply [ grep { /set|secure|httponly|samesite/i } keys %$cart ], [],
    'policy.json has no condition';

done_testing;
