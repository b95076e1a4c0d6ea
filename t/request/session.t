# SPDX-License-Identifier: Apache-2.0
#
# A session cookie without consent is hidden from mod_session, before the
# handler and already during authentication. Rewrite rules still see the cookies
# that the browser sent.
#
# Server: own
use strict;
use warnings;

use lib 't/lib';
use CookiePolicy::Consent ();
use CookiePolicy::Httpd;
use Digest::SHA qw(sha1_base64);
use Test::More;

my $session = 'stat=R-user=ada&R-pw=lovelace&seen=yes';
my $httpd = CookiePolicy::Httpd->new(
    modules => [qw(session session_cookie auth_form authn_file authz_user
                   request rewrite)],
    files => {
        'users' => 'ada:{SHA}' . sha1_base64('lovelace') . "=\n",
        'cgi/env.pl' => "#!$^X\nprint qq{Content-Type: text/plain\\n\\n}, "
            . "map { qq{\$_=\$ENV{\$_}\\n} } sort keys %ENV;\n",
        'htdocs/in/page.txt' => 'inside', 'htdocs/open/page.txt' => 'open',
    },
    conf => conf());
$httpd->start;

my $yes = CookiePolicy::Consent::cookie(
    $httpd->fetch('on.test', '/cookie-policy/policy.json')->body,
    'statistical');

sub get {
    my ($host, $path, @cookies) = @_;
    return $httpd->fetch($host, $path, cookie => join '; ', @cookies);
}

# host, path, cookies, status, the value in the session or undef
for my $row (
    ['off.test', '/cgi/env.pl', [$session], 200, 'yes'],
    ['on.test', '/cgi/env.pl', [$session], 200, undef],
    ['on.test', '/cgi/env.pl', [$session, $yes], 200, 'yes'],
    ['report.test', '/cgi/env.pl', [$session], 200, 'yes'],
    ['pass.test', '/cgi/env.pl', [$session], 200, 'yes'],
    ['off.test', '/in/page.txt', [$session], 200, undef],
    ['on.test', '/in/page.txt', [$session], 401, undef],
    ['on.test', '/in/page.txt', [$session, $yes], 200, undef],
    ['on.test', '/in/cgi/env.pl', [$session, $yes], 200, 'yes'],
) {
    my ($host, $path, $cookies, $status, $seen) = @$row;
    my $name = "$host $path" . (@$cookies > 1 ? ', agreed' : '');
    my $res = get($host, $path, @$cookies);
    is $res->status, $status, "$name: the status is $status";
    my ($in_session) = $res->body =~ /^HTTP_SESSION=.*\bseen=(\w+)/m;
    is $in_session, $seen,
        "$name: mod_session sees " . ($seen ? 'a session' : 'no session');
}

# A rewrite rule of a directory runs after authentication and before the fixup
# of mod_session. The log is written last.
for my $path ('/in/page.txt', '/open/page.txt') {
    my $res = get('on.test', $path, 'nobody=1', $session, $yes);
    is $res->header('X-Rule'), "nobody=1; $session; $yes",
        "$path: a rewrite rule sees all cookies";
    like CookiePolicy::Httpd::slurp("$httpd->{root}/access"),
        qr/^\Q$path\E nobody=1; \Q$session\E; /m,
            "$path: the access log shows all cookies";
}

# SessionCookieRemove removes a cookie from the request; restoring the field
# must not undo that.
unlike get('remove.test', '/in/cgi/env.pl', $session, 'nobody=1', $yes)->body,
    qr/^HTTP_COOKIE=.*lovelace/m,
        'SessionCookieRemove still removes the cookie';

done_testing;

sub conf {
    my $conf = "LogFormat \"%U %{Cookie}i\" cookies\n"
        . "CustomLog \@ROOT\@/access cookies\n";
    my %hosts = ('off.test' => 'CookiePolicy Off',
        'on.test' => 'CookiePolicy On',
        'report.test' => 'CookiePolicy ReportOnly',
        'pass.test' => "CookiePolicy On\nCookiePolicyRequest pass",
        'remove.test' => "CookiePolicy On\n<Location />\n"
            . "SessionCookieRemove On\n</Location>");
    $conf .= host($_, $hosts{$_}) for sort keys %hosts;
    return $conf;
}

sub host {
    my ($name, $policy) = @_;
    return <<"CONF";
<VirtualHost *:*>
ServerName $name
$policy
CookiePolicyCookie statistical stat
ScriptAlias /cgi/ \@ROOT\@/cgi/
ScriptAlias /in/cgi/ \@ROOT\@/cgi/
<Location />
    Session On
    SessionEnv On
    SessionCookieName stat path=/
    RewriteEngine On
    RewriteCond %{HTTP_COOKIE} (.+)
    RewriteRule ^ - [E=sent:%1]
    Header set X-Rule "expr=%{reqenv:sent}"
</Location>
<Location /in>
    AuthType form
    AuthName R
    AuthFormProvider file
    AuthUserFile \@ROOT\@/users
    Require valid-user
</Location>
</VirtualHost>
CONF
}
