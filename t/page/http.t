# SPDX-License-Identifier: Apache-2.0
#
# HTTP semantics of a changed page: length, HEAD, ranges, entity tags, Vary.
#
# Server: shared, every MPM
use strict;
use warnings;

use CookiePolicy::Test;
use Test::More;

my $host = 'on.test';
my $path = '/page/plain.html';
my $yes = granted($host, 'statistical');
my $no = refused($host);

my $ask = fetch($host, $path);
my $decided = fetch($host, $path, cookie => $no);
my $off = fetch('off.test', $path);

# ------------------------------------------------------------------------ Vary
for my $row (['with the banner', $ask], ['without it', $decided],
    ['a page without a body tag', fetch($host, '/page/nobody.html')],
    ['an error document', fetch($host, '/e/cgi/nope')]) {
    my ($what, $res) = @$row;
    is scalar(grep { $_ eq 'cookie' } $res->list('Vary')), 1,
        "$what: Vary contains Cookie once";
}
my $twice = fetch($host, emit(type => 'text/html', headers => ['Vary: Cookie'],
                              body => '<html><body>x</body></html>'));
is scalar(grep { $_ eq 'cookie' } $twice->list('Vary')), 1,
    'Vary that contains Cookie does not get it again';
my $vary = fetch($host, emit(type => 'text/html',
    headers => ['Vary: Accept-Language'],
    body => '<html><body>x</body></html>'));
is_deeply [ sort grep { /^(?:cookie|accept-language)$/ } $vary->list('Vary') ],
    [qw(accept-language cookie)], 'other members of Vary are kept';
ok !grep({ $_ eq 'cookie' } $off->list('Vary')),
    'without a policy Vary has no Cookie';
ok !grep({ $_ eq 'cookie' } fetch('uniform.test', $path)->list('Vary')),
    'with CookiePolicyVariants uniform Vary has no Cookie';

# Vary contains only the fields that the decision used.
my @silence = qw(hx-request sec-fetch-dest x-requested-with);
my @script = (@silence, qw(hx-boosted hx-history-restore-request turbo-frame
                           translate));
for my $row (
    ['plain http', [], [@silence]],
    ['a browser that says so', ['Sec-Fetch-Dest: document'],
        ['sec-fetch-dest']],
    ['a frame', ['Sec-Fetch-Dest: iframe'], ['sec-fetch-dest']],
    ['fetch()', ['Sec-Fetch-Dest: empty', 'Sec-Fetch-Mode: cors'],
        [qw(hx-boosted hx-history-restore-request sec-fetch-dest sec-fetch-mode turbo-frame
            x-turbo-request-id)]],
    ['a service worker', ['Sec-Fetch-Dest: empty', 'Sec-Fetch-Mode: navigate'],
        [qw(hx-boosted hx-history-restore-request sec-fetch-dest sec-fetch-mode turbo-frame)]],
    ['the source, by WebDAV', ['Translate: f'], [sort @script]],
    ['a Turbo frame, plain http', ['Turbo-Frame: cart'], [sort @script]],
    ['htmx, plain http', ['HX-Request: true', 'HX-Boosted: true'],
        [sort @script]],
    ['a fragment for htmx, plain http', ['HX-Request: true'],
        [sort @script, 'x-turbo-request-id']],
) {
    my ($what, $headers, $want) = @$row;
    my $told = sub {
        my ($host, $path) = @_;
        return [ sort grep { $_ ne 'cookie' && $_ ne 'sec-gpc' }
                 fetch($host, $path, headers => $headers)->list('Vary') ];
    };
    is_deeply $told->($host, $path), $want, "$what: Vary";
    is_deeply $told->('uniform.test', $path), $want, "$what, uniform: Vary";
    is_deeply $told->($host, emit(type => 'text/html',
        headers => ['Vary: User-Agent, Sec-Fetch-Dest'],
        body => '<html lang="en"><body>x</body></html>')),
        [sort 'user-agent', @$want],
            "$what: Vary keeps the members of the backend";
}

# -------------------------------------------------------------------- validators
my ($e_ask, $e_decided, $e_off) = map { $_->header('ETag') } $ask, $decided, $off;
isnt $e_ask, $e_off, 'the variant with the banner has its own entity tag';
isnt $e_ask, $e_decided, 'it differs from the tag of the other variant';
like $e_ask, qr{^(?:W/)?"[^"]+"$}, 'the tag is well-formed';
is $ask->header('Last-Modified'), undef,
    'Last-Modified is removed, because a date cannot tell variants apart';

# name, cookie, tag, status
for my $row (
    ['ask again, same tag', undef, $e_ask, 304],
    ['decided, same tag', $no, $e_decided, 304],
    ['decided since', $no, $e_ask, 200],
    ['withdrawn since', undef, $e_decided, 200],
    ['the tag of the file itself', undef, $e_off, 200],
    ['a list', undef, "\"x\", $e_ask, \"y\"", 304],
    ['any', undef, '*', 304],
    ['another', undef, '"x"', 200],
) {
    my ($what, $cookie, $tag, $status) = @$row;
    my $res = fetch($host, $path, headers => ["If-None-Match: $tag"],
                    defined $cookie ? (cookie => $cookie) : ());
    is $res->status, $status, "If-None-Match, $what: the status is $status";
    is $res->body, '', "$what: there is no body" if $status == 304;
    is $res->header('ETag'), ($cookie ? $e_decided : $e_ask),
        "$what: the response has the tag of the variant";
    is scalar(grep { $_ eq 'cookie' } $res->list('Vary')), 1,
        "$what: Vary contains Cookie";
}
my $since = fetch($host, $path, headers =>
    ['If-Modified-Since: ' . $off->header('Last-Modified')]);
is $since->status, 200, 'If-Modified-Since does not validate a variant';
is fetch($host, $path, cookie => $yes, headers => ["If-None-Match: $e_ask"])
    ->status, 200, 'the tag of the banner yields 200 after the choice';

# The backend gets its own tag.
my $proxied = fetch('proxy.test', $path);
my $tag = $proxied->header('ETag');
is fetch('proxy.test', $path, headers => ["If-None-Match: $tag"])->status, 304,
    'a proxied page: the tag of the variant yields 304';
is fetch('proxy.test', $path, headers => ["If-None-Match: $tag"],
         cookie => refused('proxy.test'))->status, 200,
    'a proxied page: after the choice it yields 200';

# ---------------------------------------------------------------- HEAD and ranges
my $head = fetch($host, $path, method => 'HEAD');
is $head->status, 200, 'HEAD is answered with 200';
is $head->body, '', 'HEAD has no body';
is $head->header('ETag'), $e_ask, 'HEAD has the entity tag of GET';
is $head->header('Content-Length') // length $ask->body, length $ask->body,
    'HEAD has the length of GET or none';
is scalar(grep { $_ eq 'cookie' } $head->list('Vary')), 1, 'HEAD has Vary';

my $range = fetch($host, $path, headers => ['Range: bytes=0-14']);
if ($range->status == 206) {
    is $range->body, substr($ask->body, 0, 15),
        'a range is a part of what GET sends';
    my $total = length $ask->body;
    is $range->header('Content-Range'), "bytes 0-14/$total",
        'Content-Range has the length of the variant';
    is $range->header('ETag'), $e_ask,
        'a range has the entity tag of the variant';
}
else {
    is $range->status, 200, 'without range support the status is 200';
    is $range->body, $ask->body, 'without range support the whole page is sent';
    is $range->header('ETag'), $e_ask, 'the entity tag is that of the variant';
}

# A date cannot validate a variant: a client would combine two of them.
my $date = $off->header('Last-Modified');
$range = fetch($host, $path,
               headers => ['Range: bytes=0-9', "If-Range: $date"]);
is $range->status, 200, 'If-Range with a date: the status is 200';
is $range->body, $ask->body, 'If-Range with a date: the whole page is sent';
is fetch($host, '/page/text.txt',
         headers => ['Range: bytes=0-3', "If-Range: "
                     . fetch('off.test', '/page/text.txt')
                           ->header('Last-Modified')])->status, 206,
    'If-Range with a date: a part of a file without a banner is sent';

# ------------------------------------------------------------- other documents
my $text = fetch($host, '/page/text.txt');
my $text_off = fetch('off.test', '/page/text.txt');
is $text->header($_), $text_off->header($_), "a text file: $_ is unchanged"
    for qw(ETag Last-Modified Content-Length Accept-Ranges);
is fetch($host, '/page/text.txt', headers =>
    ['If-None-Match: ' . $text_off->header('ETag')])->status, 304,
    'a text file: its own tag yields 304';

# A client that changes a resource has seen one of its variants. The
# precondition applies to the resource.
for my $row (["this variant's tag", $e_ask, 200],
    ["the other variant's tag", $decided->header('ETag'), 200],
    ['the tag without suffix', $off->header('ETag'), 200],
    ['another tag', '"1-2-cp01234567"', 412]) {
    my ($what, $tag, $status) = @$row;
    is fetch($host, $path, headers => ["If-Match: $tag"])->status, $status,
        "If-Match: $what";
}

# The checksum of the original is wrong for a page with a banner.
my $sum = fetch($host, emit(type => 'text/html',
    headers => ['Content-MD5: Q2hlY2sgSW50ZWdyaXR5IQ=='],
    body => '<html><body>x</body></html>'));
is $sum->header('Content-MD5'), undef, 'Content-MD5 is removed';

done_testing;
