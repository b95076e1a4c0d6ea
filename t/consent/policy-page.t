# SPDX-License-Identifier: Apache-2.0
#
# The module's own pages in a site's hands: the fragment for its own layout, by
# mod_include or by a call; the language of the reader; words in each language;
# what a page asks for when it cannot know; gpc.json where it was asked for.
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
is $res->status, 200, 'the fragment';
like $res->header('Content-Type'), qr{^text/html}, 'is HTML';
is $res->header('Cache-Control'), 'no-store', 'shows a choice: is not stored';
unlike $fragment, qr/<(?:html|head|body|main|h1|style|script|link)\b/,
    'has nothing of a whole document';
(my $inside = $fragment) =~ s/\A<div[^>]*>\n|<\/div>\n\z//g;
ok index($page, $inside) > 0, 'it is what the page shows';
isnt get('/cookie-policy?fragments', 'Accept-Language: en')->body, $fragment,
    'by that word alone';

my $french = get('/cookie-policy?fragment', 'Accept-Language: fr')->body;
$res = get('/cookies.shtml', 'Accept-Language: en');
ok index($res->body, $french) > 0,
    "mod_include puts it into a page, in the page's language";
like $res->body, qr/data-cookie-policy="banner"/, 'the page has the banner too';
my @ids = $res->body =~ /\sid="([^"]+)"/g;
my %seen;
$seen{$_}++ for @ids;
is_deeply [ grep { $seen{$_} > 1 } @ids ], [], 'no id is there twice';
unlike get('/whole.shtml')->body, qr/<h2[^>]*>[^<]*<\/h2>.*<table/s,
    'nothing else of ours can be included';

# ------------------------------------------------------------------ language
sub language {
    return get('/cookie-policy', @_)->body =~ /<html lang="([^"]+)"/ ? $1 : '';
}
is language(), 'fr', 'CookiePolicyLanguage where nobody says more';
is language('Accept-Language: en-GB,fr;q=0.8'), 'en', "the reader's goes before it";
is language('Accept-Language: xx'), 'fr', 'if there are texts in it';
is language('Accept-Language: en', 'X-Site-Language: fr'), 'fr',
    "the site's own finding before that";
is language('Accept-Language: en', 'X-Site-Language: xx'), 'en', 'if it helps';

# --------------------------------------------------------- words by language
for my $row (['fr', 'Chiffres', 'compter'], ['en', 'Numbers', 'to count']) {
    my ($tag, $label, $purpose) = @$row;
    my ($category) = grep { $_->{id} eq 'statistical' } @{ json(get(
        '/cookie-policy/policy.json', "Accept-Language: $tag"))->{categories} };
    is $category->{label}, $label, "$tag: label";
    is $category->{cookies}[0]{purpose}, $purpose, "$tag: purpose";
}

# ------------------------------------------------------------- what holds now
my $state = json(get('/cookie-policy/policy.json?choice'));
is_deeply [ sort keys %$state ], [qw(allowed choice pending undecided version)],
    'policy.json?choice: the choice alone';
is_deeply [ @$state{qw(allowed pending)} ],
    [['necessary'], JSON::PP::true], 'undecided';
my $whole = json(get('/cookie-policy/policy.json'));
is_deeply { map { $_ => $whole->{$_} } keys %$state }, $state,
    'policy.json says the same';

# ------------------------------------------------------------------- the GPC
$res = get('/.well-known/gpc.json');
is $res->status, 200, 'gpc.json';
like $res->header('Content-Type'), qr{^application/json}, 'is JSON';
is json($res)->{gpc}, JSON::PP::true, 'the signal is honoured';
my $day = strftime '%Y-%m-%d', gmtime;
is json($res)->{lastUpdate}, $day, 'since this configuration is in force';
for my $host (qw(default.test off.test)) {
    is $httpd->fetch($host, '/.well-known/gpc.json')->status, 404,
        "$host: nobody asked for it";
}
my @signal = ('Accept-Language: en', 'Sec-GPC: 1');
like get('/cookie-policy', @signal)->body, qr/Global Privacy Control.*honours it/,
    'the policy page shows that it is honoured';
like get('/cookies.shtml', @signal)->body,
    qr/class="cpolicy-signal">[^<]*Global Privacy Control/, 'and so does the banner';
unlike get('/cookies.shtml', 'Accept-Language: en')->body,
    qr/cpolicy-signal"/, 'which says nothing without a signal';

done_testing;
