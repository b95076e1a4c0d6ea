# SPDX-License-Identifier: Apache-2.0
#
# The banner in every chain of content producers and filters. The visitor gets
# the same page as without the module, with the banner in it.
#
# Server: own
# Needs: php
use strict;
use warnings;

use lib 't/lib';
use CookiePolicy::Httpd;
use CookiePolicy::Port ();
use CookiePolicy::Page qw(added_elements without_added);
use IO::Compress::Gzip ();
use IO::Uncompress::Gunzip ();
use Test::More;

my $page = "<!DOCTYPE html>\n<html lang=\"en\"><head><title>Page</title></head>"
    . "\n<body>\n<p>Some old text.</p>\n</body></html>\n";
my $php_port = CookiePolicy::Port::free();
my $httpd = CookiePolicy::Httpd->new(
    modules => [qw(autoindex deflate filter include proxy proxy_fcgi
                   negotiation proxy_html proxy_http ratelimit substitute xml2enc)],
    files => files(), conf => conf());
my $php = start_php();
$httpd->start;
END { kill TERM => $php if $php }

my @ZIP = ('Accept-Encoding: gzip, br');
my @BROWSER = (@ZIP, 'Accept: text/html,application/xhtml+xml,*/*;q=0.8');

sub ask {
    my ($host, $path, @headers) = @_;
    my $res = $httpd->fetch($host, $path, headers => \@headers);
    my $body = $res->body;
    $res->{plain} = $body;
    if (($res->header('Content-Encoding') // '') eq 'gzip') {
        IO::Uncompress::Gunzip::gunzip(\$body => \$res->{plain})
            or die "gunzip of $path\n";
    }
    return $res;
}

sub log_of {
    my ($path) = @_;
    my @lines = grep { /CP0005/ } split /\n/, $httpd->log;
    return $lines[-1] // '';
}

# ------------------------------------------------------- one banner per page

# name, path, is the response compressed for a visitor who accepts gzip
my @pages = (
    ['a file', '/plain.html', 0],
    ['a file, SetOutputFilter DEFLATE', '/set/plain.html', 1],
    ['a file, AddOutputFilterByType DEFLATE', '/type/plain.html', 1],
    ['a file, FilterDeclare CONTENT_SET', '/declared/plain.html', 1],
    ['a file that is stored compressed', '/stored/page.html', 0],
    ['a file that is stored compressed, DEFLATE', '/set/stored/page.html', 1],
    ['a CGI', '/cgi/page.pl', 0],
    ['a CGI that compresses where it may', '/cgi/may.pl', 0],
    ['a CGI that compresses where it may, DEFLATE', '/set-cgi/may.pl', 1],
    ['a CGI that always compresses', '/cgi/always.pl', 0],
    ['a CGI that always compresses, DEFLATE', '/set-cgi/always.pl', 1],
    ['PHP by FastCGI', '/php/page.php', 0],
    ['PHP that compresses where it may', '/php/zipped.php', 0],
    ['a backend', '/proxied/cgi/page.pl', 0],
    ['a backend that compresses where it may', '/proxied/cgi/may.pl', 0],
    ['a backend that compresses where it may, DEFLATE',
        '/set-proxied/cgi/may.pl', 1],
    ['a backend that always compresses, DEFLATE',
        '/set-proxied/cgi/always.pl', 1],
    ['mod_include', '/included/page.shtml', 0],
    ['mod_include, DEFLATE', '/set/page.shtml', 1],
    ['mod_substitute', '/substituted/plain.html', 0],
    ['mod_proxy_html', '/rewritten/cgi/page.pl', 0],
    ['mod_proxy_html, DEFLATE', '/set-rewritten/cgi/page.pl', 1],
    ['mod_autoindex', '/listed/', 0],
    ['mod_autoindex, DEFLATE', '/set-listed/', 1],
    ['RATE_LIMIT', '/limited/plain.html', 0],
    ['INFLATE and DEFLATE already', '/both/cgi/always.pl', 1],
    ['an error document that DEFLATE compresses', '/set/nope', 1],
);
for my $row (@pages) {
    my ($what, $path, $zipped) = @$row;
    my $plain = ask('off.test', $path);
    for my $way ([], \@BROWSER, \@ZIP) {
        my $name = @$way == 2 ? "$what, a browser" : @$way ? "$what, a robot"
            : $what;
        my $on = ask('on.test', $path, @$way);
        is_deeply [ grep { $_ eq 'banner' } @{ added_elements($on->{plain}) } ],
            ['banner'],
                "$name: there is one banner" or diag $on->head, log_of();
        is without_added($on->{plain}), $plain->{plain},
            "$name: the rest is the original page";
        is $on->header('Content-Encoding') // 'identity',
            $zipped && @$way ? 'gzip' : 'identity', "$name: the coding is"
            . ' that which httpd alone would choose';
        my $length = $on->header('Content-Length');
        is $length // length $on->body, length $on->body,
            "$name: Content-Length is the length";
    }
}

# ----------------------------------------------- codings that are not supported

# t/page/compressed.t tests labels that are wrong.
for my $row (['zstd', 'zstd'], ['twice', 'gzip, br']) {
    my ($name, $encoding) = @$row;
    my $off = ask('off.test', "/cgi/$name.pl", @BROWSER);
    my $on = ask('on.test', "/cgi/$name.pl", @BROWSER);
    is $on->body, $off->body, "$name: the bytes are unchanged";
    is $on->header('Content-Encoding'), $encoding,
        "$name: Content-Encoding is unchanged";
    like log_of(), qr/it is compressed; let httpd compress it/,
        "$name: the log contains the remedy";
}

# --------------------------------------- Accept-Encoding as the application
# sees it

for my $row (
    ['a page', '/cgi/seen.pl', \@BROWSER, ''],
    ['Sec-Fetch-Dest: document', '/cgi/seen.pl',
        [@ZIP, 'Sec-Fetch-Dest: document'], ''],
    ['a script', '/cgi/seen.pl', [@BROWSER, 'Sec-Fetch-Dest: script'],
        'gzip, br'],
    ['an image over http', '/cgi/seen.pl', [@ZIP, 'Accept: image/avif,*/*'],
        'gzip, br'],
    ['fetch()', '/cgi/seen.pl', [@BROWSER, 'X-Requested-With: XMLHttpRequest'],
        'gzip, br'],
    ['behind mod_proxy', '/proxied/cgi/seen.pl', \@BROWSER, ''],
    ['FastCGI', '/php/seen.php', \@BROWSER, ''],
) {
    my ($what, $path, $headers, $seen) = @$row;
    like ask('on.test', $path, @$headers)->{plain}, qr/seen: \[\Q$seen\E\]/,
        "$what: the application gets the codings that the module can read";
    like ask('off.test', $path, @$headers)->{plain}, qr/seen: \[gzip, br\]/,
        "$what: without a policy it gets all";
}
like CookiePolicy::Httpd::slurp("$httpd->{root}/access"),
    qr{^/cgi/seen\.pl gzip, br$}m,
        'the access log shows all codings of the request';

# ---------------------------------------------- two servers with this module

my $inner = ask('on.test', '/plain.html');
is $inner->header('Cookie-Policy'), 'seen',
    'a page with a banner has the field Cookie-Policy: seen';
my $outer = ask('outer.test', '/plain.html', @BROWSER);
is scalar(@{ added_elements($outer->{plain}) }),
    scalar(@{ added_elements($inner->{plain}) }),
        'through two servers the page has one banner';
is $outer->body, $inner->body, 'it is the banner of the inner server';
is $outer->header('ETag'), $inner->header('ETag'),
    'the entity tag is that of the inner server';
is scalar(grep { $_ eq 'cookie' } $outer->list('Vary')), 1,
    'Vary is that of the inner server';

done_testing;

# ------------------------------------------------------------------- the site

sub files {
    my $packed;
    IO::Compress::Gzip::gzip(\$page => \$packed);
    my $hex = unpack 'H*', $packed;
    my $script = "#!$^X\nbinmode STDOUT;\n";
    my $type = 'print qq{Content-Type: text/html\n};';
    my %files = (
        'htdocs/plain.html' => $page,
        'htdocs/stored/page.html.gz' => $packed,
        'htdocs/page.shtml' => $page =~ s/old/<!--#echo var="GREETING" -->/r,
        'htdocs/listed/a.txt' => 'a', 'htdocs/listed/b.txt' => 'b',
        'htdocs/lost.html' => $page =~ s/old/lost/r,
        'cgi/page.pl' => "${script}$type print qq{\n}, <<'END';\n${page}END\n",
        'cgi/always.pl' => "${script}$type print qq{Content-Encoding: gzip\n"
            . "ETag: \"z\"\n\n}, pack 'H*', '$hex';\n",
        'cgi/may.pl' => "${script}$type if ((\$ENV{HTTP_ACCEPT_ENCODING} // '')"
            . " =~ /gzip/) {\nprint qq{Content-Encoding: gzip\n\n},"
            . " pack 'H*', '$hex';\n}\nelse { print qq{\n}, <<'END' }\n"
            . "${page}END\n",
        'cgi/seen.pl' => "${script}$type print qq{\n<!DOCTYPE html><html><body>"
            . "seen: [}, \$ENV{HTTP_ACCEPT_ENCODING} // '', ']</body>';\n",
        'htdocs/php/page.php' => $page =~ s/old/<?php echo "old"; ?>/r,
        'htdocs/php/zipped.php' => "<?php ob_start('ob_gzhandler'); ?>$page",
        'htdocs/php/seen.php' => '<!DOCTYPE html><html><body>seen: [<?php '
            . 'echo $_SERVER["HTTP_ACCEPT_ENCODING"] ?? ""; ?>]</body>',
    );
    for my $row (['zstd', 'zstd'], ['twice', 'gzip, br']) {
        my ($name, $encoding) = @$row;
        $files{"cgi/$name.pl"} = "${script}$type print qq{Content-Encoding: "
            . "$encoding\n\n}, 'not really';\n";
    }
    return \%files;
}

# Starts Debian's php-cgi, which t/tools/deps has unpacked.
sub start_php {
    my $unpacked = $ENV{CP_UNPACKED} or die "CP_UNPACKED: run make test\n";
    my ($program) = glob "$unpacked/php-cgi/usr/bin/php-cgi8*";
    my $pid = fork() // die "fork: $!\n";
    if (!$pid) {
        open STDERR, '>', "$httpd->{root}/php.out";
        exec $program, '-n', '-b', "127.0.0.1:$php_port"
            or die "exec $program: $!\n";
    }
    for (1 .. 1200) {
        return $pid if IO::Socket::INET->new(PeerAddr => '127.0.0.1',
                                             PeerPort => $php_port);
        select undef, undef, undef, 0.05;
    }
    die "PHP did not start: ", CookiePolicy::Httpd::slurp(
        "$httpd->{root}/php.out"), "\n";
}

sub conf {
    my $site = site();
    return <<"CONF";
LogFormat "%U %{Accept-Encoding}i" encodings
CustomLog \@ROOT\@/access encodings
LogLevel cookie_policy:info
<VirtualHost *:*>
ServerName off.test
CookiePolicy Off
$site
</VirtualHost>
<VirtualHost *:*>
ServerName on.test
CookiePolicy On
$site
</VirtualHost>
<VirtualHost *:*>
ServerName outer.test
CookiePolicy On
CookiePolicyCookie necessary other
ProxyPass / http://127.0.0.1:\@PORT\@/
RequestHeader set Host on.test
ProxyPreserveHost On
</VirtualHost>
CONF
}

sub site {
    return <<"CONF";
CookiePolicyCookie statistical _ga
ScriptAlias /cgi/ \@ROOT\@/cgi/
ScriptAlias /set-cgi/ \@ROOT\@/cgi/
ScriptAlias /both/cgi/ \@ROOT\@/cgi/
Alias /set \@ROOT\@/htdocs
Alias /type \@ROOT\@/htdocs
Alias /declared \@ROOT\@/htdocs
Alias /included \@ROOT\@/htdocs
Alias /substituted \@ROOT\@/htdocs
Alias /limited \@ROOT\@/htdocs
Alias /set-listed \@ROOT\@/htdocs/listed
SetEnv GREETING old
AddEncoding gzip .gz
AddType text/html .shtml
AddOutputFilter INCLUDES .shtml
<Directory \@ROOT\@/htdocs>
    Options Indexes Includes FollowSymLinks
    AllowOverride None
    Require all granted
</Directory>
<Directory \@ROOT\@/htdocs/stored>
    Options MultiViews
</Directory>
<LocationMatch ^/set>
    SetOutputFilter DEFLATE
    ErrorDocument 404 /set/lost.html
</LocationMatch>
<Location /type>
    AddOutputFilterByType DEFLATE text/html
</Location>
<Location /declared>
    FilterDeclare zip CONTENT_SET
    FilterProvider zip DEFLATE "%{CONTENT_TYPE} =~ m#^text/html#"
    FilterChain zip
</Location>
<Location /substituted>
    AddOutputFilterByType SUBSTITUTE text/html
    Substitute "s/old/new/n"
</Location>
<Location /limited>
    SetOutputFilter RATE_LIMIT
    SetEnv rate-limit 400
</Location>
<Location /both>
    SetOutputFilter INFLATE;DEFLATE
</Location>
<Location /rewritten>
    ProxyHTMLEnable On
    ProxyHTMLURLMap http://inside.test/ /rewritten/
</Location>
<Location /set-rewritten>
    ProxyHTMLEnable On
    ProxyHTMLURLMap http://inside.test/ /set-rewritten/
</Location>
ProxyPass /proxied/ http://127.0.0.1:\@PORT\@/
ProxyPass /set-proxied/ http://127.0.0.1:\@PORT\@/
ProxyPass /rewritten/ http://127.0.0.1:\@PORT\@/
ProxyPass /set-rewritten/ http://127.0.0.1:\@PORT\@/
<FilesMatch \\.php\$>
    SetHandler "proxy:fcgi://127.0.0.1:$php_port"
    ProxyFCGIBackendType GENERIC
</FilesMatch>
CONF
}
