# SPDX-License-Identifier: Apache-2.0
#
# The hold filter: which tags of a response change for which visitor, and the
# fields, caches, pieces and log lines of such a response.
#
# Server: own
# Needs: probe
use strict;
use warnings;

use Compress::Raw::Zlib qw(:DEFAULT);
use Cwd qw(getcwd);
use IO::Socket::INET ();
use Test::More;

use lib 't/lib';
use CookiePolicy::Backend;
use CookiePolicy::Consent ();
use CookiePolicy::Httpd;
use CookiePolicy::Page qw(without_added);

my $P = 'data-cookie-policy-';
my $probe = getcwd() . '/' . ($ENV{CP_BUILD} // '.build')
    . '/modules/mod_cp_probe.so';

# The page: tags, and what they are for an undecided visitor; a third element
# is the tag for a visitor who accepts.
my @tags = (
    ['<script src="https://ads.example/a.js"></script>',
     qq{<script type="text/plain" ${P}src="https://ads.example/a.js"></script>}],
    ["<script>var s = '<script src=//ads.example/>';</script>"],
    ['<!-- <img src=//ads.example/> -->'],
    ['<img alt="<img src=//ads.example/>" src=/own.png>'],
    ['<img src=&#47;/ADS.example/x srcset="a 1x, b 2x">',
     qq{<img ${P}src=&#47;/ADS.example/x srcset="a 1x, b 2x">}],
    ['<img srcset="/a 1x, https://ads.example/b 2x">',
     qq{<img ${P}srcset="/a 1x, https://ads.example/b 2x">}],
    ['<img src="https://pay.example/x">'],
    ['<img src="https://other.example/x">'],
    ['<link rel=preconnect href=https://ads.example>',
     qq{<link rel=preconnect ${P}href=https://ads.example>}],
    ['<link rel=canonical href=https://ads.example/>'],
    ['<a href=https://ads.example/ ping=https://ads.example/p>A</a>',
     qq{<a href=https://ads.example/ ${P}ping=https://ads.example/p>A</a>}],
    ['<noscript><img src="//ads.example/n"></noscript>',
     qq{<noscript><img ${P}src="//ads.example/n"></noscript>}],
    ['<template><img src="//ads.example/t"></template>',
     qq{<template><img ${P}src="//ads.example/t"></template>}],
    ['<svg><image xlink:href="//ads.example/s"/></svg>',
     qq{<svg><image ${P}xlink:href="//ads.example/s"/></svg>}],
    ['<iframe src="https://ads.example/f" title=F></iframe>',
     qr{<iframe src="/cookie-policy/held\?category=third-party;[^"]*" name="cookie-policy-held-\d+" \Q${P}\Esrc="https://ads.example/f" title=F></iframe>}],
    ["<script ${P}category=statistical>count()</script>",
     qq{<script type="text/plain" ${P}category=statistical>count()</script>}],
    ["<img ${P}category=nobody src=/x>",
     qq{<img ${P}category=nobody ${P}src=/x>},
     qq{<img ${P}category=nobody ${P}src=/x>}],
    ['<script type=text/plain data-consent=statistics data-src=/s.js></script>',
     qq{<script type="text/plain" ${P}type=text/plain data-consent=statistics ${P}data-src=/s.js></script>},
     qq{<script src="/s.js" ${P}type=text/plain data-consent=statistics data-src=/s.js></script>}],
);

sub page {
    my ($place) = @_;
    return "<!DOCTYPE html><html lang=de><head><title>T</title></head><body>\n"
        . join('', map { "$_\n" } @$place) . "</body></html>\n";
}

my $page = page([ map { $_->[0] } @tags ]);
my $xhtml = '<html xmlns="http://www.w3.org/1999/xhtml"><head><title/></head>'
    . '<body><img src="//ads.example/"/><svg xmlns="http://www.w3.org/2000/svg"'
    . ' xmlns:xlink="http://www.w3.org/1999/xlink"><image xlink:href='
    . '"//ads.example/"/></svg></body></html>';
# addresses of this site, and some that only look so
my $own = join '', map { "<img src=\"$_\">\n" } '/', '/a', '/a?b#c', '/a b',
    "/\t/ads.example/", "/\n/ads.example/", '/\\ads.example/', '//ads.example/',
    '/ /ads.example/', '/.//ads.example/', '/a/..//ads.example/', '/%2f/x',
    '/&#47;ads.example/', "/\xC3\xBC", '/&Tab;/ads.example/', '\\/ads.example/';
# addresses whose first bytes are those of the address before
my $origins = join '', map { "<img src=\"$_\">\n" } map { ($_, $_) }
    'https://ads.example/a', 'https://ads.example/', 'https://ads.example',
    'https://ads.example.test/a', 'https://ads.example:8/a',
    'https://pay.example/a', 'https://pay.example@ads.example/a',
    'https://pay.example/@ads.example/', 'https:///pay.example/a',
    'https:///ads.example/a', "https://\t/ads.example/", 'https://on.test/a',
    'https://ADS.example/a', 'http://pay.example/', 'http://ads.example/a',
    'https:/ads.example/a', 'https://ads.example\\a/', 'https://a%/b', '/a';
my $frames = join "\n", map { "<iframe $_></iframe>" } 'src=//ads.example/a',
    'src=//ads.example/b', 'src=//more.example/', 'src=//ads.example/c',
    'src=//ads.example/ sandbox', "${P}category=statistical src=/";
# more bytes than one bucket has, with short and long texts between the tags;
# some tags are longer than a bucket for copies (8,000 bytes)
my $spaced = '<p>' . join '', map {
    '<img src="//ads.example/' . $_ . 'a' x ($_ % 40 ? 0 : 7_000 + 10 * $_)
        . '">' . 'word ' x ($_ * ($_ % 7))
} 1 .. 400;
my $taken = '<html xmlns="http://www.w3.org/1999/xhtml"><body>'
    . '<img data-cookie-policy-src="a" src="//ads.example/"/></body></html>';
my $fragment = '<p><img src="//ads.example/"></p>';
my $z = Compress::Raw::Zlib::Deflate->new(-WindowBits => WANT_GZIP,
                                          -AppendOutput => 1);
my $gzip = '';
$z->deflate($page, $gzip);
$z->flush($gzip);

my $head = "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"
    . "Connection: close\r\n";
pipe my $until, my $continue or die "pipe: $!";
my $backend = CookiePolicy::Backend->new(
    '/paused' => ["$head\r\n", '<p>before<b>text<img src="//ads.ex',
                  sub { sysread $until, my $byte, 1 }, 'ample/"><p>after'],
    '/gzip' => ["${head}Content-Encoding: gzip\r\n\r\n", $gzip],
    '/digest' => ["${head}Content-Length: " . length($fragment)
        . "\r\nDigest: sha-256=abc\r\nETag: \"x\"\r\n\r\n", $fragment],
    '/own-rules' => ["${head}Cache-Control: no-transform\r\n\r\n", $fragment],
    '/json' => ["$head\r\n", '{"a":"<img src=//ads.example/>"}'],
    '/part' => ["HTTP/1.1 206 Part\r\nContent-Type: text/html\r\n"
        . "Content-Range: bytes 0-9/90\r\nConnection: close\r\n\r\n",
        $fragment],
    '/missing' => ["HTTP/1.1 404 No\r\nContent-Type: text/html\r\n"
        . "Connection: close\r\n\r\n", $fragment],
);

# Documents of html5lib, each second one with planted tags of another site.
my @suite = grep { /\A</ && !/$P/ && length > 40 } do {
    open my $in, '<', 't/unit/html/cp_html_suite.dat' or die "suite: $!";
    local $/;
    <$in> =~ /^#data\n(.*?)\n#errors/gms;
};
my @made = map {
    my $tag = $_ % 2 ? '<img src="//ads.example/a">'
                     : '<script src=https://ads.example/b></script>';
    my $at = 0;
    $suite[$_] =~ s/>(?=[^>]*)/$at++ % 3 == $_ % 3 ? ">$tag" : '>'/ger . $tag;
} map { $_ * int(@suite / 40) } 0 .. 39;

my $httpd = CookiePolicy::Httpd->new(
    modules => [qw(proxy proxy_http headers deflate include)],
    files => {
        (map { ("htdocs/made/$_.html" => $made[$_]) } 0 .. $#made),
        'htdocs/page.html' => $page,
        'htdocs/x.xhtml' => $xhtml,
        'htdocs/fragment.html' => $fragment,
        'htdocs/base.html' => '<base href="https://ads.example/"><img src=a>'
            . '<iframe src=b></iframe>',
        'htdocs/inert-base.html' => '<template><base href="https://ads.example/">'
            . '</template><img src=a><base href="https://ads.example/">'
            . '<img src=b>',
        'htdocs/inert-base.xhtml' => '<html xmlns="http://www.w3.org/1999/xhtml">'
            . '<body><template><p><base href="//ads.example/"/></p></template>'
            . '<img src="a"/><p><base href="//ads.example/"/></p>'
            . '<img src="b"/></body></html>',
        'htdocs/select-base.html' => '<select><base href="https://ads.example/">'
            . '</select><img src=a>',
        'htdocs/taken.xhtml' => $taken,
        'htdocs/own.html' => $own,
        'htdocs/general/own.html' => $own,
        'htdocs/origins.html' => $origins,
        'htdocs/general/origins.html' => $origins,
        'htdocs/spaced.html' => $spaced,
        'htdocs/frames.html' => $frames,
        'htdocs/plain.txt' => $fragment,
        'htdocs/long.html' => '<p>A' . '<img src="data:' . 'x' x 70_000
            . '"><img src=//ads.example/>',
        'htdocs/declared/page.html' => $page,
        'htdocs/report/page.html' => $page,
        'htdocs/strict/page.html' => $page,
        'htdocs/uniform/page.html' => $page,
        'htdocs/off/page.html' => $page,
    },
    conf => <<"CONF" . <<'CONF' . 'ProxyPass /b/ http://127.0.0.1:' . $backend->port . "/\n");
LoadModule cp_probe_module "$probe"
CONF
LogLevel cookie_policy:info
AddType application/xhtml+xml .xhtml
AddDefaultCharset utf-8
CookiePolicy On
CookiePolicyCookie third-party ads
CookiePolicyCookie statistical _ga
<Location />
    SetOutputFilter CP_SPLIT
    CookiePolicySource third-party ads.example provider="Ads"
    CookiePolicySource third-party more.example provider="More"
    CookiePolicySource necessary https://pay.example
    CookiePolicyMarkup data-consent=statistics statistical
</Location>
<Location /general>
    CookiePolicySource third-party /never/
</Location>
<Location /report>
    CookiePolicy ReportOnly
</Location>
<Location /strict>
    CookiePolicyUndeclaredSource hold
</Location>
<Location /uniform>
    CookiePolicyVariants uniform
</Location>
<Location /off>
    CookiePolicy Off
</Location>
CONF
$httpd->start;

my $policy = $httpd->fetch('on.test', '/cookie-policy/policy.json')->body;
my $yes = CookiePolicy::Consent::cookie($policy,
    CookiePolicy::Consent::asked($policy));
my $no = CookiePolicy::Consent::cookie($policy);

my @NAVIGATION = ('Sec-Fetch-Dest: document');
my @FRAME = ('Sec-Fetch-Dest: iframe');
my @SCRIPT = ('Sec-Fetch-Dest: empty', 'Sec-Fetch-Mode: cors');

sub get {
    my ($path, $cookie, @headers) = @_;
    return $httpd->fetch('on.test', $path, headers => \@headers,
        defined $cookie ? (cookie => $cookie) : ());
}

# --------------------------------------------------------------------- tags

my $undecided = get('/page.html', undef, @FRAME)->body;
my $accepted = get('/page.html', $yes, @FRAME)->body;
my @lines = split /\n/, $undecided;
my @free = split /\n/, $accepted;
for my $i (0 .. $#tags) {
    my ($tag, $want, $free) = @{ $tags[$i] };
    $want //= $tag;
    ref $want ? like($lines[$i + 1], qr/\A$want\z/, "undecided: $tag")
              : is($lines[$i + 1], $want, "undecided: $tag");
    is $free[$i + 1], $free // $tag, "accepted: $tag";
}
is get('/page.html', $no, @FRAME)->body, $undecided,
    'after a refusal the page is that of an undecided visitor';
is without_added(get('/page.html', undef, @NAVIGATION)->body), $undecided,
    'a document has the same tags, and the banner';
is get('/page.html', undef, @SCRIPT)->body, $undecided,
    'a fragment that a script fetches has the same tags';
is get('/off/page.html', undef, @FRAME)->body, $page, 'Off changes nothing';
is get('/plain.txt', undef, @FRAME)->body, $fragment, 'a text is not a page';

my $strict = get('/strict/page.html', undef, @FRAME)->body;
like $strict, qr{<img \Q${P}src="https://other.example/x"\E>},
    'hold: an undeclared source is held, without a category';
like $strict, qr{<img src="https://pay\.example/x">},
    'hold: a source of a category that needs no consent is not held';
like get('/strict/page.html', $yes, @FRAME)->body, qr{<img \Q${P}src="https://other\E},
    'hold: also for a visitor who accepts';

like get('/x.xhtml', undef, @FRAME)->body,
    qr{<img \Q${P}src="//ads.example/"/>\E.*<image \Qxlink:${P}href="//ads.example/"/>}s,
    'XHTML: the prefix follows the colon';
my $based = get('/base.html', undef, @FRAME)->body;
like $based, qr{<img \Q${P}\Esrc=a>},
    'a relative address belongs to the <base>';
like $based, qr{ src="http://on\.test(?::\d+)?/cookie-policy/held},
    'the address of the page in place of a frame is absolute then';
ok get('/long.html', undef, @FRAME)->body =~ m{x"><img \Q${P}\Esrc=},
    'a long tag passes, and the tag after it is held';

like $httpd->log, qr{CP0104: an element stays unchanged: its tag is longer},
    'a long tag is logged';

is get('/taken.xhtml', undef, @FRAME)->body, $taken,
    'XHTML: no attribute is added that may be there already';
like $httpd->log, qr{CP0105: an element <img> of XHTML is left as it is},
    'XHTML: this is logged';
unlike $httpd->log, qr{CP0020: held .* uri="/taken\.xhtml"},
    'XHTML: no line says that it is held';

my $fast = get('/own.html', undef, @FRAME)->body;
is $fast, get('/general/own.html', undef, @FRAME)->body,
    'paths are judged alike with and without the fast path';
is scalar(() = $fast =~ /<img \Q${P}\Esrc=/g), 7, 'those of the other site are held';
my $judged = get('/origins.html', undef, @FRAME)->body;
is $judged, get('/general/origins.html', undef, @FRAME)->body,
    'addresses of one origin are judged alike with and without the fast path';
is scalar(() = $judged =~ /<img \Q${P}\Esrc=/g), 2 * 10, 'and held';

my $shown = join '', map { qq{<iframe src="$_" name=[^>]*></iframe>\n?} }
    '(/cookie-policy/held\?category=third-party;source=(\w+))', '\1',
    '(?!\1)[^"]*;source=(?!\2)[^"]*', '\1', '\1;text',
    '/cookie-policy/held\?category=statistical';
like get('/frames.html', undef, @FRAME)->body, qr{\A$shown\z},
    'frames have the page of their source, and not that of the frame before';

(my $all_held = $spaced) =~ s/<img src/<img ${P}src/g;
for my $how ([], ['Probe-Split: 100'], ['Probe-Split: 9000'],
             ['Probe-Split: 9000', 'Probe-Whole: on']) {
    ok get('/spaced.html', undef, @FRAME, @$how)->body eq $all_held,
        "near and distant tags are changed in their places: @$how";
}

for my $path ('/inert-base.html', '/inert-base.xhtml') {
    my $body = get($path, undef, @FRAME)->body;
    like $body, qr{<img src="?a}, "$path: the <base> in a template is none";
    like $body, qr{<img \Q${P}\Esrc="?b}, "$path: the next one counts";
}
like get('/select-base.html', undef, @FRAME)->body, qr{<img src=a>},
    'a <base> in select is not certain, so the address stays';

# ---------------------------------------------------------------- uniform

my $uniform = get('/uniform/page.html', undef, @FRAME);
is get('/uniform/page.html', $yes, @FRAME)->body, $uniform->body,
    'uniform: the same bytes for a visitor who accepts';
like $uniform->body, qr{ \Q${P}held="third-party"\E \Q${P}\Esrc=},
    'uniform: content is held for all, and says for the script what it needs';
is scalar(grep { $_ eq 'cookie' } $uniform->list('Vary')), 0,
    'uniform: the page does not depend on Cookie';

# -------------------------------------------------------------- ReportOnly

is get('/report/page.html', undef, @FRAME)->body, $page,
    'ReportOnly changes nothing';
like $httpd->log, qr{CP0020: would hold source="ads\.example" category="third-party" reason="undecided" element="script" uri="/report/page\.html"},
    'ReportOnly logs the elements';
like $httpd->log, qr{CP0020: held source="other\.example" category="-" reason="undeclared" element="img" uri="/strict/page\.html"},
    'the log names the host of an undeclared source';
like $httpd->log, qr{CP0020: held source="-" category="statistical" reason="undecided" element="script"},
    'the log has no source for an element of a category';
unlike $httpd->log, qr{ads\.example/a\.js}, 'the log has no address';

# ------------------------------------------------------------------- fields

# Under CookiePolicyUndeclaredSource hold there is a policy field as well.
for my $path ('/page.html', '/strict/page.html') {
    fields_of($path, document => @NAVIGATION);
    fields_of($path, frame => @FRAME);
    fields_of($path, script => @SCRIPT);
}

sub fields_of {
    my ($path, $kind, @how) = @_;
    my %tag;
    for my $who ([undecided => undef], [refused => $no], [accepted => $yes]) {
        my ($name, $cookie) = ("$path, $kind, $who->[0]", $who->[1]);
        my $res = get($path, $cookie, @how);
        my ($tag, @more) = $res->all('ETag');
        is scalar(@more), 0, "$name: one tag";
        is scalar(() = $tag =~ /-cp[0-9a-f]{8}/g), 1,
            "$name: it has one suffix ($tag)";
        ok !$tag{$tag}++, "$name: it is that of a variant";
        is scalar(grep { $_ eq 'cookie' } $res->list('Vary')), 1,
            "$name: Vary names Cookie once";
        is scalar($res->all('Last-Modified')), 0, "$name: no Last-Modified";
        my $again = get($path, $cookie, @how, "If-None-Match: $tag");
        is $again->status, 304, "$name: the tag is found again";
        is join(' ', $again->all('ETag')), $tag, "$name: in the 304";
        is join("\n", $again->all('Content-Security-Policy')),
            join("\n", $res->all('Content-Security-Policy')),
            "$name: the 304 has the same policy field";
    }
    my ($tag) = get($path, undef, @how)->all('ETag');
    is get($path, $yes, @how, "If-None-Match: $tag")->status, 200,
        "$path, $kind: the tag of another visitor is not found";
    is get($path, undef, @how,
           'If-Modified-Since: Fri, 01 Jan 2100 00:00:00 GMT')->status, 200,
        "$path, $kind: a date does not validate a variant";
}
my $digest = get('/b/digest', undef, @FRAME);
is scalar($digest->all('Digest')), 0, 'a digest of the body is removed';
like $digest->body, qr{<img \Q${P}\Esrc=}, 'a response of a backend is changed';
like join('', $digest->all('ETag')), qr/^"x-cp[0-9a-f]+"$/,
    'its tag is that of a variant';
my $length = get('/fragment.html', undef, @SCRIPT);
is +($length->all('Content-Length'))[0] // length $length->body,
    length $length->body, 'Content-Length is that of the changed body';
is get('/b/own-rules', undef, @FRAME)->body, $fragment,
    'no-transform: unchanged';
is get('/b/json', undef, @SCRIPT)->body, '{"a":"<img src=//ads.example/>"}',
    'a body that does not begin as HTML is unchanged';
is get('/b/part', undef, @FRAME)->body, $fragment, 'a part is unchanged';
like get('/b/missing', undef, @FRAME)->body, qr{<img \Q${P}\Esrc=},
    'an error page is changed';
is get('/b/gzip', undef, @FRAME)->body, $undecided,
    'a compressed page is decompressed';
is without_added(get('/b/gzip', undef, @NAVIGATION)->body), $undecided,
    'so is a compressed document';
my $head_only = $httpd->fetch('on.test', '/page.html', method => 'HEAD',
    headers => [@FRAME]);
is join(' ', $head_only->all('ETag')),
    join(' ', get('/page.html', undef, @FRAME)->all('ETag')),
    'HEAD has the tag of GET';

# -------------------------------------------------------------------- pauses

# All bytes but those of an unfinished tag pass while the backend pauses.
sub paused {
    my ($kind, @how) = @_;
    my $socket = IO::Socket::INET->new(PeerAddr => '127.0.0.1',
        PeerPort => $httpd->{port}) or die "no connection: $!";
    my ($raw, $got) = ('', 1);
    print $socket join("\r\n", 'GET /b/paused HTTP/1.1', 'Host: on.test',
        'Connection: close', @how, '', '');
    local $SIG{ALRM} = sub { die "timeout\n" };
    alarm 60;
    eval {
        $got = sysread $socket, $raw, 4096, length $raw
            while $got && $raw !~ /<b>text/;
        1;
    } or diag $@;
    alarm 0;
    like $raw, qr{<p>before<b>text}, "$kind: the bytes before the tag pass";
    unlike $raw, qr{<img}, "$kind: the unfinished tag waits";
    syswrite $continue, 'x';
    $got = sysread $socket, $raw, 4096, length $raw while $got;
    like $raw, qr{<img \Q${P}\Esrc="//ads\.example/"><p>after},
        "$kind: it is held when it is complete";
}
paused(frame => @FRAME);
paused(script => @SCRIPT);

# ------------------------------------------------------------------- pieces

for my $path ('/page.html', '/x.xhtml', '/base.html') {
    my $whole = get($path, undef, @FRAME)->body;
    for my $size (1, 2, 3, 7, 64) {
        for my $more ([], ['Probe-Whole: on'], ['Probe-Flush: 0']) {
            is get($path, undef, @FRAME, "Probe-Split: $size", @$more)->body,
                $whole, "$path: the same in pieces of $size @$more";
        }
    }
    my $differ = 0;
    for my $at (1 .. length $whole) {
        $differ += get($path, undef, @FRAME, "Probe-Split: $at")->body
            ne $whole;
    }
    is $differ, 0, "$path: the same when it is cut anywhere";
}

# ------------------------------------------------------------ random pieces

# The document without what the module has inserted.
sub without_inserted {
    my ($html) = @_;
    $html =~ s{ type="text/plain"}{}g;
    return $html =~ s/\Q$P\E//gr;
}

my $n_held = 0;
for my $i (0 .. $#made) {
    my $whole = get("/made/$i.html", undef, @FRAME)->body;
    $n_held += () = $whole =~ /\Q$P\E/g;
    is without_inserted($whole), $made[$i],
        "document $i: without the insertions it is the original";
    for my $seed (1 .. 4) {
        is get("/made/$i.html", undef, @FRAME, 'Probe-Split: ' . 4 ** $seed,
               "Probe-Seed: $i$seed", $seed % 2 ? 'Probe-Whole: on' : ())->body,
            $whole, "document $i: the same in random pieces, $i$seed";
    }
}
cmp_ok $n_held, '>', 40, 'content of the documents is held';

done_testing;
