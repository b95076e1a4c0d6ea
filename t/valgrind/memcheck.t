# SPDX-License-Identifier: Apache-2.0
#
# make test-valgrind: one httpd under memcheck, with bounds for each pool
# allocation (t/memory/pools.c), and requests for every kind of response that
# the module changes. memcheck must find neither an error nor a leak, and
# memory must not grow from N rounds to 2N.
#
# Server: own
# Needs: pools
# Sanitizers: no (valgrind cannot run programs that have them)
use strict;
use warnings;

use lib 't/lib';
use CookiePolicy::Backend;
use CookiePolicy::Client;
use CookiePolicy::Httpd;
use Cwd qw(getcwd);
use POSIX ();
use Test::More;

use constant { WARM_UP => 4, ROUNDS => 10, PATIENCE => 120 };
# The allowed difference of the two halves: APR's allocators keep nodes of 8 KiB
# for the next request, and their number varies.
use constant GROWTH => 64 * 1024;

my $SET = join '', map { "Set-Cookie: $_=1; Path=/\r\n" } qw(sid _ga nobody);
my $END = "Content-Type: text/plain\r\nConnection: close\r\n"
    . "Content-Length: 4\r\n\r\nbody";
my $backend = CookiePolicy::Backend->new(
    '/b/plain' => ["HTTP/1.1 200 OK\r\n$SET$END"],
    '/b/103' => [(split //, "HTTP/1.1 103 Early\r\n$SET\r\n"),
                 "HTTP/1.1 200 OK\r\n$SET$END"],
    '/b/100' => ["HTTP/1.1 100 Continue\r\n$SET\r\nHTTP/1.1 200 OK\r\n$END"],
    '/b/trailers' => ["HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n"
        . "Content-Type: text/html\r\n\r\n6\r\n<html>\r\n",
        "6\r\n<body>\r\n0\r\n$SET\r\n"],
    '/b/page' => ["HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
        . "ETag: \"x\"\r\nConnection: close\r\n\r\n<html><bo",
        "dy class='a'>text"],
    '/b/cached' => ["HTTP/1.1 200 OK\r\nCache-Control: max-age=600\r\n"
        . "ETag: \"c\"\r\n$SET$END"],
    '/b/101' => ["HTTP/1.1 101 Switching\r\nConnection: Upgrade\r\n"
        . "Upgrade: thing\r\n$SET\r\n", "welcome\r\n"],
    '/b/broken' => ["HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
        . "Content-Length: 5000\r\n\r\n<html><body"],
);
my $httpd = CookiePolicy::Httpd->new(files => files(), conf => conf(),
    modules => [qw(http2 proxy proxy_http cache cache_disk deflate rewrite
                   include negotiation)]);
my ($root, $port) = @$httpd{qw(root port)};
my $log = "$root/valgrind.log";
my @valgrind = ('env', 'LD_PRELOAD=' . getcwd() . "/$ENV{CP_BUILD}/pools.so",
    'valgrind', '--leak-check=full', '--show-leak-kinds=definite',
    '--errors-for-leak-kinds=definite', '--num-callers=30',
    '--child-silent-after-fork=yes', '--gen-suppressions=all',
    '--suppressions=' . getcwd() . '/t/valgrind/httpd.supp',
    "--log-file=$log", "--vgdb-prefix=$root/vgdb");
$httpd->start(tool => \@valgrind, patience => PATIENCE);

my ($agreed, $refused) = map { choice("choice=$_") } qw(accept refuse);
my @asked = requests();
for my $row (@asked) {
    my ($what, $ask, $want) = @$row;
    like $ask->(), $want, $what;
}
round() for 2 .. WARM_UP;
my @use = in_use();
for (1 .. 2) {
    round() for 1 .. ROUNDS;
    push @use, in_use();
}
my $growth = $use[2] - $use[1];
note sprintf '%d bytes after %d requests, %d after %d, %d after %d',
    map { ($use[$_], @asked * (WARM_UP + $_ * ROUNDS)) } 0 .. 2;
cmp_ok abs $growth, '<=', GROWTH,
    "memory after N and after 2N requests differs by $growth bytes";
$httpd->stop;

my $said = CookiePolicy::Httpd::slurp($log);
like $said, qr/ERROR SUMMARY: 0 errors from 0 contexts/,
    'memcheck reports no error'
    or diag $said;
like $said, qr/definitely lost: 0 bytes|All heap blocks were freed/,
    'no memory is lost';
unlike $httpd->log, qr/exit signal|Segmentation/, 'no process has crashed';
my $suppressed = CookiePolicy::Httpd::slurp('t/valgrind/httpd.supp');
unlike $suppressed, qr/^\s*(?:fun:cp_|obj:.*cookie_policy)/m,
    'no error of the module is suppressed';

done_testing;

# ------------------------------------------------------------------- measuring

sub round {
    $_->[1]->() for @asked;
    return;
}

# Returns the bytes that httpd has allocated, as memcheck counts them. memcheck
# answers between two instructions of httpd, so requests keep httpd from
# sleeping.
sub in_use {
    my $out = "$root/in-use";
    my $pid = fork() // die "fork: $!\n";
    if (!$pid) {
        open STDOUT, '>', $out or POSIX::_exit(1);
        open STDERR, '>&', \*STDOUT;
        exec 'vgdb', "--vgdb-prefix=$root/vgdb", "--pid=$httpd->{pid}",
            qw(leak_check summary any) or POSIX::_exit(127);
    }
    my $until = time + PATIENCE;
    while (waitpid($pid, POSIX::WNOHANG) == 0) {
        $httpd->fetch('on.test', '/x.txt');
        kill KILL => $pid if time > $until;
    }
    my $said = CookiePolicy::Httpd::slurp($out);
    my @found = $said =~ /(?:lost|reachable|suppressed): ([\d,]+)/g;
    @found >= 4 or die "vgdb says:\n$said";
    my $sum = 0;
    $sum += tr/,//dr for @found;
    return $sum;
}

# --------------------------------------------------------------- requests

# name, code that sends the request and returns the response, pattern
sub requests {
    my $json = ['Accept: application/json'];
    my @cookies = (cookie => '_ga=1; sid=2; nobody=3; cookies_preferences=x');
    return (
        get('a page', 'on.test', '/page.html', qr/"banner"/),
        get('a visitor who accepted', 'on.test', '/page.html', qr/"reopen"/,
            cookie => $agreed),
        get('a visitor who refused', 'on.test', '/page.html', qr/"reopen"/,
            cookie => "$refused; _ga=1"),
        get('a signal', 'on.test', '/page.html', qr/"banner"/,
            headers => ['Sec-GPC: 1', 'Accept-Language: de;q=0.3, fr']),
        get('a large page', 'on.test', '/large.html', qr/"banner"/),
        get('a page without a body element', 'on.test',
            '/frames.html', qr/frameset/),
        get('a compressed page', 'on.test', '/deflated/page.html',
            qr/Content-Encoding: gzip/, headers => ['Accept-Encoding: gzip']),
        get('HEAD', 'on.test', '/page.html', qr/^HTTP\S+ 200/,
            method => 'HEAD'),
        get('a 304', 'on.test', '/x.txt', qr/^HTTP\S+ 304/,
            headers => ['If-None-Match: *']),
        get('a range', 'on.test', '/page.html', qr/^HTTP\S+ 20[06]/,
            headers => ['Range: bytes=5-40']),
        get('a 416', 'on.test', '/x.txt', qr/^HTTP\S+ 416/,
            headers => ['Range: bytes=99999-']),
        get('cookies', 'on.test', '/cookies/x.txt', qr/^Set-Cookie: sid=1/m,
            @cookies),
        get('unusual cookies', 'on.test', '/odd/x.txt', qr/^HTTP\S+ 200/),
        get('the cookies that a CGI sees', 'on.test', '/cgi/echo.pl',
            qr/HTTP_COOKIE=sid=2/, @cookies),
        # A section declares _ga as necessary, so only the other cookie is a
        # leftover.
        get('leftovers', 'on.test', '/page.html', qr/^Set-Cookie: _gat=;/m,
            cookie => '_ga=1; _ga=2; _gat=3'),
        get('an invalid consent cookie', 'on.test', '/page.html', qr/"banner"/,
            cookie => 'cookies_preferences=2.9.x; cookies_preferences=' x 30),
        get('.htaccess', 'on.test', '/ht/page.html', qr/"banner"/),
        get('<If>', 'on.test', '/if/x.txt', qr/^HTTP\S+ 200/, @cookies),
        get('SSI', 'on.test', '/x.shtml', qr/undecided/),
        get('ReportOnly', 'report.test', '/cookies/x.txt', qr/_ga=1/,
            @cookies),
        get('CookiePolicy Off', 'off.test',
            '/cookies/x.txt', qr/_ga=1/, @cookies),
        get('CookiePolicyVariants uniform', 'uniform.test',
            '/page.html', qr/<body/),
        get('a 404', 'on.test', '/cookies/none', qr/^HTTP\S+ 404/),
        get('an error document', 'on.test', '/doc/none', qr/"banner"/),
        get('a 403', 'on.test', '/closed/x', qr/^HTTP\S+ 403/),
        get('a redirect', 'on.test', '/moved/x', qr/^HTTP\S+ 302/),
        get('TRACE', 'on.test', '/x', qr/^HTTP\S+ 200/, method => 'TRACE'),
        get('OPTIONS *', 'on.test', '*', qr/^HTTP\S+ 200/,
            method => 'OPTIONS'),
        get('nph', 'on.test', '/cgi/nph-set.pl', qr/^Set-Cookie: sid=1/m),
        get('a head without end', 'on.test', '/cgi/nph-long.pl', qr/^/),
        (map { get("a backend's $_", 'on.test', "/b/$_", qr/^HTTP\S+ [12]/) }
            qw(plain 103 100 trailers page broken cached cached)),
        get('an upgrade', 'on.test', '/b/101', qr/^HTTP\S+ 101/,
            headers => ['Upgrade: thing', 'Connection: upgrade']),
        get('policy page', 'on.test', '/cookie-policy', qr/<table/),
        get('policy page, agreed', 'on.test', '/cookie-policy', qr/<table/,
            cookie => $agreed),
        get('policy.json', 'on.test', '/cookie-policy/policy.json',
            qr/"version"/),
        get('no such page', 'on.test', '/cookie-policy/nothing',
            qr/^HTTP\S+ 404/),
        post('accept', qr/^HTTP\S+ 303/, form => { choice => 'accept' }),
        post('save', qr/^HTTP\S+ 303/, form => [ choice => 'save',
            grant => 'statistical', return => '/page.html?a=b' ]),
        post('save as JSON', qr/"granted"/, headers => $json,
            form => { choice => 'save' }, cookie => "$agreed; _ga=1"),
        post('a foreign site', qr/^HTTP\S+ 403/, form => { choice => 'save' },
            headers => ['Sec-Fetch-Site: cross-site']),
        post('an unknown category', qr/^HTTP\S+ 400/,
            form => [ choice => 'save', grant => 'x' x 300 ]),
        post('bytes', qr/^HTTP\S+ 400/, form => \"%zz=%\0&&&=&choice=%"),
        post('another type', qr/^HTTP\S+ 415/, body => '{}',
            headers => ['Content-Type: application/json']),
        post('too much', qr/^HTTP\S+ 413/, form => \('a=b&' x 20_000)),
        get('another method', 'on.test', '/cookie-policy/choice',
            qr/^HTTP\S+ 405/),
        raw('no HTTP request', "\r\n\r\n\0\1\2 nonsense\r\n\r\n", qr/ 400 /),
        raw('no host', "GET / HTTP/1.1\r\n\r\n", qr/ 400 /),
        raw('a long line', 'GET /' . 'x' x 9000 . " HTTP/1.1\r\n\r\n",
            qr/ 414 /),
        raw('HTTP/0.9', "GET /page.html\r\n", qr/<body|400/),
        raw('three requests at once', join('', map {
                "GET /$_ HTTP/1.1\r\nHost: on.test\r\n\r\n"
            } qw(page.html cookies/x.txt)) . "GET /page.html HTTP/1.1\r\n"
            . "Host: on.test\r\nConnection: close\r\n\r\n",
            qr/"banner".*sid=1.*"banner"/s),
        [ 'a client that closes early', \&leaves, qr/^/ ],
        (map { my $path = $_;
               [ "HTTP/2 $path", sub { http2($path) }, qr/^HTTP\S+ [2345]/ ]
             } qw(/page.html /cookies/x.txt /doc/none /cgi/nph-set.pl /b/103
                  /b/trailers /cookie-policy /moved/x)),
    );
}

sub get {
    my ($what, $host, $path, $want, @arg) = @_;
    return [ $what, sub { $httpd->fetch($host, $path, @arg)->{raw} }, $want ];
}

sub post {
    my ($what, $want, @arg) = @_;
    return get("choice: $what", 'on.test', '/cookie-policy/choice', $want,
        method => 'POST', @arg);
}

sub raw {
    my ($what, $bytes, $want) = @_;
    return [ $what, sub { CookiePolicy::Client::raw($port, $bytes)->{raw} },
             $want ];
}

sub leaves {
    my $socket = $httpd->listens or die "port $port: $!\n";
    print $socket "GET /large.html HTTP/1.1\r\nHost: on.test\r\n\r\n";
    close $socket;
    return '';
}

sub http2 {
    my ($path) = @_;
    return scalar `curl -si --max-time 60 --http2-prior-knowledge \\
        -H 'Cookie: _ga=1; sid=2' -H 'Host: on.test' http://127.0.0.1:$port$path`;
}

sub choice {
    my ($form) = @_;
    my $res = $httpd->fetch('on.test', '/cookie-policy/choice',
        method => 'POST', form => \$form);
    my ($cookie) = map { /^(cookies_preferences=[^;]+)/ }
        $res->all('Set-Cookie');
    return $cookie // die 'no choice: ' . $res->{raw};
}

# ------------------------------------------------------------------ the site

sub files {
    my $perl = "#!$^X\n";
    my $page = "<!DOCTYPE html><html lang=\"en\"><head><title>a</title></head>"
        . "<body>text</body></html>\n";
    my $echo = CookiePolicy::Httpd::slurp('t/cgi-bin/echo.pl');
    my $nph = "HTTP/1.1 200 OK\r\n$SET$END";
    return {
        (map { ("htdocs/$_/page.html" => $page, "htdocs/$_/x.txt" => 'text') }
            qw(. ht if cookies odd deflated doc)),
        'htdocs/large.html' => $page =~ s/text/'<p>text<\/p>' x 20_000/er,
        'htdocs/frames.html' => '<html><frameset><frame></frameset></html>',
        'htdocs/x.shtml' => '<!--#echo var="COOKIE_POLICY" -->',
        'htdocs/ht/.htaccess' => "CookiePolicyCookie necessary ht\n"
            . "CookiePolicyBanner On top\n",
        'cgi/echo.pl' => $echo,
        'cgi/nph-set.pl' => "${perl}print pack 'H*', '"
            . unpack('H*', $nph) . "';\n",
        'cgi/nph-long.pl' => "${perl}print qq{HTTP/1.1 200 OK\\r\\n};\n"
            . "print qq{X: } . 'x' x 2000 . qq{\\r\\n} for 1 .. 50;\n",
    };
}

sub conf {
    my $site = <<'CONF';
CookiePolicyCookie necessary sid lifetime=session
CookiePolicyCookie statistical _ga _ga* /^_g[a-z]+$/ provider="Who" purpose="to count"
<Location "/cookies">
    Header always add Set-Cookie "sid=1"
    Header always add Set-Cookie "_ga=1; Max-Age=99999999"
    Header add Set-Cookie "nobody=1"
</Location>
CONF
    my $hosts = join '', map {
        "<VirtualHost *:*>\nServerName $_->[0].test\nCookiePolicy $_->[1]\n"
            . "$site$_->[2]</VirtualHost>\n"
    } ['on', 'On', on()], ['report', 'ReportOnly', ''], ['off', 'Off', ''],
      ['uniform', 'On', "CookiePolicyVariants uniform\n"];
    return <<"CONF" . $hosts;
Protocols h2c http/1.1
H2Direct on
H2MaxWorkers 3
ThreadsPerChild 3
TraceEnable on
ProxyTimeout 60
LogLevel cookie_policy:debug
CacheRoot \@ROOT\@/cache
CONF
}

sub on {
    my $port = $backend->port;
    return <<"CONF";
CookiePolicyMaxLifetime statistical 30d
<Location "/odd">
    Header always add Set-Cookie "=_ga=1"
    Header always add Set-Cookie "a\\tb=1"
    Header always add Set-Cookie "sid=1, _ga=2; Expires=Thu, 01 Jan 2099 00:00:00 GMT"
    Header always add Set-Cookie "_ga=; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0"
    Header always add Set-Cookie ""
    Header always add Set-Cookie2 "_ga=1"
</Location>
<If "%{REQUEST_URI} =~ m#^/if/#">
    CookiePolicyCookie necessary _ga
</If>
<Location "/deflated">
    SetOutputFilter DEFLATE
</Location>
<Location "/doc">
    ErrorDocument 404 /page.html
</Location>
<Location "/closed">
    Require all denied
</Location>
AddType text/html .shtml
AddOutputFilter INCLUDES .shtml
<Directory "\@ROOT\@/htdocs">
    Options +Includes
    AllowOverride All
</Directory>
ScriptAlias /cgi/ \@ROOT\@/cgi/
RewriteEngine On
RewriteRule "^/moved/" "/page.html" [R=302,CO=_ga:1:.on.test:60:/]
CacheEnable disk /b/cached
ProxyPass /b/101 http://127.0.0.1:$port/b/101 upgrade=thing
ProxyPass /b/ http://127.0.0.1:$port/b/ disablereuse=on
CONF
}
