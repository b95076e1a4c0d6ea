# SPDX-License-Identifier: Apache-2.0
#
# CookiePolicyReports: which responses carry the fields, beside those of the
# site, in each mode, over http and https; and what the server notes from
# reports about sources.
#
# Server: own
use strict;
use warnings;

use JSON::PP ();
use Test::More;

use lib 't/lib';
use CookiePolicy::Consent ();
use CookiePolicy::Httpd;

my $always = "default-src 'self' 'unsafe-inline' 'unsafe-eval' "
    . "'wasm-unsafe-eval' data: blob: mediastream: filesystem:; report-uri "
    . '/cookie-policy/report';
my $page = '<!DOCTYPE html><html lang="en"><head><title>x</title></head>'
    . '<body><p>x</p></body></html>';
my %hosts = (
    'on.test' => 'CookiePolicy On',
    'report.test' => 'CookiePolicy ReportOnly',
    'off.test' => 'CookiePolicy Off',
    'hold.test' => "CookiePolicy On\nCookiePolicyUndeclaredSource hold",
    'uniform.test' => "CookiePolicy On\nCookiePolicyVariants uniform",
    'fields.test' => <<'CONF',
CookiePolicy On
Header set Content-Security-Policy-Report-Only "img-src 'none'; report-to mine"
Header set Reporting-Endpoints "mine=\"https://collect.example/\""
CONF
);
my $httpd = CookiePolicy::Httpd->new(
    files => { map({ ("htdocs/$_" => $page) } qw(index.html none/index.html
               some/index.html in/index.html)), 'htdocs/a.js' => 'x = 1;' },
    conf => "LogLevel cookie_policy:debug\nDirectoryIndex index.html\n"
        . "AddType text/html .html\nAddType text/javascript .js\n"
        . "CookiePolicyReports On\n"
        . join '', map { <<"CONF" } sort keys %hosts)->start;
<VirtualHost *:\@PORT\@>
    ServerName $_
    $hosts{$_}
    CookiePolicyCookie statistical _ga
    CookiePolicySource statistical count.example *.count.example
    CookiePolicySource necessary pay.example/v1/
    <Location /status>
        SetHandler cookie-policy-status
        Require all granted
    </Location>
    <Location /none>
        CookiePolicyReports Off
    </Location>
    <Location /some>
        CookiePolicyReports On sample=50
    </Location>
    <Location /in>
        CookiePolicySource necessary section.example
    </Location>
</VirtualHost>
CONF

my $FIELD = 'Content-Security-Policy-Report-Only';

sub get {
    my ($host, $path, @headers) = @_;
    return $httpd->fetch("$host.test", $path, headers => \@headers);
}

# ------------------------------------------------------------------- the field

for my $host (qw(on report hold uniform)) {
    my $res = get($host, '/');
    is_deeply [ $res->all($FIELD) ], [$always], "$host: the field";
    is_deeply [ $res->all('Reporting-Endpoints') ], [],
        "$host: no endpoint over http";
}
is get('report', '/')->body, $page, 'ReportOnly: no other byte changes';
is get('off', '/')->header($FIELD), undef, 'Off: no field';
is get('on', '/none/')->header($FIELD), undef, 'a section without reports';
like get('hold', '/')->header('Content-Security-Policy'), qr/^default-src /,
    'the policy that holds is another field';
my @frame = ('Sec-Fetch-Dest: iframe', 'Sec-Fetch-Mode: navigate');
like get('on', '/', @frame)->header($FIELD), qr/report-uri/, 'a frame';
for my $row (['a script', '/a.js'], ['a page of the module', '/cookie-policy'],
             ['a fragment', '/', 'Sec-Fetch-Dest: empty', 'Sec-Fetch-Mode: cors'],
             ['a report', '/cookie-policy/report']) {
    my ($name, $path, @headers) = @$row;
    unlike get('on', $path, @headers)->header($FIELD) // '', qr/report-uri/,
        "$name: no field";
}
my $not_found = get('on', '/missing');
is $not_found->status, 404, 'an error page';
is $not_found->header($FIELD), $always, 'has the field';

# Each visitor gets the same field, and no further Vary or tag.
my ($on, $none) = map { get('report', $_) } '/', '/none/';
is $on->header('Vary'), $none->header('Vary'), 'no Vary because of it';
unlike $on->header('ETag'), qr/-cp/, 'nor a variant';
is get('report', '/', 'If-None-Match: ' . $on->header('ETag'))->status, 304,
    'under ReportOnly the tag of the file is found';

# ------------------------------------------------------ the fields of the site

my @https = ('Sec-Fetch-Mode: navigate', 'Sec-Fetch-Dest: document');
my $res = get('fields', '/', @https);
is_deeply [ sort $res->all($FIELD) ],
    [ "$always; report-to cookie-policy",
      $res->header($FIELD) =~ /(img-src.*)/ ? $1 : 'missing' ],
    'the site\'s own field stays';
like join('', $res->all($FIELD)), qr/report-to mine/, 'with its endpoint';
is_deeply [ sort $res->all('Reporting-Endpoints') ],
    [ 'cookie-policy="/cookie-policy/report"',
      'mine="https://collect.example/"' ], 'both endpoints';

# ------------------------------------------------------------------- the sample

my $n = grep { get('report', '/some/')->header($FIELD) } 1 .. 200;
cmp_ok $n, '>', 50, 'a part of the documents has the field';
cmp_ok $n, '<', 150, 'a part has not';

# ------------------------------------------------------------------ the reports

sub csp {
    my ($directive, $blocked, $document) = @_;
    return qq({"csp-report":{"document-uri":"$document",)
        . qq("effective-directive":"$directive","blocked-uri":"$blocked"}});
}

sub api {
    return '[' . join(',', map { my ($directive, $blocked, $document) = @$_;
        qq({"type":"csp-violation","body":{"documentURL":"$document",)
        . qq("effectiveDirective":"$directive","blockedURL":"$blocked"}}) } @_)
        . ']';
}

sub report {
    my ($host, $type, $body, %arg) = @_;
    my $mark = length $httpd->log;
    my $answer = $httpd->fetch("$host.test", '/cookie-policy/report', %arg,
        method => 'POST', body => $body,
        headers => ["Content-Type: application/$type"]);
    is $answer->status, 204, "$host, $type: 204";
    return [ substr($httpd->log, $mark)
        =~ /CP0202: page loads (source=[^\n]*")/g ];
}

my $doc = 'https://on.test/shop/?q=secret';
is_deeply report('on', 'csp-report',
                 csp('script-src-elem', 'https://evil.example:8443/x?y', $doc)),
    ['source="https://evil.example:8443" category="-" reason="undeclared" '
     . 'directive="script-src-elem" uri="/shop/"'],
    'no path of the source, no query of the page';
is_deeply report('on', 'csp-report',
                 csp('script-src-elem', 'https://evil.example:8443/z', $doc)),
    [], 'the same source is logged once';
is_deeply report('on', 'reports+json', api(
        ['img-src', 'https://evil.example:8443/', $doc],
        ['img-src', 'https://count.example/p', $doc],
        ['frame-src', 'https://pay.example/v1/a', $doc],
        ['frame-src', 'https://pay.example/v2/a', $doc],
        ['font-src', 'https://section.example/', 'https://on.test/in/'],
        ['font-src', 'https://section.example/', 'https://on.test/'],
        ['script-src', 'inline', $doc], ['img-src', 'data', $doc],
        ['script-src', 'chrome-extension://abc/x', $doc])),
    ['source="https://evil.example:8443" category="-" reason="undeclared" '
         . 'directive="img-src" uri="/shop/"',
     'source="https://count.example" category="statistical" '
         . 'reason="undecided" directive="img-src" uri="/shop/"',
     'source="https://pay.example" category="necessary" reason="allow" '
         . 'directive="frame-src" uri="/shop/"',
     'source="https://pay.example" category="-" reason="undeclared" '
         . 'directive="frame-src" uri="/shop/"',
     'source="https://section.example" category="necessary" reason="allow" '
         . 'directive="font-src" uri="/in/"',
     'source="https://section.example" category="-" reason="undeclared" '
         . 'directive="font-src" uri="/"'],
    'the decision is that of the server, for the section of the document';
my $policy = $httpd->fetch('on.test', '/cookie-policy/policy.json')->body;
is_deeply report('on', 'csp-report',
                 csp('img-src', 'https://count.example/', $doc),
                 cookie => CookiePolicy::Consent::cookie($policy,
                     CookiePolicy::Consent::asked($policy))),
    ['source="https://count.example" category="statistical" reason="allow" '
     . 'directive="img-src" uri="/shop/"'], 'and for the visitor';
is_deeply report('report', 'csp-report',
                 csp('img-src', 'https://evil.example/', $doc)),
    ['source="https://evil.example" category="-" reason="undeclared" '
     . 'directive="img-src" uri="/shop/"'], 'under ReportOnly, too';
is_deeply report('on', 'csp-report', csp('img-src', 'https://evil.example/',
                                         'https://on.test/none/')),
    [], 'not where the site does not ask for reports';
unlike $httpd->log, qr/secret/, 'no query is in the log';

# The table of observations has them.
my $status = JSON::PP->new->decode($httpd->fetch('on.test', '/status?json')->body);
my ($host) = grep { $_->{host} eq 'on.test' } @{ $status->{hosts} };
is_deeply [ map { "$_->{source} $_->{directive} $_->{count}" }
            sort { "$a->{source} $a->{directive}" cmp "$b->{source} $b->{directive}" }
            @{ $host->{sources} } ],
    ['https://count.example img-src 2', 'https://evil.example:8443 img-src 1',
     'https://evil.example:8443 script-src-elem 2',
     'https://pay.example frame-src 2', 'https://section.example font-src 2'],
    'each source and directive with its count';
is $host->{counters}{reports_counted}, 9, 'the reports that count';
is $host->{counters}{reports_dropped}, 4, 'and those that are dropped';

done_testing;
