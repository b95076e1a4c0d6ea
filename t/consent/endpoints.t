# SPDX-License-Identifier: Apache-2.0
#
# The module's own pages: their content, and the cookie that a choice sets.
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
is $page->status, 200, 'the policy page exists';
like $page->header('Content-Type'), qr{^text/html}i, 'the policy page is HTML';
my $html = $page->body;
is $page->header('Content-Length') // length $html, length $html,
    'Content-Length is its length';
for my $text ('The shop', 'Ads Inc', 'sessionid', '_ga',
              'pref_*', 'Log-in', 'Statistics', 'to count visits',
              'cookies_preferences') {
    like $html, qr/\Q$text\E/, "the policy page shows $text";
}
like $html, qr/Count &(?:amp|#38); Co/, 'an ampersand is escaped';
like $html, qr/<form[^>]*method="post"/, 'the policy page has a form';
like $html, qr/name="grant"[^>]*value="statistical"|value="statistical"[^>]*name="grant"/,
    'the form has a box for a category';
unlike $html, qr/<input[^>]*value="statistical"[^>]*\bchecked/,
    'the box of an undecided category is not ticked';
like fetch($host, '/cookie-policy', cookie => granted($host, 'statistical'))
    ->body, qr/<input[^>]*value="statistical"[^>]*\bchecked/,
    'the box of a granted category is ticked';
is fetch($host, '/cookie-policy', method => 'HEAD')->status, 200,
    'HEAD is answered with 200';
is fetch($host, '/cookie-policy/nothing-here')->status, 404,
    'an unknown path below it is not found';
is fetch($host, '/cookie-policyx')->status, 404, 'a longer path is not found';
isnt $html, fetch('off.test', '/page/plain.html')->body,
    'it is not a file of the site';

# ----------------------------------------------------------------- policy.json
my $json = fetch($host, '/cookie-policy/policy.json');
like $json->header('Content-Type'), qr{^application/json},
    'policy.json is JSON';
my $policy = JSON::PP->new->utf8->decode($json->body);
is_deeply [ map { $_->{id} } @{ $policy->{categories} } ],
    [qw(necessary statistical first-party third-party)],
        'policy.json has the categories in their order';
is_deeply [ map { $_->{mode} } @{ $policy->{categories} } ],
    [qw(exempt consent consent consent)], 'each category has its mode';
is_deeply [ map { $_->{asked} ? 1 : 0 } @{ $policy->{categories} } ],
    [0, 1, 1, 1], 'each category says whether it is asked about';
is_deeply [ map { $_->{sources} } @{ $policy->{categories} } ],
    [[], [], [], []], 'no category has sources';
for my $category (@{ $policy->{categories} }) {
    like $category->{digest}, qr/^[0-9a-f]{6}$/, "$category->{id} has a digest";
    ok length $category->{$_}, "$category->{id} has a $_"
        for qw(label description);
}
my ($stat) = grep { $_->{id} eq 'statistical' } @{ $policy->{categories} };
my ($count) = grep { "@{ $_->{names} }" eq '_ga _gid utck sessck' }
    @{ $stat->{cookies} };
is $count->{provider}, 'Count & Co', 'a cookie has its provider';
is $count->{function}, 'Statistics', 'a cookie has its function';
is $count->{purpose}, 'to count visits', 'a cookie has its purpose';
ok exists $count->{lifetime}, 'a cookie has its lifetime';
ok exists $count->{third_party},
    'a cookie says whether third parties have access';
my ($third) = grep { $_->{id} eq 'third-party' } @{ $policy->{categories} };
my ($ads) = grep { $_->{provider} eq 'Ads Inc' } @{ $third->{cookies} };
ok $ads->{third_party}, 'third-party=yes is published';
ok !$count->{third_party}, 'without it third-party access is false';
my ($needed) = grep { $_->{id} eq 'necessary' } @{ $policy->{categories} };
ok scalar(grep { grep { $_ eq 'cookies_preferences' } @{ $_->{names} } }
          @{ $needed->{cookies} }),
              'the consent cookie is declared as necessary';
is_deeply { map { $_ => $policy->{choice}{$_} } qw(granted refused) },
    { granted => [], refused => [] },
        'an undecided visitor has granted and refused nothing';
ok !$policy->{choice}{decided}, 'an undecided visitor has not decided';

my $time = time - 100;
my $told = JSON::PP->new->utf8->decode(fetch($host,
    '/cookie-policy/policy.json', cookie => consent_cookie($host,
        granted => ['statistical'], refused => [qw(first-party third-party)],
        time => $time))->body)->{choice};
ok $told->{decided}, 'a visitor who chose has decided';
is_deeply [ sort @{ $told->{granted} } ], ['statistical'],
    'policy.json has the granted categories';
is_deeply [ sort @{ $told->{refused} } ], [qw(first-party third-party)],
    'policy.json has the refused categories';
like $told->{time}, qr/^(?:$time|\d{4}-\d\d-\d\dT)/,
    'policy.json has the time of the decision';

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
    is $res->status, 303, "$what: is answered with 303";
    is location_of($res), '/cookie-policy', "$what: leads to the policy page";
    like $res->header('Cache-Control') // '', qr/no-store/,
        "$what: is not stored by caches";
    my @set = consent_of($res);
    is scalar(@set), 1, "$what: sets one consent cookie";
    my ($value, $attributes) = ($set[0] // '') =~ /^[^=]*=([^;]*)(.*)$/;
    my ($format, $when, $list) = split /\./, $value // '', 3;
    is $format, 2, "$what: the value has format 2";
    cmp_ok $when, '>=', $before, "$what: the time is not before the request";
    # The clock of time() starts a second a little later than the server's.
    cmp_ok $when, '<=', Time::HiRes::time(),
        "$what: the time is not after the response";
    is sorted($list), sorted($sides =~ s/([a-z-]+)/verdict($policy, $1)/egr),
        "$what: the verdicts are $sides";
    cmp_ok length $value, '<=', 100, "$what: the value has at most 100 bytes";
    unlike $value, qr/[^\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]/,
        "$what: the value has cookie octets only";
    like $attributes, qr/;\s*Path=\/(?:;|$)/i, "$what: Path is /";
    like $attributes, qr/;\s*SameSite=Lax/i, "$what: SameSite is Lax";
    like $attributes, qr/;\s*HttpOnly/i, "$what: HttpOnly is set";
    like $attributes, qr/;\s*Max-Age=15552000\b/i,
        "$what: the lifetime is 180 days";
    unlike $attributes, qr/;\s*Secure/i, "$what: Secure is not set over http";
    # The next request sends it back.
    my $page = fetch($host, emit(set => ['_ga=1']), cookie => "cookies_preferences=$value");
    is scalar(@{ kept($page) }), ($list =~ /statistical.*~/ ? 1 : 0),
        "$what: the choice is in force";
}

sub sorted {
    my ($granted, $refused) = split /~/, $_[0] // '', 2;
    return join '~', map { join '+', sort split /\+/, $_ // '' }
        $granted, $refused;
}

# The longest value for the four built-in categories.
my ($longest) = (consent_of(choice($host, { choice => 'accept' })))[0]
    =~ /=([^;]*)/;
cmp_ok length $longest, '<=', 80, 'the value has at most 80 bytes';

# After a choice on the policy page, the page confirms it.
my $saved = fetch($host, '/cookie-policy?saved', cookie => "cookies_preferences=$longest");
like $saved->body, qr/role="status">Your choice is saved\./,
    'the policy page confirms a choice';
unlike fetch($host, '/cookie-policy', cookie => "cookies_preferences=$longest")->body,
    qr/role="status"/, 'another visit has no confirmation';
unlike fetch($host, '/cookie-policy?saved')->body, qr/role="status"/,
    'a visitor without a choice gets no confirmation';
unlike fetch($host, '/cookie-policy?saved', cookie => 'cookies_preferences='
        . $longest =~ s/^(2)\.(\d+)/"$1." . ($2 - 301)/er)->body,
    qr/role="status"/,
        'a visitor whose choice is older than five minutes gets none';
is $saved->header('Cache-Control'), 'no-store',
    'the confirmation is not stored by caches';
like $saved->body, qr/name="return" value="\/cookie-policy\?saved"/,
    'the form asks to return to the confirmation';
is location_of(choice($host, { choice => 'refuse', return => '/cookie-policy?saved' })),
    '/cookie-policy?saved', 'the choice leads to the confirmation';

# A new choice replaces the old one.
my $changed = choice($host, { choice => 'refuse' },
    cookie => granted($host, 'statistical'));
like((consent_of($changed))[0], qr/~statistical/, 'a choice can be withdrawn');

# The page to which the visitor returns.
for my $path ('/page/plain.html', '/page/plain.html?a=b&c=%2F', '/',
              '/a//b', '/%C3%A9') {
    is location_of(choice($host, { choice => 'accept', return => $path })),
        $path, "the choice leads to $path";
}

# The response for scripts.
my $answer = choice($host, [ choice => 'save', grant => 'statistical' ],
                    headers => ['Accept: application/json']);
is $answer->status, 200, 'Accept: application/json is answered with 200';
like $answer->header('Content-Type'), qr{^application/json},
    'the response is JSON';
like $answer->header('Cache-Control') // '', qr/no-store/,
    'the response is not stored by caches';
my $object = JSON::PP->new->utf8->decode($answer->body);
$object = $object->{choice} if $object->{choice};
is_deeply $object->{granted}, ['statistical'],
    'the response contains the choice';
is scalar(consent_of($answer)), 1, 'the response sets the consent cookie';

# The requests that may choose.
for my $headers (['Sec-Fetch-Site: same-origin'], ['Sec-Fetch-Site: none'],
    ["Origin: http://$host:" . port()],
    ["Origin: http://$host:" . port(), 'Sec-Fetch-Site: same-origin']) {
    is choice($host, { choice => 'accept' }, headers => $headers)->status,
        303, "@$headers: is accepted";
}

# ------------------------------------------- other paths, and CookiePolicy Off
my $moved = fetch('moved.test', '/about/choices');
is $moved->status, 200, 'CookiePolicyPath moves the policy page';
is fetch('moved.test', '/cookie-policy')->status, 404,
    'the default path does not exist then';
my $set = fetch('moved.test', '/about/choices/choice', method => 'POST',
                form => { choice => 'accept' });
is $set->status, 303, 'a choice is possible there';
my ($line) = grep { /^my_choice=/ } @{ set_cookies($set) };
like $line // '', qr/^my_choice=2\./, 'CookiePolicyConsentCookie sets the name';
like $line // '', qr/;\s*Path=\/shop(?:;|$)/i, 'path= sets Path';
like $line // '', qr/;\s*SameSite=Strict/i, 'samesite= sets SameSite';
like $line // '', qr/;\s*Max-Age=2592000\b/i, 'lifetime= sets Max-Age';
unlike $line // '', qr/HttpOnly/i, 'httponly=no omits HttpOnly';
my ($mine) = ($line // '') =~ /^([^;]*)/;
is_deeply names_of(kept(fetch('moved.test', emit(set => ['_ga=1']),
    cookie => $mine))), ['_ga'], 'a cookie of that name is a decision';
is fetch('pages.test', '/cookie-policy')->status, 200,
    'Off with CookiePolicyPath has a policy page';
is fetch('nopages.test', '/cookie-policy')->status, 404,
    'Off without CookiePolicyPath has none';

# ------------------------- pages that the browser prepared before the choice
for my $row (['a secure context', ['Sec-Fetch-Site: same-origin'],
              '"prefetchCache", "prerenderCache"'],
             ['plain http', [], undef]) {
    my ($what, $headers, $cleared) = @$row;
    is fetch($host, '/cookie-policy/choice', method => 'POST',
             form => { choice => 'accept' }, headers => $headers)
        ->header('Clear-Site-Data'), $cleared,
            "$what: Clear-Site-Data removes prepared pages only there";
}

done_testing;
