# SPDX-License-Identifier: Apache-2.0
#
# CookiePolicyUndeclaredSource hold: the additional Content-Security-Policy, on
# which responses it is, what it allows to which visitor, and its effect on
# Vary, ETag, 304, mod_cache and a second instance.
#
# Server: own
use strict;
use warnings;

use lib 't/lib';
use CookiePolicy::Consent ();
use CookiePolicy::Httpd;
use Test::More;

my $ALWAYS = "default-src 'self' 'unsafe-inline' 'unsafe-eval'"
    . " 'wasm-unsafe-eval' data: blob: mediastream: filesystem:";
my $page = "<!DOCTYPE html><html lang=\"en\"><body><p>x</p></body></html>\n";
my $site = <<'CONF';
CookiePolicy On
CookiePolicyUndeclaredSource hold
CookiePolicySource necessary pay.test https://secure.test:8443
CookiePolicySource statistical *.count.test/a/ /stats/
CookiePolicySource third-party ads.test
AddType text/javascript .js
AddType image/svg+xml .svg
AddType text/css .css
AddType application/rss+xml .rss
AddType image/png .png
CONF
my $httpd = CookiePolicy::Httpd->new(
    modules => [qw(cache cache_disk proxy proxy_http)],
    files => {
        map({ ("htdocs/$_" => $page) } qw(a.html own.html strict/a.html
            lock/a.html uniform/a.html report/a.html off/a.html why.html
            nothing/a.html)),
        'htdocs/a.js' => 'x()', 'htdocs/a.svg' => '<svg/>',
        'htdocs/a.css' => 'a{}', 'htdocs/a.png' => 'x', 'htdocs/a.rss' => '<x/>',
        'htdocs/none' => '<p>', 'cache/here' => '',
    }, conf => $site . <<'CONF');
<Location /own.html>
    Header set Content-Security-Policy "img-src 'self'; font-src none.test"
    Header merge Content-Security-Policy "x-unknown"
</Location>
<Location /strict>
    CookiePolicySource statistical pay.test
    CookiePolicySource necessary more.test
</Location>
<Location /uniform>
    CookiePolicyVariants uniform
</Location>
<Location /report>
    CookiePolicy ReportOnly
</Location>
<Location /off>
    CookiePolicy Off
</Location>
<Location /nothing>
    CookiePolicyUndeclaredSource allow
</Location>
Redirect /moved /a.html
<Location /denied>
    Require all denied
    ErrorDocument 403 /why.html
</Location>
ProxyPass /proxy/ http://127.0.0.1:@PORT@/
ProxyPassReverse /proxy/ http://127.0.0.1:@PORT@/
CacheRoot "@ROOT@/cache"
CacheHeader On
<IfModule mod_headers.c>
    Header set Cache-Control max-age=600 "expr=%{REQUEST_URI} =~ m#^/a#"
</IfModule>
<VirtualHost *:@PORT@>
    ServerName localhost
</VirtualHost>
<VirtualHost *:@PORT@>
    ServerName lock.test
    CookiePolicyLock On
    <Location /lock>
        CookiePolicyUndeclaredSource allow
        CookiePolicySource necessary section.test
    </Location>
</VirtualHost>
<VirtualHost *:@PORT@>
    ServerName quick.test
    CacheEnable disk /
    CacheQuickHandler On
</VirtualHost>
<VirtualHost *:@PORT@>
    ServerName slow.test
    CacheEnable disk /
    CacheQuickHandler Off
</VirtualHost>
CONF
for my $file (qw(a.html a.js a.svg a.css a.rss)) {
    utime time - 9, time - 9, "$httpd->{root}/htdocs/$file" or die $!;
}
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
    my $host = delete $arg{host} // 'localhost';
    return $httpd->fetch($host, $path, %arg,
        defined $visitors{$who // 'undecided'}
        ? (cookie => $visitors{$who}) : ());
}

sub fields {
    my ($res) = @_;
    return [grep { /^default-src 'self' 'unsafe-inline'/ }
        $res->all('Content-Security-Policy')];
}

sub plain {
    my (@hosts) = @_;
    return join '', map { " $_ https://$_ ws://$_ wss://$_" } @hosts;
}
my $necessary = plain('pay.test') . ' https://secure.test:8443';

# ------------------------------------------------------------------ its text

my %want = (
    undecided => $ALWAYS . $necessary,
    refused => $ALWAYS . $necessary,
    statistical => $ALWAYS . $necessary . plain('*.count.test/a/'),
    accepted => $ALWAYS . $necessary . plain('*.count.test/a/', 'ads.test'),
);
is_deeply fields(ask('/a.html', $_)), [$want{$_}], "$_: the sources allowed"
    for sort keys %want;
is_deeply fields(ask('/strict/a.html', 'undecided')),
    ["$ALWAYS https://secure.test:8443" . plain('more.test')],
    'a section declares a source in another category, and one more';
is_deeply fields(ask("/$_/a.html", 'undecided')), [], "$_: no field"
    for qw(uniform report off nothing);
is_deeply fields(ask('/lock/a.html', 'undecided', host => 'lock.test')),
    [$ALWAYS . $necessary . plain('section.test') . ", $ALWAYS$necessary"],
    'under the lock each scope has a policy, so a source must be in both';

# ------------------------------------------------------- which responses get it

my @document = ('Sec-Fetch-Dest: document', 'Sec-Fetch-Mode: navigate');
for my $row (['/a.html', [], 1, 'a document'],
             ['/a.html', ['Sec-Fetch-Dest: iframe'], 1, 'a frame'],
             ['/a.html', ['Sec-Fetch-Dest: empty'], 1, 'HTML for a script'],
             ['/a.svg', \@document, 1, 'SVG as a document'],
             ['/a.svg', ['Sec-Fetch-Dest: object'], 1, 'SVG in object'],
             ['/a.svg', ['Sec-Fetch-Dest: image'], 0, 'SVG as an image'],
             ['/a.rss', \@document, 1, 'XML'],
             ['/a.js', ['Sec-Fetch-Dest: worker'], 1, 'a worker'],
             ['/a.js', ['Sec-Fetch-Dest: sharedworker'], 1, 'a shared worker'],
             ['/a.js', ['Sec-Fetch-Dest: serviceworker',
                        'Service-Worker: script'], 1, 'a service worker'],
             ['/a.js', ['Sec-Fetch-Dest: script'], 0, 'a script of a page'],
             ['/a.js', [], 1, 'a script of a page that is not secure'],
             ['/none', \@document, 1, 'a document without a media type'],
             ['/a.css', [], 0, 'a style sheet'],
             ['/a.png', [], 0, 'an image'],
             ['/missing', [], 1, 'an error page of httpd'],
             ['/denied/x', [], 1, 'an ErrorDocument'],
             ['/moved', [], 0, 'a redirect'],
             ['/cookie-policy', [], 0, 'the policy page']) {
    my ($path, $headers, $count, $about) = @$row;
    for my $method (qw(GET HEAD)) {
        my $res = ask($path, 'undecided', headers => $headers,
                      method => $method);
        is scalar @{ fields($res) }, $count, "$about, $method: $count";
        is scalar(grep { $_ eq 'cookie' } $res->list('Vary')), 1,
            "$about, $method: Vary names Cookie once" if $count;
        is scalar(grep { $_ eq 'sec-fetch-dest' } $res->list('Vary')), 1,
            "$about, $method: Vary names Sec-Fetch-Dest"
            if $path =~ /\.(?:js|svg|rss)$/;
    }
}
my $own = ask('/own.html', 'accepted');
is_deeply [$own->all('Content-Security-Policy')],
    [$own->header('Content-Security-Policy'), $want{accepted}],
    'the field is one line of its own, after that of the page';
like $own->header('Content-Security-Policy'),
    qr/^img-src 'self'; font-src none\.test, x-unknown$/,
    'the policy of the page is not changed';

# --------------------------------------------------------------- conditional

for my $row (['a.js', 'Sec-Fetch-Dest: worker'], ['a.js', 'X: 1'],
             ['a.svg', 'Sec-Fetch-Dest: document'],
             ['a.html', 'Sec-Fetch-Dest: iframe'],
             ['a.html', 'Sec-Fetch-Dest: document']) {
    my ($file, $dest) = @$row;
    my $name = "$file, $dest";
    my %tag = map { ($_ => ask("/$file", $_, headers => [$dest])
        ->header('ETag')) } qw(undecided accepted);
    isnt $tag{undecided}, $tag{accepted}, "$name: one tag for each variant";
    for my $who (qw(undecided accepted)) {
        for my $whose (qw(undecided accepted)) {
            my $res = ask("/$file", $who, headers =>
                [$dest, "If-None-Match: $tag{$whose}"]);
            my $want = $who eq $whose ? 304 : 200;
            is $res->status, $want, "$name: $who with the tag of $whose";
            is $res->header('ETag'), $tag{$who}, "$name: the tag of $who";
            is_deeply fields($res), [$want{$who}], "$name: the field of $who";
        }
    }
    is ask("/$file", 'undecided', headers => [$dest,
        'If-Modified-Since: Fri, 01 Jan 2100 00:00:00 GMT'])->status, 200,
        "$name: a date validates no variant";
    (my $plain = $tag{undecided}) =~ s/-cp\w+//;
    is ask("/$file", 'undecided', headers => [$dest, "If-None-Match: $plain"])
        ->status, 200, "$name: a copy from before the policy is not valid";
}
my $asset = ask('/a.js', 'undecided', headers => ['Sec-Fetch-Dest: script']);
unlike $asset->header('ETag'), qr/-cp/, 'a script of a page is not a variant';
is ask('/a.js', 'accepted', headers => ['Sec-Fetch-Dest: script',
    'If-None-Match: ' . $asset->header('ETag')])->status, 304,
    'and can be validated';
is scalar(grep { $_ eq 'cookie' } $asset->list('Vary')), 0,
    'its Vary does not name Cookie';

# -------------------------------------------------------------------- caches

for my $host (qw(quick.test slow.test)) {
    for my $file (qw(a.html a.js)) {
        my $hits = 0;
        for my $round (1 .. 2) {
            for my $who (qw(accepted undecided statistical refused)) {
                my $res = ask("/$file", $who, host => $host);
                is_deeply fields($res), [$want{$who}],
                    "$host, $file, $who, round $round: the field of the visitor";
                $hits += ($res->header('X-Cache') // '') =~ /^HIT/;
            }
        }
        cmp_ok $hits, '>=', 4, "$host, $file: the cache is used";
    }
}

# ---------------------------------------------------- told to the page's script

# Start-up has rendered the attribute for the first page. For the second one,
# with declarations of its own, it is rendered in the request.
for my $who (undef, 'statistical', 'accepted') {
    my @sent = map { ask("$_.html", $who)->body =~
        /<script data-cookie-policy="script"([^>]*)>/ } '/a', '/strict/a';
    like $sent[0], qr/ data-sources="statistical third-party"\z/,
        'the script knows the categories of the sources: ' . ($who // 'nobody');
    is $sent[1], $sent[0], 'also where a section has sources';
}

# ----------------------------------------------------------- a second instance

for my $who (sort keys %want) {
    is_deeply fields(ask('/proxy/a.html', $who)), [$want{$who}],
        "a proxy with the same rules adds no second field: $who";
}

done_testing;
