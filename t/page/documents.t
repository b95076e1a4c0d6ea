# SPDX-License-Identifier: Apache-2.0
#
# The responses that get a banner, and the responses that are unchanged.
#
# Server: shared, event
use strict;
use warnings;

use CookiePolicy::Test;
use IO::Uncompress::Gunzip qw(gunzip);
use Test::More;

my $body = '<!DOCTYPE html><html><head><title>x</title></head>'
    . "<body><p>text</p></body></html>\n";
sub doc { return emit(type => 'text/html', body => $body, @_) }

sub has_banner { return scalar(() = $_[0] =~ /data-cookie-policy="banner"/g) }

# ------------------------------------------------------------- with a banner
for my $row (
    ['a CGI', doc()],
    ['with a charset', doc(type => 'text/html; charset=iso-8859-1')],
    ['type in capitals', doc(type => 'Text/HTML')],
    ['not found', doc(status => 404)],
    ['forbidden', doc(status => 403)],
    ['an error', doc(status => 500)],
    ['an error document', '/e/cgi/nope'],
    ['a page of httpd, not found', '/page/nope'],
    ['a page of httpd, forbidden', '/denied/'],
    ['a page of httpd, a broken CGI', emit(headers => ['no field'])],
    ['a page of httpd, for a stylesheet', '/page/style.css?gone'],
) {
    my ($what, $path) = @$row;
    my $off = fetch('off.test', $path);
    my $on = fetch('on.test', $path);
    is $on->status, $off->status, "$what: the status is unchanged";
    is has_banner($on->body), 1, "$what: there is one banner";
    is without_added($on->body), $off->body,
        "$what: the rest is the original page";
}

# ---------------------------------------------------------- without a banner
for my $row (
    ['text', '/page/text.txt'],
    ['JSON', '/page/data.json'],
    ['a stylesheet', '/page/style.css'],
    ['HTML called text', doc(type => 'text/plain')],
    ['a download', doc(headers =>
        ['Content-Disposition: attachment; filename="x.html"'])],
    ['no-transform', doc(headers =>
        ['Cache-Control: max-age=5, no-transform'])],
    ['UTF-16', doc(type => 'text/html; charset=utf-16le')],
    ['a redirect with a page', doc(status => 302,
        headers => ['Location: http://on.test/'])],
    ['ISO-2022-JP', doc(type => 'text/html; charset=iso-2022-jp')],
    ['frames', '/page/frameset.html'],
    ['a script that never ends', '/page/openscript.html'],
    ['an empty page', '/page/empty.html'],
    ['a frame', '/page/plain.html', headers => ['Sec-Fetch-Dest: iframe']],
    ['an old frame', '/page/plain.html', headers => ['Sec-Fetch-Dest: frame']],
    ['fetch()', '/page/plain.html', headers => ['Sec-Fetch-Dest: empty']],
    ['an object', '/page/plain.html', headers => ['Sec-Fetch-Dest: object']],
    ['a fragment for htmx', '/page/plain.html', headers => ['HX-Request: true']],
    ['a Turbo frame', '/page/plain.html',
        headers => ['Turbo-Frame: cart', 'X-Turbo-Request-Id: 1']],
    ['the source, by WebDAV', '/page/plain.html', headers => ['Translate: f']],
    ['XMLHttpRequest', '/page/plain.html',
        headers => ['X-Requested-With: XMLHttpRequest']],
    ['a script\'s 206', doc(status => 206,
        headers => ['Content-Range: bytes 0-9/100'])],
) {
    my ($what, $path, @options) = @$row;
    my $off = fetch('off.test', $path, @options);
    my $on = fetch('on.test', $path, @options);
    is $on->status, $off->status, "$what: the status is unchanged";
    is has_banner($on->body), 0, "$what: there is no banner";
    is $on->body, $off->body, "$what: the bytes are unchanged";
    is $on->header('Content-Length') // length $on->body, length $off->body,
        "$what: the length is unchanged";
}
for my $row (
    ['a navigation that says so', 'Sec-Fetch-Dest: document'],
    ['a service worker that forwards one', 'Sec-Fetch-Dest: empty',
        'Sec-Fetch-Mode: navigate'],
    ['a link that htmx follows', 'HX-Request: true', 'HX-Boosted: true'],
    ['a link that htmx follows, https', 'Sec-Fetch-Dest: empty',
        'Sec-Fetch-Mode: cors', 'HX-Request: true', 'HX-Boosted: true'],
    ['a link that Turbo follows', 'X-Turbo-Request-Id: 1'],
    ['a link that Turbo follows, https', 'Sec-Fetch-Dest: empty',
        'Sec-Fetch-Mode: cors', 'X-Turbo-Request-Id: 1'],
) {
    my ($what, @headers) = @$row;
    is has_banner(fetch('on.test', '/page/plain.html', headers => \@headers)
        ->body), 1, "$what: there is one banner";
}

# -------------------------------------- without a body tag: no damaged document
for my $path ('/page/nobody.html', '/page/fragment.html',
              '/page/xhtml.xhtml') {
    my $on = fetch('on.test', $path);
    my $off = fetch('off.test', $path);
    cmp_ok has_banner($on->body), '<=', 1, "$path: there is at most one banner";
    is without_added($on->body), $off->body,
        "$path: the rest is the original page";
    is $on->header('Content-Length') // length $on->body, length $on->body,
        "$path: Content-Length is the length";
}

# ------------------------------------- mod_deflate compresses after the module
my $zipped = fetch('on.test', '/deflated/plain.html',
                   headers => ['Accept-Encoding: gzip']);
is $zipped->header('Content-Encoding'), 'gzip', 'mod_deflate still compresses';
my $plain;
my $packed = $zipped->body;
gunzip(\$packed => \$plain);
is has_banner($plain), 1, 'the decompressed page has a banner';
is without_added($plain), fetch('off.test', '/page/plain.html')->body,
    'the rest of it is the original page';

# mod_bucketeer cuts at control characters: ^B ends a bucket, ^P flushes.
my $whole = fetch('on.test', doc())->body;
for my $cut ("\x02", "\x10") {
    my @wrong;
    for my $at (0 .. length($body) - 1) {
        my $pieces = $body;
        substr $pieces, $at, 0, $cut;
        my $res = fetch('buckets.test', emit(type => 'text/html',
                                             body => $pieces));
        (my $got = $res->body) =~ s/(name="return"[^>]*?value=")[^"]*"/$1"/;
        (my $want = $whole) =~ s/(name="return"[^>]*?value=")[^"]*"/$1"/;
        push @wrong, $at if $got ne $want;
    }
    is "@wrong", '', sprintf
        'the page is the same, cut by %02x at each'
        . ' offset', ord $cut;
}
my $bytes = join "\x02", split //, $body;
(my $got = fetch('buckets.test', emit(type => 'text/html', body => $bytes))
    ->body) =~ s/(name="return"[^>]*?value=")[^"]*"/$1"/;
(my $want = $whole) =~ s/(name="return"[^>]*?value=")[^"]*"/$1"/;
is $got, $want, 'the page is the same byte by byte';

done_testing;
