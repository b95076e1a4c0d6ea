# SPDX-License-Identifier: Apache-2.0
#
# Pages in mod_cache, with its quick handler on and off: each visitor gets the
# variant of his own choice, by 200 and by 304, and the cache is of use.
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
# The tag of a file that has just been written is weak.
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

# --------------------------------------------------- everyone his own variant

# The order in which they come, each three times, in the hope of a mix-up.
for my $host ('on.cache.test', 'off.cache.test') {
    my %tag;
    for my $round (1 .. 3) {
        for my $who (qw(undecided accepted refused)) {
            my $res = ask($host, '/cgi/page.pl', $who);
            my $name = "$host, round $round, $who";
            is $res->status, 200, "$name: a page";
            is +(added_elements($res->body))->[0], $element{$who},
                "$name: the right variant";
            is without_added($res->body), $page, "$name: the page";
            is $res->header('ETag'), $tag{$who} //= $res->header('ETag'),
                "$name: always the same tag";
            is !!is_hit($res), $round > 1, "$name: "
                . ($round > 1 ? 'from the cache' : 'from the backend');
        }
    }
    isnt $tag{undecided}, $tag{$_}, "$host: another tag when $_"
        for qw(accepted refused);

    # A validator opens the door to its own variant only.
    for my $who (qw(undecided accepted)) {
        for my $whose (qw(undecided accepted)) {
            my $res = ask($host, '/cgi/page.pl', $who,
                "If-None-Match: $tag{$whose}");
            my $same = $who eq $whose;
            my $name = "$host, $who with the tag of $whose";
            is $res->status, $same ? 304 : 200, "$name: " . $res->status;
            is $res->header('ETag'), $tag{$who}, "$name: his tag";
            is scalar(grep { $_ eq 'cookie' } $res->list('Vary')), 1,
                "$name: Vary: Cookie";
            is +(added_elements($res->body))->[0], $element{$who},
                "$name: his page" unless $same;
        }
        is ask($host, '/cgi/page.pl', $who, 'If-None-Match: "e1"')->status, 200,
            "$host, $who with the backend's own tag: 200";
    }
    my $gone = ask($host, '/cgi/page.pl', 'undecided',
                   'If-Modified-Since: ' . gmtime_of(time));
    is $gone->status, 200, "$host: no date vouches for a page";
}

# ------------------------------------------------ Header set Vary, in between

for my $host ('on.cache.test', 'off.cache.test') {
    for my $path ('/set/page.pl', '/set/page.pl?stale') {
        for my $who (qw(undecided accepted undecided refused undecided)) {
            my $res = ask($host, $path, $who);
            my $name = "$host$path, $who";
            is $res->status, 200, "$name: a page";
            is +(added_elements($res->body))->[0], $element{$who},
                "$name: his page";
            my %names = map { $_ => 1 } $res->list('Vary');
            ok $names{cookie} && $names{'user-agent'}, "$name: Vary";
        }
    }
}

# ------------------------------------------- what is stored, but fresh no more

# The cache asks with the tag that it has, whatever the visitor asks with.
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
                is $res->status, 200, "$name: a page";
                my $body = $path =~ /zip/ ? gunzipped($res) : $res->body;
                is without_added($body), $page, "$name: the page";
                is +(added_elements($body))->[0], 'banner',
                    "$name: with the banner";
                is scalar(grep { $_ eq 'cookie' } $res->list('Vary')), 1,
                    "$name: Vary";
                is $res->header('ETag'), $tag, "$name: its tag";
                # The quick handler looks it up by what was sent, and keeps it
                # by what was left of that.
                like $res->header('X-Cache'), qr/^REVALIDATE/,
                    "$name: the backend was asked whether it has changed"
                    unless $cookie && $host =~ /^on/;
            }
            is $get->("If-None-Match: $tag")->status, 304, "$name: 304";
            is $get->('If-None-Match: "e1"')->status, 200,
                "$name: 200 for the backend's own tag";
        }
    }
}

# ---------------------------------------- validators without a cache, in a table

my %tags = map { $_ => ask('plain.test', '/cgi/page.pl', $_)->header('ETag') }
    keys %visitors;
my %zipped = map { $_ => ask('plain.test', '/zip/page.pl', $_,
    'Accept-Encoding: gzip')->header('ETag') } keys %visitors;
like $zipped{undecided}, qr/-cp[0-9a-f]{8}-gzip"$/, 'mod_deflate adds its own';

# method, path, who, header, value, status, the tag that the answer must have
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
    is $res->status, $status, "$name: $status";
    is $res->header('ETag'), $tag, "$name: the tag";
    is scalar(grep { $_ eq 'cookie' } $res->list('Vary')), 1, "$name: Vary";
    is $res->header('Last-Modified'), undef, "$name: no date";
    is $res->header('Content-Length'), undef, "$name: no length"
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
    is $res->status, $status, "$name: $status";
    is $res->body, $status == 206 ? substr($whole->body, 100, 100)
        : $whole->body, "$name: of what GET sends";
    is $res->header('ETag'), $tag, "$name: under its tag";
    is $res->header('Content-Range'),
        $status == 206 ? "bytes 100-199/$length" : undef, "$name: of it all";
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
