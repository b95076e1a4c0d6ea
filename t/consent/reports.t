# SPDX-License-Identifier: Apache-2.0
#
# POST <path>/report: always 204, for any body; the reports that count, the
# dropped reports, and the limits.
#
# Server: own
use strict;
use warnings;

use Test::More;
use Time::HiRes ();

use lib 't/lib';
use CookiePolicy::Consent ();
use CookiePolicy::Httpd;

my $httpd = CookiePolicy::Httpd->new(
    modules => ['remoteip'],
    files => { 'htdocs/index.html' => '<p>x', 'htdocs/near/index.html' => '<p>x' },
    conf => <<'CONF')->start;
LogLevel cookie_policy:debug
RemoteIPHeader X-From
<VirtualHost *:@PORT@>
    ServerName on.test
    CookiePolicy On
    CookiePolicyGuard On
    CookiePolicyCookie necessary id
    CookiePolicyCookie statistical _ga provider="Count Ltd"
    <Location /near>
        CookiePolicyCookie necessary near
    </Location>
    <Location /off>
        CookiePolicyGuard Off
    </Location>
</VirtualHost>
<VirtualHost *:@PORT@>
    ServerName busy.test
    CookiePolicy On
    CookiePolicyGuard On
    CookiePolicyCookie statistical _ga
</VirtualHost>
<VirtualHost *:@PORT@>
    ServerName none.test
    CookiePolicy On
    CookiePolicyCookie statistical _ga
</VirtualHost>
CONF

my $from = 0;

# Sends a report, each from another network. Returns the response, and what the
# module has logged for it.
sub report {
    my ($body, %arg) = @_;
    my $mark = length $httpd->log;
    $from++;
    my $address = $arg{from} // sprintf '20.%d.%d.1', $from >> 8, $from & 255;
    my $res = $httpd->fetch($arg{host} // 'on.test',
        $arg{path} // '/cookie-policy/report', method => 'POST', body => $body,
        headers => [ 'Content-Type: ' . ($arg{type} // 'text/plain;charset=UTF-8'),
                     "X-From: $address", @{ $arg{headers} || [] } ],
        $arg{cookie} ? (cookie => $arg{cookie}) : ());
    return ($res, substr $httpd->log, $mark);
}

# The counters of one request: [counted, dropped]
sub counters {
    my ($log) = @_;
    my ($counted, $dropped) = (0, 0);
    while ($log =~ /CP0200: browser reports: counted=(\d+) dropped=(\d+)/g) {
        $counted += $1;
        $dropped += $2;
    }
    return [ $counted, $dropped ];
}

sub lines {
    my ($log) = @_;
    return [ $log =~ /(CP0021: suppressed [^\n]*")/g ];
}

# ------------------------------------------------------------------- the guard

my $origin = "http://on.test:$httpd->{port}";
my ($res, $log) = report('[["cookie","_ga"],["storage","key"]]',
    headers => ["Referer: $origin/a/page?query=1"]);
is $res->status, 204, 'the answer is 204';
is $res->body, '', 'without a body';
is $res->header('Cache-Control'), 'no-store', 'no cache stores it';
is $res->header('Set-Cookie'), undef, 'and without a cookie';
is_deeply lines($log), [
    'CP0021: suppressed script cookie name="_ga" category="statistical" '
        . 'reason="undecided" provider="Count Ltd" uri="/a/page"',
    'CP0021: suppressed script storage name="key" category="-" '
        . 'reason="undeclared" provider="-" uri="/a/page"'],
    'the log has each name, and the path of the page without its query';
is_deeply counters($log), [2, 0], 'both count';

(undef, $log) = report('[["cookie","_ga"]]',
                       headers => ["Referer: $origin/other"]);
like $log, qr/cookie_policy:info[^\n]*CP0021:[^\n]*"_ga"/,
    'a repetition is at level info';
like $httpd->log, qr/cookie_policy:warn[^\n]*CP0021:[^\n]*"_ga"/,
    'the first one is a warning';

my $policy = $httpd->fetch('on.test', '/cookie-policy/policy.json')->body;
my @asked = CookiePolicy::Consent::asked($policy);
for my $row (
    ['declared', '[["cookie","id"]]', [0, 1]],
    ['granted', '[["cookie","_ga"]]', [0, 1],
     cookie => CookiePolicy::Consent::cookie($policy, @asked)],
    ['refused', '[["cookie","_ga"]]', [1, 0],
     cookie => CookiePolicy::Consent::cookie($policy)],
    ['the section of the page', '[["cookie","near"]]', [0, 1],
     headers => ["Referer: $origin/near/"]],
    ['another section', '[["cookie","near"]]', [1, 0],
     headers => ["Referer: $origin/"]],
    ['no guard in the section', '[["cookie","x"]]', [0, 1],
     headers => ["Referer: $origin/off"]],
    ['no guard at all', '[["cookie","x"]]', [0, 1], host => 'none.test'],
    ['the consent cookie', '[["cookie","cookies_preferences"]]', [1, 0]],
    ['another site', '[["cookie","x"]]', [0, 1],
     headers => ['Sec-Fetch-Site: cross-site']],
    ['another origin', '[["cookie","x"]]', [0, 1],
     headers => ['Origin: https://other.test']],
    ['this origin', '[["cookie","x"]]', [1, 0],
     headers => ['Sec-Fetch-Site: same-origin', "Origin: $origin"]],
    ['no origin', '[["cookie","x"]]', [0, 1], headers => ['Origin: null']],
) {
    my ($name, $body, $want, %arg) = @$row;
    my ($answer, $got) = report($body, %arg);
    is $answer->status, 204, "$name: 204";
    is_deeply counters($got), $want, "$name: counts or not";
}

# ------------------------------------------------------------------ hostile text

my $deep = '[' x 3000 . ']' x 3000;
for my $row (
    ['nothing', ''], ['no JSON', 'x'], ['half of it', '[["cookie","a"'],
    ['more than it', '[["cookie","a"]] x'], ['a number', '1e9999'],
    ['a long number', '1' x 60000], ['null', 'null'], ['an object', '{}'],
    ['too deep', $deep], ['deep in an object', '{"a":' x 3000 . '1' . '}' x 3000],
    ['the same key', '{"csp-report":{},"csp-report":{}}'],
    ['no UTF-8', qq([["cookie","\xff\xfe"]])],
    ['half a character', '[["cookie","\ud800"]]'],
    ['an end of text', '[["cookie","a\u0000b"]]'],
    ['other types', '[["cookie",1],["cookie",null],["cookie",["a"]],[1,"a"]]'],
    ['other lengths', '[[],["cookie"],["cookie","a","b"],"cookie",{}]'],
    ['another kind', '[["database","a"]]'],
    ['32,000 members', '[' . join(',', (1) x 32000) . ']'],
    ['too long', '[["cookie","' . 'a' x 65536 . '"]]'],
    ['much too long', 'x' x 1_000_000],
) {
    my ($name, $body) = @$row;
    for my $type ('text/plain', 'application/csp-report',
                  'application/reports+json', 'image/png') {
        my ($answer, $got) = report($body, type => $type);
        is $answer->status, 204, "$name, $type: 204";
        is counters($got)->[0], 0, "$name, $type: nothing counts";
        cmp_ok counters($got)->[1], '>', 0, "$name, $type: dropped";
    }
}
(undef, $log) = report('[["cookie","a\" b\nCP0021: x\u001b<"]]');
is_deeply lines($log), ['CP0021: suppressed script cookie '
    . 'name="a%22 b%0ACP0021: x%1B<" category="-" reason="undeclared" '
    . 'provider="-" uri="/"'],
    'a name is escaped';
unlike $log, qr/^CP0021|\n[^\[]/, 'and makes no line of its own';
(undef, $log) = report('[["cookie","' . 'n' x 60000 . '"]]');
cmp_ok length lines($log)->[0], '<', 250, 'a long name is cut';

# -------------------------------------------------------------------- methods

for my $method (qw(GET PUT DELETE)) {
    is $httpd->fetch('on.test', '/cookie-policy/report', method => $method)
        ->status, 405, "$method: 405";
}

# --------------------------------------------------------------------- limits

# The limit of a network is 100 per second, that of a host is 500. All of it must
# happen within one second, so the requests are sent at once. Two networks may
# share a counter; then others are tried.
my $many = '[' . join(',', map { qq(["cookie","n$_"]) } 1 .. 100) . ']';

sub request {
    my ($host, $from, $body) = @_;
    return "POST /cookie-policy/report HTTP/1.1\r\nHost: $host\r\nX-From: $from\r\n"
        . "Content-Type: text/plain\r\nContent-Length: " . length($body)
        . "\r\n\r\n$body";
}

# Returns the counters of: a network, the same /24, another network, five more,
# another host.
sub tried {
    my ($base) = @_;
    my @requests = ((map { request('busy.test', "20.$base.$_", $many) }
                         qw(1.1 1.99 2.1 3.1 4.1 5.1 6.1 7.1)),
                    request('on.test', "20.$base.8.1", '[["cookie","x"]]')
                        =~ s/(?=Host)/Connection: close\r\n/r);
    Time::HiRes::sleep(1.01 - (Time::HiRes::time() - int Time::HiRes::time()));
    my ($began, $mark) = (time, length $httpd->log);
    CookiePolicy::Client::raw($httpd->{port}, join '', @requests);
    return if time != $began;
    my @got = map { counters($_) } (substr $httpd->log, $mark) =~ /(CP0200.*)/g;
    my $rest = 0;
    $rest += $_->[0] for @got[3 .. 7];
    return [ @got[0 .. 2], $rest, $got[8] ];
}

my $want = [[100, 0], [0, 100], [100, 0], 300, [1, 0]];
my $got;
for my $base (200 .. 255) {
    $got = tried($base) // next;
    last if "@{$got->[2]} $got->[3] @{$got->[4]}" eq '100 0 300 1 0';
}
is_deeply $got->[0], $want->[0], 'the first 100 of a network count';
is_deeply $got->[1], $want->[1], 'others of the same /24 do not';
is_deeply $got->[2], $want->[2], 'those of another network do';
is $got->[3], $want->[3], 'at most 500 of a virtual host count';
is_deeply $got->[4], $want->[4], 'another virtual host has its own limit';

done_testing;
