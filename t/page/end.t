# SPDX-License-Identifier: Apache-2.0
#
# CookiePolicyBanner ... end: all elements are added directly before </body>,
# none is added to <head>. The page arrives as a whole, in pieces, flushed,
# mapped, as a file or as a stream.
#
# Server: own
# Needs: probe
use strict;
use warnings;

use Cwd qw(getcwd);
use IO::Socket::INET ();
use Test::More;

use lib 't/lib';
use CookiePolicy::Client;
use CookiePolicy::Httpd;
use CookiePolicy::Page qw(added_elements without_added);

my $probe = getcwd() . '/' . ($ENV{CP_BUILD} // '.build')
    . '/modules/mod_cp_probe.so';
-f $probe or die "$probe is missing: run make probe\n";

my $head = "<!DOCTYPE html>\n<html lang='en'><head><title>T</title></head>\n";
my $line = "<p class=\"x\">A line of <b>text</b>.</p>\n";
my $ns   = 'xmlns="http://www.w3.org/1999/xhtml"';
# name => [document, the text after the added elements]
my %pages = (
    plain    => ["$head<body>\n<p>Text.</p>\n</body>\n</html>\n",
                 qr{</body>\n</html>\n}],
    traps    => ["$head<body><!-- </body> --><script>'</body>'</script>"
                 . "<textarea></body></textarea><svg><![CDATA[</body>]]></svg>"
                 . "<p title='</body>'>x</p></BODY ></html>",
                 qr{</BODY ></html>}],
    open     => ["$head<body><div><p>Text.</body></html>\n", qr{}],
    none     => ["$head<body><p>Text.</p>\n", qr{}],
    implied  => ["<!DOCTYPE html><title>T</title><main>Text.</main></html>",
                 qr{</html>}],
    late     => ["<!DOCTYPE html><title>T</title><main>Text.</main></body>",
                 qr{</body>}],
    follows  => ["$head<body><p>x</p></body><p>y</p></body></html>",
                 qr{</body><p>y</p></body></html>}],
    middle   => [$head . '<body>' . $line x 4000 . '</body></html>',
                 qr{</body></html>}],
    large    => [$head . '<body>' . $line x 60000 . '</body></html>',
                 qr{</body></html>}],
);
my %left = (
    comment  => "$head<body><!-- </body></html>",
    textarea => "$head<body><textarea></body></html>",
    table    => "$head<body><table><tr><td>x</body></html>",
    link     => "$head<body><a href='/'>x</body></html>",
    template => "$head<body><template></body></html>",
);
my %xhtml = (
    xml  => "<html $ns><head><title>T</title></head><body><p>x</p>"
        . "<![CDATA[</body>]]></body></html>",
);

my $httpd = CookiePolicy::Httpd->new(
    files => {
        (map { ("htdocs/$_.html" => $pages{$_}[0]) } keys %pages),
        (map { ("htdocs/$_.html" => $left{$_}) } keys %left),
        (map { ("htdocs/$_.xhtml" => $xhtml{$_}) } keys %xhtml),
    }, conf => conf())->start;

sub conf {
    my $all = "CookiePolicy On\nCookiePolicyCookie statistical _ga\n";
    my %lines = (
        'off.test'     => 'CookiePolicy Off',
        'start.test'   => $all,
        'end.test'     => "$all\nCookiePolicyBanner On end",
        'top.test'     => "$all\nCookiePolicyBanner On top end",
        'flow.test'    => "$all\nCookiePolicyBanner On flow end",
        'uniform.test' => "$all\nCookiePolicyBanner On flow end\n"
            . 'CookiePolicyVariants uniform',
        'mode.test'    => "$all\nCookiePolicyBanner On end\n"
            . 'CookiePolicyConsentMode analytics_storage=statistical',
        'sent.test'    => "$all\nCookiePolicyBanner On end\nEnableSendfile On",
        'nommap.test'  => "$all\nCookiePolicyBanner On end\nEnableMMAP Off",
    );
    return "LoadModule cp_probe_module $probe\n"
        . "AddType application/xhtml+xml .xhtml\n"
        . "AddDefaultCharset utf-8\nLogLevel cookie_policy:info\n"
        . "<Location /probe>\nSetHandler cp-probe\n</Location>\n"
        . "SetOutputFilter CP_SPLIT\n"
        . join '', map { "<VirtualHost *:*>\nServerName $_\n$lines{$_}\n"
                         . "</VirtualHost>\n" } sort keys %lines;
}

sub get {
    my ($host, $path, @headers) = @_;
    return $httpd->fetch($host, $path, headers => [@headers]);
}

# Returns the added elements, the rest of the page, and the part of the rest
# after the first added element.
sub parts {
    my ($html) = @_;
    my $rest = without_added($html);
    my $before = 0;
    $before++ while $before < length $rest
        && substr($html, $before, 1) eq substr($rest, $before, 1);
    return (added_elements($html), $rest, substr $rest, $before);
}

# --------------------------------------------------------------- position

for my $name (sort keys %pages) {
    my ($document, $follows) = @{ $pages{$name} };
    for my $host (qw(end.test sent.test nommap.test)) {
        my $res = get($host, "/$name.html");
        my ($added, $rest) = parts($res->body);
        is "@$added", 'banner script', "$host, $name: the added elements";
        ok $rest eq $document, "$host, $name: the rest is the original page";
        like $res->body, qr{</script>$follows\z},
            "$host, $name: they are directly before its end";
        is $res->header('Content-Length') // length $res->body,
            length $res->body, "$host, $name: Content-Length is the length";
    }
}
is get('end.test', '/middle.html')->header('Content-Length'),
    length(get('end.test', '/middle.html')->body),
        'the length of a file is known';
like get('start.test', '/plain.html')->body, qr/<body><section/,
    'without "end" the banner is first in body';

for my $name (sort keys %left) {
    my $res = get('end.test', "/$name.html");
    ok $res->body eq $left{$name}, "$name: the page is unchanged";
    is $res->header('Content-Length'), length $left{$name},
        "$name: Content-Length is unchanged";
}
my @said = $httpd->log =~ /CP0006: page left without banner: it (\w+ [^\n,]+)/g;
is scalar(@said), scalar(keys %left),
    'each unchanged page has a line in the log';
like $_, qr/^(?:leaves an element open|ends in a tag)/,
    'the line has the reason'
    for @said;

{
    my $res = get('end.test', '/xml.xhtml');
    my ($added, $rest) = parts($res->body);
    is "@$added", 'banner script', 'XHTML: the added elements';
    ok $rest eq $xhtml{xml}, 'XHTML: the rest is the original page';
    like $res->body, qr{</script></body></html>\z},
        'XHTML: they are at its end';
}

# ---------------------------------------------------------------- elements

is "@{ added_elements(get($_->[0], '/plain.html')->body) }", $_->[1],
    "$_->[0]: the added elements" for ['uniform.test', 'banner nav script'],
    ['mode.test', 'banner script consent-mode'];
unlike get('mode.test', '/plain.html')->body, qr{consent-mode.*</head>}s,
    'no element is in head';
like get('top.test', '/plain.html')->body, qr/class="[^"]*\btop\b/,
    'the visual position "top" is independent of it';
like get('flow.test', '/plain.html')->body, qr/class="[^"]*\bflow\b/,
    'the visual position "flow" is, too';
like get('uniform.test', '/plain.html')->body,
    qr/class="[^"]*\btop cpolicy-wait\b/,
        'uniform: "flow" is replaced by "top"';

# ------------------------------------------------------------------------- HTTP

{
    my ($start, $end) = map { get("$_.test", '/plain.html') } qw(start end);
    isnt $start->header('ETag'), $end->header('ETag'),
        'the entity tag differs from that without "end"';
    is get('end.test', '/plain.html', 'If-None-Match: ' . $end->header('ETag'))
        ->status, 304, 'this tag yields 304';
    is get('end.test', '/plain.html', 'If-None-Match: '
        . $start->header('ETag'))->status, 200, 'the other tag yields 200';
    is_deeply [ sort $start->list('Vary') ], [ sort $end->list('Vary') ],
        'Vary is the same';
    my $asked = $httpd->fetch('end.test', '/plain.html', method => 'HEAD');
    is $asked->body, '', 'HEAD has no body';
    is_deeply [ grep { !/^(?:Date|Content-Length):/ } split /\r\n/,
                $asked->head ],
        [ grep { !/^(?:Date|Content-Length):/ } split /\r\n/, $end->head ],
        'HEAD has the fields of GET';
}

# ------------------------------------------------------------------ in pieces

for my $name (grep { !/middle|large/ } sort keys %pages, keys %left) {
    my $whole = get('end.test', "/$name.html")->body;
    my $differ = 0;
    for my $size (1, 2, 3, 7, 64) {
        for my $more ([], ['Probe-Whole: on']) {
            my $cut = get('end.test', "/$name.html", "Probe-Split: $size", @$more);
            $differ++ if $cut->body ne $whole;
        }
    }
    is $differ, 0, "$name: the page is the same in pieces";
}
{
    my ($document) = @{ $pages{plain} };
    my $whole = get('end.test', '/plain.html')->body;
    my $differ = 0;
    for my $at (1 .. length $document) {
        my $cut = get('end.test', '/plain.html', "Probe-Split: $at");
        $differ++ if $cut->body ne $whole;
    }
    is $differ, 0, 'the page is the same when it is cut at any offset';
}

# Flushed bytes cannot be changed any longer: then the position is the end of
# the document. A body without a tag that is flushed while it is opened has no
# position (CP0006).
for my $name (grep { !/middle|large/ } sort keys %pages) {
    my ($document, $follows) = @{ $pages{$name} };
    for my $at ($name =~ /implied|late/ ? (1, 10) : (0, 1, 10)) {
        my $res = get('end.test', "/$name.html", 'Probe-Split: 3',
                      "Probe-Flush: $at");
        my ($added, $rest) = parts($res->body);
        ok $rest eq $document,
            "$name, flushed at $at: the rest is the original page";
        is "@$added", 'banner script',
            "$name, flushed at $at: the added elements";
    }
}

# ---------------------------------------------------------------------- memory

{
    my $mb = $ENV{ASAN} || $ENV{CP_SANITIZER} ? 20 : 100;
    get('end.test', '/probe?kb=64');
    my $socket = IO::Socket::INET->new(PeerAddr => '127.0.0.1',
        PeerPort => $httpd->{port}) or die "connect: $!\n";
    syswrite $socket, 'GET /probe?kb=' . $mb * 1024
        . " HTTP/1.0\r\nHost: end.test\r\n\r\n";
    my ($all, $last) = (0, '');
    while (my $n = sysread $socket, my $in, 262144) {
        $all += $n;
        $last = substr $last . $in, -60000;
    }
    cmp_ok $all, '>', $mb * 1024 * 1024, "$mb MB were sent";
    my ($grown) = $last =~ /<!-- grown: (-?\d+) -->/;
    cmp_ok $grown, '<=', $ENV{CP_SANITIZER} ? 65536 : 1024,
        'the process has grown by at most 1 MiB';
    like $last, qr/<!-- grown: .*data-cookie-policy="banner"/s,
        'the banner is at the end';
}
# The bytes before the position are sent on: if a visitor reads only the start
# of a large file, the server does not map the rest of it.
{
    my $mb = 48;
    $httpd->write('htdocs/huge.html',
        "$head<body>" . $line x ($mb * 2**20 / length $line) . '</body></html>');
    my $before = mapped();
    my $socket = IO::Socket::INET->new(PeerAddr => '127.0.0.1',
        PeerPort => $httpd->{port}) or die "connect: $!\n";
    syswrite $socket, "GET /huge.html HTTP/1.0\r\nHost: end.test\r\n\r\n";
    my $all = sysread $socket, my $in, 65536;
    sleep 1;
    cmp_ok mapped() - $before, '<', 16 * 1024,
        'a large file is not mapped as a whole';
    while (my $n = sysread $socket, $in, 65536) {
        $all += $n;
    }
    cmp_ok $all, '>', $mb * 2**20 - 2**16, 'all of it is sent';
}

# RssFile of all processes of the server, in KiB.
sub mapped {
    my $sum = 0;
    for my $pid (split ' ', CookiePolicy::Httpd::slurp(
        "/proc/$httpd->{pid}/task/$httpd->{pid}/children")) {
        my ($kb) = CookiePolicy::Httpd::slurp("/proc/$pid/status")
            =~ /^RssFile:\s+(\d+)/m;
        $sum += $kb // 0;
    }
    return $sum || die "no process of the server was found\n";
}

unlike $httpd->log, qr/exit signal|Segmentation/, 'no process has crashed';

done_testing;
