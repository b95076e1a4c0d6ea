# SPDX-License-Identifier: Apache-2.0
#
# Held paths of this site: refused before any handler, cache or backend, in every
# spelling and after every kind of mapping, until the visitor agrees.
#
# Server: own
use strict;
use warnings;

use lib 't/lib';
use CookiePolicy::Consent ();
use CookiePolicy::Httpd;
use Test::More;

my $page = "<!DOCTYPE html><html><body><p>SECRET</p></body></html>\n";
my $script = "#!$^X\nprint qq{Content-Type: text/plain\\n\\nSECRET \$ENV{PATH_INFO}\\n};\n";
my $httpd = CookiePolicy::Httpd->new(
    modules => [qw(actions cache cache_disk include proxy proxy_http rewrite)],
    files => {
        map({ ("htdocs/$_" => $page) } qw(stats/a.html stats/index.html
            count.html free/a.html section/free.html section/held/a.html
            ht/held/a.html ht/free.html stats.html sub/real/a.html)),
        'htdocs/cgi/count.pl' => $script, 'htdocs/cgi/free.pl' => $script,
        'htdocs/ht/.htaccess' => "CookiePolicySource statistical /ht/held/\n",
        'htdocs/parts.shtml' => '[<!--#include virtual="/stats/a.html" -->]'
            . '[<!--#include virtual="/free/a.html" -->]',
        'htdocs/dir/.htaccess' => "RewriteEngine On\n"
            . "RewriteRule ^in\$ /stats/a.html [L]\n",
        'htdocs/act/x.act' => 'x',
        'cache/here' => '',
    }, conf => <<'CONF');
LogLevel cookie_policy:info
AddType text/html .shtml
AddOutputFilter INCLUDES .shtml
AddHandler cgi-script .pl
<Directory "@ROOT@/htdocs">
    Options +Includes +ExecCGI +FollowSymLinks
    DirectoryIndex index.html
</Directory>
CookiePolicy On
CookiePolicyCookie statistical _ga
CookiePolicyCookie third-party ad7
CookiePolicySource statistical /stats/ /count.html /cgi/count.pl
CookiePolicySource necessary /stats/always.html
CookiePolicySource third-party /deep/er/
<Location /section>
    CookiePolicySource statistical /section/held/
</Location>
RewriteEngine On
RewriteRule ^/server$ /stats/a.html
RewriteRule ^/passed$ /stats/a.html [PT]
RewriteRule ^/stats/elsewhere$ http://elsewhere.test/ [R]
RewriteRule ^/proxied$ http://127.0.0.1:@PORT@/backend/a [P]
Alias /other/ "@ROOT@/htdocs/stats/"
Redirect /stats/gone http://elsewhere.test/
<IfModule mod_proxy.c>
    ProxyPass /stats/backend http://127.0.0.1:1/
    ProxyPass /undecoded http://127.0.0.1:1/ mapping=encoded
</IfModule>
CookiePolicySource statistical /undecoded/held/
Action act /stats/index.html
<Location /act>
    SetHandler act
</Location>
<Location /report>
    CookiePolicy ReportOnly
    CookiePolicySource statistical /report/
</Location>
<Location /nothing>
    ErrorDocument 404 /stats/a.html
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
    my ($path, $who, %arg) = @_;
    return $httpd->fetch('localhost', $path, %arg,
        defined $visitors{$who} ? (cookie => $visitors{$who}) : ());
}

# ---------------------------------------------------------------- who gets it

for my $row (['/stats/a.html', 403, 200, 200, 403],
             ['/stats/', 403, 200, 200, 403],
             ['/count.html', 403, 200, 200, 403],
             ['/free/a.html', 200, 200, 200, 200],
             ['/stats.html', 200, 200, 200, 200],
             ['/section/held/a.html', 403, 200, 200, 403],
             ['/section/free.html', 200, 200, 200, 200],
             ['/ht/held/a.html', 403, 200, 200, 403],
             ['/ht/free.html', 200, 200, 200, 200],
             ['/deep/er/x', 403, 404, 403, 403]) {
    my ($path, @want) = @$row;
    for my $who (qw(undecided accepted statistical refused)) {
        my $want = shift @want;
        my $res = ask($path, $who);
        is $res->status, $want, "$path, $who: $want";
        is $res->header('Cache-Control'), 'no-store',
            "$path, $who: no cache may store it" if $want == 403;
        unlike $res->body, qr/SECRET/, "$path, $who: no content"
            if $want == 403;
    }
}
is ask('/stats/always.html', 'refused')->status, 404,
    'a longer path of an exempt category is not held';
like join(',', ask('/stats/a.html', 'accepted')->all('Vary')), qr/Cookie/,
    'a response that depends on the choice has Vary: Cookie';
unlike join(',', ask('/free/a.html', 'accepted', headers =>
    ['Sec-Fetch-Dest: image'])->status), qr/403/, 'others are not held';

# ----------------------------------------------------------------- spellings

for my $path ('/%73tats/a.html', '/stats%2Fa.html', '//stats/a.html',
              '/stats//a.html', '/./stats/./a.html', '/free/../stats/a.html',
              '/free/%2e%2e/stats/a.html', '/free/..;/stats/a.html',
              '/stats;v=1/a.html', '/stats/a.html?x', '/stats/../stats/a.html',
              '/cgi/count.pl', '/cgi/count.pl/info', '/cgi//count.pl/x/y',
              '/cgi/count.pl;x', '/STATS/../stats/a.html') {
    my $res = ask($path, 'undecided');
    ok $res->status == 403 || $res->status == 404, "$path: "  . $res->status;
    unlike $res->body, qr/SECRET/, "$path: no content";
}
is ask('/cgi/free.pl/stats/a.html', 'undecided')->status, 200,
    'a path info is not judged as a path';
for my $path ('/cgi/count.pl/info', '/count.html') {
    is ask($path, 'accepted')->status, 200, "$path: content after consent";
}

# ------------------------------------------------------------------- mapping

for my $row (['/server', 'a RewriteRule of the server'],
             ['/passed', 'a RewriteRule with PT'],
             ['/stats/elsewhere', 'a redirect of mod_rewrite'],
             ['/stats/gone', 'a redirect of mod_alias'],
             ['/stats/backend/x', 'a backend'],
             ['/undecoded/held/x', 'a backend that gets the URL undecoded'],
             ['/undecoded/%68eld/x', 'the same, with an escape'],
             ['/undecoded/free;x/..%2Fheld/x', 'the same, with %2F'],
             ['/other/a.html', 'an Alias into the document root'],
             ['/dir/in', 'a RewriteRule of a directory'],
             ['/act/x.act', 'an Action']) {
    my ($path, $about) = @$row;
    my $res = ask($path, 'undecided');
    is $res->status, 403, "$about is refused";
    isnt ask($path, 'accepted')->status, 403, "$about: not after consent";
}
is ask('/nothing', 'undecided')->status, 404,
    'an ErrorDocument in a held path: the status remains';
unlike ask('/nothing', 'undecided')->body, qr/SECRET/,
    'an ErrorDocument in a held path is not sent';
like ask('/parts.shtml', 'undecided')->body, qr/^\[(?!.*SECRET.*\]\[).*\]\[.*SECRET/s,
    'a held path is not included in a page';
like ask('/parts.shtml', 'accepted')->body, qr/SECRET.*SECRET/s,
    'after consent it is';

# ------------------------------------------------------------------- methods

for my $method (qw(HEAD POST PUT DELETE OPTIONS PROPFIND)) {
    is ask('/stats/a.html', 'undecided', method => $method)->status, 403,
        "$method is refused";
}
is ask('/cookie-policy', 'undecided')->status, 200,
    'the module\'s own pages are never held';

# ------------------------------------------------------------ the two answers

my $shown = ask('/stats/a.html?q=%22', 'undecided',
                headers => ['Accept-Language: de']);
like $shown->body, qr/<html lang="de"/, 'a page in the language of the visitor';
like $shown->body, qr{<form method="post"[^>]*action="/cookie-policy/choice">},
    'it has a button';
like $shown->body, qr/name="grant" value="statistical"/,
    'the button grants the category';
like $shown->body, qr{name="return" value="/stats/a\.html\?q=%22"},
    'and leads back to the address';
is scalar(() = $shown->body =~ /<html/g), 1, 'the page is complete';
unlike $shown->body, qr/data-cookie-policy="banner"/, 'it has no banner';
is scalar(() = $shown->all('Content-Security-Policy')), 1, 'it has a policy';
my $chosen = $httpd->fetch('localhost', '/cookie-policy/choice',
    method => 'POST', form => [about => 'statistical', grant => 'statistical',
        return => '/stats/a.html?q=%22', choice => 'add']);
is $chosen->header('Location'), '/stats/a.html?q=%22', 'the button leads back';
my ($cookie) = map { /^(cookies_preferences=[^;]*)/ } $chosen->all('Set-Cookie');
is $httpd->fetch('localhost', '/stats/a.html?q=%22', cookie => $cookie)->status,
    200, 'and the address is served then';
my $framed = ask('/stats/a.html', 'undecided', headers =>
    ['Sec-Fetch-Dest: iframe', 'Sec-Fetch-Mode: navigate',
     "Referer: http://localhost:$httpd->{port}/free/a.html"]);
like $framed->body, qr{name="return" value="/free/a\.html"},
    'in a frame it leads back to the page with the frame';
is ask('/stats/a.html', 'undecided', method => 'HEAD')->body, '',
    'the response to HEAD has no body';

my $short = ask('/stats/a.html', 'undecided', headers =>
    ['Sec-Fetch-Dest: script', 'Sec-Fetch-Mode: no-cors']);
like $short->body, qr/^This address waits for .* category statistical\.$/m,
    'a script gets one sentence';
cmp_ok length $short->body, '<', 200, 'and nothing else';

# ---------------------------------------------------------------- report, log

is ask('/report/x', 'undecided')->status, 404, 'ReportOnly refuses nothing';
my @lines = $httpd->log =~ /(CP0020: .*)/g;
ok scalar(grep { $_ eq 'CP0020: held source="/stats/" category="statistical" reason="undecided" element="request" uri="/stats/a.html"' } @lines),
    'the log names the source, the category, the reason and the URL';
ok scalar(grep { /would hold source="\/report\/" / } @lines),
    'ReportOnly is logged';
is scalar(grep { /uri="\/report\/x"/ } @lines), 1, 'once for each source and request';
ok scalar(grep { /reason="refused"/ } @lines), 'a refusal is a reason';
$httpd->stop;

# --------------------------------------------------------------------- caches

my $cached = CookiePolicy::Httpd->new(
    modules => [qw(cache cache_disk)],
    files => { 'htdocs/stats/a.txt' => 'SECRET', 'cache/here' => '',
               'htdocs/section/held/a.txt' => 'SECRET',
               'htdocs/free/a.txt' => 'SECRET' },
    conf => join '', <<'CONF', map { <<"HOST" } qw(On Off));
LogLevel cookie_policy:info
CookiePolicy On
CookiePolicySource statistical /stats/
<Location /section>
    CookiePolicySource statistical /section/held/
</Location>
CacheRoot "@ROOT@/cache"
CacheHeader On
CacheIgnoreHeaders Cookie
CacheDefaultExpire 600
<IfModule mod_headers.c>
    Header set Cache-Control max-age=600
    # The cache stores one response for all visitors.
    Header unset Vary
</IfModule>
CONF
<VirtualHost *:\@PORT\@>
    ServerName $_.test
    CacheQuickHandler $_
    CacheEnable disk /
</VirtualHost>
HOST
$cached->start;
for my $host ('On.test', 'Off.test') {
    my $consent = CookiePolicy::Consent::cookie(
        $cached->fetch($host, '/cookie-policy/policy.json')->body,
        'statistical');
    for my $path ('/stats/a.txt', '/section/held/a.txt') {
        for (1 .. 3) {
            is $cached->fetch($host, $path, cookie => $consent)->status, 200,
                "$host$path: after consent";
            for my $spelling ($path, "/%73" . substr($path, 2), "/$path",
                              "/free/..$path", "$path?") {
                my $res = $cached->fetch($host, $spelling);
                is $res->status, 403, "$host$spelling: the cache does not answer";
                unlike $res->body, qr/SECRET/, "$host$spelling: no content";
            }
        }
    }
    is $cached->fetch($host, '/free/a.txt')->status, 200, "$host: others pass";
    like $cached->fetch($host, '/free/a.txt')->header('X-Cache'), qr/^HIT/,
        "$host: the cache answers for others";
}

done_testing;
