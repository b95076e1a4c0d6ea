# SPDX-License-Identifier: Apache-2.0
#
# The page in place of a held frame: what it says, where its button returns to,
# its fields in spite of those that the site sends with every response, and the
# policies of pages that contain it.
#
# Server: own
use strict;
use warnings;

use lib 't/lib';
use CookiePolicy::Consent qw(cookie);
use CookiePolicy::Httpd;
use Test::More;

my $declared = <<'CONF';
CookiePolicyCookie statistical _ga
CookiePolicySource third-party video.example *.video.example \
    provider="Video & Co" purpose="to show films" cookies="seen"
CookiePolicySource statistical count.example
CookiePolicyText de source.video.example.purpose "um Filme zu zeigen"
<Location /section>
    CookiePolicySource third-party maps.example provider="Maps Ltd"
</Location>
CONF
my $strict = <<'CONF';
Header always set X-Frame-Options DENY
Header set X-Frame-Options DENY
Header always set Content-Security-Policy "default-src 'none'; frame-ancestors 'none'"
Header set Content-Security-Policy "frame-ancestors 'none'"
Header always set Cross-Origin-Resource-Policy cross-origin
Header set Cross-Origin-Embedder-Policy unsafe-none
Header always set Referrer-Policy no-referrer
CONF
my $frames = <<'CONF';
Header set Content-Security-Policy "frame-src https://video.example"
Header always set Content-Security-Policy-Report-Only "default-src https:"
CONF
my %hosts = (
    'on.test'     => 'CookiePolicy On',
    'strict.test' => "CookiePolicy On\n$strict",
    'moved.test'  => "CookiePolicy On\nCookiePolicyPath /choices",
    'sheet.test'  => "CookiePolicy On\nCookiePolicyStylesheet /own.css",
    'frames.test' => "CookiePolicy On\n$frames",
    'quiet.test'  => "CookiePolicy On\nCookiePolicyBanner Off\n"
        . "CookiePolicyReopen Off\n$frames",
    'report.test' => "CookiePolicy ReportOnly\n$frames",
    'off.test'    => "CookiePolicy Off\n$frames",
);
my $page = '<!DOCTYPE html><html lang="en"><title>x</title><body>x';
my $httpd = CookiePolicy::Httpd->new(
    files => { 'htdocs/index.html' => $page, 'htdocs/section/index.html' => $page,
               'htdocs/a.css' => 'a {}' },
    conf => "DirectoryIndex index.html\nAddType text/html .html\n"
        . "AddType text/css .css\n" . join '', map {
            "<VirtualHost *:\@PORT\@>\nServerName $_\n$declared$hosts{$_}\n"
            . "</VirtualHost>\n" } sort keys %hosts);
$httpd->start;

sub get {
    my ($host, $path, %arg) = @_;
    return $httpd->fetch($host, $path, %arg);
}

sub held { return get($_[0], "/cookie-policy/held$_[1]", @_[2 .. $#_]) }

# ------------------------------------------------------------- its statements
my $neutral = held('on.test', '?category=nothing')->body;
my $res = held('on.test', '?category=third-party;lang=de');
is $res->status, 200, 'the page exists';
like $res->header('Content-Type'), qr{^text/html}, 'it is HTML';
like $res->body, qr/<html lang="de" dir="ltr">/,
    'it is in the language of the query';
like held('on.test', '?category=third-party', headers =>
          ['Accept-Language: fr'])->body, qr/<html lang="fr"/,
    'without one it is in that of the visitor';
like held('on.test', '?category=third-party;lang=xx', headers =>
          ['Accept-Language: fr'])->body, qr/<html lang="fr"/,
    'and if the language is unknown';
like $res->body, qr/name="grant" value="third-party"/, 'it has a button';
unlike $neutral, qr/<form/, 'an unknown category has none';
is held('on.test', "?category=$_")->body, $neutral,
    "$_ gets the page of an unknown category"
    for 'necessary', '%3Cb%3E', 'THIRD-PARTY', 'third-party%00',
    '"><script>alert(1)</script>', 'x' x 3000;
is held('on.test', '?category=third-party;source=00000000')->body,
    held('on.test', '?category=third-party')->body,
    'an unknown source gets the page of its category';
like held('on.test', '?lang=en')->body, qr/has not declared/,
    'without a category the content is undeclared';
unlike held('on.test', '?lang=en')->body, qr/<form/, 'which has no button';
unlike held('on.test', '?category=third-party;text')->body, qr/<form|<a /,
    'a sandboxed frame gets neither form nor link';
is get('moved.test', '/choices/held?category=third-party')->status, 200,
    'it is below CookiePolicyPath';
is held('on.test', '?category=third-party', method => 'POST')->status, 405,
    'it cannot be posted to';
is held('on.test', '/x')->status, 404, 'there is nothing below it';

# ------------------------------------------------------------- where it returns
sub returns {
    my ($referer) = @_;
    my $body = held('on.test', '?category=third-party', headers =>
        [ defined $referer ? "Referer: $referer" : () ])->body;
    return $body =~ /name="return" value="([^"]*)"/ ? $1 : undef;
}
my $on = "on.test:$httpd->{port}";
is returns("http://$on/a/b?c=1"), '/a/b?c=1', 'it returns to the page';
is returns("https://$on/a"), '/a', 'also behind a proxy that ends TLS';
is returns($_), undef, 'not to ' . ($_ // 'an unknown page')
    for undef, '', 'http://other.test/a', 'http://on.test/a',
    "http://$on.other.test/a", "http://$on\@other.test/a", "http://$on",
    "http://$on//other.test/", "http://$on/\\other.test", "ftp://$on/a", '/a',
    "http://$on/cookie-policy/held?category=third-party";

# ------------------------------------------------------------- its fields
for my $host ('on.test', 'strict.test', 'sheet.test') {
    my $answer = held($host, '?category=third-party');
    my @csp = $answer->header('Content-Security-Policy');
    is scalar(@csp), 1, "$host: one policy";
    like $csp[0], qr/^default-src 'none'; style-src \S+; form-action 'self'; base-uri 'none'; frame-ancestors 'self'$/,
        "$host: which allows this site to frame it, and its style";
    is_deeply [ $answer->header('X-Frame-Options') ], [],
        "$host: no X-Frame-Options";
    is_deeply [ $answer->header('Cross-Origin-Resource-Policy') ],
        ['same-origin'], "$host: for this site only";
    is_deeply [ $answer->header('Cross-Origin-Embedder-Policy') ],
        ['require-corp'], "$host: isolated pages can show it";
    is $answer->header('Cache-Control'), 'no-store', "$host: no cache keeps it";
}
is held('strict.test', '?category=third-party', method => 'HEAD')
    ->header('Content-Security-Policy'),
    held('on.test', '?category=third-party')->header('Content-Security-Policy'),
    'HEAD has the same fields';
like get('strict.test', '/cookie-policy')->header('X-Frame-Options'), qr/DENY/,
    'the fields of the policy page are those of the site';

# ------------------------------------------------------------- pages around it
my $url = "\Q:$httpd->{port}/cookie-policy/held\E";
for my $host ('frames.test', 'quiet.test') {
    my $around = get($host, '/index.html');
    like $around->header('Content-Security-Policy'),
        qr/frame-src https:\/\/video\.example \Q$host\E$url(?:;|$)/,
        "$host: the policy of a page allows it in frames";
    like $around->header('Content-Security-Policy-Report-Only'),
        qr/frame-src https: \Q$host\E$url(?:;|$)/,
        "$host: as does one that only reports";
    my $frame = get($host, '/index.html', headers =>
        ['Sec-Fetch-Dest: iframe', 'Sec-Fetch-Mode: navigate']);
    like $frame->header('Content-Security-Policy'), qr/$url/,
        "$host: and that of a document in a frame";
    is get($host, '/a.css')->header('Content-Security-Policy'),
        'frame-src https://video.example', "$host: not that of a style sheet";
}
for my $host ('report.test', 'off.test') {
    is get($host, '/index.html')->header('Content-Security-Policy'),
        'frame-src https://video.example', "$host: the policy is unchanged";
}
my $granted = cookie(get('frames.test', '/cookie-policy/policy.json')->body,
                     qw(statistical third-party));
unlike get('frames.test', '/index.html', cookie => $granted)
    ->header('Content-Security-Policy'), qr/$url/,
    'it is unchanged if nothing is held for the visitor';

done_testing;
