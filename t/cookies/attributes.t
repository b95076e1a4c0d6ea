# SPDX-License-Identifier: Apache-2.0
#
# secure=, httponly= and samesite= of CookiePolicyCookie: attributes that a
# cookie gets if it lacks them. Device bound sessions, whose cookies they must
# not change.
#
# Server: shared, event
use strict;
use warnings;

use CookiePolicy::Test;
use Test::More;

sub sent {
    my ($host, $line, %arg) = @_;
    my $res = fetch($host, emit(set => [$line], %arg), %arg);
    return join ' | ', @{ set_cookies($res) };
}

# the field, what is added over http, and over https
for my $row (
    ['sid=1', '; HttpOnly; SameSite=Lax', '; Secure; HttpOnly; SameSite=Lax'],
    ['sid=1; Path=/; Secure', '; HttpOnly; SameSite=Lax',
        '; HttpOnly; SameSite=Lax'],
    ['sid=1; SECURE; HTTPONLY; SAMESITE=NONE', '', ''],
    ['sid=1; SameSite=Strict', '; HttpOnly', '; Secure; HttpOnly'],
    ['sid="a;b"; Path=/', '; HttpOnly; SameSite=Lax',
        '; Secure; HttpOnly; SameSite=Lax'],
    ['sid=a, b; Expires=Wed, 09 Jun 2100 10:18:14 GMT; Max-Age=60',
        '; HttpOnly; SameSite=Lax', '; Secure; HttpOnly; SameSite=Lax'],
    ['sid=; Max-Age=0', '; HttpOnly', '; Secure; HttpOnly'],
    ['__Host-token=1; Path=/', '', '; Secure'],
    ['__Host-token=; Path=/; Max-Age=0', '', '; Secure'],
    ['plain=1', '', ''],
    ['plain=Secure; Path=/x', '', ''],
    ['_ga=; Max-Age=0', '', ''],
) {
    my ($line, $plain, $secure) = @$row;
    is sent('attributes.test', $line), "$line$plain", "$line over http";
    is sent('secure.test', $line), "$line$secure", "$line over https";
}
my $yes = granted('secure.test', 'statistical');
is sent('secure.test', '_ga=1', cookie => $yes), '_ga=1; SameSite=Strict',
    'a cookie with consent gets its attributes';
is sent('secure.test', '_ga=1'), '', 'without consent it is suppressed';
is sent('secure.test', '_ga=1; Max-Age=99999999', cookie => $yes),
    '_ga=1; Max-Age=34560000; SameSite=Strict', 'a lifetime is limited, too';
is_deeply set_cookies(fetch('secure.test',
    emit(set => ['plain=1', 'sid=1', 'plain=2']))),
    ['plain=1', 'sid=1; Secure; HttpOnly; SameSite=Lax', 'plain=2'],
    'the order of the fields stays';

# Responses to which nothing is added
my $query = emit(set => ['sid=1']) =~ s{^/cgi-bin/}{}r;
is_deeply set_cookies(fetch('secure.test', "/report/$query")), ['sid=1'],
    'ReportOnly adds nothing';
is_deeply set_cookies(fetch('secure.test', "/plain/$query")), ['sid=1'],
    'a nearer declaration without the keys adds nothing';
my $choice = choice('secure.test', { choice => 'refuse' });
unlike join(' ', @{ set_cookies($choice) }), qr/Secure.*Secure/,
    'the consent cookie has its attributes once';

# Other ways out of httpd
for my $status (304, 404, 500) {
    is sent('secure.test', 'sid=1', status => $status),
        'sid=1; Secure; HttpOnly; SameSite=Lax', "a $status";
}
is_deeply set_cookies(fetch('secure.test', nph("HTTP/1.1 200 OK\r\n",
    "Content-Length: 0\r\nSet-Cookie: sid=1\r\n\r\n"))),
    ['sid=1; Secure; HttpOnly; SameSite=Lax'], 'a raw header section';
my $cached = '/back' . emit(set => ['sid=1'], body => "cached $$",
    headers => ['Cache-Control: max-age=600']);
for my $round (1, 2) {
    is_deeply set_cookies(fetch('secure.test', $cached)),
        ['sid=1; Secure; HttpOnly; SameSite=Lax'],
        "a response through mod_cache, round $round";
}

# ---- device bound sessions

my %bound = (
    'Secure-Session-Registration' => '(ES256 RS256);path="/start";challenge="c"',
    'Secure-Session-Challenge' => '"c";id="s"');
for my $field (sort keys %bound) {
    my $mark = mark();
    my $res = fetch('secure.test', emit(headers => ["$field: $bound{$field}"],
        set => ['sid=1; Path=/', 'nobody=1']));
    is_deeply set_cookies($res), ['sid=1; Path=/'],
        "$field: a cookie of this response gets no attribute";
    is $res->header($field), $bound{$field}, "$field is unchanged";
    is_deeply [ map { /^(CP\d+):.*name="(\w+)"/ } @{ log_since($mark) } ],
        [qw(CP0001 nobody CP0221 nobody)],
        "$field: a warning about the suppressed cookie";
}
for my $field ('Secure-Session-Response: a.b.c', 'Sec-Secure-Session-Id: "s"') {
    my $res = fetch('secure.test', emit(set => ['sid=1', 'nobody=1']),
        headers => [$field]);
    is_deeply set_cookies($res), ['sid=1'], "a request with $field";
}
my $mark = mark();
is_deeply set_cookies(fetch('secure.test', nph("HTTP/1.1 200 OK\r\n",
    "Content-Length: 0\r\nSet-Cookie: sid=1\r\nSet-Cookie: nobody=1\r\n",
    "Secure-Session-Challenge: \"c\"\r\n\r\n"))), ['sid=1'],
    'a raw header section with such a field';
like join("\n", @{ log_since($mark) }),
    qr/^CP0221: suppressed in a response about a device bound session: name="nobody"; if the session needs this cookie, declare it as necessary$/m,
    'the warning';
$mark = mark();
fetch('secure.test', '/report/emit.pl?h=' . CookiePolicy::Test::escape(
    'Secure-Session-Challenge: "c"') . '&h=Set-Cookie:%20nobody=1');
like join("\n", @{ log_since($mark) }), qr/^CP0221: would be suppressed/m,
    'ReportOnly warns, too';
$mark = mark();
fetch('secure.test', emit(set => ['sid=1']),
    headers => ['Sec-Secure-Session-Id: "s"']);
is_deeply log_since($mark), [], 'a cookie that passes needs no warning';

done_testing;
