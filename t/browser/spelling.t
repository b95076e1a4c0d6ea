# SPDX-License-Identifier: Apache-2.0
#
# Spellings of a cookie, compared with Chromium: each line of a corpus is stored
# directly, through httpd without a policy, through httpd with a policy, and
# from a head that a script writes itself.
#
# Server: own (32 s)
# Needs: browser

use strict;
use warnings;

use lib 't/lib';
use CookiePolicy::Browser ();
use CookiePolicy::Httpd;
use CookiePolicy::Port ();

use constant NAMES => 60; # keep0 to keep59 are declared as necessary

my $origin = CookiePolicy::Port::free();
my $keep = join ' ', map { "keep$_" } 0 .. NAMES - 1;
my $site = <<"CONF";
CookiePolicyCookie necessary $keep
CookiePolicyCookie statistical _ga _ga*
ProxyPass /cgi/ !
ProxyPass / http://127.0.0.1:$origin/
ScriptAlias /cgi/ \@ROOT\@/cgi/
CONF

my $nph = do {
    open my $in, '<', 't/cgi-bin/nph-emit.pl' or die $!;
    local $/;
    <$in>;
};
my $httpd = CookiePolicy::Httpd->new(modules => [qw(proxy proxy_http)],
    files => { 'cgi/nph-emit.pl' => $nph }, conf => <<"CONF");
LimitRequestLine 60000
ProxyTimeout 20
<VirtualHost *:*>
ServerName off.test
CookiePolicy Off
$site
</VirtualHost>
<VirtualHost *:*>
ServerName on.test
CookiePolicy On
LogLevel cookie_policy:error
$site
</VirtualHost>
CONF
$httpd->start;

exit CookiePolicy::Browser::run_with({ SPELLING_HTTPD => $httpd->{port},
                         SPELLING_ORIGIN => $origin,
                         SPELLING_NAMES => NAMES }, 'spelling.mjs');
