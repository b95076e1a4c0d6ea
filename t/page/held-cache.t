# SPDX-License-Identifier: Apache-2.0
#
# Held content in mod_cache, with its quick handler on and off, in error
# documents, in SSI and in parts: no visitor gets the variant of another.
#
# Server: own
use strict;
use warnings;

use Test::More;

use lib 't/lib';
use CookiePolicy::Consent ();
use CookiePolicy::Httpd;
use CookiePolicy::Page qw(without_added);

my $held = 'data-cookie-policy-';
my $page = '<!DOCTYPE html><html lang="en"><head><title>x</title></head>'
    . '<body><p><img src="https://ads.example/a">'
    . '<img data-cookie-policy-category=nobody src=/n></p></body></html>';
my $httpd = CookiePolicy::Httpd->new(
    modules => [qw(cache cache_disk include)],
    files => {
        'cgi/page.pl' => <<"SCRIPT", 'cache/here' => '',
#!$^X
print "Content-Type: text/html\\nCache-Control: max-age=600\\n",
    "ETag: \\"e1\\"\\n\\n", <<'END' =~ s/\\n\\z//r;
$page
END
SCRIPT
        'htdocs/file.html' => $page,
        'htdocs/error.html' => $page,
        'htdocs/in.html' => '<img src="https://ads.example/in">',
        'htdocs/ssi.shtml' => $page
            . '<!--#include virtual="/in.html" -->',
    }, conf => conf());
my $written = time - 90;
utime $written, $written, "$httpd->{root}/htdocs/file.html" or die $!;
$httpd->start;

my $policy =
    $httpd->fetch('plain.test', '/cookie-policy/policy.json')->body;
my %visitors = (
    undecided => undef,
    accepted => CookiePolicy::Consent::cookie($policy,
        CookiePolicy::Consent::asked($policy)),
    refused => CookiePolicy::Consent::cookie($policy),
);
my %how = (
    document => ['Sec-Fetch-Dest: document', 'Accept: text/html'],
    frame => ['Sec-Fetch-Dest: iframe', 'Accept: text/html'],
    script => ['Sec-Fetch-Dest: empty', 'Sec-Fetch-Mode: cors',
               'Accept: text/html'],
);

sub ask {
    my ($host, $path, $who, $kind, @headers) = @_;
    return $httpd->fetch($host, $path, headers => [@{ $how{$kind} }, @headers],
        defined $visitors{$who} ? (cookie => $visitors{$who}) : ());
}

# The whole response is that of the visitor.
sub is_for {
    my ($who, $body, $name) = @_;
    $who eq 'accepted'
        ? is(without_added($body), $page, "$name: nothing is held")
        : like($body, qr{<img \Q$held\Esrc},
               "$name: the content is held");
}

# ------------------------------------------------------------------- caches

for my $host ('on.test', 'off.test') {
    for my $kind (sort keys %how) {
        my %tag;
        for my $round (1 .. 3) {
            for my $who (qw(undecided accepted refused)) {
                my $res = ask($host, '/cgi/page.pl', $who, $kind);
                my $name = "$host, $kind, round $round, $who";
                is_for($who, $res->body, $name);
                is $res->header('ETag'), $tag{$who} //= $res->header('ETag'),
                    "$name: the tag is always the same";
                like $res->header('X-Cache') // '', qr/^(?:HIT|REVALIDATE)/,
                    "$name: from the cache" if $round > 1;
            }
        }
        isnt $tag{undecided}, $tag{accepted}, "$host, $kind: the tags differ";
        is ask($host, '/cgi/page.pl', 'accepted', $kind,
               "If-None-Match: $tag{accepted}")->status, 304,
            "$host, $kind: the visitor's tag is found";
        is ask($host, '/cgi/page.pl', 'accepted', $kind,
               "If-None-Match: $tag{undecided}")->status, 200,
            "$host, $kind: the tag of another is not";
        is ask($host, '/cgi/page.pl', 'accepted', $kind,
               'If-Modified-Since: ' . gmtime_of(time))->status, 200,
            "$host, $kind: a date validates no variant";
    }
}

# ------------------------------------------- parts, error documents, includes

for my $kind (sort keys %how) {
    my %tag = map { $_ => ask('plain.test', '/file.html', $_, $kind)
        ->header('ETag') } keys %visitors;
    for my $who (sort keys %visitors) {
        my $whole = ask('plain.test', '/file.html', $who, $kind)->body;
        my ($other) = grep { $tag{$_} ne $tag{$who} } sort keys %tag;
        for my $row (["If-Range: $tag{$who}", 206],
                     ["If-Range: $tag{$other}", 200],
                     # The bytes of the file itself may be sent in parts.
                     ['If-Range: ' . gmtime_of($written), $who eq 'accepted'
                          && $kind ne 'document' ? undef : 200]) {
            my $res = ask('plain.test', '/file.html', $who, $kind,
                          'Range: bytes=60-99', $row->[0]);
            my $name = "$kind, $who, $row->[0]";
            is $res->status, $row->[1], "$name: the status is $row->[1]"
                if $row->[1];
            is $res->body, $res->status == 206 ? substr($whole, 60, 40)
                : $whole, "$name: bytes of the visitor's variant";
        }
        my $missing = ask('plain.test', '/missing', $who, $kind);
        is $missing->status, 404, "$kind, $who: an error";
        is_for($who, $missing->body, "$kind, $who, ErrorDocument");
        my $ssi = ask('plain.test', '/ssi.shtml', $who, $kind)->body;
        is scalar(() = $ssi =~ /<img \Q$held\Esrc="https:/g),
            $who eq 'accepted' ? 0 : 2,
            "$kind, $who: the page and what SSI includes";
    }
}

# ------------------------------------------------------ unknown categories

like ask('plain.test', '/file.html', 'undecided', 'frame')->body,
    qr{<img \Q${held}category=nobody ${held}src=/n>\E},
    'an unknown category is held while something waits';
is ask('plain.test', '/file.html', 'accepted', 'frame')->body, $page,
    'it is not if the visitor has agreed to all';

done_testing;

sub gmtime_of {
    my @t = gmtime $_[0];
    return sprintf '%s, %02d %s %04d %02d:%02d:%02d GMT',
        (qw(Sun Mon Tue Wed Thu Fri Sat))[$t[6]], $t[3],
        (qw(Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec))[$t[4]],
        $t[5] + 1900, @t[2, 1, 0];
}

sub conf {
    my %hosts = (
        'on.test' => "CacheEnable disk /cgi/\nCacheQuickHandler on",
        'off.test' => "CacheEnable disk /cgi/\nCacheQuickHandler off",
        'plain.test' => '',
    );
    return "CacheRoot \@ROOT\@/cache\nCacheHeader on\n"
        . "CacheStoreExpired on\nCacheIgnoreNoLastMod on\n"
        . join '', map { <<"CONF" } sort keys %hosts;
<VirtualHost *:*>
ServerName $_
CookiePolicy On
CookiePolicyCookie third-party ads
ScriptAlias /cgi/ \@ROOT\@/cgi/
ErrorDocument 404 /error.html
AddType text/html .shtml
AddOutputFilter INCLUDES .shtml
<Directory "\@ROOT\@/htdocs">
    Options +Includes
</Directory>
<Location />
    CookiePolicySource third-party ads.example
</Location>
$hosts{$_}
</VirtualHost>
CONF
}
