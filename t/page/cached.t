# SPDX-License-Identifier: Apache-2.0
#
# Pages in mod_cache, with its quick handler on and off: each visitor gets the
# variant of the own choice, with 200 and with 304, and the cache is used.
#
# Server: own
use strict;
use warnings;

use lib 't/lib';
use CookiePolicy::Consent ();
use CookiePolicy::Httpd;
use CookiePolicy::Page qw(added_elements without_added);
use IO::Uncompress::Gunzip qw(gunzip);
use Test::More;

my $page = '<!DOCTYPE html><html lang="en"><head><title>x</title></head>'
    . "<body><p>text</p></body></html>\n";
my $httpd = CookiePolicy::Httpd->new(
    modules => [qw(cache cache_disk deflate filter proxy proxy_http)],
    files => {
        'cgi/page.pl' => <<"SCRIPT", 'htdocs/file.html' => $page,
#!$^X
my \$hit = (\$ENV{HTTP_IF_NONE_MATCH} // '') =~ /"e1"/;
print \$hit ? "Status: 304\\n" : '',
    "Content-Type: text/html\\nCache-Control: max-age=",
    length \$ENV{QUERY_STRING} ? 0 : 600, "\\nETag: \\"e1\\"\\n",
    "X-Seen: [", \$ENV{HTTP_IF_NONE_MATCH} // '', "]\\n\\n";
print <<'END' unless \$hit || \$ENV{REQUEST_METHOD} eq 'HEAD';
${page}END
SCRIPT
        'cache/here' => '',
    }, conf => conf());
# httpd gives a file that was just written a weak entity tag.
utime time - 9, time - 9, "$httpd->{root}/htdocs/file.html" or die $!;
$httpd->start;

my $policy =
    $httpd->fetch('off.cache.test', '/cookie-policy/policy.json')->body;
my %visitors = (
    undecided => undef,
    accepted => CookiePolicy::Consent::cookie($policy,
        CookiePolicy::Consent::asked($policy)),
    refused => CookiePolicy::Consent::cookie($policy),
);
my %element = (undecided => 'banner', accepted => 'nav', refused => 'nav');

sub ask {
    my ($host, $path, $who, @headers) = @_;
    return $httpd->fetch($host, $path, headers =>
        ['Accept: text/html', @headers], defined $visitors{$who}
        ? (cookie => $visitors{$who}) : ());
}

sub gunzipped {
    my $packed = $_[0]->body;
    gunzip(\$packed => \my $plain);
    return $plain;
}

sub is_hit {
    return ($_[0]->header('X-Cache') // '') =~ /^(?:HIT|REVALIDATE)/;
}

# -------------------------------------------- one variant for each choice

# The visitors take turns, three times.
for my $host ('on.cache.test', 'off.cache.test') {
    my %tag;
    for my $round (1 .. 3) {
        for my $who (qw(undecided accepted refused)) {
            my $res = ask($host, '/cgi/page.pl', $who);
            my $name = "$host, round $round, $who";
            is $res->status, 200, "$name: the status is 200";
            is +(added_elements($res->body))->[0], $element{$who},
                "$name: it is the variant of the visitor";
            is without_added($res->body), $page,
                "$name: the rest is the original page";
            is $res->header('ETag'), $tag{$who} //= $res->header('ETag'),
                "$name: the entity tag is always the same";
            is !!is_hit($res), $round > 1, "$name: "
                . ($round > 1 ? 'from the cache' : 'from the backend');
        }
    }
    isnt $tag{undecided}, $tag{$_}, "$host: the entity tag of $_ differs"
        for qw(accepted refused);

    # An entity tag validates its own variant only.
    for my $who (qw(undecided accepted)) {
        for my $whose (qw(undecided accepted)) {
            my $res = ask($host, '/cgi/page.pl', $who,
                "If-None-Match: $tag{$whose}");
            my $same = $who eq $whose;
            my $name = "$host, $who with the tag of $whose";
            is $res->status, $same ? 304 : 200, "$name: " . $res->status;
            is $res->header('ETag'), $tag{$who},
                "$name: the response has the tag of the visitor's variant";
            is scalar(grep { $_ eq 'cookie' } $res->list('Vary')), 1,
                "$name: Vary contains Cookie";
            is +(added_elements($res->body))->[0], $element{$who},
                "$name: the response is the visitor's variant" unless $same;
        }
        is ask($host, '/cgi/page.pl', $who, 'If-None-Match: "e1"')->status, 200,
            "$host, $who with the backend's own tag: 200";
    }
    my $gone = ask($host, '/cgi/page.pl', 'undecided',
                   'If-Modified-Since: ' . gmtime_of(time));
    is $gone->status, 200, "$host: a date validates no page";
}

# ---------------------------------- "Header set Vary" before the cache stores

for my $host ('on.cache.test', 'off.cache.test') {
    for my $path ('/set/page.pl', '/set/page.pl?stale') {
        for my $who (qw(undecided accepted undecided refused undecided)) {
            my $res = ask($host, $path, $who);
            my $name = "$host$path, $who";
            is $res->status, 200, "$name: the status is 200";
            is +(added_elements($res->body))->[0], $element{$who},
                "$name: it is the variant of the visitor";
            my %names = map { $_ => 1 } $res->list('Vary');
            ok $names{cookie} && $names{'user-agent'},
                "$name: Vary contains both fields";
        }
    }
}

# ----------------------------------------------------- stale stored responses

# The cache revalidates with its stored tag, not with the tag of the visitor.
for my $host ('on.cache.test', 'off.cache.test') {
    for my $path (map { "/$_/page.pl?stale" } qw(cgi b zip zip-b)) {
        for my $cookie ('', 'unheard-of=1') {
            my $name = "$host$path, " . ($cookie || 'no cookie');
            my $get = sub {
                return $httpd->fetch($host, $path, headers =>
                    ['Accept: text/html', 'Accept-Encoding: gzip', @_],
                    cookie => $cookie);
            };
            my $tag = $get->()->header('ETag');
            for my $round (1 .. 2) {
                my $res = $get->();
                is $res->status, 200, "$name: the status is 200";
                my $body = $path =~ /zip/ ? gunzipped($res) : $res->body;
                is without_added($body), $page,
                    "$name: the rest is the original page";
                is +(added_elements($body))->[0], 'banner',
                    "$name: it has the banner";
                is scalar(grep { $_ eq 'cookie' } $res->list('Vary')), 1,
                    "$name: Vary contains Cookie";
                is $res->header('ETag'), $tag,
                    "$name: the entity tag is the same";
                # The quick handler looks a response up by the request that was
                # sent, and stores it under the request without its hidden
                # cookies.
                like $res->header('X-Cache'), qr/^REVALIDATE/,
                    "$name: the cache asked the backend whether it has changed"
                    unless $cookie && $host =~ /^on/;
            }
            is $get->("If-None-Match: $tag")->status, 304,
                "$name: the tag of the variant yields 304";
            is $get->('If-None-Match: "e1"')->status, 200,
                "$name: the backend's own tag yields 200";
        }
    }
}

# -------------------------------------------------- validators without a cache

my %tags = map { $_ => ask('plain.test', '/cgi/page.pl', $_)->header('ETag') }
    keys %visitors;
my %zipped = map { $_ => ask('plain.test', '/zip/page.pl', $_,
    'Accept-Encoding: gzip')->header('ETag') } keys %visitors;
like $zipped{undecided}, qr/-cp[0-9a-f]{8}-gzip"$/,
    'mod_deflate appends its own suffix to the tag';

# method, path, visitor, field, value, status, the tag of the response
my ($u, $a) = @tags{qw(undecided accepted)};
my $uz = $zipped{undecided};
for my $row (
    ['GET', '/cgi', 'undecided', 'If-None-Match', $u, 304, $u],
    ['HEAD', '/cgi', 'undecided', 'If-None-Match', $u, 304, $u],
    ['GET', '/cgi', 'undecided', 'If-None-Match', "W/$u", 304, "W/$u"],
    ['GET', '/cgi', 'undecided', 'If-None-Match', "\"a\", $u", 304, $u],
    ['GET', '/cgi', 'undecided', 'If-None-Match', "$a, \"e1\"", 200, $u],
    ['GET', '/cgi', 'undecided', 'If-None-Match', $a, 200, $u],
    ['HEAD', '/cgi', 'undecided', 'If-None-Match', $a, 200, $u],
    ['GET', '/cgi', 'accepted', 'If-None-Match', "$a, $u", 304, $a],
    ['GET', '/cgi', 'accepted', 'If-None-Match', $u, 200, $a],
    ['GET', '/cgi', 'undecided', 'If-None-Match', '"e1"', 200, $u],
    ['GET', '/cgi', 'undecided', 'If-None-Match', 'W/"e1"', 200, $u],
    ['GET', '/cgi', 'undecided', 'If-None-Match', '"e1-cp00000000"', 200, $u],
    ['GET', '/cgi', 'undecided', 'If-None-Match', ' ,, ', 200, $u],
    ['GET', '/zip', 'undecided', 'If-None-Match', $uz, 304, $uz],
    ['HEAD', '/zip', 'undecided', 'If-None-Match', $uz, 304, $uz],
    ['GET', '/zip', 'accepted', 'If-None-Match', $uz, 200, $zipped{accepted}],
    ['GET', '/zip', 'undecided', 'If-None-Match', "\"x\", $uz", 304, $uz],
    ['GET', '/b', 'undecided', 'If-None-Match', $u, 304, $u],
    ['GET', '/b', 'accepted', 'If-None-Match', $u, 200, $a],
    ['GET', '/zip-b', 'undecided', 'If-None-Match', $uz, 304, $uz],
) {
    my ($method, $dir, $who, $field, $value, $status, $tag) = @$row;
    my $name = "$method $dir, $who, $field: $value";
    my $res = $httpd->fetch('plain.test', "$dir/page.pl", method => $method,
        headers => ['Accept: text/html', "$field: $value",
                    $dir =~ /zip/ ? 'Accept-Encoding: gzip' : ()],
        defined $visitors{$who} ? (cookie => $visitors{$who}) : ());
    is $res->status, $status, "$name: the status is $status";
    is $res->header('ETag'), $tag,
        "$name: the response has the tag of the variant";
    is scalar(grep { $_ eq 'cookie' } $res->list('Vary')), 1,
        "$name: Vary contains Cookie";
    is $res->header('Last-Modified'), undef, "$name: there is no Last-Modified";
    is $res->header('Content-Length'), undef,
        "$name: there is no Content-Length"
        if $status == 304;
}

# -------------------------------------------------------------------- ranges

my $whole = ask('plain.test', '/file.html', 'undecided');
my ($tag, $length) = ($whole->header('ETag'), length $whole->body);
my $other = ask('plain.test', '/file.html', 'refused')->header('ETag');
for my $row (
    [[], 206, 'a part'],
    [["If-Range: $tag"], 206, 'If-Range with the tag of this variant'],
    [["If-Range: $other"], 200, 'If-Range with that of another'],
    [['If-Range: ' . gmtime_of(time + 60)], 200, 'If-Range with a date'],
) {
    my ($headers, $status, $name) = @$row;
    my $res = ask('plain.test', '/file.html', 'undecided',
                  'Range: bytes=100-199', @$headers);
    is $res->status, $status, "$name: the status is $status";
    is $res->body, $status == 206 ? substr($whole->body, 100, 100)
        : $whole->body, "$name: the body is a part of what GET sends";
    is $res->header('ETag'), $tag,
        "$name: the entity tag is that of the variant";
    is $res->header('Content-Range'),
        $status == 206 ? "bytes 100-199/$length" : undef,
            "$name: Content-Range has the length of the variant";
}

done_testing;

sub gmtime_of {
    my @t = gmtime $_[0];
    return sprintf '%s, %02d %s %04d %02d:%02d:%02d GMT',
        (qw(Sun Mon Tue Wed Thu Fri Sat))[$t[6]], $t[3],
        (qw(Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec))[$t[4]],
        $t[5] + 1900, @t[2, 1, 0];
}

sub conf {
    my $stored = join "\n", map { "CacheEnable disk /$_/" } qw(cgi b zip zip-b set);
    my %hosts = (
        'on.cache.test' => "$stored\nCacheQuickHandler on",
        'off.cache.test' => "$stored\nCacheQuickHandler off",
        'plain.test' => '',
    );
    my $first = "<VirtualHost *:*>\nServerName first.test\n"
        . "ScriptAlias /behind/ \@ROOT\@/cgi/\n</VirtualHost>\n";
    return "CacheRoot \@ROOT\@/cache\nCacheHeader on\n" . join '', $first, map {
        <<"CONF"
<VirtualHost *:*>
ServerName $_
CookiePolicy On
CookiePolicyCookie statistical _ga
ScriptAlias /cgi/ \@ROOT\@/cgi/
ScriptAlias /zip/ \@ROOT\@/cgi/
ScriptAlias /set/ \@ROOT\@/cgi/
ProxyPass /b/ http://127.0.0.1:\@PORT\@/behind/
ProxyPass /zip-b/ http://127.0.0.1:\@PORT\@/behind/
<Location /set/>
    Header set Vary User-Agent
</Location>
<LocationMatch ^/zip>
    SetOutputFilter DEFLATE
</LocationMatch>
$hosts{$_}
</VirtualHost>
CONF
    } sort keys %hosts;
}
