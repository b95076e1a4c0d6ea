# SPDX-License-Identifier: Apache-2.0
#
# The policy page as part of a site: the fragment, included with mod_include or
# fetched; its language and its texts; policy.json?choice; gpc.json.
#
# Server: own
use strict;
use warnings;

use lib 't/lib';
use CookiePolicy::Httpd;
use JSON::PP ();
use POSIX qw(strftime);
use Test::More;

my $httpd = CookiePolicy::Httpd->new(modules => ['include'], files => {
    'htdocs/cookies.shtml' => "<!DOCTYPE html><html lang=en><title>Ours</title>"
        . "<body><h1>Ours</h1><main><!--#include virtual=\"/cookie-policy?fragment\"-->"
        . "</main></body></html>\n",
    'htdocs/whole.shtml' => "<!DOCTYPE html><html lang=en><title>Ours</title>"
        . "<body>[<!--#include virtual=\"/cookie-policy\"-->]</body></html>\n",
}, conf => <<'CONF');
Options +Includes
AddType text/html .shtml
AddOutputFilter INCLUDES .shtml
<VirtualHost *:*>
ServerName on.test
CookiePolicy On
CookiePolicySignal GPC third-party first-party
CookiePolicyLanguage fr
SetEnvIf X-Site-Language "(.*)" prefer-language=$1
CookiePolicyCategory statistical consent label="Numbers"
CookiePolicyCookie statistical _ga _ga_* provider="P" purpose="to count"
CookiePolicyCookie third-party ad
CookiePolicyCookie first-party seen
CookiePolicyText fr category.statistical.label "Chiffres"
CookiePolicyText fr cookie._ga_*.purpose "compter"
</VirtualHost>
<VirtualHost *:*>
ServerName default.test
CookiePolicy On
</VirtualHost>
<VirtualHost *:*>
ServerName off.test
CookiePolicySignal GPC third-party
</VirtualHost>
CONF
$httpd->start;

sub get {
    my ($path, @fields) = @_;
    return $httpd->fetch('on.test', $path, headers => [@fields]);
}
sub json { return JSON::PP->new->utf8->decode($_[0]->body) }

# ------------------------------------------------------------------ fragment
my $page = get('/cookie-policy', 'Accept-Language: en')->body;
my $res = get('/cookie-policy?fragment', 'Accept-Language: en');
my $fragment = $res->body;
is $res->status, 200, 'the fragment is answered with 200';
like $res->header('Content-Type'), qr{^text/html}, 'the fragment is HTML';
is $res->header('Cache-Control'), 'no-store',
    'the fragment shows a choice, so no cache stores it';
unlike $fragment, qr/<(?:html|head|body|main|h1|style|script|link)\b/,
    'the fragment has no element of a whole document';
(my $inside = $fragment) =~ s/\A<div[^>]*>\n|<\/div>\n\z//g;
ok index($page, $inside) > 0, 'the fragment is a part of the policy page';
isnt get('/cookie-policy?fragments', 'Accept-Language: en')->body, $fragment,
    'another query is not the fragment';

my $french = get('/cookie-policy?fragment', 'Accept-Language: fr')->body;
$res = get('/cookies.shtml', 'Accept-Language: en');
ok index($res->body, $french) > 0,
    "mod_include inserts it, in the language of the page";
like $res->body, qr/data-cookie-policy="banner"/,
    'a page that includes the fragment has the banner';
my @ids = $res->body =~ /\sid="([^"]+)"/g;
my %seen;
$seen{$_}++ for @ids;
is_deeply [ grep { $seen{$_} > 1 } @ids ], [], 'no id is in the page twice';
unlike get('/whole.shtml')->body, qr/<h2[^>]*>[^<]*<\/h2>.*<table/s,
    'mod_include cannot include the whole policy page';

# ------------------------------------------------------------------ language
sub language {
    return get('/cookie-policy', @_)->body =~ /<html lang="([^"]+)"/ ? $1 : '';
}
is language(), 'fr',
    'CookiePolicyLanguage applies if the request names no language';
is language('Accept-Language: en-GB,fr;q=0.8'), 'en',
    "Accept-Language outranks CookiePolicyLanguage";
is language('Accept-Language: xx'), 'fr', 'a language without texts is ignored';
is language('Accept-Language: en', 'X-Site-Language: fr'), 'fr',
    "the variable prefer-language outranks Accept-Language";
is language('Accept-Language: en', 'X-Site-Language: xx'), 'en',
    'prefer-language without texts is ignored';

# --------------------------------------------------------- words by language
for my $row (['fr', 'Chiffres', 'compter'], ['en', 'Numbers', 'to count']) {
    my ($tag, $label, $purpose) = @$row;
    my ($category) = grep { $_->{id} eq 'statistical' } @{ json(get(
        '/cookie-policy/policy.json', "Accept-Language: $tag"))->{categories} };
    is $category->{label}, $label, "$tag: the label is in this language";
    is $category->{cookies}[0]{purpose}, $purpose,
        "$tag: the purpose is in this language";
}

# --------------------------------------------------------- policy.json?choice
my $state = json(get('/cookie-policy/policy.json?choice'));
is_deeply [ sort keys %$state ], [qw(allowed choice pending undecided version)],
    'policy.json?choice contains the choice only';
is_deeply [ @$state{qw(allowed pending)} ],
    [['necessary'], JSON::PP::true],
        'for an undecided visitor only necessary cookies are allowed';
my $whole = json(get('/cookie-policy/policy.json'));
is_deeply { map { $_ => $whole->{$_} } keys %$state }, $state,
    'policy.json has the same values';

# ------------------------------------------------------------------- the GPC
$res = get('/.well-known/gpc.json');
is $res->status, 200, 'gpc.json exists';
like $res->header('Content-Type'), qr{^application/json}, 'gpc.json is JSON';
is json($res)->{gpc}, JSON::PP::true,
    'gpc.json says that the signal is honoured';
my $day = strftime '%Y-%m-%d', gmtime;
is json($res)->{lastUpdate}, $day,
    'lastUpdate is the day on which httpd started';
for my $host (qw(default.test off.test)) {
    is $httpd->fetch($host, '/.well-known/gpc.json')->status, 404,
        "$host: gpc.json does not exist without CookiePolicySignal of its own";
}
my @signal = ('Accept-Language: en', 'Sec-GPC: 1');
like get('/cookie-policy', @signal)->body, qr/Global Privacy Control.*honours it/,
    'the policy page says that the signal is honoured';
like get('/cookies.shtml', @signal)->body,
    qr/class="cpolicy-signal">[^<]*Global Privacy Control/,
        'the banner says so, too';
unlike get('/cookies.shtml', 'Accept-Language: en')->body,
    qr/cpolicy-signal"/, 'without the signal the banner does not mention it';

done_testing;
