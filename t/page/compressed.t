# SPDX-License-Identifier: Apache-2.0
#
# Pages that arrive compressed: complete, damaged, truncated, empty, with a
# wrong label. Each response is compared with the response without a policy. The
# visitor gets the page with the banner, or the same bytes, and always a
# response.
#
# Server: own (10 s)
use strict;
use warnings;

use Compress::Raw::Zlib qw(:DEFAULT);
use IO::Compress::Gzip qw($GzipError);
use MIME::Base64 qw(decode_base64);
use Test::More;

use lib 't/lib';
use CookiePolicy::Backend;
use CookiePolicy::Httpd;
use CookiePolicy::Page qw(added_elements without_added);

# The module can read Brotli if the library was there when it was built.
my $brotli = `ldd .libs/mod_cookie_policy.so` =~ /libbrotlidec/;
# Each response has Content-Language, so that the response to HEAD knows it,
# too.
my $head = "<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\">"
    . "<title>Page</title></head>\n<body>\n";
my $page = "$head<p>Some text.</p>\n</body></html>\n";
my $table = "$head<table>\n" . "<tr><td>A row</td><td>like all</td></tr>\n" x 2000
    . "</table></body></html>\n";
my $long = $table =~ s/like all/like all others/gr;
my $rows = $head . join('', map { "<p>Line $_: " . $_ * 7919 % 104729 . "</p>\n" }
    1 .. 20000) . "</body></html>\n";
my $noise = $head . '<!--' . noise(40000) . "-->\n<p>Text.</p></body></html>\n";

# Returns n bytes that do not compress.
sub noise {
    my ($n) = @_;
    my $seed = 1;
    return join '', map {
        $seed = ($seed * 1103515245 + 12345) & 0x7fffffff;
        chr(0x3f + ($seed >> 16) % 64)
    } 1 .. $n;
}

sub packed {
    my ($bits, $text, %option) = @_;
    my ($z) = Compress::Raw::Zlib::Deflate->new(-WindowBits => $bits,
        -AppendOutput => 1, %option);
    my $out = '';
    $z->deflate($text, $out);
    $z->flush($out);
    return $out;
}
sub gzip { return packed(WANT_GZIP, @_) }

# Returns the bytes that a truncated stream still yields.
sub unpacked {
    my ($in) = @_;
    my ($z) = Compress::Raw::Zlib::Inflate->new(-WindowBits => WANT_GZIP);
    my $out;
    $z->inflate(my $copy = $in, $out);
    return $out;
}

my $named;
IO::Compress::Gzip::gzip(\$page => \$named, -Name => 'page.html' x 300,
    -Comment => 'made for a test', -ExtraField => [['cp' => 'x' x 900]])
    or die $GzipError;
my $zipped = gzip($page);
my $zipped_rows = gzip($rows);
my $cut = substr $zipped_rows, 0, length($zipped_rows) / 2;
my $late = $zipped_rows;
substr $late, length($late) / 2, 40, "\xff" x 40;
# $page, compressed by the encoder of node.
my $br = decode_base64(brotli());

# name => [Content-Encoding, bytes, the page]
my %streams = (
    'gzip' => ['gzip', $zipped, $page],
    'x-gzip' => ['x-gzip', $zipped, $page],
    'upper case' => ['GZIP', $zipped, $page],
    'deflate with the header of zlib' =>
        ['deflate', packed(MAX_WBITS, $rows), $rows],
    'deflate without' => ['deflate', packed(-MAX_WBITS(), $rows), $rows],
    'short deflate without' => ['deflate', packed(-MAX_WBITS(), $page), $page],
    'a table of equal rows' => ['gzip', gzip($table), $table],
    'a long run of one letter' => ['gzip', gzip($head . 'x' x 3000000), $head .
        'x' x 3000000],
    'a table as deflate' => ['deflate', packed(MAX_WBITS, $long), $long],
    'a large page' => ['gzip', $zipped_rows, $rows],
    'stored blocks' => ['gzip', gzip($rows, -Level => 0), $rows],
    'bytes that do not compress' => ['gzip', gzip($noise), $noise],
    'names and comments in the header' => ['gzip', $named, $page],
    'without its trailer' => ['gzip', substr($zipped, 0, -8), $page],
    'without one byte' => ['gzip', substr($zipped, 0, -1), $page],
    'cut in the middle' => ['gzip', $cut, unpacked($cut)],
    'text after its end' => ['gzip', "${zipped}trailing", $page],
    'zeros after its end' => ['gzip', $zipped . "\0" x 512, $page],
    'half a header after its end' => ['gzip', "$zipped\x1f\x8b\x08", $page],
    'two members' => ['gzip', gzip($head) . gzip(substr $page, length $head),
                      $page],
    'an empty member among others' => ['gzip',
        join('', map { gzip($_) } '', $head, '', substr $page, length $head),
        $page],
    'a member for each line' => ['gzip',
        join('', map { gzip("$_\n") } split /\n/, $page), $page],
    $brotli ? ('brotli' => ['br', $br, $page],
               'brotli that is cut' => ['br', substr($br, 0, -3), undef],
               'text after brotli' => ['br',
                   "${br}more", $page]) : (),
);
# Streams that must pass unchanged.
my %others = (
    'plain text as gzip' => ['gzip', $page],
    'plain text as deflate' => ['deflate', $page],
    'text that deflate can read' => ['deflate', "Kilo, and so on. $rows"],
    'lines that deflate can read' => ['deflate', "\n\n\n$rows"],
    'plain text as brotli' => ['br', $page],
    'lines as brotli' => ['br', "\n\n\n$rows"],
    'other bytes' => ['gzip', "\x89PNG\r\n\x1a\n" . "\0" x 50],
    'nothing at all' => ['gzip', ''],
    'nothing at all as deflate' => ['deflate', ''],
    'an empty page, compressed' => ['gzip', gzip('')],
    'one byte' => ['gzip', "\x1f"],
    'one byte of deflate' => ['deflate', "\x78"],
    'half a header' => ['gzip', substr $zipped, 0, 7],
    'a header without end' => ['gzip', "\x1f\x8b\x08\x08\0\0\0\0\0\3"
                               . 'n' x 40000],
    'damaged at its start' => ['gzip', substr($zipped, 0, 10) . "\xff" x 30],
    'a wrong checksum' => ['gzip', substr($zipped, 0, -8) . "\1\2\3\4\5\6\7\x08"],
    'deflate that needs a dictionary' => ['deflate',
        packed(MAX_WBITS, $page, -Dictionary => 'some text')],
    $brotli ? () : ('brotli' => ['br', $br]),
    'two codings' => ['gzip, gzip', gzip($zipped)],
    'another coding' => ['zstd', "(\xb5/\xfd rest"],
);
my (%path, @answers);
for my $name (sort(keys %streams), sort(keys %others)) {
    my ($coding, $bytes) = @{ $streams{$name} || $others{$name} };
    $path{$name} = '/b/' . scalar keys %path;
    my $fields = "HTTP/1.1 200 OK\r\nConnection: close\r\n"
        . "Content-Type: text/html;charset=utf-8\r\nETag: \"z\"\r\n"
        . "Content-Language: en\r\n"
        . "Content-MD5: abc\r\nRepr-Digest: sha-256=:abc:\r\n"
        . "Content-Encoding: $coding\r\n";
    my $counted = $fields . 'Content-Length: ' . length($bytes) . "\r\n\r\n";
    push @answers, $path{$name} => [$counted, $bytes eq '' ? () : $bytes];
    push @answers, "$path{$name}-uncounted" => ["$fields\r\n",
        grep { length } $bytes =~ /\A(.?)(.*)\z/s];
    push @answers, "$path{$name}-missing" => [$counted =~ s/200 OK/404 No/r,
                                              $bytes eq '' ? () : $bytes];
    push @answers, "$path{$name}-head" => [$counted];
}
push @answers, '/b/late' => ["HTTP/1.1 200 OK\r\nConnection: close\r\n"
    . "Content-Type: text/html;charset=utf-8\r\nContent-Encoding: gzip\r\n\r\n",
    $late];
push @answers, '/b/fields' => ["HTTP/1.1 200 OK\r\nConnection: close\r\n"
    . "Content-Type: text/html\r\nContent-Encoding: gzip\r\n"
    . "Content-Encoding: gzip\r\n\r\n", gzip($zipped)];
my $backend = CookiePolicy::Backend->new(@answers);
my $httpd = CookiePolicy::Httpd->new(modules => [qw(deflate proxy proxy_http)],
    conf => conf(), files => {
        'htdocs/page.html.gz' => $zipped, 'htdocs/empty.html.gz' => '',
        'htdocs/table.html.gz' => gzip($table),
        'htdocs/cut.html.gz' => $cut, 'htdocs/missing.html.gz' => $zipped,
        'htdocs/plain.html.gz' => $page,
        'cgi/page.pl' => "#!$^X\nbinmode STDOUT;\nprint qq{Content-Type: "
            . "text/html;charset=utf-8\nETag: \"c\"\nContent-Language: en\nContent-Encoding: gzip\n\n},"
            . " pack 'H*', '" . unpack('H*', $zipped) . "';\n",
    })->start;

my @browser = ('Accept: text/html', 'Accept-Encoding: gzip, br, deflate');
sub get {
    my ($host, $path, @headers) = @_;
    return $httpd->fetch($host, $path, headers => [@headers]);
}
sub head {
    my ($host, $path, @headers) = @_;
    return $httpd->fetch($host, $path, headers => [@headers], method => 'HEAD');
}
sub fields_of {
    my ($res, @but) = @_;
    my $but = join '|', 'Date', @but;
    return [ grep { !/^(?:$but):/ } split /\r\n/, $res->head ];
}
sub banners {
    return scalar grep { $_ eq 'banner' } @{ added_elements($_[0]) };
}
# True unless httpd announced chunks and did not send the last one.
sub is_complete {
    my ($res) = @_;
    my $length = $res->header('Content-Length');
    return length $res->body == $length if defined $length;
    return ($res->header('Transfer-Encoding') // '') ne 'chunked'
        || $res->{raw} =~ /\r\n0\r\n\r\n\z/;
}
sub log_since {
    my ($mark) = @_;
    return substr $httpd->log, $mark;
}

# ---------------------------------------------- streams that can be
# decompressed

for my $name (sort keys %streams) {
    my ($coding, $bytes, $want) = @{ $streams{$name} };
    for my $more ('', '-uncounted', '-missing') {
        my $path = $path{$name} . $more;
        my $off = get('off.test', $path, @browser);
        my $on = get('on.test', $path, @browser);
        ok $off->body eq $bytes, "$name$more: is compressed without a policy";
        is banners($on->body), 1, "$name$more: has one banner"
            or diag $on->head, $httpd->log;
        my $got = without_added($on->body);
        ok defined $want ? $got eq $want : index($page, $got) == 0,
            "$name$more: the rest is the original page" or diag length $got;
        ok is_complete($on), "$name$more: the response is complete";
        is $on->status, $off->status, "$name$more: the status is unchanged";
        is_deeply fields_of($on, qw(Content-Length Transfer-Encoding ETag Vary
                Content-Security-Policy Cookie-Policy Set-Cookie)),
            fields_of($off, qw(Content-Length Transfer-Encoding ETag Vary
                Content-Encoding
                Content-MD5 Repr-Digest)),
            "$name$more: fields that describe the compressed body are removed";
        like $on->header('ETag'), qr/\A"z-cp[0-9a-f]{8}"\z/,
            "$name$more: the entity tag is that of the variant";
        my $head = head('on.test', $path, @browser);
        is_deeply fields_of($head, 'Content-Length', 'Transfer-Encoding'),
            fields_of($on, 'Content-Length', 'Transfer-Encoding'),
            "$name$more: HEAD has the fields of GET";
    }
}

# A truncated page is logged, a complete page is not.
{
    my $mark = length $httpd->log;
    get('on.test', $path{$_}) for 'gzip', 'two members', 'text after its end';
    unlike log_since($mark), qr/CP0030/, 'a complete page is not logged';
    my $on = get('on.test', $path{'cut in the middle'});
    like log_since($mark), qr/CP0030: a compressed page is damaged, or ends too /,
        'a truncated page is logged';
    like log_since($mark), qr/ early: ${\ length unpacked($cut)} bytes/,
        'the line has the number of bytes that were sent';
}

# The damage comes after the first bytes were sent.
{
    my $res = get('on.test', '/b/late');
    is $res->status, 200, 'damaged in the middle: the status is 200';
    is banners($res->body), 1, 'damaged in the middle: the page has its banner';
    my $got = without_added($res->body);
    cmp_ok length $got, '>', 8000,
        'damaged in the middle: the page has the bytes before the damage'
        or diag $httpd->log;
    ok index($rows, substr $got, 0, 8000) == 0,
        'damaged in the middle: they are the start of the page';
    ok is_complete($res), 'the response is complete';
    like $httpd->log, qr/CP0030/, 'damaged in the middle: the log has a line';
}

# ------------------------------------------------ streams that pass unchanged

for my $name (sort keys %others) {
    for my $more ('', '-uncounted', '-missing') {
        my $path = $path{$name} . $more;
        my $mark = length $httpd->log;
        my $off = get('off.test', $path, @browser);
        my $on = get('on.test', $path, @browser);
        is $on->status, $off->status, "$name$more: the status is unchanged";
        ok $on->body eq $off->body, "$name$more: the bytes are unchanged";
        ok is_complete($on), "$name$more: the response is complete";
        my @counted = $more eq '-uncounted'
            ? qw(Content-Length Transfer-Encoding) : ();
        is_deeply fields_of($on, 'Vary', @counted), fields_of($off, @counted),
            "$name$more: the fields are unchanged";
        if ($others{$name}[1] eq '') {
            unlike log_since($mark), qr/CP0005/,
                "$name$more: nothing is logged";
        }
        else {
            like log_since($mark), qr/CP0005: page left without banner: it is /,
                "$name$more: the log says why";
        }
    }
}
{
    my $on = get('on.test', '/b/fields', @browser);
    ok $on->body eq gzip($zipped),
        'a coding in each of two fields: the bytes are unchanged';
    is_deeply [ $on->list('Content-Encoding') ], ['gzip', 'gzip'],
        'a coding in each of two fields: both fields are unchanged';
}

# ------------------------------------------------------------------------ HEAD

for my $name ('gzip', 'a large page', 'nothing at all') {
    for my $accept ([], ['Accept: */*'], \@browser) {
        my $head = head('on.test', "$path{$name}-head", @$accept);
        my $get = get('on.test', $path{$name}, @$accept);
        is $head->status, 200, "$name: HEAD (@$accept) is answered with 200";
        is_deeply fields_of($head, 'Content-Length', 'Transfer-Encoding'),
            fields_of($get, 'Content-Length', 'Transfer-Encoding'),
            "$name: HEAD has the fields of GET";
        is $head->header('Content-Length') // length $get->body,
            length $get->body, "$name: HEAD has no wrong Content-Length";
    }
}

# ------------------------------------------------- files, scripts, error pages

for my $row (['/page.html.gz', $page], ['/table.html.gz', $table],
             ['/cut.html.gz', unpacked($cut)], ['/cgi/page.pl', $page],
             ['/zip/page.html.gz', $page], ['/nowhere', $page]) {
    my ($path, $want) = @$row;
    my $on = get('on.test', $path);
    is banners($on->body), 1, "$path: there is one banner";
    ok without_added($on->body) eq $want,
        "$path: the rest is the original page";
    ok is_complete($on), "$path: the response is complete";
    is $on->header('Content-Encoding'), undef,
        "$path: there is no Content-Encoding";
    is_deeply fields_of(head('on.test', $path), 'Content-Length',
        'Transfer-Encoding'), fields_of($on, 'Content-Length',
        'Transfer-Encoding'), "$path: HEAD has the fields of GET";
}
for my $path ('/empty.html.gz', '/plain.html.gz') {
    my ($off, $on) = map { get($_, $path) } qw(off.test on.test);
    is $on->status, 200, "$path: the status is 200";
    ok $on->body eq $off->body, "$path: the bytes are unchanged";
    is $on->header('Content-Encoding'), 'gzip',
        "$path: Content-Encoding is unchanged";
    is head('on.test', $path)->status, 200, "$path: HEAD is answered with 200";
}
{
    my $zip = get('on.test', '/zip/page.html.gz', @browser);
    is $zip->header('Content-Encoding'), 'gzip',
        'mod_deflate compresses the page again';
    is without_added(unpacked($zip->body)), $page,
        'mod_deflate: the rest is the original page';
    is scalar(grep { $_ eq 'accept-encoding' } $zip->list('Vary')), 1,
        'mod_deflate: Vary contains Accept-Encoding';
    like $zip->header('ETag'), qr/-cp[0-9a-f]{8}-gzip"\z/,
        'mod_deflate: the entity tag has its suffix';
}

# ---------------------------------------------------------- conditional requests

for my $path ('/page.html.gz', '/zip/page.html.gz') {
    my $get = get('on.test', $path, @browser);
    my $tag = $get->header('ETag');
    my $again = get('on.test', $path, @browser, "If-None-Match: $tag");
    is $again->status, 304, "$path: its entity tag yields 304";
    is $again->header('ETag'), $tag, "$path: the 304 has the same tag";
    my ($plain) = get('off.test', $path)->header('ETag');
    isnt $tag, $plain, "$path: it is not the tag of the file";
    is get('on.test', $path, @browser, "If-None-Match: $plain")->status, 200,
        "$path: the tag of the file yields 200";
}

# ------------------------------------- responses that must not be transformed

for my $row (['a script', 'Sec-Fetch-Dest: empty'], ['a frame',
             'Sec-Fetch-Dest: iframe'], ['no-transform',
             'Cache-Control: no-transform']) {
    my ($who, $field) = @$row;
    my $on = get('on.test', $path{'a large page'}, @browser, $field);
    ok $on->body eq $zipped_rows, "$who: the bytes are unchanged";
    is $on->header('Content-Encoding'), 'gzip',
        "$who: Content-Encoding is unchanged";
    is $on->header('Content-Length'), length $zipped_rows,
        "$who: Content-Length is unchanged";
    is $on->header('Content-MD5'), 'abc', "$who: Content-MD5 is unchanged";
}
{
    my $chosen = $httpd->fetch('quiet.test', '/cookie-policy/choice',
        method => 'POST', headers => ["Origin: http://quiet.test:$httpd->{port}"],
        form => { choice => 'refuse', return => '/' });
    my ($cookie) = map { /^([^;]+)/ } $chosen->all('Set-Cookie');
    like $cookie // '', qr/^cookies_preferences=./,
        'CookiePolicyReopen off: a visitor has chosen'
        or diag $chosen->{raw};
    my $path = $path{'a large page'};
    my $asked = get('quiet.test', $path, @browser);
    is banners($asked->body), 1, 'before the choice the page has a banner';
    my $on = $httpd->fetch('quiet.test', $path, headers => \@browser,
                           cookie => $cookie);
    ok $on->body eq $zipped_rows,
        'after the choice the bytes are unchanged';
    is $on->header('Content-Encoding'), 'gzip', 'Content-Encoding is unchanged';
    like $on->header('ETag'), qr/\A"z-cp[0-9a-f]{8}"\z/,
        'the entity tag is that of a variant';
    isnt $on->header('ETag'), $asked->header('ETag'),
        'it is not that of the page with the banner';
    is scalar(grep { $_ eq 'cookie' } $on->list('Vary')), 1,
        'Vary contains Cookie';
    is $on->header('Cookie-Policy'), 'seen',
        'the page has the field Cookie-Policy: seen';
}
unlike $httpd->log, qr/exit signal|Segmentation/, 'no process has crashed';

done_testing;

# ------------------------------------------------------------------- the site

# $page in base64, compressed with Brotli.
sub brotli {
    return <<'END';
G3QA4I2TXOV1WPvwuMAthRenHLCHbVlAEdaR7hhjfM9PcHkYvgxjagsF8VwUpeiODTg81tOW
AA==
END
}

sub conf {
    my $port = $backend->port;
    return <<"CONF";
LogLevel cookie_policy:info
AddEncoding gzip .gz
DefaultLanguage en
ScriptAlias /cgi/ \@ROOT\@/cgi/
Alias /zip/ \@ROOT\@/htdocs/
<Location /zip>
    SetOutputFilter DEFLATE
</Location>
<LocationMatch "^/nowhere">
    ErrorDocument 404 /missing.html.gz
</LocationMatch>
ProxyPass /b/ http://127.0.0.1:$port/b/
<VirtualHost *:*>
ServerName off.test
CookiePolicy Off
</VirtualHost>
<VirtualHost *:*>
ServerName on.test
CookiePolicy On
CookiePolicyCookie statistical _ga
</VirtualHost>
<VirtualHost *:*>
ServerName quiet.test
CookiePolicy On
CookiePolicyReopen off
CookiePolicyCookie statistical _ga
</VirtualHost>
CONF
}
