# SPDX-License-Identifier: Apache-2.0
#
# Require cookie-policy: access by the visitor's choice, alone and together with
# other rules, as an alias, in sections and in .htaccess files, with each value of
# CookiePolicy, for included parts and with mod_cache; the arguments.
#
# Server: own
use strict;
use warnings;

use lib 't/lib';
use CookiePolicy::Consent ();
use CookiePolicy::Httpd;
use CookiePolicy::Page qw(added_elements);
use Test::More;

my $declared = <<'CONF';
CookiePolicy On
CookiePolicyCategory ads optout
CookiePolicyCookie statistical _ga
CookiePolicyCookie third-party ad7
CookiePolicyCookie ads banner
CONF

sub rules {
    my ($path, $rules) = @_;
    return "<Location /$path>\nAuthMerging Off\n$rules\n</Location>\n";
}

# The rules of one path for each value of CookiePolicy, with the status for:
# undecided, accepted, statistical only, refused.
my $aliases = join '', map { "<AuthzProviderAlias cookie-policy $_ statistical>\n"
    . "</AuthzProviderAlias>\n" } qw(agreed watched twice);
my %combined = (
    plain => [[403, 200, 200, 403], 'Require cookie-policy statistical'],
    any => [[200, 200, 200, 200], <<'RULES'],
<RequireAny>
    Require cookie-policy statistical
    <RequireAll>
        Require all granted
        Require not cookie-policy third-party
    </RequireAll>
</RequireAny>
RULES
    both => [[403, 403, 200, 403], <<'RULES'],
<RequireAll>
    Require cookie-policy statistical
    Require not cookie-policy third-party
</RequireAll>
RULES
    none => [[200, 403, 403, 200], <<'RULES'],
<RequireAll>
    Require all granted
    <RequireNone>
        Require cookie-policy statistical
        Require cookie-policy third-party
    </RequireNone>
</RequireAll>
RULES
    double => [[403, 200, 200, 403], <<'RULES'],
<RequireAll>
    Require all granted
    <RequireNone>
        <RequireAll>
            Require all granted
            Require not cookie-policy statistical
        </RequireAll>
    </RequireNone>
</RequireAll>
RULES
    alias => [[403, 200, 200, 403], 'Require agreed'],
    'alias-not' => [[200, 403, 403, 200], <<'RULES'],
<RequireAll>
    Require all granted
    Require not watched
</RequireAll>
RULES
    'alias-none' => [[200, 403, 403, 200], <<'RULES'],
<RequireAll>
    Require all granted
    <RequireNone>
        Require watched
        Require all denied
    </RequireNone>
</RequireAll>
RULES
);
my $combined = '';
for my $name (sort keys %combined) {
    $combined .= rules("$_/$name", "CookiePolicy $_\n$combined{$name}[1]")
        for qw(Off ReportOnly On);
}

my $page = "<!DOCTYPE html><html><body><p>content</p></body></html>\n";
my @paths = qw(one all any none not exempt optout report off nested error);
my $httpd = CookiePolicy::Httpd->new(
    modules => [qw(include cache cache_disk proxy proxy_http)],
    files => {
        map({ ("htdocs/$_/page.html" => $page) } @paths, 'ht', 'ht-alias'),
        map({ my $name = $_;
              map { ("htdocs/$_/$name/page.html" => $page) }
                  qw(Off ReportOnly On) } keys %combined),
        'htdocs/ht/.htaccess' => "Require cookie-policy statistical\n",
        'htdocs/ht-alias/.htaccess' => "CookiePolicy ReportOnly\n"
            . $combined{'alias-not'}[1],
        'htdocs/parts.shtml' => '<p>[<!--#include virtual="/one/page.html" -->]',
        'htdocs/why.html' => '<html><body><p>because</p></body></html>',
        'htdocs/c/page.txt' => "cached\n",
        'cache/here' => '',
    },
    conf => $declared . $aliases . $combined . join('',
        rules(twice => "Require twice\n"),
        rules(once => "<RequireAll>\nRequire all granted\n"
            . "Require not twice\n</RequireAll>"),
        rules(closed => "CookiePolicy ReportOnly\n<RequireAll>\n"
            . "Require cookie-policy statistical\nRequire all denied\n"
            . '</RequireAll>'),
        rules(one => 'Require cookie-policy statistical'),
        rules(all => 'Require cookie-policy statistical third-party'),
        rules(any => "<RequireAny>\nRequire cookie-policy statistical\n"
            . "Require expr %{HTTP:X-Key} == 'yes'\n</RequireAny>"),
        rules(not => "<RequireAll>\nRequire all granted\n"
            . "Require not cookie-policy statistical\n</RequireAll>"),
        rules(none => "<RequireAll>\nRequire all granted\n<RequireNone>\n"
            . "Require cookie-policy statistical\n</RequireNone>\n"
            . '</RequireAll>'),
        rules(exempt => 'Require cookie-policy necessary'),
        rules(optout => 'Require cookie-policy ads'),
        rules(report => "CookiePolicy ReportOnly\n"
            . "<RequireAll>\nRequire cookie-policy statistical\n"
            . "Require not cookie-policy third-party\n</RequireAll>"),
        rules(off => "CookiePolicy Off\nRequire cookie-policy statistical"),
        rules(error => "Require cookie-policy statistical\n"
            . 'ErrorDocument 403 /why.html'),
        rules(c => 'Require cookie-policy statistical')) . <<'CONF');
LogLevel cookie_policy:info
AddType text/html .shtml
AddOutputFilter INCLUDES .shtml
<Directory "@ROOT@/htdocs">
    Options +Includes
</Directory>
CacheRoot "@ROOT@/cache"
CacheEnable disk /c/
CacheHeader On
<Location /c/>
    Header set Cache-Control max-age=600
</Location>
CONF
$httpd->start;

my $policy = $httpd->fetch('localhost', '/cookie-policy/policy.json')->body;
my %visitors = (
    undecided => undef,
    accepted => CookiePolicy::Consent::cookie($policy,
        CookiePolicy::Consent::asked($policy)),
    statistical => CookiePolicy::Consent::cookie($policy, 'statistical'),
    refused => CookiePolicy::Consent::cookie($policy),
);

sub ask {
    my ($path, $who, @headers) = @_;
    return $httpd->fetch('localhost', $path, headers => \@headers,
        defined $visitors{$who} ? (cookie => $visitors{$who}) : ());
}

# ------------------------------------------------------------- the decision

# The status for: undecided, accepted, statistical only, refused.
my %want = (
    one => [403, 200, 200, 403],
    ht => [403, 200, 200, 403],
    all => [403, 200, 403, 403],
    any => [403, 200, 200, 403],
    not => [200, 403, 403, 200],
    none => [200, 403, 403, 200],
    exempt => [200, 200, 200, 200],
    optout => [200, 200, 403, 403],
    report => [200, 200, 200, 200],
    off => [403, 200, 200, 403],
);
for my $path (sort keys %want) {
    my @want = @{ $want{$path} };
    for my $who (qw(undecided accepted statistical refused)) {
        my $res = ask("/$path/page.html", $who);
        my $status = shift @want;
        is $res->status, $status, "$path, $who: $status";
        is scalar(grep { $_ eq 'cookie' } $res->list('Vary')), 1,
            "$path, $who: Vary names Cookie once" if $path ne 'report';
    }
}
for my $name (sort keys %combined) {
    my ($want) = @{ $combined{$name} };
    for my $value (qw(Off ReportOnly On)) {
        my @got = map { ask("/$value/$name/page.html", $_)->status }
            qw(undecided accepted statistical refused);
        is_deeply \@got, $value eq 'ReportOnly' ? [(200) x 4] : $want,
            "CookiePolicy $value, $name: the decision for each visitor";
    }
}
is ask('/ht-alias/page.html', 'accepted')->status, 200,
    'ReportOnly in an .htaccess file: `not` and an alias deny nothing';
is ask('/closed/page.html', 'accepted')->status, 403,
    'ReportOnly: another rule still denies access';
is ask('/any/page.html', 'refused', 'X-Key: yes')->status, 200,
    'any: another rule grants access';
is ask('/one/page.html', 'refused', 'Sec-GPC: 1')->status, 403,
    'a signal changes no refusal';

# ---------------------------------------------------------------- responses

my $denied = ask('/one/page.html', 'undecided');
like $denied->body, qr/data-cookie-policy="banner"/,
    'the error page contains the banner, in which the visitor can choose';
my $why = ask('/error/page.html', 'undecided');
is $why->status, 403, 'an ErrorDocument has the status 403';
like $why->body, qr/because/, 'an ErrorDocument is sent';
is scalar(grep { $_ eq 'cookie' } $why->list('Vary')), 1,
    'Vary of an ErrorDocument names Cookie once';
like ask('/parts.shtml', 'undecided')->body, qr/\[.*error.*\]/,
    'a denied part is not included';
like ask('/parts.shtml', 'accepted')->body, qr/\[.*content.*\]/s,
    'a granted part is included';
like join(' ', ask('/parts.shtml', 'accepted')->all('Vary')), qr/Cookie/,
    'a page with a part that needs consent depends on Cookie';

# -------------------------------------------------------------------- cache

is ask('/c/page.txt', 'accepted')->status, 200, 'a granted file is cached';
my $hit = ask('/c/page.txt', 'accepted');
like $hit->header('X-Cache'), qr/^HIT/, 'the same visitor gets it from the cache';
for my $who (qw(undecided refused statistical)) {
    is ask('/c/page.txt', $who)->status, $who eq 'statistical' ? 200 : 403,
        "the cache does not give it to others: $who";
}

# ---------------------------------------------------------------------- log

my @lines = $httpd->log =~ /(CP0130: .*)/g;
ok scalar(grep { m{^CP0130: Require cookie-policy is not fulfilled: category="statistical" reason="undecided" uri="/one/page.html"} } @lines),
    'the log tells which category is missing';
ok scalar(grep { /category="third-party" reason="refused" uri="\/all/ } @lines),
    'the log tells why';
ok scalar(grep { m{would not be fulfilled: .*uri="/report/page.html"} } @lines),
    'ReportOnly grants access and logs it';
is scalar(grep { m{uri="/(?:not|none)/} } @lines), 0,
    'a line for a negated rule is not needed';
is_deeply [$httpd->log =~ /(CP0131: .*?>)/g],
    ['CP0131: <AuthzProviderAlias cookie-policy twice>'],
    'start-up warns of an alias that is used with and without `not`';
$httpd->stop;

# ---------------------------------------------------------------- arguments

sub verdict {
    my ($rules) = @_;
    return CookiePolicy::Httpd::verdict(conf => $declared
        . "<Location /x>\n$rules\n</Location>\n");
}

for my $row (
    ['Require cookie-policy', qr/no category is named/],
    ['Require cookie-policy Statistical', qr/'Statistical' is not a category id/],
    ['Require cookie-policy statistical nobody',
     qr/Require: 'nobody' is not a category of this server; use necessary, .* or ads/],
) {
    my ($rules, $sentence) = @$row;
    my ($ok, $said) = verdict($rules);
    ok !$ok, "$rules is refused";
    like $said, $sentence, "$rules: the sentence";
}
my ($ok) = verdict("Require cookie-policy statistical third-party ads");
ok $ok, 'several categories, also declared ones, are accepted';

($ok) = CookiePolicy::Httpd::verdict(conf => $declared
    . "<VirtualHost *>\n" . rules(x => 'Require cookie-policy statistical ads')
    . "</VirtualHost>\n");
ok $ok, 'it may be the only line about cookies in a virtual host';
($ok, my $said) = CookiePolicy::Httpd::verdict(conf => $declared
    . "<VirtualHost *>\n" . rules(x => 'Require cookie-policy nobody')
    . "</VirtualHost>\n");
like $said, qr/Require: 'nobody' is not a category of this server/,
    '... with its own sentence';

# -------------------------------------------------------- without any policy

my $dormant = CookiePolicy::Httpd->new(
    files => { 'htdocs/a/page.html' => $page, 'htdocs/b/page.html' => $page },
    conf => rules(a => 'Require cookie-policy statistical')
        . rules(b => 'Require cookie-policy necessary'))->start;
is $dormant->fetch('localhost', '/a/page.html',
    cookie => $visitors{accepted})->status, 403,
    'without a policy nobody can grant a category';
is $dormant->fetch('localhost', '/b/page.html')->status, 200,
    'without a policy the exempt category is allowed';

done_testing;
