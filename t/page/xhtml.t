# SPDX-License-Identifier: Apache-2.0
#
# Pages of XHTML: with the added elements they are well-formed, these elements
# are in the namespace of XHTML, and the rest is unchanged. An XML parser checks
# it.
#
# Server: own
use strict;
use warnings;

use lib 't/lib';
use CookiePolicy::Consent ();
use CookiePolicy::Httpd ();
use CookiePolicy::Page qw(added_elements without_added);
use CookiePolicy::Test ();
use Digest::SHA qw(sha256_base64);
use Encode qw(encode);
use Test::More;
use XML::LibXML ();

my $XHTML = 'application/xhtml+xml';
my $NS = 'http://www.w3.org/1999/xhtml';
my $ROOT = qq{<html xmlns="$NS">};
my $HEAD = '<head><title>t</title></head>';
my $PAGE = <<"XML";
<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE html>
<html xmlns="$NS" xml:lang="en">
<head><title>Caf\xc3\xa9 &amp; bar</title><script>//<![CDATA[
"<body>"
//]]></script></head>
<body class="a>b"><p>caf\xc3\xa9<br/></p></body>
</html>
XML

my @languages = map { m{([^/]+)\.conf$} } glob 'conf/locale/*.conf';
my %hosts = (
    'off.test'     => 'CookiePolicy Off',
    'on.test'      => '',
    'top.test'     => 'CookiePolicyBanner On top',
    'box.test'     => "CookiePolicyBanner On box\nCookiePolicyReopen right",
    'flow.test'    => 'CookiePolicyBanner On flow',
    'uniform.test' => 'CookiePolicyVariants uniform',
    'mode.test'    => 'CookiePolicyConsentMode analytics_storage=statistical',
    'both.test'    => "CookiePolicyVariants uniform\n"
        . 'CookiePolicyConsentMode ad_storage=third-party',
    'sheet.test'   => 'CookiePolicyStylesheet /own.css?a=1&b=2',
    'own.test'     => 'CookiePolicyText en banner.title "a <b> & \"c\" ]]>"'
        . qq{\nCookiePolicyText en banner.text }
        . qq{"\xef\xbf\xbf \x07 {categories}"},
    'lang.test'    => join('', map { "<Location /$_>\nCookiePolicyLanguage $_\n"
        . "</Location>\nAlias /$_/ \@ROOT\@/htdocs/\n" } @languages),
);
my $vhosts = join '', map {
    my $on = $hosts{$_} =~ /CookiePolicy Off/ ? '' : "CookiePolicy On\n";
    "<VirtualHost *:\@PORT\@>\nServerName $_\n$on$hosts{$_}\n"
        . "Include \@ROOT\@/site.conf\n</VirtualHost>\n"
} sort keys %hosts;

sub slurp {
    open my $in, '<:raw', $_[0] or die "$_[0]: $!\n";
    local $/;
    return scalar <$in>;
}

my $httpd = CookiePolicy::Httpd->new(modules => [qw(deflate)], conf => $vhosts,
    files => {
        'htdocs/page.xhtml' => $PAGE,
        'htdocs/text.xml'   => $PAGE,
        'htdocs/gone.xhtml' => "$ROOT$HEAD<body><p>gone</p></body></html>",
        'cgi/emit.pl'       => slurp('t/cgi-bin/emit.pl'),
        'cgi/asked.pl'      => "#!/usr/bin/perl\nprint 'Content-Type: $XHTML',"
            . qq{"\\n\\n", '$ROOT$HEAD<body><p>', }
            . q{$ENV{HTTP_ACCEPT_ENCODING} // 'nothing', "</p></body></html>";},
        'site.conf'         => '',
    });
$httpd->write('site.conf', $httpd->filled(<<'CONF'));
LogLevel cookie_policy:info
AddType application/xhtml+xml .xhtml
AddType application/xml .xml
ErrorDocument 404 /gone.xhtml
ScriptAlias /cgi/ @ROOT@/cgi/
CookiePolicyCookie statistical _ga provider="Count & <Co>" \
    purpose="to \"count\"" lifetime=13mo
CookiePolicyCookie third-party ad third-party=yes
CONF
$httpd->start;

sub get { return $httpd->fetch(@_) }

sub emitted {
    my ($body, %arg) = @_;
    my $path = CookiePolicy::Test::emit(type => $XHTML, body => $body, %arg);
    return $path =~ s{^/cgi-bin/}{/cgi/}r;
}

sub decided {
    my ($host, $granted) = @_;
    return CookiePolicy::Consent::cookie(
        get($host, '/cookie-policy/policy.json')->body,
        $granted ? 'statistical' : ());
}

# ----------------------------------------------------------------- the parser

my $parser = XML::LibXML->new(no_network => 1, load_ext_dtd => 0,
                              expand_entities => 0);
my $ADDED = '//*[@data-cookie-policy]';

# Returns the document as text without the added elements; undef if it is
# malformed.
sub tree {
    my ($bytes) = @_;
    my $doc = eval { $parser->parse_string($bytes) } or return;
    $_->unbindNode for $doc->findnodes($ADDED);
    return $doc->toString;
}

# Returns the names of added elements in other namespaces.
sub strangers {
    my ($bytes) = @_;
    my $doc = $parser->parse_string($bytes);
    my @found = $doc->findnodes("$ADDED | $ADDED//*");
    return join ' ', map { $_->nodeName }
        grep { ($_->namespaceURI // '') ne $NS } @found;
}

# Returns the kinds of the added elements, and checks the rest of the page.
sub added {
    my ($what, $host, $path, %arg) = @_;
    my $on = get($host, $path, %arg);
    my $off = get('off.test', $path =~ s{^/..(?=/page)}{}r, %arg);
    is $on->status, $off->status, "$what: the status is unchanged";
    is without_added($on->body), $off->body,
        "$what: the rest has the original bytes";
    my ($with, $without) = map { scalar tree($_->body) } $on, $off;
    ok defined $with, "$what: the page is well-formed" or diag $@;
    is $with, $without, "$what: the rest is the original tree";
    is strangers($on->body), '',
        "$what: added elements are XHTML" if defined $with;
    my $length = $on->header('Content-Length');
    is $length // length $on->body, length $on->body,
        "$what: Content-Length is the length";
    return join ' ', @{ added_elements($on->body) };
}

is tree("$ROOT<br></html>"), undef, 'the parser rejects malformed XML';
is strangers("$ROOT<p xmlns='' data-cookie-policy='x'/></html>"), 'p',
    'the test detects another namespace';

# ------------------------------------------------------------- added elements

my @GPC = (headers => ['Sec-GPC: 1']);
for my $host (qw(on.test top.test box.test flow.test own.test)) {
    is added($host, $host, '/page.xhtml?a=1&b=%22'), 'banner script',
        "$host: the banner";
    is added("$host, signal", $host, '/page.xhtml', @GPC), 'banner script',
        "$host: the banner with Sec-GPC";
    is added("$host, $_", $host, '/page.xhtml',
             cookie => decided($host, $_)), 'nav script', "$host, $_: the link"
        for 0, 1;
}
like get('on.test', '/page.xhtml', @GPC)->body,
    qr/<p class="cpolicy-signal">/, 'the banner acknowledges the signal';
like get('on.test', '/page.xhtml')->body,
    qr/<body class="a>b"><section data-cookie-policy="banner"/,
    'the banner is directly after the body tag';
like get('box.test', '/page.xhtml')->body, qr/cpolicy-box/,
    'the layout is that of the virtual host';
for my $cookie (undef, decided('uniform.test', 1)) {
    my @who = defined $cookie ? (cookie => $cookie) : ();
    is added('uniform', 'uniform.test', '/page.xhtml', @who),
        'banner nav script', 'uniform: all elements for everybody';
    is added('both', 'both.test', '/page.xhtml', @who),
        'consent-mode banner nav script',
            'uniform and consent mode: all elements for everybody';
}
is added('signals', 'mode.test', '/page.xhtml'), 'consent-mode banner script',
    'consent mode: the added elements';
like get('mode.test', '/page.xhtml')->body,
    qr/<head><script data-cookie-policy="consent-mode"/,
    'its script is first in the head, because XML needs no charset in meta';
for my $head ('', '<head/>') {
    is added("signals, '$head'", 'mode.test',
             emitted("$ROOT$head<body>x</body></html>")),
        'banner script consent-mode',
            "without a head element its script is in the body: '$head'";
}
is added("in $_", 'lang.test', "/$_/page.xhtml"), 'banner script',
    "the banner in $_" for @languages;
is added("link in $_", 'lang.test', "/$_/page.xhtml",
         cookie => decided('lang.test', 0)), 'nav script',
    "the link in $_" for @languages;
is scalar(@languages), 26, 'these are all 26 languages';

# ---------------------------------------------------- policies of the page
my $CSP = 'Content-Security-Policy';
my $NONCE = "style-src 'nonce-cGFnZQ=='";
my $styled = get('sheet.test', emitted($PAGE, headers => ["$CSP: $NONCE"]));
like $styled->body, qr{<link\ data-cookie-policy="style"\ rel="stylesheet"
    \ href="/own\.css\?a=1&\#38;b=2"\ nonce="cGFnZQ=="/>}x,
    'a stylesheet link has the nonce of the page';
is added('stylesheet', 'sheet.test', emitted($PAGE,
         headers => ["$CSP: $NONCE"])), 'banner script',
             'a stylesheet link: the added elements';
is added('stylesheet, decided', 'sheet.test', '/page.xhtml',
         cookie => decided('sheet.test', 1)), 'nav script',
             'a stylesheet link: the elements after the choice';

my $strict = get('mode.test', emitted($PAGE, headers =>
    ["$CSP: default-src 'none'"]));
my $doc = $parser->parse_string($strict->body);
for my $name (qw(style script consent-mode)) {
    my ($element) = $doc->findnodes(qq{//*[\@data-cookie-policy="$name"]});
    my $hash = sha256_base64($element->textContent);
    like $strict->header($CSP), qr/'sha256-\Q$hash\E='/,
        "$name: the policy has the hash of the text that XML yields";
}
for my $row (["default-src 'none'", ''], ["style-src 'self'", 'script'],
             ["script-src &#39;self&apos;", 'style']) {
    my ($policy, $want) = @$row;
    my $html = $PAGE =~ s{(?=<title>)}
        {<meta http-equiv="$CSP" content="$policy"/>}r;
    my $body = get('on.test', emitted($html))->body;
    is join(' ', $body =~ /<(style|script) data-cookie-policy/g), $want,
        "a policy in <meta>: $policy";
}

# ------------------------------------------------------------------ encodings
my $LATIN = qq{<?xml version="1.0" encoding="iso-8859-1"?>}
    . "$ROOT$HEAD<body>caf\xe9</body></html>";
my $TEXT = "$ROOT$HEAD<body>caf\xc3\xa9</body></html>";
sub labelled { return qq{<?xml version="1.0" encoding="$_[0]"?>$TEXT} }
for my $row (
    ['declared in the page', $LATIN],
    ['declared in both', $LATIN, type => "$XHTML; charset=ISO-8859-1"],
    ['the header goes first', labelled('utf-16'),
        type => "$XHTML; charset=utf-8"],
    ['not declared', $TEXT],
    ['with a byte order mark', "\xef\xbb\xbf$TEXT"],
    ['type in capitals', $TEXT,
        type => 'Application/XHTML+XML; Charset="UTF-8"'],
) {
    my ($what, $body, %arg) = @$row;
    my $path = emitted($body, %arg);
    my ($on, $off) = map { get($_, $path)->body } 'on.test', 'off.test';
    is without_added($on), $off, "$what: the rest is the original page";
    is join(' ', @{ added_elements($on) }), 'banner script',
        "$what: there is one banner";
}

# -------------------------------------------------------- without a banner
my $wide = encode('UTF-16', "$ROOT$HEAD<body>x</body></html>");
my $XSL = '<?xml-stylesheet type="text/xsl" href="x.xsl"?>';
for my $row (
    ['UTF-16', $wide, 'charset'],
    ['UTF-16 in the header', $wide, 'charset',
        type => "$XHTML; charset=utf-16"],
    ['UTF-16 without a mark', encode('UTF-16BE', "$ROOT<body>x</body></html>"),
        'charset'],
    ['UTF-16, according to the declaration', labelled('utf-16'),
        'charset'],
    ['ISO-2022-JP', labelled('iso-2022-jp'),
        'charset'],
    ['an empty body', "$ROOT$HEAD<body/></html>", 'XHTML'],
    ['no body', "$ROOT$HEAD</html>", 'XHTML'],
    ['a prefix', qq{<h:html xmlns:h="$NS"><h:body>x</h:body></h:html>},
        'XHTML'],
    ['no namespace', "<html>$HEAD<body>x</body></html>", 'XHTML'],
    ['another', "$ROOT$HEAD<body xmlns='urn:x'>x</body></html>", 'XHTML'],
    ['frames', "$ROOT$HEAD<frameset><frame/></frameset></html>", 'frameset'],
    ['a style sheet that transforms', "$XSL$TEXT", 'more than one way'],
    ['a download', $TEXT, undef,
        headers => ['Content-Disposition: attachment']],
    ['type application/xml', $TEXT, undef, type => 'application/xml'],
    ['type text/xml', $TEXT, undef, type => 'text/xml'],
    ['a longer type', $TEXT, undef, type => "${XHTML}x"],
) {
    my ($what, $body, $reason, %arg) = @$row;
    my $path = emitted($body, %arg);
    my $before = length $httpd->log;
    my $on = get('on.test', $path);
    is $on->body, get('off.test', $path)->body, "$what: the page is unchanged";
    my ($why) = substr($httpd->log, $before) =~ /(page left without.*)/;
    like $why // 'silent', defined $reason ? qr/\Q$reason/ : qr/^silent$/,
        "$what: the reason in the log";
}
is get('on.test', '/page.xhtml', headers => ['Sec-Fetch-Dest: iframe'])->body,
    $PAGE, 'a frame is unchanged';
is get('on.test', '/text.xml')->header('ETag'),
    get('off.test', '/text.xml')->header('ETag'), 'XML keeps its entity tag';

# ----------------------------------------------------------------- position
for my $row (
    ['a comment', '<!-- <body> -->'], ['a CDATA section', '<![CDATA[<body>]]>'],
    ['an instruction', '<?php <body> ?>'], ['a style sheet of CSS',
        '', '<?xml-stylesheet href="a.css" type="text/css"?>'],
    ['an internal subset', '', '<!DOCTYPE html [<!ENTITY body "<body>"><!-- ]>'
        . '<body> --><?x ]> ?><!ATTLIST p class CDATA "]>">]>'],
    ['references', '&lt;body>&amp;#60;'],
    ['a body of something else', '<x:body xmlns:x="urn:x"><body/></x:body>'],
) {
    my ($what, $in, $before) = @$row;
    my $xml = ($before // '') . "$ROOT<head><title>t</title>$in</head>$in"
        . "<body id='real'><p>x</p></body></html>";
    is added($what, 'on.test', emitted($xml)), 'banner script',
        "$what: there is one banner";
    like get('on.test', emitted($xml))->body, qr/<body id='real'><section/,
        "$what: it is in body";
}

# ------------------------------------------------------------------------ HTTP
my $ask = get('on.test', '/page.xhtml');
my $no = decided('on.test', 0);
my $after = get('on.test', '/page.xhtml', cookie => $no);
my $off = get('off.test', '/page.xhtml');
is scalar(grep { $_ eq 'cookie' } $_->list('Vary')), 1,
    'Vary contains Cookie once'
    for $ask, $after, get('on.test', '/nope');
is $ask->header('Last-Modified'), undef, 'there is no Last-Modified';
isnt $ask->header('ETag'), $_->header('ETag'),
    'each variant has its own entity tag'
    for $after, $off;
is $ask->header('Content-Type'), $off->header('Content-Type'),
    'the type is unchanged';
for my $row ([undef, $ask, 304], [$no, $after, 304], [$no, $ask, 200],
             [undef, $after, 200], [undef, $off, 200]) {
    my ($cookie, $known, $status) = @$row;
    my $res = get('on.test', '/page.xhtml', cookie => $cookie,
        headers => ['If-None-Match: ' . $known->header('ETag')]);
    is $res->status, $status, "If-None-Match: the status is $status";
    is $res->header('ETag'), ($cookie ? $after : $ask)->header('ETag'),
        'If-None-Match: the response has the tag of the variant';
}
is get('on.test', '/page.xhtml', headers => ['If-Modified-Since: '
    . $off->header('Last-Modified')])->status, 200,
    'a date validates nothing';
my $head = get('on.test', '/page.xhtml', method => 'HEAD');
is $head->header($_), $ask->header($_), "HEAD has $_" for qw(ETag Vary);
is $head->header('Content-Length') // length $ask->body, length $ask->body,
    'HEAD has the length of GET or none';

is added('not found', 'on.test', '/nope'), 'banner script',
    'an ErrorDocument has a banner';
is get('on.test', '/nope')->status, 404, 'an ErrorDocument keeps its status';
is added('an error', 'on.test', emitted($PAGE, status => 500)),
    'banner script', 'an error page of an application has a banner';

for my $row (["$XHTML;q=0.9, */*", 'nothing'], ['image/png', 'gzip']) {
    my ($accept, $want) = @$row;
    like get('on.test', '/cgi/asked.pl', headers =>
        ["Accept: $accept", 'Accept-Encoding: gzip'])->body, qr/<p>$want</,
        "Accept: $accept: the backend sees Accept-Encoding: $want";
}
my $zip = get('on.test', emitted($TEXT, gz => 1));
is $zip->header('Content-Encoding'), undef, 'a compressed page is decompressed';
is join(' ', @{ added_elements($zip->body) }), 'banner script',
    'a compressed page has a banner';
is without_added($zip->body), $TEXT,
    'a compressed page: the rest is the original';

# A layout in XHTML can include the policy page without its frame.
my $fragment = get('on.test', '/cookie-policy?fragment', cookie => $no)->body;
ok eval { $parser->parse_string("$ROOT<body>$fragment</body></html>") },
    'the page ?fragment is well-formed' or diag $@;
ok eval { $parser->parse_string(get('on.test', '/cookie-policy')->body) },
    'the policy page is well-formed' or diag $@;

done_testing;
