# SPDX-License-Identifier: Apache-2.0
#
# LogLevel cookie_policy:debug and trace1 to trace4 explain what happens to a
# page: whether it is eligible and the reason, its variant, the changes to the
# fields of request and response, the events of the body filter, each bucket.
# At the default level no such line appears.
#
# Server: own
use strict;
use warnings;

use IO::Compress::Gzip qw(gzip);
use Test::More;

use lib 't/lib';
use CookiePolicy::Consent ();
use CookiePolicy::Httpd;

my $page = '<!DOCTYPE html><html lang="de"><head><meta charset="utf-8">'
    . '<title>Page</title></head><body><p>Text</p></body></html>';
gzip \$page => \my $gzip;

my $conf = "AddType text/html .html\nAddType application/json .json\n"
    . "AddType text/css .css\nAddEncoding gzip .gz\nAddEncoding zstd .zst\n"
    . "AddHandler send-as-is .asis\nFileETag MTime Size\n"
    . "AddDefaultCharset utf-8\n";
for my $level (qw(warn debug trace2 trace3 trace4)) {
    $conf .= <<"CONF";
<VirtualHost *:\@PORT\@>
ServerName $level.test
LogLevel cookie_policy:$level
CookiePolicy On
CookiePolicyCookie necessary shop
CookiePolicyCookie statistical _ga
Alias /report/ \@ROOT\@/htdocs/
<Location "/report/">
CookiePolicy ReportOnly
</Location>
Alias /bare/ \@ROOT\@/htdocs/
<Location "/bare/">
CookiePolicyBanner Off
CookiePolicyReopen Off
</Location>
Alias /csp/ \@ROOT\@/htdocs/
<Location "/csp/">
Header set Content-Security-Policy "default-src 'self'"
</Location>
</VirtualHost>
CONF
}
# Only pages with these signals, or with a guard, have something in head.
my $signals = 'CookiePolicyConsentMode analytics_storage=statistical';
$conf =~ s/^(ServerName trace3.test)$/$1\n$signals/m;
my $httpd = CookiePolicy::Httpd->new(
    conf => $conf,
    modules => ['asis'],
    files => {
        'htdocs/a.html' => $page,
        'htdocs/plain.html' => $page =~ s/ lang="de"//r,
        'htdocs/text.html' => 'No tag at all.',
        'htdocs/download.asis' => "Content-Type: text/html\n"
            . "Content-Disposition: attachment; filename=a\n\n$page",
        'htdocs/a.json' => '{}',
        'htdocs/a.css' => 'p{}',
        'htdocs/b.html.gz' => $gzip,
        'htdocs/b.html.zst' => "\x28\xB5\x2F\xFD\0\0\0",
    });
$httpd->start;

# Returns the lines of this module that a request causes.
sub lines {
    my ($level, $path, @options) = @_;
    my $before = length $httpd->log;
    $httpd->fetch("$level.test", $path, @options);
    return grep { /\[cookie_policy:/ }
        split /\n/, substr $httpd->log, $before;
}

# Asks for one line with a pattern, and that there is no second one.
sub has_line {
    my ($name, $pattern, @lines) = @_;
    my @found = grep { $_ =~ $pattern } @lines;
    is scalar(@found), 1, $name or diag join "\n", @lines;
    return;
}

# ------------------------------------------------------- the default level

for my $path (qw(a.html text.html a.json a.css b.html.gz b.html.zst),
              'report/a.html', 'bare/a.html', 'download.asis') {
    is_deeply [ lines('warn', "/$path") ], [], "warn: no line for $path";
}

# ---------------------------------------------------- eligible, or why not

my @lines = lines('debug', '/a.html');
has_line('a page is eligible', qr/debug\].* CP0091: page is eligible/, @lines);
has_line('its variant before a choice',
         qr/variant -cp[0-9a-f]{8}: parts banner style script; language de$/,
         @lines);
is scalar(grep { /trace/ } @lines), 0, 'debug shows no trace line';

has_line('a language that the visitor prefers',
         qr/CP0092: .*; language fr, preferred by the visitor$/,
         lines('debug', '/plain.html', headers => ['Accept-Language: fr']));

my $yes = CookiePolicy::Consent::cookie(
    $httpd->fetch('debug.test', '/cookie-policy/policy.json')->body,
    'statistical');
has_line('its variant after a choice',
         qr/CP0092: page variant -cp[0-9a-f]{8}: parts link style script;/,
         lines('debug', '/a.html', cookie => $yes));

for my $row (
    [ 'JSON', '/a.json', [],
      qr/CP0090: .*neither HTML nor XHTML \(status 200, application.json\)/ ],
    [ 'a download', '/download.asis', [], qr/CP0090: .*it is a download/ ],
    [ 'a frame', '/a.html', [ headers => ['Sec-Fetch-Dest: iframe'] ],
      qr/CP0090: .*the request is not a navigation/ ],
    [ 'a style sheet', '/a.css', [],
      qr/CP0094: .*a file of this type cannot be a page/ ],
    [ 'ReportOnly', '/report/a.html', [],
      qr/CP0094: .*CookiePolicy is not On/ ],
    [ 'neither banner nor link', '/bare/a.html', [],
      qr/CP0094: .*enables neither banner nor link/ ],
    [ 'an own page', '/cookie-policy/', [],
      qr/CP0094: .*one of the module's own pages/ ],
    [ 'an unknown coding', '/b.html.zst', [],
      qr/info\].* CP0005: page left without banner: it is compressed/ ],
    [ 'a page without a tag', '/text.html', [],
      qr/info\].* CP0006: page left without banner: it does not begin/ ],
) {
    my ($name, $path, $options, $pattern) = @$row;
    my @got = lines('debug', $path, @$options);
    has_line("$name: the reason", $pattern, @got);
    is scalar(grep { /CP0091/ } @got), $path eq '/text.html' ? 1 : 0,
        "$name: eligible until its body was read, if at all";
}

@lines = lines('debug', '/b.html.gz');
has_line('gzip is decompressed', qr/CP0093: .*Content-Encoding gzip/, @lines);
has_line('then the page is eligible', qr/CP0091/, @lines);

# ------------------------------------------------------ changes of fields

@lines = lines('trace2', '/a.html');
has_line('Vary',
         qr/trace2\].* Vary: Cookie, .*Sec-Fetch-Dest.* added to -$/, @lines);
has_line('ETag', qr/trace2\].* ETag: becomes .*-cp[0-9a-f]{8}/, @lines);
is scalar(grep { /trace[34]/ } @lines), 0, 'trace2 shows nothing of trace3';

my $tag = $httpd->fetch('trace2.test', '/a.html')->header('ETag');
@lines = lines('trace2', '/a.html',
    headers => [ "If-None-Match: $tag", 'Accept: text/html',
                 'If-Modified-Since: Thu, 01 Jan 2026 00:00:00 GMT' ]);
has_line('If-None-Match', qr/ If-None-Match: .*-cp.* becomes /, @lines);
has_line('If-Modified-Since', qr/ If-Modified-Since: Thu.* becomes -$/, @lines);
cmp_ok scalar(grep { /ETag: the 304 has .*-cp/ } @lines), '>', 0,
    'the tag of the 304';
cmp_ok scalar(grep { /Security-Policy: default-src \S+ becomes .*sha256/ }
              lines('trace2', '/csp/a.html')), '>', 0, 'a policy field';

my @handled = lines('trace2', '/download.asis',
               headers => [ 'Accept: text/html', 'Accept-Encoding: gzip' ]);
has_line('Accept-Encoding', qr/trace2\].* Accept-Encoding: gzip becomes -$/,
         @handled);
has_line('and back', qr/trace2\].* Accept-Encoding: gzip again$/, @handled);

# ------------------------------------------- events of the filter, buckets

@lines = lines('trace3', '/a.html');
has_line('head', qr/trace3\].* body filter: the place in head/, @lines);
has_line('body', qr/trace3\].* body filter: body begins within \d+ bytes/,
         @lines);
has_line('the end', qr/body filter: leaves the chain after \d+ bytes were read/,
         @lines);
is scalar(grep { /trace4/ } @lines), 0, 'trace3 shows nothing of trace4';
@lines = lines('trace3', '/b.html.gz');
has_line('accepted', qr/trace3\].* decompression: the stream is accepted/,
         @lines);
has_line('decompressed', qr/decompression: ends after ${\ length $page} bytes/,
         @lines);

@lines = lines('trace4', '/a.html');
cmp_ok scalar(grep { /trace4\].* body filter: bucket \w+, \d+ bytes/ } @lines),
    '>', 0, 'each bucket';

done_testing;
