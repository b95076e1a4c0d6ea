# SPDX-License-Identifier: Apache-2.0
#
# The module's own pages: what they say, and what a choice sets.
#
# Server: shared, event
use strict;
use warnings;

use CookiePolicy::Test;
use JSON::PP ();
use Test::More;
use Time::HiRes ();

my $host = 'on.test';

# ------------------------------------------------------------ the policy page
my $page = fetch($host, '/cookie-policy');
is $page->status, 200, 'the policy page';
like $page->header('Content-Type'), qr{^text/html}i, 'is HTML';
my $html = $page->body;
is $page->header('Content-Length') // length $html, length $html,
    'of the length it says';
for my $text ('The shop', 'Ads Inc', 'sessionid', '_ga',
              'pref_*', 'Log-in', 'Statistics', 'to count visits',
              'cookies_preferences') {
    like $html, qr/\Q$text\E/, "it shows $text";
}
like $html, qr/Count &(?:amp|#38); Co/, 'and what must be escaped';
like $html, qr/<form[^>]*method="post"/, 'a form';
like $html, qr/name="grant"[^>]*value="statistical"|value="statistical"[^>]*name="grant"/,
    'with a box for a category';
unlike $html, qr/<input[^>]*value="statistical"[^>]*\bchecked/,
    'that is not ticked beforehand';
like fetch($host, '/cookie-policy', cookie => granted($host, 'statistical'))
    ->body, qr/<input[^>]*value="statistical"[^>]*\bchecked/,
    'but is when granted';
is fetch($host, '/cookie-policy', method => 'HEAD')->status, 200, 'HEAD';
is fetch($host, '/cookie-policy/nothing-here')->status, 404, 'nothing else';
is fetch($host, '/cookie-policyx')->status, 404, 'nor a longer name';
isnt $html, fetch('off.test', '/page/plain.html')->body, 'not a file';

# ----------------------------------------------------------------- policy.json
my $json = fetch($host, '/cookie-policy/policy.json');
like $json->header('Content-Type'), qr{^application/json}, 'policy.json';
my $policy = JSON::PP->new->utf8->decode($json->body);
is_deeply [ map { $_->{id} } @{ $policy->{categories} } ],
    [qw(necessary statistical first-party third-party)], 'the categories';
is_deeply [ map { $_->{mode} } @{ $policy->{categories} } ],
    [qw(exempt consent consent consent)], 'their modes';
is_deeply [ map { $_->{asked} ? 1 : 0 } @{ $policy->{categories} } ],
    [0, 1, 1, 1], 'which are asked about';
is_deeply [ map { $_->{sources} } @{ $policy->{categories} } ],
    [[], [], [], []], 'no sources';
for my $category (@{ $policy->{categories} }) {
    like $category->{digest}, qr/^[0-9a-f]{6}$/, "$category->{id} has a digest";
    ok length $category->{$_}, "$category->{id} has a $_"
        for qw(label description);
}
my ($stat) = grep { $_->{id} eq 'statistical' } @{ $policy->{categories} };
my ($count) = grep { "@{ $_->{names} }" eq '_ga _gid utck sessck' }
    @{ $stat->{cookies} };
is $count->{provider}, 'Count & Co', 'provider';
is $count->{function}, 'Statistics', 'function';
is $count->{purpose}, 'to count visits', 'purpose';
ok exists $count->{lifetime}, 'lifetime';
ok exists $count->{third_party}, 'third-party access';
my ($third) = grep { $_->{id} eq 'third-party' } @{ $policy->{categories} };
my ($ads) = grep { $_->{provider} eq 'Ads Inc' } @{ $third->{cookies} };
ok $ads->{third_party}, 'third-party=yes is told';
ok !$count->{third_party}, 'and only there';
my ($needed) = grep { $_->{id} eq 'necessary' } @{ $policy->{categories} };
ok scalar(grep { grep { $_ eq 'cookies_preferences' } @{ $_->{names} } }
          @{ $needed->{cookies} }), 'the consent cookie is declared';
is_deeply { map { $_ => $policy->{choice}{$_} } qw(granted refused) },
    { granted => [], refused => [] }, 'nothing chosen';
ok !$policy->{choice}{decided}, 'not decided';

my $time = time - 100;
my $told = JSON::PP->new->utf8->decode(fetch($host,
    '/cookie-policy/policy.json', cookie => consent_cookie($host,
        granted => ['statistical'], refused => [qw(first-party third-party)],
        time => $time))->body)->{choice};
ok $told->{decided}, 'decided';
is_deeply [ sort @{ $told->{granted} } ], ['statistical'], 'granted';
is_deeply [ sort @{ $told->{refused} } ], [qw(first-party third-party)],
    'refused';
like $told->{time}, qr/^(?:$time|\d{4}-\d\d-\d\dT)/, 'when';

# ------------------------------------------------------------------ the choice
sub consent_of {
    my ($res) = @_;
    return grep { /^cookies_preferences=/ } @{ set_cookies($res) };
}

my $yes = 'statistical+first-party+third-party';
for my $row (
    ['accept', { choice => 'accept' }, "$yes~"],
    ['refuse', { choice => 'refuse' }, "~$yes"],
    ['save one', [ choice => 'save', grant => 'statistical' ],
        'statistical~first-party+third-party'],
    ['save two', [ choice => 'save', grant => 'third-party',
        grant => 'statistical' ], 'statistical+third-party~first-party'],
    ['save none', { choice => 'save' }, "~$yes"],
    ['save the same twice', [ choice => 'save', grant => 'statistical',
        grant => 'statistical' ], 'statistical~first-party+third-party'],
    ['fields in another order', [ grant => 'first-party', choice => 'save' ],
        'first-party~statistical+third-party'],
) {
    my ($what, $form, $sides) = @$row;
    my $before = time;
    my $res = choice($host, $form);
    is $res->status, 303, "$what: 303";
    is location_of($res), '/cookie-policy', "$what: to the policy page";
    like $res->header('Cache-Control') // '', qr/no-store/, "$what: no-store";
    my @set = consent_of($res);
    is scalar(@set), 1, "$what: one consent cookie";
    my ($value, $attributes) = ($set[0] // '') =~ /^[^=]*=([^;]*)(.*)$/;
    my ($format, $when, $list) = split /\./, $value // '', 3;
    is $format, 2, "$what: format";
    cmp_ok $when, '>=', $before, "$what: decided now";
    # The second begins a little later for time().
    cmp_ok $when, '<=', Time::HiRes::time(), "$what: and not later";
    is sorted($list), sorted($sides =~ s/([a-z-]+)/verdict($policy, $1)/egr),
        "$what: $sides";
    cmp_ok length $value, '<=', 100, "$what: short";
    unlike $value, qr/[^\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]/,
        "$what: only cookie octets";
    like $attributes, qr/;\s*Path=\/(?:;|$)/i, "$what: path";
    like $attributes, qr/;\s*SameSite=Lax/i, "$what: SameSite";
    like $attributes, qr/;\s*HttpOnly/i, "$what: HttpOnly";
    like $attributes, qr/;\s*Max-Age=15552000\b/i, "$what: 180 days";
    unlike $attributes, qr/;\s*Secure/i, "$what: not Secure without https";
    # And it works.
    my $page = fetch($host, emit(set => ['_ga=1']), cookie => "cookies_preferences=$value");
    is scalar(@{ kept($page) }), ($list =~ /statistical.*~/ ? 1 : 0),
        "$what: is understood";
}

sub sorted {
    my ($granted, $refused) = split /~/, $_[0] // '', 2;
    return join '~', map { join '+', sort split /\+/, $_ // '' }
        $granted, $refused;
}

# The longest choice of the four built-in categories.
my ($longest) = (consent_of(choice($host, { choice => 'accept' })))[0]
    =~ /=([^;]*)/;
cmp_ok length $longest, '<=', 80, 'at most 80 bytes';

# The form on the policy page comes back to a page that says so.
my $saved = fetch($host, '/cookie-policy?saved', cookie => "cookies_preferences=$longest");
like $saved->body, qr/role="status">Your choice is saved\./, 'a confirmation';
unlike fetch($host, '/cookie-policy', cookie => "cookies_preferences=$longest")->body,
    qr/role="status"/, 'not at every visit';
unlike fetch($host, '/cookie-policy?saved')->body, qr/role="status"/,
    'not for a visitor who has not chosen';
unlike fetch($host, '/cookie-policy?saved', cookie => 'cookies_preferences='
        . $longest =~ s/^(2)\.(\d+)/"$1." . ($2 - 301)/er)->body,
    qr/role="status"/, 'nor for one whose choice is old';
is $saved->header('Cache-Control'), 'no-store', 'kept by no cache';
like $saved->body, qr/name="return" value="\/cookie-policy\?saved"/,
    'the form leads there';
is location_of(choice($host, { choice => 'refuse', return => '/cookie-policy?saved' })),
    '/cookie-policy?saved', 'the answer too';

# A change: the new choice replaces the old one.
my $changed = choice($host, { choice => 'refuse' },
    cookie => granted($host, 'statistical'));
like((consent_of($changed))[0], qr/~statistical/, 'withdrawal');

# Where to return to.
for my $path ('/page/plain.html', '/page/plain.html?a=b&c=%2F', '/',
              '/a//b', '/%C3%A9') {
    is location_of(choice($host, { choice => 'accept', return => $path })),
        $path, "returns to $path";
}

# JSON for scripts.
my $answer = choice($host, [ choice => 'save', grant => 'statistical' ],
                    headers => ['Accept: application/json']);
is $answer->status, 200, 'Accept: application/json: 200';
like $answer->header('Content-Type'), qr{^application/json}, 'JSON';
like $answer->header('Cache-Control') // '', qr/no-store/, 'no-store';
my $object = JSON::PP->new->utf8->decode($answer->body);
$object = $object->{choice} if $object->{choice};
is_deeply $object->{granted}, ['statistical'], 'the choice object';
is scalar(consent_of($answer)), 1, 'and the cookie';

# Who may ask.
for my $headers (['Sec-Fetch-Site: same-origin'], ['Sec-Fetch-Site: none'],
    ["Origin: http://$host:" . port()],
    ["Origin: http://$host:" . port(), 'Sec-Fetch-Site: same-origin']) {
    is choice($host, { choice => 'accept' }, headers => $headers)->status,
        303, "@$headers";
}

# ------------------------------------------------------ moved, and switched off
my $moved = fetch('moved.test', '/about/choices');
is $moved->status, 200, 'CookiePolicyPath';
is fetch('moved.test', '/cookie-policy')->status, 404, 'not the old path';
my $set = fetch('moved.test', '/about/choices/choice', method => 'POST',
                form => { choice => 'accept' });
is $set->status, 303, 'a choice there';
my ($line) = grep { /^my_choice=/ } @{ set_cookies($set) };
like $line // '', qr/^my_choice=2\./, 'CookiePolicyConsentCookie: name';
like $line // '', qr/;\s*Path=\/shop(?:;|$)/i, 'path';
like $line // '', qr/;\s*SameSite=Strict/i, 'samesite';
like $line // '', qr/;\s*Max-Age=2592000\b/i, 'lifetime';
unlike $line // '', qr/HttpOnly/i, 'httponly=no';
my ($mine) = ($line // '') =~ /^([^;]*)/;
is_deeply names_of(kept(fetch('moved.test', emit(set => ['_ga=1']),
    cookie => $mine))), ['_ga'], 'and it counts';
is fetch('pages.test', '/cookie-policy')->status, 200,
    'Off with CookiePolicyPath: the pages are there';
is fetch('nopages.test', '/cookie-policy')->status, 404,
    'Off without: they are not';

# ------------------------------------------------- pages prepared before it
for my $row (['a secure context', ['Sec-Fetch-Site: same-origin'],
              '"prefetchCache", "prerenderCache"'],
             ['plain http', [], undef]) {
    my ($what, $headers, $cleared) = @$row;
    is fetch($host, '/cookie-policy/choice', method => 'POST',
             form => { choice => 'accept' }, headers => $headers)
        ->header('Clear-Site-Data'), $cleared, "$what: prepared pages";
}

done_testing;
