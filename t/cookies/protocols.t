# SPDX-License-Identifier: Apache-2.0
#
# Every way in which a cookie can leave httpd, over HTTP/1.1, HTTP/2 in clear
# text and HTTP/2 over TLS. Without a policy all cookies are sent. With a policy
# only the necessary one is, in the final head, in interim heads and in
# trailers.
#
# Server: own (14 s)
# Needs: mod_perl
use strict;
use warnings;

use lib 't/lib';
use CookiePolicy::Backend;
use CookiePolicy::Apxs ();
use CookiePolicy::Port ();
use CookiePolicy::Client;
use CookiePolicy::Httpd;
use CookiePolicy::Page qw(without_added);
use Test::More;

my $SET = "Set-Cookie: sid=1; Path=/\r\nSet-Cookie: _ga=1; Path=/\r\n"
    . "Set-Cookie: nobody=1; Path=/\r\n";
my $END = "Content-Type: text/plain\r\nContent-Length: 4\r\n\r\nbody";
my $CLOSE = "Connection: close\r\n$END";
my @ONE_BY_ONE = split //, "HTTP/1.1 103 Early\r\nLink: </a>; rel=preload\r\n"
    . "${SET}\r\n";

my $backend = CookiePolicy::Backend->new(
    '/plain' => ["HTTP/1.1 200 OK\r\n$SET$CLOSE"],
    '/100' => ["HTTP/1.1 100 Continue\r\n$SET\r\n",
               "HTTP/1.1 200 OK\r\n$CLOSE"],
    '/102' => ["HTTP/1.1 102 Processing\r\n$SET\r\n",
               "HTTP/1.1 200 OK\r\n$CLOSE"],
    '/103' => ["HTTP/1.1 103 Early\r\nLink: </a>; rel=preload\r\n$SET\r\n",
               "HTTP/1.1 200 OK\r\n$CLOSE"],
    '/103-bytes' => [@ONE_BY_ONE, "HTTP/1.1 200 OK\r\n$CLOSE"],
    '/103-lf' => [("HTTP/1.1 103 Early\nLink: </a>; rel=preload\n$SET\n"
                       =~ s/\r//gr), "HTTP/1.1 200 OK\r\n$CLOSE"],
    '/trailers' => ["HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n"
        . "Trailer: Set-Cookie\r\nContent-Type: text/plain\r\n\r\n"
        . "4\r\nbody\r\n", "0\r\n$SET\r\n"],
    '/500' => ["HTTP/1.1 500 Oops\r\n$SET$CLOSE"],
    '/304' => ["HTTP/1.1 304 Not Modified\r\n${SET}ETag: \"x\"\r\n\r\n"],
    '/cached' => ["HTTP/1.1 200 OK\r\nCache-Control: max-age=600\r\n"
        . "ETag: \"c\"\r\n$SET$CLOSE"],
    '/101' => ["HTTP/1.1 101 Switching\r\nConnection: Upgrade\r\n"
        . "Upgrade: thing\r\n$SET\r\n", "welcome\r\n"],
    '/ws' => ["HTTP/1.1 101 Switching\r\nConnection: Upgrade\r\n"
        . "Upgrade: websocket\r\n$SET\r\n", "welcome\r\n"],
);

# Early errors precede the host's name, so these hosts have their own ports.
my %ports = map { $_ => [ map { CookiePolicy::Port::free() } 1, 2 ] }
    qw(early.test earlyoff.test);
my $tls = CookiePolicy::Port::free();
my $httpd = CookiePolicy::Httpd->new(
    modules => [qw(ssl http2 proxy proxy_http proxy_wstunnel lua cache
                   cache_disk socache_shmcb reqtimeout)],
    files => files(), conf => "CookiePolicyObserve Off\n" . conf());
my ($root, $port) = @$httpd{qw(root port)};
$httpd->make_certificate('on.test');
$httpd->start;

# ---------------------------------------------------------------- the table

# name, path, then: sees => the part of the response that contains the cookies
# (final, interim, trailer), only => the protocols that can carry it, more =>
# options for curl, all and needed => the names without and with a policy, hosts
# => the hosts without and with a policy.
my @early = (hosts => ['earlyoff.test', 'early.test']);
my @producers = (
    ['a backend', '/b/plain'],
    ['an error of a backend', '/b/500'],
    ['304 of a backend', '/b/304'],
    ['100 Continue with cookies, merged into the final head', '/b/100'],
    ['102', '/b/102', sees => 'interim'],
    ['103', '/b/103', sees => 'interim'],
    ['103 byte by byte', '/b/103-bytes', sees => 'interim'],
    ['103 with bare LF', '/b/103-lf', sees => 'interim'],
    # httpd joins them to one field. Some browsers would store _ga from it, so
    # the module removes the whole field.
    ['trailers', '/b/trailers', sees => 'trailer', only => 'h2c h2',
        needed => '', stopped => '_ga'],
    ['nph, CRLF', '/cgi-bin/nph-crlf.pl'],
    ['nph, bare LF', '/cgi-bin/nph-lf.pl', only => 'h1'], # h2: 500
    ['CGI', '/cgi-bin/set.pl'],
    ['CGI that redirects inside', '/cgi-bin/inside.pl'],
    ['CGI that redirects out of the place with the policy',
        '/strict/inside.pl', hosts => ['off.test', 'partly.test']],
    ['CGI that redirects the browser', '/cgi-bin/away.pl'],
    ['mod_headers', '/header/x.txt'],
    ['mod_headers always', '/always/x.txt'],
    ['mod_headers always, 404', '/always/nope'],
    ['416', '/always/x.txt', more => ['-H', 'Range: bytes=999999-']],
    ['416 of an own error document', '/errdoc/x.txt',
        more => ['-H', 'Range: bytes=999999-']],
    ['ErrorDocument', '/errdoc/nope'],
    ['ErrorDocument of an ErrorDocument', '/errdoc2/nope'],
    ['redirect', '/moved/x'],
    ['TRACE', '/x', @early, more => ['-X', 'TRACE']],
    ['OPTIONS *', '/', @early,
        more => ['-X', 'OPTIONS', '--request-target', '*']],
    ['414', '/' . 'x' x 9000, @early],
    ['417', '/x', @early, more => ['-H', 'Expect: tea'], only => 'h1'],
    ['400 or 431, a long field', '/x', @early,
        more => ['-H', 'X-Long: ' . 'x' x 9000]],
    ['400, an odd path', '/a%00b', @early],
    ['405', '/landed.txt', @early, more => ['-X', 'DELETE']],
    ['501', '/landed.txt', @early, more => ['-X', 'BREW']],
    ['OPTIONS', '/always/x.txt', more => ['-X', 'OPTIONS']],
    ['mod_lua', '/lua/set'],
    ['mod_lua, an error', '/lua/fail'],
    ['mod_lua, an interim response', '/lua/interim', sees => 'interim',
        all => '_ga', needed => ''],
    ['mod_lua, a hook that ends the request', '/lua/hook'],
    # mod_http2 has the directive since 2.4.58.
    (CookiePolicy::Apxs::at_least('2.4.58') ? ['H2EarlyHint', '/hint/x.txt',
        sees => 'interim', only => 'h2c h2', all => '_ga', needed => ''] : ()),
    ['mod_perl', '/perl/plain'],
    ['mod_perl, an error', '/perl/error'],
    ['mod_perl, assbackwards', '/perl/raw', only => 'h1'],
    ['mod_cache, stored and served', '/cached/cached', twice => 1],
    ['mod_cache, quick handler off', '/cached/cached', twice => 1,
        hosts => ['slowoff.test', 'slow.test']],
);
# HTTP/2 has no Upgrade and no 101 (RFC 9113, section 8.6). httpd forwards
# trailers of a backend to HTTP/2 only. mod_http2 reads a head that a handler
# wrote itself, but neither one with bare LF nor one of mod_perl.

my %curl = (
    h1  => ['--http1.1', 'http', 0],
    h2c => ['--http2-prior-knowledge', 'http', 0],
    h2  => ['--http2', 'https', 1],
);

for my $row (@producers) {
    my ($what, $path, %arg) = @$row;
    for my $transport (split ' ', $arg{only} || 'h1 h2c h2') {
        compare("$transport, $what", $transport, $path, %arg);
    }
}

sub compare {
    my ($name, $transport, $path, %arg) = @_;
    my ($offhost, $onhost) = @{ $arg{hosts} || ['off.test', 'on.test'] };
    my $sees = $arg{sees} || 'final';
    my @more = @{ $arg{more} || [] };
    my $all = $arg{all} // '_ga nobody sid';
    my @stopped = grep { $_ ne 'sid' } split ' ', $arg{stopped} // $all;

    if ($arg{twice}) {
        ask($transport, $_, $path, @more) for $offhost, $onhost;
    }
    my $off = ask($transport, $offhost, $path, @more);
    is names_in($off->{$sees}), $all,
        "$name: all cookies are sent without a policy" or diag $off->{raw};
    my $log = length $httpd->log;
    my $on = ask($transport, $onhost, $path, @more);
    is names_in($on->{$sees}), $arg{needed} // 'sid',
        "$name: only the necessary one is sent with a"
            . " policy" or diag $on->{raw};
    unlike $on->{raw}, qr/_ga=|nobody=/i,
        "$name: no other part contains another one";
    is without_added($on->{body}) =~ s/\Q$onhost\E(?::\d+)?/HOST/gr,
        $off->{body} =~ s/\Q$offhost\E(?::\d+)?/HOST/gr,
            "$name: the body is the same";
    my %lines = map { $_ => 1 }
        substr($httpd->log, $log) =~ /CP0001: [^\n]*? name="(\w+)"/g;
    is_deeply [ sort keys %lines ], \@stopped,
        "$name: each suppressed cookie is logged";
    return;
}

# Returns one response as { final, interim, trailer, body, raw }.
sub ask {
    my ($transport, $host, $path, @more) = @_;
    my ($option, $scheme, $which) = @{ $curl{$transport} };
    my $to = ($ports{$host} || [$port, $tls])->[$which];
    unlink "$root/head", "$root/body";
    system('curl', '-sk', $option, '--max-time', 60, '-D', "$root/head", '-o',
        "$root/body", '--resolve', "$host:$to:127.0.0.1", @more,
        "$scheme://$host:$to$path");
    my $head = CookiePolicy::Httpd::slurp("$root/head");
    my %seen = (interim => '', final => '', trailer => '', raw => $head,
                body => CookiePolicy::Httpd::slurp("$root/body"));
    for my $block (split /(?<=\r\n)\r\n|(?<=\n)\n/, $head) {
        my $at = $block =~ /^HTTP\/\S+ 1\d\d/ ? 'interim'
            : $block =~ /^HTTP\// ? 'final' : 'trailer';
        $seen{$at} .= $block;
    }
    is_http($transport, $seen{final});
    return \%seen;
}

sub is_http {
    my ($transport, $head) = @_;
    my $version = $transport eq 'h1' ? '1.1' : '2';
    return if $head =~ m{^HTTP/\Q$version\E }m;
    fail("$transport uses HTTP/$version");
    diag $head;
    return;
}

sub names_in {
    my ($head) = @_;
    my %names = map { $_ => 1 } map { /(?:^|, )(\w+)=/g }
        $head =~ /^Set-Cookie: (.*)/gmi;
    return join ' ', sort keys %names;
}

# ---------------------------------------- responses that only HTTP/1.1 has

for my $row (
    ['Upgrade of mod_proxy_http', '/b/101', 'thing', ''],
    ['mod_proxy_wstunnel', '/ws/ws', 'websocket',
        "Sec-WebSocket-Key: x\r\nSec-WebSocket-Version: 13\r\n"],
) {
    my ($what, $path, $protocol, $more) = @$row;
    my %seen = map {
        $_ => CookiePolicy::Client::raw($port, "GET $path HTTP/1.1\r\n"
            . "Host: $_:$port\r\nConnection: Upgrade\r\n"
            . "Upgrade: $protocol\r\n$more\r\n")
    } qw(off.test on.test);
    is names_in($seen{'off.test'}{raw}), '_ga nobody sid',
        "101, $what: all cookies are sent without a policy"
        or diag $seen{'off.test'}{raw};
    is names_in($seen{'on.test'}{raw}), 'sid',
        "101, $what: only the necessary one is sent with a policy";
    like $seen{$_}{raw}, qr{^HTTP/1.1 101 },
        "101, $what, $_: the protocol is switched",
        for keys %seen;
    like $seen{$_}{raw}, qr/\r\n\r\nwelcome\r\n\z/,
        "101, $what, $_: the new protocol is used" for keys %seen;
}

# A request that never ends is answered with 408, if the client has started to
# speak HTTP/1.1.
for my $row (['earlyoff.test', '_ga nobody sid'], ['early.test', 'sid']) {
    my ($host, $names) = @$row;
    my $slow = CookiePolicy::Client::raw($ports{$host}[0],
        "GET / HTTP/1.1\r\nHost: $host\r\n");
    is $slow->status, 408, "$host: the status is 408";
    is names_in($slow->heads), $names,
        "$host: the 408 has the cookies that the policy allows";
}

# Several requests on one kept connection: after an interim head and after heads
# of other kinds.
for my $path ('/b/103', '/b/100', '/b/102', '/always/x.txt', '/lua/set') {
    my $both = CookiePolicy::Client::raw($port, join '',
        map { "GET $_->[0] HTTP/1.1\r\nHost: on.test:$port\r\n$_->[1]\r\n" }
        [$path, ''], [$path, ''], [$path, "Connection: close\r\n"]);
    my @heads = $both->{raw} =~ m{^HTTP/1\.1 200 }mg;
    unlike $both->{raw}, qr/_ga=|nobody=/,
        "three times $path: no unconsented cookie is sent";
    # After a proxied interim response httpd may drop pipelined requests.
    cmp_ok scalar(@heads), '>=', 1, "three times $path: is answered";
}

done_testing;

# ------------------------------------------------------------------ the site

sub files {
    my $print = join '', map { "print qq{Set-Cookie: $_=1; Path=/\\n};\n" }
        qw(sid _ga nobody);
    my $nph = "HTTP/1.1 200 OK\r\n$SET$END";
    my $script = "#!$^X\n";
    return {
        'htdocs/always/x.txt' => 'text', 'htdocs/header/x.txt' => 'text',
        'htdocs/errdoc/x.txt' => 'text', 'htdocs/landed.txt' => 'landed',
        'cgi/set.pl' => "$script${print}print qq{Content-Type: text/plain\\n"
            . "\\nbody};\n",
        'cgi/away.pl' => "$script${print}print qq{Status: 302\\n"
            . "Location: http://on.test/\\n\\n};\n",
        'cgi/inside.pl' => "$script${print}print qq{Location: /landed.txt\\n"
            . "\\n};\n",
        # The bytes are encoded, because Perl would change a CR at the end of a
        # line.
        'cgi/nph-crlf.pl' => "${script}print pack 'H*', '"
            . unpack('H*', $nph) . "';\n",
        'cgi/nph-lf.pl' => "${script}print pack 'H*', '"
            . unpack('H*', $nph =~ s/\r//gr) . "';\n",
        'hook.lua' => lua(), 'Raw.pm' => perl(),
    };
}

sub lua {
    return <<'LUA';
local function cookies(r)
    for _, name in ipairs({ "sid", "_ga", "nobody" }) do
        r:setcookie{ key = name, value = "1", path = "/" }
    end
end
function set(r)
    r.content_type = "text/plain"
    cookies(r)
    r:puts("body")
    return apache2.OK
end
function fail(r)
    cookies(r)
    return 403
end
function interim(r)
    r.headers_out["Link"] = "</a>; rel=preload"
    r.headers_out["Set-Cookie"] = "_ga=1; Path=/"
    r.status = 103
    r:send_interim_response(true)
    r.status = 200
    r.content_type = "text/plain"
    r:puts("body")
    return apache2.OK
end
function hook(r)
    if r.uri ~= "/lua/hook" then
        return apache2.DECLINED
    end
    cookies(r)
    return 410
end
LUA
}

sub perl {
    return <<'PERL' =~ s/\@HEAD\@/$SET$CLOSE/r;
package Raw;
use strict;
use Apache2::RequestRec ();
use Apache2::RequestIO ();
use Apache2::Const -compile => qw(OK SERVER_ERROR);
use APR::Table ();

sub handler {
    my ($r) = @_;
    if ($r->uri eq '/perl/raw') {
        $r->assbackwards(1);
        $r->print("HTTP/1.1 200 OK\r\n@HEAD@");
        return Apache2::Const::OK;
    }
    $r->content_type('text/plain');
    my $table = $r->uri eq '/perl/error' ? $r->err_headers_out
        : $r->headers_out;
    $table->add('Set-Cookie' => "$_=1; Path=/") for qw(sid _ga nobody);
    return Apache2::Const::SERVER_ERROR if $r->uri eq '/perl/error';
    $r->print('body');
    return Apache2::Const::OK;
}
1;
PERL
}

sub conf {
    my $unpacked = $ENV{CP_UNPACKED} or die "CP_UNPACKED: run make test\n";
    my ($mod_perl) = glob "$unpacked/libapache2-mod-perl2/usr/lib/apache2/"
        . 'modules/mod_perl.so';
    my ($lib) = glob "$unpacked/libapache2-mod-perl2/usr/lib/*/perl5/*";
    my $names = join '', map { host(@$_) }
        ['off.test', 'Off', 'on'], ['on.test', 'On', 'on'],
        ['slowoff.test', 'Off', 'off'], ['slow.test', 'On', 'off'],
        ['partly.test', 'Off', 'on'], ['earlyoff.test', 'Off', 'on', 1],
        ['early.test', 'On', 'on', 1];
    my $own = <<"CONF";
LoadModule perl_module $mod_perl
PerlSwitches -I$lib -I\@ROOT\@
PerlModule Raw
Listen 127.0.0.1:$tls
SSLSessionCache none
ProxyTimeout 20
TraceEnable on
CacheRoot \@ROOT\@/cache
H2EarlyHints on
$names
CONF
    return $own;
}

# The configuration of one name on both of its ports.
sub host {
    my ($name, $mode, $quick, $early) = @_;
    my $inside = site($mode, $quick, $name eq 'partly.test')
        . ($early ? set_lines('Header add', 'early')
            . set_lines('Header always add', '')
            . "RequestReadTimeout header=1\n" : '');
    my ($plain, $secure) = @{ $ports{$name} || ['@PORT@', $tls] };
    my $listen = $ports{$name} ? "Listen 127.0.0.1:$plain\n"
        . "Listen 127.0.0.1:$secure\n" : '';
    return <<"CONF";
$listen<VirtualHost 127.0.0.1:$plain>
ServerName $name
Protocols h2c http/1.1
$inside
</VirtualHost>
<VirtualHost 127.0.0.1:$secure>
ServerName $name
Protocols h2 http/1.1
SSLEngine On
SSLCertificateFile \@ROOT\@/cert.pem
SSLCertificateKeyFile \@ROOT\@/key.pem
$inside
</VirtualHost>
CONF
}

sub set_lines {
    my ($directive, $more) = @_;
    return join '', map { "$directive Set-Cookie \"$_=1; Path=/\" $more\n" }
        qw(sid _ga nobody);
}

sub site {
    my ($mode, $quick, $partly) = @_;
    my $set = set_lines('Header always add', '');
    my $plain = set_lines('Header add', '');
    my $back = 'http://127.0.0.1:' . $backend->port;
    return <<"CONF";
CookiePolicy $mode
CookiePolicyCookie necessary sid
CookiePolicyCookie statistical _ga
DocumentRoot \@ROOT\@/htdocs
AddType text/plain .txt
ScriptAlias /cgi-bin/ \@ROOT\@/cgi/
ScriptAlias /strict/ \@ROOT\@/cgi/
CacheEnable disk /cached/
CacheQuickHandler $quick
ProxyPass /b/ $back/ upgrade=thing
ProxyPass /cached/ $back/
ProxyPass /ws/ ws://127.0.0.1:@{[ $backend->port ]}/
<Location /strict>
    CookiePolicy @{[ $partly ? 'On' : $mode ]}
</Location>
<Location /always>
$set</Location>
<Location /header>
$plain</Location>
<Location /moved>
$set    Redirect /landed.txt
</Location>
<Location /errdoc>
    ErrorDocument 404 /cgi-bin/set.pl
    ErrorDocument 416 /cgi-bin/set.pl
</Location>
<Location /errdoc2>
$set    ErrorDocument 404 /errdoc2-next/nope
</Location>
<Location /hint>
    H2PushResource add /a.css
    <IfDirective H2EarlyHint>
        H2EarlyHint Set-Cookie "_ga=1; Path=/"
    </IfDirective>
</Location>
LuaMapHandler ^/lua/(set|fail|interim)\$ \@ROOT\@/hook.lua \$1
LuaHookFixups \@ROOT\@/hook.lua hook
<Location /perl>
    SetHandler modperl
    PerlResponseHandler Raw
</Location>
CONF
}
