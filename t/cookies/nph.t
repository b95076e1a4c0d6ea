# SPDX-License-Identifier: Apache-2.0
#
# A script that writes its own response (nph-) may write any bytes. No client
# sees an unconsented cookie in them: not in the head, not in trailers, and not
# in a second response, which the client would take for the response to its next
# request. A cache learns from Vary that the head depends on the visitor.
#
# Server: own (25 s)
use strict;
use warnings;

use IO::Select ();
use IO::Socket::INET ();
use Test::More;

use lib 't/lib';
use CookiePolicy::Client;
use CookiePolicy::Consent ();
use CookiePolicy::Httpd;

my $httpd = CookiePolicy::Httpd->new(conf => conf(), files => {
    'cgi/nph-raw.pl' => script(),
})->start;

# The URL of a script that writes these pieces one by one. After an empty piece
# it waits for half a second, so that a client could send its next request.
sub path {
    my (@pieces) = @_;
    return '/cgi/nph-raw.pl?' . join '&', map { unpack 'H*', $_ } @pieces;
}
sub path_below { return "/$_[0]" . path(@_[1 .. $#_]) }
sub ask {
    my ($host, $path, %arg) = @_;
    my $method = $arg{method} || 'GET';
    return CookiePolicy::Client::raw($httpd->{port}, "$method $path HTTP/1.1\r\n"
        . "Host: $host\r\n" . ($arg{headers} // '') . "\r\n", $method)->{raw};
}
sub log_since { return substr $httpd->log, $_[0] }

my $cookies = "Set-Cookie: sessionid=1\r\nSet-Cookie: _ga=1\r\n";
my $kept = "Set-Cookie: sessionid=1\r\n";
my $vary = "Vary: Cookie, Sec-GPC\r\n";
my $type = "Content-Type: text/plain\r\n";
my $second = "HTTP/1.1 200 OK\r\n$cookies${type}Content-Length: 6\r\n\r\nsecond";

# ---------------------------------------------------------- valid responses

# name, the bytes that the script writes
my @right = (
    ['a length', "HTTP/1.1 200 OK\r\n${type}Content-Length: 4\r\n\r\nbody"],
    ['a length of zero', "HTTP/1.1 200 OK\r\n${type}Content-Length: 0\r\n\r\n"],
    ['the same length twice', "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n"
        . "content-length:4\r\n\r\nbody"],
    ['lines that end in LF', "HTTP/1.1 200 OK\nContent-Length: 4\n\nbody"],
    ['no length', "HTTP/1.1 200 OK\r\n$type\r\nbody"],
    ['HTTP/1.0', "HTTP/1.0 200 OK\r\n${type}Content-Length: 4\r\n\r\nbody"],
    ['no reason', "HTTP/1.1 404\r\nContent-Length: 4\r\n\r\nbody"],
    ['ICY', "ICY 200 OK\r\n$type\r\nbody"],
    ['less than its length', "HTTP/1.1 200 OK\r\nContent-Length: 40\r\n\r\nbody"],
    ['chunks', "HTTP/1.1 200 OK\r\n${type}Transfer-Encoding: chunked\r\n\r\n"
        . "4\r\nbody\r\n0A;x=\"y\"\r\n0123456789\r\n0\r\n\r\n"],
    ['an interim response', "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"
        . "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nbody"],
    ['a body that looks like a head', "HTTP/1.1 200 OK\r\nContent-Length: "
        . length($second) . "\r\n\r\n$second"],
    ['no length, a body that looks like a head',
        "HTTP/1.1 200 OK\r\n$type\r\n$second"],
    ['a chunk that looks like a head', "HTTP/1.1 200 OK\r\nTransfer-Encoding: "
        . "chunked\r\n\r\n" . sprintf("%x\r\n", length $second)
        . "$second\r\n0\r\n\r\n"],
    ['204', "HTTP/1.1 204 No Content\r\n$type\r\n"],
    ['a long body', "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"
        . 'x' x 1000],
    ['no head', "bytes\n" x 30],
);
for my $row (@right) {
    my ($name, $raw) = @$row;
    is ask('off.test', path($raw)), $raw, "$name: is sent without a policy";
    is ask('on.test', path($raw)), $raw, "$name: is the same with a policy";
    is ask('report.test', path($raw)), $raw,
        "$name: is the same with ReportOnly";
}

# ---------------------------------------------- bytes after a valid response

for my $row (
    ['a length', "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nbody"],
    ['a length of zero', "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"],
    ['chunks', "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
        . "4\r\nbody\r\n0\r\n\r\n"],
    ['204', "HTTP/1.1 204 No Content\r\n\r\n"],
    ['205', "HTTP/1.1 205 Reset\r\n\r\n"],
    ['304', "HTTP/1.1 304 Not Modified\r\nContent-Length: 40\r\n\r\n"],
    ['HEAD', "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n", 'HEAD'],
    ['HEAD without a length', "HTTP/1.1 200 OK\r\n\r\n", 'HEAD'],
    ['HEAD of chunks', "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
        'HEAD'],
    ['an interim response', "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n"
        . "Content-Length: 4\r\n\r\nbody"],
) {
    my ($name, $raw, $method) = @$row;
    my @how = (method => $method);
    like ask('off.test', path($raw . $second), @how), qr/_ga=1/,
        "$name: a second response is sent without a policy";
    for my $more ($second, "\r\n$second", "junk$second", 'plain text') {
        my $what = substr $more =~ s/\W//gr, 0, 6;
        is ask('on.test', path($raw, $more), @how), $raw,
            "$name: no byte of a second response is sent ($what)";
        is ask('on.test', path($raw . $more), @how), $raw,
            "$name: nor if one write contains both ($what)";
    }
    my $differ = 0;
    for my $at (1 .. length($raw) + 30) {
        my $all = $raw . $second;
        my $got = ask('on.test', path(substr($all, 0, $at), substr $all, $at),
                      @how);
        $differ++ if $got ne $raw;
    }
    is $differ, 0, "$name: nor at any other cut between two writes";
    my $bytes = $raw . $second;
    is ask('on.test', path(split //, $bytes), @how), $raw,
        "$name: nor byte by byte";
    is ask('report.test', path($raw, $second), @how), $raw . $second,
        "$name: ReportOnly sends both";
}
{
    my $mark = length $httpd->log;
    ask('on.test', path("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nbody",
                        $second));
    like log_since($mark), qr/CP0032: dropped: bytes after a complete response/,
        'the log says that bytes were dropped';
}

# The client has the first response and sends its next request. The script must
# not answer it.
{
    my $client = IO::Socket::INET->new(PeerAddr => '127.0.0.1',
        PeerPort => $httpd->{port}) or die "connect: $!\n";
    my $first = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nbody";
    my $get = sub { "GET $_[0] HTTP/1.1\r\nHost: on.test\r\n\r\n" };
    syswrite $client, $get->(path($first, '', '', $second));
    my $in = '';
    sysread $client, $in, 4096, length $in while length $in < length $first
        && IO::Select->new($client)->can_read(10);
    is $in, $first, 'kept connection: the first response is sent at once';
    syswrite $client, $get->('/nothing.html');
    my $more = '';
    while (IO::Select->new($client)->can_read(10)) {
        sysread $client, $more, 4096, length $more or last;
    }
    is $more, '', 'kept connection: no second response is sent';
}

# -------------------------------------------------------------------- trailers

is ask('on.test', path("HTTP/1.1 200 OK\r\n${cookies}Transfer-Encoding: chunked"
    . "\r\n\r\n4\r\nbody\r\n0\r\n${cookies}X: y\r\n\r\n$second")),
    "HTTP/1.1 200 OK\r\n${kept}Transfer-Encoding: chunked\r\n$vary\r\n4\r\n"
    . "body\r\n0\r\n\r\n", 'trailers are dropped';

# ------------------------------------------------------------------------ Vary

my $granted = 'Cookie: ' . CookiePolicy::Consent::cookie($httpd->fetch('on.test',
    '/cookie-policy/policy.json')->body, 'statistical') . "\r\n";
my $ga = "Set-Cookie: _ga=1\r\n";
my $cart = "Set-Cookie: cart=1\r\n";

# name, the fields of the script, the fields that are sent, fields of the request
for my $row (
    ['a suppressed cookie', "$ga$type", "$type$vary"],
    ['the same cookie for a visitor who has agreed', "$ga$type",
        "$ga$type$vary", $granted],
    ['another Vary', "${ga}Vary: X\r\n", "Vary: X\r\n$vary"],
    ['Vary: *', "${ga}Vary: *\r\n", "Vary: *\r\n"],
    ['the same Vary', "${ga}vary: sec-gpc,\r\n cookie\r\n",
        "vary: sec-gpc,\r\n cookie\r\n"],
    ['a part of it', "${ga}Vary: Cookie\r\n",
        "Vary: Cookie\r\nVary: Sec-GPC\r\n"],
    ['a necessary cookie', "$kept$type", "$kept$type"],
    ['a cookie on demand, without demand', $cart,
        "${vary}Vary: X-Cart\r\n"],
    ['a cookie on demand', $cart, "$cart${vary}Vary: X-Cart\r\n",
        "X-Cart: 1\r\n"],
) {
    my ($name, $fields, $want, $request) = @$row;
    my $raw = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n$fields\r\nbody";
    is ask('on.test', path($raw), headers => $request),
        $raw =~ s/\Q$fields\E/$want/r, "Vary: $name";
    is ask('report.test', path($raw), headers => $request), $raw,
        "Vary: $name: ReportOnly adds none";
}
{
    my $raw = "HTTP/1.1 103 Early Hints\r\n$ga\r\nHTTP/1.1 200 OK\r\n$ga"
        . "Content-Length: 4\r\n\r\nbody";
    is ask('on.test', path($raw)), "HTTP/1.1 103 Early Hints\r\n\r\n"
        . "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n$vary\r\nbody",
        'Vary: of the final head only';
    is ask('on.test', path("HTTP/1.1 200 OK\n${ga}Content-Length: 4\n\nbody")),
        "HTTP/1.1 200 OK\nContent-Length: 4\n$vary\nbody",
        'Vary: after lines that end in LF';
    my $plain = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nbody";
    my $varied = $plain =~ s/(?=\r\nbody)/$vary/r;
    is ask('on.test', path_below(asked => $plain)), $varied,
        'Vary: access depends on the choice';
    is ask('off.test', path_below(asked => $plain)), $varied,
        'Vary: also without a policy';
    is ask('report.test', path_below(asked => $plain)), $plain,
        'Vary: not with ReportOnly';
}

# --------------------------------------------- responses without a certain end

my $ok = 'HTTP/1.1 200 OK';
for my $row (
    ['two lengths', "$ok\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\nbody"],
    ['two lengths in a list', "$ok\r\nContent-Length: 4, 5\r\n\r\nbody"],
    ['a sign', "$ok\r\nContent-Length: +4\r\n\r\nbody"],
    ['a negative length', "$ok\r\nContent-Length: -4\r\n\r\nbody"],
    ['a hexadecimal length', "$ok\r\nContent-Length: 0x4\r\n\r\nbody"],
    ['no digits', "$ok\r\nContent-Length:\r\n\r\nbody"],
    ['too many digits', "$ok\r\nContent-Length: 18446744073709551620\r\n\r\nbody"],
    ['a length and words', "$ok\r\nContent-Length: 4 bytes\r\n\r\nbody"],
    ['a length on two lines', "$ok\r\nContent-Length:\r\n 4\r\n\r\nbody"],
    ['a length and a line more', "$ok\r\nContent-Length: 4\r\n 5\r\n\r\nbody"],
    ['a blank before the colon', "$ok\r\nContent-Length : 4\r\n\r\nbody"],
    ['a blank before the name', "$ok\r\n Content-Length: 4\r\n\r\nbody"],
    ['a NUL in the name', "$ok\r\nContent-Length\0: 4\r\n\r\nbody"],
    ['a bare CR before the field',
        "$ok\r\nX: y\rContent-Length: 4\r\n\r\nbody"],
    ['a bare CR after the field', "$ok\r\nContent-Length: 4\rX: y\r\n\r\nbody"],
    ['a line of blanks', "$ok\r\nContent-Length: 4\r\n \r\nX: y\r\n\r\nbody"],
    ['a line that is only a CR',
        "$ok\r\nContent-Length: 4\r\n\r\r\nX: y\r\n\r\nbody"],
    ['length and chunks', "$ok\r\nContent-Length: 4\r\n"
        . "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"],
    ['an odd coding', "$ok\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n"],
    ['two codings', "$ok\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"],
    ['no coding', "$ok\r\nTransfer-Encoding: identity\r\n\r\nbody"],
    ['a coding in quotes',
        "$ok\r\nTransfer-Encoding: \"chunked\"\r\n\r\n0\r\n\r\n"],
    ['a tab before the colon',
        "$ok\r\nTransfer-Encoding\t: chunked\r\n\r\n0\r\n\r\n"],
    ['a coding twice', "$ok\r\nTransfer-Encoding: chunked\r\n"
        . "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"],
    ['chunks of HTTP/1.0',
        "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"],
    ['an odd version', "HTTP/2 200 OK\r\nContent-Length: 4\r\n\r\nbody"],
    ['a tab before the status', "HTTP/1.1\t204 No\r\n\r\n"],
    ['a status of six digits', "HTTP/1.1 204200 OK\r\n\r\n"],
    ['a status with zeros', "HTTP/1.1 00204200 OK\r\n\r\n"],
    ['no status', "HTTP/1.1\r\nContent-Length: 4\r\n\r\nbody"],
) {
    my ($name, $raw) = @$row;
    my $mark = length $httpd->log;
    is ask('on.test', path($raw, $second)), '', "$name: nothing is sent";
    like log_since($mark), qr/CP0031: closing the connection: a response /,
        "$name: the log says why";
    is ask('report.test', path($raw, $second)), $raw . $second,
        "$name: ReportOnly sends both";
}
my $head = "$ok\r\nTransfer-Encoding: chunked\r\n\r\n";
for my $row (['no size', "\r\nbody"], ['a bare LF', "4\nbody\n0\n\n"],
             ['a sign', "+4\r\nbody\r\n0\r\n\r\n"],
             ['0x', "0x4\r\nbody\r\n0\r\n\r\n"],
             ['a size of many digits', ('0' x 20) . "4\r\nbody\r\n0\r\n\r\n"],
             ['a chunk that is too long', "4\r\nbodybody\r\n0\r\n\r\n"],
             ['a bare CR', "4\rbody\r0\r\r"],
             ['a LF in an extension', "4;x\nHTTP\r\nbody\r\n0\r\n\r\n"]) {
    my ($name, $body) = @$row;
    my $got = ask('on.test', path($head . $body, $second));
    unlike $got, qr/_ga/, "chunks, $name: no second response is sent";
    ok index($head . $body, $got) == 0, "chunks, $name: the response is cut";
}

# ------------------------------------------------------- bytes before the head

for my $junk ('x', 'x' x 60, "<html>\r\n" x 20, 'HTTP', 'HTTP/1') {
    my $got = ask('on.test', path($junk, $second));
    unlike $got, qr/_ga/,
        'bytes before the head do not hide its cookie: ' . substr $junk, 0, 6;
    # For some clients "HTTPHTTP/1.1" starts a head: then nothing is sent.
    like $got, $junk =~ /HTTP/ ? qr/\A\z/ : qr/second\z/,
        'and it is sent, unless they are part of a head';
}
{
    my $got = ask('on.test', path("repeat 100000 x", $second));
    is length($got) - length($second) - length($vary)
        + length("Set-Cookie: _ga=1\r\n"), 100000,
        '100,000 bytes before the head';
    unlike $got, qr/_ga/, 'do not hide it';
    like $got, qr/sessionid=1.*second\z/s, 'all is sent';
    is ask('report.test', path('repeat 100000 x', $second)),
        'x' x 100000 . $second, 'as it is under ReportOnly';
}

# ---------------------------------------------------- a long body is not kept

{
    my $mb = 30;
    my $bytes = $mb * 1024 * 1024;
    my $got = ask('on.test', path("$ok\r\nContent-Length: $bytes\r\n\r\n",
                                  "repeat $bytes y", $second));
    is length $got, $bytes + length "$ok\r\nContent-Length: $bytes\r\n\r\n",
        "$mb MB, and nothing more";
}
unlike $httpd->log, qr/exit signal|Segmentation/, 'no process has died';

done_testing;

# ------------------------------------------------------------------- the site

sub script {
    return "#!$^X\n" . <<'END';
use strict;
use warnings;
binmode STDOUT;
$| = 1;
for my $piece (split /&/, $ENV{QUERY_STRING}, -1) {
    my $bytes = pack 'H*', $piece;
    if ($bytes =~ /\Arepeat (\d+) (.)\z/) {
        print $2 x ($1 > 65536 ? 65536 : $1) for 1 .. $1 / 65536;
        print $2 x ($1 % 65536);
    }
    else {
        print $bytes;
    }
    select undef, undef, undef, $piece eq '' ? 0.5 : 0.002;
}
END
}

sub conf {
    return <<"CONF";
LogLevel cookie_policy:info
ScriptAlias /cgi/ \@ROOT\@/cgi/
CookiePolicyCookie necessary sessionid
CookiePolicyCookie statistical _ga
CookiePolicyCookie necessary cart set-if="-n req('X-Cart')"
ScriptAlias /asked/cgi/ \@ROOT\@/cgi/
<Location /asked/>
AuthMerging Off
Require cookie-policy necessary
</Location>
<VirtualHost *:*>
ServerName off.test
CookiePolicy Off
</VirtualHost>
<VirtualHost *:*>
ServerName on.test
CookiePolicy On
</VirtualHost>
<VirtualHost *:*>
ServerName report.test
CookiePolicy ReportOnly
</VirtualHost>
CONF
}
