# SPDX-License-Identifier: Apache-2.0
#
# Ways to get a cookie past the policy that once worked: by an attacker, by an
# unusual site or by an unusual configuration. Each of them stays closed.
#
# Server: own (5 s)
use strict;
use warnings;

use lib 't/lib';
use IO::Socket::INET ();
use Test::More;

use CookiePolicy::Backend;
use CookiePolicy::Consent ();
use CookiePolicy::Httpd;

my $perl = "#!/usr/bin/perl\nuse strict; use warnings; \$| = 1;\n";
my $ok_head = 'Content-Type: text/plain\\r\\nContent-Length: 2\\r\\n\\r\\nok';
my $sets = 'HTTP/1.1 200 OK\\r\\nSet-Cookie: _ga=1\\r\\n' . $ok_head;

my %nph = (
    'set' => qq{print "$sets";},
    'icy' => qq{print "ICY 200 OK\\r\\nSet-Cookie: _ga=1\\r\\n$ok_head";},
    'junk' => qq{print "HTTP/1.1 103 E\\r\\n\\r\\n", "x" x 100, "$sets";},
    'long' => qq{print "HTTP/1.1 200 OK\\r\\nX: ", "y" x 70000,
        "\\r\\n$ok_head";},
    'hints' => qq{print "HTTP/1.1 103 E\\r\\n\\r\\n" for 1 .. 70;
        print "HTTP/1.1 200 OK\\r\\n$ok_head";},
    # The final response follows when the client has the interim one, or after a
    # minute.
    'slow' => qq{print "HTTP/1.1 103 E\\r\\nLink: </a>\\r\\n\\r\\n";
        for (1 .. 600) {
            last if -e '../arrived';
            select undef, undef, undef, 0.1;
        }
        print "HTTP/1.1 200 OK\\r\\n$ok_head";},
);
my %files = map { ("cgi/nph-$_.pl" => "$perl$nph{$_}\n",
                   "ro/nph-$_.pl" => "$perl$nph{$_}\n") } keys %nph;

my $echo = CookiePolicy::Httpd::slurp('t/cgi-bin/echo.pl');
my $emit = CookiePolicy::Httpd::slurp('t/cgi-bin/emit.pl');
my $page = "<html><body>page</body></html>\n";
my $shows = '[<!--#echo var="HTTP_COOKIE" -->]';
my $log_in = "AuthType Basic\nAuthName x\nRequire valid-user\n"
    . "AuthUserFile \@ROOT\@/users\nOptions +MultiViews +Includes\n";
my $h = CookiePolicy::Httpd->new(
    modules => [qw(rewrite include session session_cookie auth_basic authn_file
                   authz_user negotiation)],
    files => {
        %files,
        'cgi/echo.pl' => $echo, 'app/echo.pl' => $echo,
        'cgi/emit.pl' => $emit,
        'offcgi/redir.pl' => "#!/bin/sh\nprintf 'Location: /app/echo.pl\\n\\n'\n",
        'htdocs/x.html' => $page, 'htdocs/x.txt' => "x\n",
        'htdocs/err.txt' => "err\n", 'htdocs/bad/x.txt' => "x\n",
        'htdocs/shop/x.html' => $page,
        'htdocs/seen.txt' => "seen\n", 'htdocs/unseen.txt' => "unseen\n",
        'htdocs/open/x.txt' => "x\n", 'htdocs/gpc/x.txt' => "x\n",
        'htdocs/open/inc.shtml' => '<!--#include virtual="/app/echo.pl" -->',
        'htdocs/strict/.htaccess' => "CookiePolicy On\nRewriteEngine On\n"
            . "RewriteRule ^ - [CO=_ga:1:localhost]\n"
            . "DirectoryIndex /open/x.txt\n",
        'htdocs/fall/.htaccess' => "CookiePolicy On\nRewriteEngine On\n"
            . "RewriteRule ^ - [CO=_ga:1:localhost]\n"
            . "FallbackResource /open/x.txt\n",
        'htdocs/app2/.htaccess' => "RewriteEngine On\n"
            . "RewriteRule ^start\$ second [L]\n"
            . "RewriteCond %{HTTP_COOKIE} _ga=\n"
            . "RewriteRule ^second\$ /seen.txt [L]\n"
            . "RewriteRule ^second\$ /unseen.txt [L]\n",
        'htdocs/if/.htaccess' => "RewriteEngine On\n"
            . "RewriteRule ^start\$ second.txt [L]\n"
            . "<If \"%{HTTP_COOKIE} =~ /_ga/\">\nHeader set X-If yes\n</If>\n",
        'htdocs/if/second.txt' => "x\n",
        (map { ("htdocs/$_/in.shtml" => $shows) } qw(front users loose)),
        'users' => "u:{SHA}UeaYkqtJ34XGIwzMV/jh0WBsrMw=\n",
    },
    conf => <<'CONF' =~ s/CTL/\x01/r =~ s/LOG_IN/$log_in/gr);
ScriptAlias /cgi/ @ROOT@/cgi/
ScriptAlias /app/ @ROOT@/app/
ScriptAlias /ro/ @ROOT@/ro/
ScriptAlias /open/cgi/ @ROOT@/offcgi/
CookiePolicy On
CookiePolicyCategory measure optout
CookiePolicySignal GPC measure
CookiePolicyCookie necessary sid
CookiePolicyCookie measure m
CookiePolicyCookie statistical _ga cart* "x y"
ErrorDocument 404 /err.txt
LogFormat "%U|%{Cookie}i" c
CustomLog @ROOT@/access c
AddType text/html .shtml
AddOutputFilter INCLUDES .shtml
<Directory @ROOT@/htdocs>
    Options +Includes +Indexes +FollowSymLinks +ExecCGI
</Directory>
<Location /x.txt>
    ErrorDocument 416 /cgi/nph-set.pl
</Location>
<Location /bad/>
    Header always set X-Bad "aCTLb"
    ErrorDocument 500 /cgi/nph-set.pl
</Location>
<Location /open/>
    CookiePolicy Off
</Location>
<Location /ro/>
    CookiePolicy ReportOnly
</Location>
<Location /app/>
    Session On
    SessionCookieName sneaky path=/
    SessionEnv On
</Location>
<Location /shop/>
    CookiePolicyCookie necessary cart
</Location>
<Directory @ROOT@/htdocs/front>
    DirectoryIndex in.shtml
    CookiePolicyCookie necessary _ga
    <Files in.shtml>
        CookiePolicyCookie statistical _ga
    </Files>
</Directory>
<Directory @ROOT@/htdocs/users>
    LOG_IN
    CookiePolicyCookie necessary _ga
    <Files in.shtml>
        CookiePolicyCookie statistical _ga
    </Files>
</Directory>
<Directory @ROOT@/htdocs/loose>
    LOG_IN
    <Files in.shtml>
        CookiePolicyCookie necessary _ga
    </Files>
</Directory>
<Location /gpc/>
    Header set Set-Cookie "m=1"
</Location>
CONF
$h->start;

sub get { return $h->fetch('localhost', @_) }

sub sets_ga {
    return scalar grep { /^_ga=[^;]/ } $_[0]->all('Set-Cookie');
}

sub env_of {
    my ($response, $name) = @_;
    return $response->body =~ /^$name=(.*)$/m ? $1 : '';
}

# Returns the access log when it has a line that matches. httpd writes the line
# after it has sent the response.
sub logged {
    my ($pattern) = @_;
    for (1 .. 1200) {
        my $log = CookiePolicy::Httpd::slurp("$h->{root}/access");
        return $log if $log =~ $pattern;
        select undef, undef, undef, 0.05;
    }
    return '';
}

# --- httpd detects an error inside of the protocol filters, and an nph- script
# sends the error document
is sets_ga(get('/x.txt', headers => ['Range: bytes=999-'])), 0,
    'an nph- ErrorDocument for 416 sets no unconsented cookie';
is sets_ga(get('/bad/x.txt')), 0,
    'an nph- ErrorDocument for the 500 of an invalid field sets none';

# --- Firefox reads heads that violate HTTP
unlike get('/cgi/nph-icy.pl')->{raw}, qr/_ga=/, '"ICY" is a status line';
unlike get('/cgi/nph-junk.pl')->{raw}, qr/_ga=/,
    'bytes between an interim head and the next head do not hide a cookie';

# --- mod_dir redirects the request to a place without the policy
is sets_ga(get('/strict/')), 0, 'DirectoryIndex in a place without the policy';
is sets_ga(get('/fall/nope')), 0,
    'FallbackResource in a place without the policy';

# --- The request is mapped to another file with its own rules after the module
# has hidden cookies for the first time
my @user = (headers => ['Authorization: Basic dTp1', 'Accept: */*']);
for my $row (
    ['/front/', '(none)', 'an index file'],
    ['/users/in', '(none)', 'a negotiated file that requires a log-in'],
    ['/loose/in', '_ga=1',
        'a negotiated file that declares the cookie as necessary'],
) {
    my ($path, $seen, $what) = @$row;
    my $res = get($path, cookie => '_ga=1', @user);
    is $res->body, "[$seen]",
        "$what: the file sees the cookie only if its rules allow it";
    is get($path, cookie => '_ga=1; sid=2', @user)->body,
        $seen eq '_ga=1' ? '[_ga=1; sid=2]' : '[sid=2]',
            "$what: the same with a second cookie";
}

# --- <Limit> does not restrict directives of the module: httpd would apply them
# to every method
for my $line ('CookiePolicy Off', 'CookiePolicyCookie necessary a',
    'CookiePolicyBanner Off', 'CookiePolicyLanguage en',
    'CookiePolicyMaxLifetime statistical 1d') {
    my ($taken, $why) = CookiePolicy::Httpd::verdict(conf =>
        "<Location />\n<Limit POST>\n$line\n</Limit>\n</Location>\n");
    ok !$taken, "$line in <Limit> is refused";
    like $why, qr/CookiePolicy\w* cannot occur within <Limit>/,
        'the message names the directive and <Limit>';
}

# --- A shared cache between the server and visitors with and without GPC
my $plain = get('/gpc/x.txt');
is scalar($plain->all('Set-Cookie')), 1, 
    'an optout cookie passes without GPC';
is scalar(get('/gpc/x.txt', headers => ['Sec-GPC: 1'])->all('Set-Cookie')), 0,
    'an optout cookie is suppressed with GPC';
like join(',', $plain->all('Vary')), qr/Sec-GPC/i, 'Vary contains Sec-GPC';

# --- The value of a hidden cookie must not become a cookie of its own
for my $field ('x=1,sid=forged', 'x=1, sid=forged', '_ga=1, sid=forged',
               ', sid=forged', 'sid=true; x=1,sid=forged') {
    my $seen = env_of(get('/cgi/echo.pl', cookie => $field), 'HTTP_COOKIE');
    unlike $seen, qr/(?:^|;)\s*sid=forged/,
        "Cookie: $field yields no cookie sid=forged" or diag $seen;
}

# --- A second consent cookie, planted by an attacker, must not undo a refusal
my $policy = get('/cookie-policy/policy.json')->body;
my $no = CookiePolicy::Consent::cookie($policy);
my $yes = CookiePolicy::Consent::cookie($policy,
    CookiePolicy::Consent::asked($policy));
is scalar($_->all('Set-Cookie')), 0, 'a refused optout cookie is suppressed'
    for get('/gpc/x.txt', cookie => $no);
is scalar($_->all('Set-Cookie')), 0,
    'a refusal holds if a second consent cookie grants'
    for get('/gpc/x.txt', cookie => "$no; $yes");

# --- Subrequests, variables with another name, sessions
unlike get('/open/inc.shtml', cookie => 'sid=1; _ga=7')->body, qr/_ga=7/,
    'SSI of a page without policy includes a place with a policy';
is env_of(get('/open/cgi/redir.pl', cookie => 'sid=1; _ga=7'),
          'REDIRECT_HTTP_COOKIE') =~ /_ga/ ? 1 : 0, 0,
    'REDIRECT_HTTP_COOKIE contains no hidden cookie';
is env_of(get('/app/echo.pl', cookie => 'sid=1; sneaky=user=bob'),
          'HTTP_SESSION'), '',
              'mod_session does not see a hidden cookie in its fixup';

# --- Names that violate the grammar of a token, in a second Cookie field
my $two = get('/cgi/echo.pl', headers => ['Cookie: sid=1', 'Cookie: x y=2']);
unlike env_of($two, 'HTTP_COOKIE'), qr/x y=/, 'a name with a blank is hidden';

# --- Rewrite rules and the log still see hidden cookies
is get('/app2/start', cookie => 'sid=1; _ga=1')->body, "seen\n",
    'RewriteCond sees them after an internal redirect';
is get('/if/start', cookie => 'sid=1; _ga=1')->header('X-If'), 'yes',
    '<If> sees them after an internal redirect';
get('/missing', cookie => '_ga=1');
like logged(qr/^\/missing\|/m), qr/^\/missing\|_ga=1$/m,
    'the access log shows them for an ErrorDocument';

# --- ReportOnly changes no byte
like get('/ro/nph-long.pl')->{raw}, qr/\r\n\r\nok\z/,
    'ReportOnly sends a long raw head unchanged';
like get('/ro/nph-hints.pl')->{raw}, qr/\r\n\r\nok\z/,
    'ReportOnly sends 70 interim heads';

# --- An early hint must be sent at once, not with the final response
my $socket = IO::Socket::INET->new(PeerAddr => "127.0.0.1:$h->{port}");
print $socket "GET /cgi/nph-slow.pl HTTP/1.1\r\nHost: localhost\r\n\r\n";
sysread $socket, my $first, 1000;
like $first, qr/^HTTP\/1\.1 103 /, 'the 103 of an nph- script is sent';
unlike $first, qr/^HTTP\/1\.1 200 /m, 'it is sent before the script continues';
$h->write('arrived', '');
like do { local $/; <$socket> }, qr/^HTTP\/1\.1 200 .*\r\nok\z/s,
    'the final response follows';

# --- The log contains no value of a cookie
get('/cgi/emit.pl?h=Set-Cookie:%20SECRET1');
get('/cgi/emit.pl?h=Set-Cookie:%20%3DSECRET2');
unlike $h->log, qr/SECRET/, 'the value of a nameless cookie is not logged';

# --- Deletions contain nothing that the request chose
my @deleted = get('/x;Domain=evil.example;y/z', cookie => '_ga=1')
    ->all('Set-Cookie');
is scalar(grep { /evil/ } @deleted), 0,
    'the path of a request adds no attribute to a deletion';
is scalar(grep { /^cart=/ } get('/x.html', cookie => 'cart=full')
    ->all('Set-Cookie')), 0, 'a cookie that a section allows is not deleted';

$h->stop;
done_testing;
