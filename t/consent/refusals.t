# SPDX-License-Identifier: Apache-2.0
#
# Requests for a choice that are rejected: from other sites, with other return
# addresses, malformed. A rejected request sets no cookie and gets a page with
# the reason.
#
# Server: shared, event
use strict;
use warnings;

use CookiePolicy::Test;
use Test::More;

my $host = 'on.test';
my $url = "http://$host:" . port();

sub refuses {
    my ($what, $status, $res) = @_;
    is $res->status, $status, "$what: the status is $status";
    is_deeply set_cookies($res), [], "$what: no cookie is set";
    like $res->header('Content-Type') // '', qr{^(?:text/html|application/json)}i,
        "$what: the response is a page";
    cmp_ok length $res->body, '>', 20, "$what: the page has a text";
}

# ------------------------------------------------------------ from other sites
for my $headers (
    ['Sec-Fetch-Site: cross-site'],
    ['Sec-Fetch-Site: same-site'],
    ['Sec-Fetch-Site: anything'],
    ['Origin: null'],
    ['Origin: http://evil.example'],
    ["Origin: https://$host"],
    ["Origin: http://evil.$host:" . port()],
    ["Origin: $url.evil.example"],
    ["Origin: http://$host:1"],
    ["Origin: $url", 'Sec-Fetch-Site: cross-site'],
    ['Origin: http://evil.example', 'Sec-Fetch-Site: same-origin'],
) {
    refuses("@$headers", 403,
        choice($host, { choice => 'accept' }, headers => $headers));
}

# A page with Referrer-Policy: no-referrer sends these two fields.
is choice($host, { choice => 'accept' }, headers =>
    ['Origin: null', 'Sec-Fetch-Site: same-origin'])->status, 303,
    '"Origin: null" of a page of this site is accepted';
refuses('Origin: null without a page', 403,
    choice($host, { choice => 'accept' }, headers =>
        ['Origin: null', 'Sec-Fetch-Site: none']));

# -------------------------------------------------------------- open redirects
for my $to ('//evil.example/', '/\\evil.example', '\\\\evil.example',
    'http://evil.example/', 'https:evil.example', "/\r\nX-Injected: 1",
    "/\nX-Injected: 1", "/\t/evil.example", "\t//evil.example", ' //evil.example',
    'evil.example', 'javascript:alert(1)', '', '?a', "/\x01", "/a\\b",
    '///evil.example', "$url.evil.example/") {
    my $res = choice($host, { choice => 'accept', return => $to });
    (my $shown = $to) =~ s/([^\x20-\x7e])/sprintf '\\x%02x', ord $1/ge;
    is $res->status, 303, "return=$shown: the choice is accepted";
    is location_of($res), '/cookie-policy',
        "return=$shown: the address is ignored";
    unlike $res->head, qr/^X-Injected/m, "return=$shown: no field is injected";
}
my $double = choice($host, \'choice=accept&return=/%252f%252fevil.example');
unlike location_of($double), qr{^(?:https?:)?//},
    'the address is decoded once only';

# ---------------------------------------------------------- malformed requests
my $form = 'Content-Type: application/x-www-form-urlencoded';
for my $row (
    ['an unknown category', 400, { choice => 'save', grant => 'nonsense' }],
    ['one known, one unknown', 400,
        [ choice => 'save', grant => 'statistical', grant => 'nonsense' ]],
    ['a category in capitals', 400, { choice => 'save', grant => 'Statistical' }],
    ['an empty category', 400, { choice => 'save', grant => '' }],
    ['an unknown choice', 400, { choice => 'maybe' }],
    ['no choice', 400, { grant => 'statistical' }],
    ['an empty choice', 400, { choice => '' }],
    ['two choices', 400, [ choice => 'accept', choice => 'refuse' ]],
    ['an empty body', 400, \''],
    ['a broken escape', 400, \'choice=accept&return=%2'],
    ['a wrong escape', 400, \'choice=%zz'],
    ['a NUL', 400, \'choice=accept%00'],
    ['a NUL elsewhere', 400, \'choice=accept&return=/%00x'],
) {
    my ($what, $status, $body) = @$row;
    refuses($what, $status, choice($host, $body));
    refuses("$what, JSON", $status,
        choice($host, $body, headers => ['Accept: application/json']));
}
refuses('another type', 415, choice($host, \'choice=accept',
    headers => ['Content-Type: text/plain']));
refuses('JSON as input', 415, choice($host, \'{"choice":"accept"}',
    headers => ['Content-Type: application/json']));
refuses('multipart', 415, choice($host, \'choice=accept',
    headers => ['Content-Type: multipart/form-data; boundary=x']));
is choice($host, \'choice=accept', headers => ["$form; charset=UTF-8"])->status,
    303, 'a charset parameter is accepted';
refuses('too large', 413, choice($host, \('choice=accept&x=' . 'y' x 300_000)));

for my $row (['GET', '/choice'], ['PUT', '/choice'], ['DELETE', '/choice'],
             ['POST', ''], ['DELETE', ''], ['POST', '/policy.json']) {
    my ($method, $path) = @$row;
    my $res = fetch($host, "/cookie-policy$path", method => $method,
        $method eq 'GET' ? () : (body => 'choice=accept', headers => [$form]));
    refuses("$method on '$path'", 405, $res);
    like $res->header('Allow') // '', $path eq '/choice' ? qr/POST/ : qr/GET/,
        "$method on '$path': Allow names the method";
}
is fetch($host, '/cookie-policy/choice?choice=accept')->status, 405,
    'a link cannot choose';

# The page contains the reason, escaped.
my $res = choice($host, { choice => 'save', grant => '<script>x</script>' });
unlike $res->body, qr/<script>x/, 'a value of the request is not markup';

done_testing;
