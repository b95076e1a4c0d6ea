# SPDX-License-Identifier: Apache-2.0
#
# The body filter as its neighbours see it. t/modules/mod_cp_probe.c is above
# it, where it cuts pages into pieces, and below it, where it records the
# buckets. CP_STREAM_MB is the length of the long bodies (default 200).
#
# Server: own
# Needs: probe
use strict;
use warnings;

use Compress::Raw::Zlib qw(:DEFAULT);
use Cwd qw(getcwd);
use IO::Socket::INET ();
use Test::More;
use Time::HiRes qw(sleep time);

use lib 't/lib';
use CookiePolicy::Backend;
use CookiePolicy::Client;
use CookiePolicy::Httpd;
use CookiePolicy::Page qw(added_elements without_added);

my $MB = $ENV{CP_STREAM_MB} || 200;
my $probe = getcwd() . '/' . ($ENV{CP_BUILD} // '.build')
    . '/modules/mod_cp_probe.so';
-f $probe or die "$probe is missing: run make probe\n";

# name => document; each has one position for the banner
my %pages = (
    tag => "<!DOCTYPE html>\n<html><head><title>T</title></head>\n"
        . "<body class='x'>\n<p>Text.</p></body></html>\n",
    bare => "<body><p>Text.</p>",
    text => "<!DOCTYPE html><title>T</title>\nText <b>begins</b> the body.\n",
    start => "<!DOCTYPE html><html><title>T</title><main>Text.</main>\n",
    ends => "<!DOCTYPE html><html><head><title>T</title></head>\n",
    entity => "<!DOCTYPE html><title>T</title>&#65;BC<p>Text.</p>",
    hidden => "<!DOCTYPE html><!-- <body> --><script>'<body>'</script>"
        . "<title><body></title><body ><p>Text.</p>",
    meta => "<!DOCTYPE html><meta charset=utf-8><title>T</title><body>Text.",
    german => "<!DOCTYPE html><html lang=de><title>T</title><body><p>Text.",
    late => "<!DOCTYPE html><title>T</title><body><p>Text.</p>"
        . '<!-- ' . 'x' x 1400 . ' -->',
);
my ($middle, $large) = map {
    "<!DOCTYPE html><html><head><title>L</title></head>\n<body>\n"
        . "<p>A line of text.</p>\n" x $_ . "</body></html>\n"
} 4000, 60000;
my %compressed = (gzip => WANT_GZIP, zlib => MAX_WBITS, raw => -MAX_WBITS());
sub compressed {
    my ($how, @parts) = @_;
    my ($z) = Compress::Raw::Zlib::Deflate->new(-AppendOutput => 1,
        -WindowBits => $compressed{$how});
    my @out = map { my $out = ''; $z->deflate($_, $out);
                    $z->flush($out, Z_SYNC_FLUSH); $out } @parts;
    $z->flush($out[-1]);
    return @out;
}
my %paused; # name => the page of a backend that pauses
my @backend = backend_answers();
my $backend = CookiePolicy::Backend->new(@backend);
my $httpd = CookiePolicy::Httpd->new(modules => [qw(proxy proxy_http)],
    files => { 'htdocs/large.html' => $large,
               'htdocs/middle.html' => $middle,
               (map { ("htdocs/$_.html" => $pages{$_}) } keys %pages),
               (map { ("htdocs/tag.html.$_" => compressed($_, $pages{tag}),
                       "htdocs/late.html.$_" => compressed($_, $pages{late}))
                    } keys %compressed),
               'htdocs/bulk.html.gzip' => bulk() },
    conf => conf())->start;

sub get {
    my ($path, @headers) = @_;
    return $httpd->fetch('on.test', $path, headers => [@headers]);
}

# Returns the record of the buckets below the filter, when it has been logged.
sub record {
    my ($path) = @_;
    for (1 .. 3000) {
        my ($line) = reverse grep { /^\Q$path\E / }
            split /\n/, CookiePolicy::Httpd::slurp("$httpd->{root}/records");
        if (defined $line && $line =~ / id=$_[1] (.*)/) {
            return $1;
        }
        sleep 0.02;
    }
    die "nothing was recorded for $path\n";
}

my $asked = 0;
sub recorded {
    my ($path, @headers) = @_;
    my $res = get($path, 'Probe-Id: ' . ++$asked, @headers);
    return ($res, record($path =~ s/\?.*//r, $asked));
}

# -------------------------------------------------- the rest of a large file

# The part that was not scanned is still a file bucket, with mmap and without.
for my $path ('/sent/large.html', '/mapped/large.html') {
    my ($res, $seen) = recorded($path);
    is without_added($res->body), $large,
        "$path: the rest is the original page";
    is scalar(grep { $_ eq 'banner' } @{ added_elements($res->body) }), 1,
        "$path: there is one banner";
    like $seen, qr/\A\[/,
        "$path: the filter has left the chain with the first brigade";
    like $seen, qr/ EOS\]\z/, "$path: this brigade has the whole page";
    my ($rest) = $seen =~ / FILE:(\d+) EOS\]\z/;
    cmp_ok $rest // 0, '>', length($large) - 20000,
        "$path: the rest is a file bucket" or diag $seen;
}

# A file that httpd would map when it is written is mapped once: there is no
# additional system call.
for my $row (['/mapped/middle.html', 'MMAP'], ['/sent/middle.html', 'FILE']) {
    my ($path, $type) = @$row;
    my ($res, $seen) = recorded($path);
    is without_added($res->body), $middle,
        "$path: the rest is the original page";
    like $seen, qr/\A\[(?:HEAP|MMAP):\d+ (?:\w+:\d+ )+$type:(\d+) EOS\]\z/,
        "$path: the bucket after the scanned part is of type $type";
}

# ----------------------------------------------------------------- in pieces

for my $where ('', '/declared') {
    for my $name (sort keys %pages) {
        my $path = "$where/$name.html";
        my $whole = get($path);
        is without_added($whole->body), $pages{$name},
            "$path: the rest is the original page";
        is scalar(grep { $_ eq 'banner' } @{ added_elements($whole->body) }),
            1, "$path: there is one banner";
        for my $size (1, 2, 3, 7, 64) {
            for my $more ([], ['Probe-Whole: on']) {
                my $cut = get($path, "Probe-Split: $size", @$more);
                ok $cut->body eq $whole->body,
                    "$path: the page is the same in pieces of $size @$more";
            }
        }
    }
}
for my $name (qw(tag text start ends entity)) {
    my $path = "/declared/$name.html";
    my $whole = get($path)->body;
    my $differ = 0;
    for my $at (1 .. length $pages{$name}) {
        my $cut = get($path, "Probe-Split: $at");
        $differ++ if $cut->body ne $whole;
    }
    is $differ, 0, "$path: the page is the same when it is cut at any offset";
}

# A compressed page is decompressed before it is scanned.
for my $name (qw(tag late)) {
    for my $how (sort keys %compressed) {
        my $path = "/declared/$name.html.$how";
        my $whole = get($path)->body;
        is without_added($whole), $pages{$name},
            "$path: the rest is the original page";
        my $differ = 0;
        for my $size (1, 2, 3, 7, 64) {
            for my $more ([], ['Probe-Whole: on'], ['Probe-Flush: 0'],
                          ['Probe-Flush: 3']) {
                my $cut = get($path, "Probe-Split: $size", @$more);
                $differ++ if $cut->body ne $whole;
            }
        }
        is $differ, 0,
            "$path: the page is the same in pieces, whole or flushed";
        $differ = 0;
        for my $at (1 .. -s "$httpd->{root}/htdocs/$name.html.$how") {
            my $cut = get($path, "Probe-Split: $at");
            $differ++ if $cut->body ne $whole;
        }
        is $differ, 0,
            "$path: the page is the same when it is cut at any offset";
    }
}

# ----------------------------------------------------------------------- FLUSH

for my $where ('', '/declared') {
    for my $name (sort keys %pages) {
        my $path = "$where/$name.html";
        for my $at (1, 10, 30, 60) {
            my $res = get($path, 'Probe-Split: 1', "Probe-Flush: $at");
            is without_added($res->body), $pages{$name},
                "$path, flushed at $at: the rest is the original page";
        }
    }
}
{
    my ($res, $seen) = recorded('/declared/tag.html', 'Probe-Split: 10',
                                'Probe-Flush: 0');
    my @all = $seen =~ /(\w+)(?::\d+)?/g;
    my $pieces = int((length($pages{tag}) + 9) / 10);
    is scalar(grep { $_ eq 'FLUSH' } @all), $pieces, 'each FLUSH is sent on';
    unlike $seen, qr/FLUSH FLUSH|\AFLUSH/,
        'each FLUSH follows the bytes that it followed';
    like $seen, qr/\A(?:\((?:\w+:\d+ )+FLUSH\))+\[/,
        'each FLUSH is sent on at once';
}
{
    my ($res, $seen) = recorded('/declared/tag.html.gzip', 'Probe-Split: 10',
                                'Probe-Flush: 0');
    my @brigades = $seen =~ /[(\[]([^)\]]*)/g;
    cmp_ok scalar(@brigades), '>', 4, 'compressed: the readable part is sent';
    is scalar(grep { !/FLUSH|EOS/ } @brigades), 0,
        'compressed: each brigade ends with a FLUSH';
}
{
    my ($res, $seen) = recorded('/late.html', 'Probe-Split: 10',
                                'Probe-Flush: 5');
    like $seen, qr/\A(?:\((?:\w+:\d+ ?)+\))*\((?:\w+:\d+ )*FLUSH\)/,
        'the bytes before the held ones are flushed';
    is scalar(grep { $_ eq 'banner' } @{ added_elements($res->body) }), 1,
        'the page still gets its banner';
}

# The language of the banner is that of the page, even if it is found late. The
# head is sent with the first bytes: then Vary must include other languages.
{
    my %tag;
    for my $row ([1, 1], [0, 0]) {
        my ($at, $asked) = @$row;
        my $res = get('/german.html', 'Accept-Language: fr',
                      $at ? ('Probe-Split: 4', "Probe-Flush: $at") : ());
        my $when = $at ? 'flushed after 4 bytes' : 'in one go';
        my ($lang) = $res->body =~ /"banner"[^>]*\slang="([^"]+)"/;
        is $lang, 'de', "$when: the banner is German";
        is scalar(grep { $_ eq 'accept-language' } $res->list('Vary')), $asked,
            "$when: Vary has Accept-Language only if it was needed";
        $tag{$asked ? 'fr' : 'de'} = $res->header('ETag');
    }
    isnt $tag{de}, $tag{fr},
        'the entity tag depends on the language in the head';
    is get('/german.html', 'Accept-Language: fr', "If-None-Match: $tag{$_}")
        ->status, 304, "each of the tags yields 304: $_" for sort keys %tag;
    is get('/german.html', 'Accept-Language: it', "If-None-Match: $tag{fr}")
        ->status, 200, 'the tag for one language yields 200 for another language';
    is get('/german.html', 'Accept-Language: it', "If-None-Match: $tag{de}")
        ->status, 304, 'the tag for the language of the page yields 304';
}

# -------------------------------------------- buckets that must be read first

{
    my ($res, $seen) = recorded('/probe?kb=400&head&lazy');
    my @sizes = map { my $n = 0; $n += $_ for /:(\d+)/g; $n }
        $seen =~ /[(\[]([^)\]]*)/g;
    cmp_ok scalar(@sizes), '>', 4,
        'a long search sends the bytes on piece by piece';
    cmp_ok $_, '<', 80000, 'no piece is large' for @sizes[0 .. 3];
}

# --------------------------------------------------------------- the first bytes

for my $row (
    # name, the bytes that must arrive before the backend sends the second part
    ['declared', qr/data-cookie-policy="banner".*First part\.\n\z/s],
    ['implicit', qr/data-cookie-policy="banner".*First part\.\n\z/s],
    ['before', qr/<title>First part\.<\/title>\n\z/s],
    ['plain', qr/First part\.\n\z/s],
    ['guessed', qr/<title>First part\.<\/title>.*<body>\z/s],
    ['guessed-long', qr/data-cookie-policy="banner".*First part\.\n\z/s],
    ['gzip', qr/data-cookie-policy="banner".*First part\.\n\z/s],
    ['zlib', qr/data-cookie-policy="banner".*First part\.\n\z/s],
    ['raw', qr/data-cookie-policy="banner".*First part\.\n\z/s],
) {
    my ($name, $first) = @$row;
    my ($socket, $raw) = begin('on.test', $name, $first);
    like read_until($socket, \$raw, qr/Second part\.\n\z/), qr/Second part\.\n\z/,
        "$name: the second part arrives then";
}

# With "end": bytes before a pause do not wait for the bytes after it.
for my $row (
    ['end', qr/<body>First part\.\n\z/],
    ['end-implicit', qr/<\/title>First part\.\n\z/],
    ['end-title', qr/<title>First part\.\n\z/],
    ['end-tag', qr/<b>First part\.\n<\/b><\/bo\z/],
    ['end-gzip', qr/<body>First part\.\n\z/],
    # Browsers, too, wait for 1,024 bytes while the charset is not known.
    ['end-guessed', qr/<body>\z/],
    ['end-guessed-long', qr/<body>First part\.\n\z/],
) {
    my ($name, $first) = @$row;
    my ($socket, $raw) = begin('end.test', $name, $first);
    my $body = read_until($socket, \$raw, qr/(?!)/);
    is without_added($body), $paused{$name},
        "$name: the rest is the original page";
    is scalar(grep { $_ eq 'banner' } @{ added_elements($body) }), 1,
        "$name: there is one banner";
    like $body, qr/Second part\..*data-cookie-policy="banner"/s,
        "$name: the banner follows the content";
}

# Requests a page and reads its first part. Returns the socket and the bytes.
sub begin {
    my ($host, $name, $first) = @_;
    my $socket = IO::Socket::INET->new(PeerAddr => '127.0.0.1',
        PeerPort => $httpd->{port}) or die "connect: $!\n";
    syswrite $socket, "GET /slow/$name HTTP/1.1\r\nHost: $host\r\n"
        . "Connection: close\r\n\r\n";
    my $raw = '';
    my $body = read_until($socket, \$raw, $first);
    like $body, $first,
        "$name: the first part arrives before the second exists";
    unlike $body, qr/Second part/, "$name: the second part is not there yet";
    release($name);
    return ($socket, $raw);
}

# Reads until the body matches, or until no bytes arrive for a minute.
sub read_until {
    my ($socket, $raw, $wanted) = @_;
    my $select = IO::Select->new($socket);
    my $body = '';
    while ($select->can_read(60)) {
        sysread($socket, $$raw, 65536, length $$raw) or last;
        my ($head, $rest) = split /\r\n\r\n/, $$raw, 2;
        $body = $head =~ /^Transfer-Encoding: chunked/mi
            ? CookiePolicy::Client::dechunk($rest // '') : $rest // '';
        last if $body =~ $wanted;
    }
    return $body;
}

# A second request makes the backend send the second part.
sub release {
    my ($name) = @_;
    is CookiePolicy::Client::fetch($httpd->{port}, 'off.test',
        "/go/$name")->status, 200, "$name: the backend has the second request";
}

# ---------------------------------------------------------------------- memory

get('/probe?kb=64');
get('/probe?kb=64&lazy');
like $httpd->fetch('hold.test', '/probe?kb=8&images')->body,
    qr{x<img data-cookie-policy-src=},
    'the images of the long bodies are held';
my $mb = $ENV{ASAN} || $ENV{CP_SANITIZER} ? 20 : $MB;
for my $row (['lines', ''], ['one line', '&line'], ['a pipe', '&lazy'],
             ['one line of a pipe', '&line&lazy'],
             ['no body in sight', '&head'],
             ['no body in sight of a pipe', '&head&lazy'],
             ['many cookies and links', '', 'cookies.test'],
             ['many cookies and links, ReportOnly', '', 'report.test'],
             ['held: lines', '&images', 'hold.test'],
             ['held: one line of a pipe', '&images&line&lazy', 'hold.test']) {
    my ($what, $more, $host) = @$row;
    my ($bytes, $end) = swallow('/probe?kb=' . $mb * 1024 . $more, undef, $host);
    cmp_ok $bytes, '>=', $mb * 1024 * 1024, "$what: $mb MB were sent";
    my ($grown) = $end =~ /<!-- grown: (-?\d+) -->/;
    diag "$what: grown by $grown KiB";
    # Sanitizers keep memory of their own.
    cmp_ok $grown, '<=', $ENV{CP_SANITIZER} ? 65536 : 1024,
        "$what: the process has grown by at most 1 MiB";
}

# A file of a few hundred kilobytes that decompresses to as many megabytes.
{
    my $first = memory();
    my $most = $first;
    my ($bytes, $end) = swallow('/declared/bulk.html.gzip', sub {
        my $now = memory();
        $most = $now if $now > $most;
    });
    cmp_ok $bytes, '>=', $mb * 1024 * 1024, "compressed: $mb MB were sent";
    like $end, qr/the end\n\z/, 'compressed: the end was sent';
    diag 'compressed: grown by ', $most - $first, ' KiB';
    cmp_ok $most - $first, '<=', $ENV{CP_SANITIZER} ? 65536 : 1024,
        'compressed: the processes have grown by at most 1 MiB';
}

# Returns a gzip file: one member for the start, one per megabyte, one for the
# end.
sub bulk {
    my ($start, $line, $end) = map { compressed('gzip', $_) }
        "<!DOCTYPE html><title>T</title><body>\n",
        "<p>A line of text that is like all others.</p>\n" x 22000, "the end\n";
    return $start . $line x ($ENV{ASAN} || $ENV{CP_SANITIZER} ? 22 : $MB * 1.1)
        . $end;
}

# RssAnon of all processes of the server, in KiB.
sub memory {
    my $sum = 0;
    for my $pid (split ' ', CookiePolicy::Httpd::slurp(
        "/proc/$httpd->{pid}/task/$httpd->{pid}/children")) {
        my ($kb) = CookiePolicy::Httpd::slurp("/proc/$pid/status")
            =~ /^RssAnon:\s+(\d+)/m;
        $sum += $kb // 0;
    }
    return $sum || die "no process of the server was found\n";
}

# Reads and discards a body. Returns its length and its last bytes.
sub swallow {
    my ($path, $watch, $host) = @_;
    my $socket = IO::Socket::INET->new(PeerAddr => '127.0.0.1',
        PeerPort => $httpd->{port}) or die "connect: $!\n";
    $host //= 'on.test';
    syswrite $socket, "GET $path HTTP/1.0\r\nHost: $host\r\n\r\n";
    my ($all, $end) = (0, '');
    while (my $n = sysread $socket, my $in, 262144) {
        $all += $n;
        $end = substr $end . $in, -200;
        $watch->() if $watch && int(($all - $n) / 2**22) != int($all / 2**22);
    }
    return ($all, $end);
}

# --------------------------------------------------------- ends of all kinds

{
    my $socket = IO::Socket::INET->new(PeerAddr => '127.0.0.1',
        PeerPort => $httpd->{port}) or die "connect: $!\n";
    syswrite $socket, "GET /probe?kb=200000 HTTP/1.0\r\nHost: on.test\r\n\r\n";
    sysread $socket, my $in, 1000;
    close $socket;
    is get('/tag.html')->status, 200,
        'a client that closes early does not affect the next request';
    unlike $httpd->log, qr/exit signal|Segmentation/, 'no process has crashed';
}
for my $name (qw(tag late text)) {
    my $path = "/declared/$name.html";
    my ($get, $head) = (get($path),
        $httpd->fetch('on.test', $path, method => 'HEAD'));
    is $head->body, '', "$path: HEAD has no body";
    is_deeply [ grep { !/^(?:Date|Content-Length):/ } split /\r\n/, $head->head ],
        [ grep { !/^(?:Date|Content-Length):/ } split /\r\n/, $get->head ],
        "$path: HEAD has the fields of GET";
    is $head->header('Content-Length') // length $get->body,
        length $get->body, "$path: HEAD has no wrong Content-Length";
}
{
    my $ask = "GET /declared/tag.html HTTP/1.1\r\nHost: on.test\r\n";
    my $whole = get('/declared/tag.html')->body;
    for my $split ('', "Probe-Split: 3\r\n") {
        my $res = CookiePolicy::Client::raw($httpd->{port},
            "${ask}Connection: keep-alive\r\n$split\r\n"
            . "${ask}Connection: close\r\n\r\n", 'GET');
        my @banners = $res->{raw} =~ /data-cookie-policy="banner"/g;
        is scalar @banners, 2,
            "two pages on one connection have one banner each $split";
        like $res->{raw}, qr/\Q$whole\E\z/, 'the second page is complete';
    }
}
for my $more ('', '&guess') {
    my $res = get("/probe?error$more");
    is $res->status, 502,
        "an error before the first byte$more: the status is 502";
    unlike $res->body, qr/Probe/,
        "an error before the first byte$more: an error page is sent";
    $res = get("/probe?kb=400&error$more");
    is $res->status, 200,
        "an error after the first bytes$more: the status is 200";
    unlike $res->{raw}, qr/\r\n0\r\n\r\n\z/,
        "an error after the first bytes$more: the response is not complete";
    my ($r, $seen) = recorded("/probe?error$more");
    like $seen, qr/\bERROR EOS[\])]/, 'an ERROR bucket is sent on with EOS';
}

done_testing;

# ------------------------------------------------------------------- the site

sub backend_answers {
    my $html = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: text/html";
    my $head = "<!DOCTYPE html><html><head><title>T</title></head>\n";
    my %first = (
        declared => [";charset=utf-8", "$head<body>First part.\n"],
        implicit => [";charset=utf-8",
                     "<!DOCTYPE html><title>T</title>First part.\n"],
        before => [";charset=utf-8", "<!DOCTYPE html><html><head>"
                   . "<title>First part.</title>\n"],
        plain => [";charset=iso-2022-jp", "$head<body>First part.\n"],
        guessed => ['', "<!DOCTYPE html><title>First part.</title><body>"
                    . "Held part.\n"],
        'guessed-long' => ['', $head . '<!-- ' . 'x' x 1100 . " -->\n"
                           . "<body>First part.\n"],
    );
    # For "end": charset of the type, first part, second part.
    my $utf = ';charset=utf-8';
    my $end = "<p>Second part.\n</body></html>\n";
    my %end = (
        end => [$utf, "$head<body>First part.\n", $end],
        'end-implicit' => [$utf, "<!DOCTYPE html><title>T</title>First part.\n",
                           "<p>Second part.\n"],
        'end-title' => [$utf, "<!DOCTYPE html><html><head><title>First part.\n",
                        "</title><body>Second part.\n</body></html>\n"],
        'end-tag' => [$utf, "$head<body><b>First part.\n</b></bo",
                      "dy><p>Second part.\n</html>\n"],
        'end-guessed' => ['', "$head<body>First part.\n", $end],
        'end-guessed-long' => ['', $head . '<!-- ' . 'x' x 1100 . " -->\n"
                               . "<body>First part.\n", $end],
    );
    my %answers;
    my %second;
    for my $name (keys %end) {
        ($first{$name}, $second{$name}) = ([ @{ $end{$name} }[0, 1] ],
                                           $end{$name}[2]);
        $paused{$name} = $end{$name}[1] . $end{$name}[2];
    }
    for my $how (keys %compressed) {
        my ($part, $rest) = compressed($how, "$head<body>First part.\n",
                                       "\n<body>Second part.\n");
        my $coding = $how eq 'gzip' ? 'gzip' : 'deflate';
        $first{$how} = [";charset=utf-8\r\nContent-Encoding: $coding", $part];
        $second{$how} = $rest;
    }
    (my $part, $second{'end-gzip'}) = compressed('gzip',
        "$head<body>First part.\n", $end);
    $first{'end-gzip'} = ["$utf\r\nContent-Encoding: gzip", $part];
    $paused{'end-gzip'} = $paused{end};
    for my $name (keys %first) {
        my ($charset, $part) = @{ $first{$name} };
        pipe my $wait, my $go or die "pipe: $!\n";
        $answers{"/slow/$name"} = ["$html$charset\r\n\r\n$part",
            sub { sysread $wait, my $in, 1 },
            $second{$name} // "\n<body>Second part.\n"];
        $answers{"/go/$name"} = [sub { syswrite $go, 'x' },
            "HTTP/1.1 200 OK\r\nConnection: close\r\n"
            . "Content-Length: 0\r\n\r\n"];
    }
    return %answers;
}

sub conf {
    my $port = $backend->port;
    my $cookies = "CookiePolicyCookie statistical _ga\n"
        . "CookiePolicyCookie necessary sid httponly=yes\n"
        . "CookiePolicyCookie necessary cart set-if=\"-n req('X-Cart')\"\n"
        . "CookiePolicySource statistical ads.example\n"
        . "Header add Link \"</a.css>; rel=preload; as=style\"\n"
        . join '', map { "Header always add Set-Cookie $_=1\n" }
            ('sid') x 70, ('cart', '_ga', 'nobody') x 3;
    return <<"CONF";
LoadModule cp_probe_module $probe
LogFormat "%U id=%{Probe-Id}i %{probe}n" records
CustomLog \@ROOT\@/records records
LogLevel cookie_policy:info
SetOutputFilter CP_SPLIT;CP_RECORD
AddEncoding gzip .gzip
AddEncoding deflate .zlib .raw
Alias /declared \@ROOT\@/htdocs
Alias /sent \@ROOT\@/htdocs
Alias /mapped \@ROOT\@/htdocs
<Location /declared>
    AddDefaultCharset utf-8
</Location>
<Location /sent>
    EnableMMAP Off
    EnableSendfile On
</Location>
<Location /probe>
    SetHandler cp-probe
</Location>
ProxyPass /slow/ http://127.0.0.1:$port/slow/
ProxyPass /go/ http://127.0.0.1:$port/go/
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
ServerName hold.test
CookiePolicy On
CookiePolicyCookie statistical _ga
CookiePolicySource statistical ads.example
</VirtualHost>
<VirtualHost *:*>
ServerName cookies.test
CookiePolicy On
$cookies
</VirtualHost>
<VirtualHost *:*>
ServerName report.test
CookiePolicy ReportOnly
$cookies
</VirtualHost>
<VirtualHost *:*>
ServerName end.test
CookiePolicy On
CookiePolicyBanner On end
CookiePolicyCookie statistical _ga
</VirtualHost>
CONF
}
