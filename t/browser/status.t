# SPDX-License-Identifier: Apache-2.0
#
# The status page in Chromium: wide and narrow, light and dark, without scripts.
#
# Server: own (12 s)
# Needs: browser

use strict;
use warnings;

use lib 't/lib';
use CookiePolicy::Browser ();
use CookiePolicy::Httpd;

my $long = 'n' x 63;
my $httpd = CookiePolicy::Httpd->new(
    files => { 'cgi/set.pl' => <<"CGI" }, conf => <<'CONF')->start;
#!/usr/bin/perl
print "Content-Type: text/html\\n";
print "Set-Cookie: \$_\\n" for '_ga=1', 'sid=1', '$long=1', '<b>x</b>=1';
print "\\n<!DOCTYPE html><html lang=en><head><title>x</title></head><body>x</body></html>\\n";
CGI
ScriptAlias "/cgi/" "@ROOT@/cgi/"
CookiePolicy On
CookiePolicyCookie necessary sid purpose="to know you"
CookiePolicyCookie statistical _ga purpose="to count"
<Location "/status">
    SetHandler cookie-policy-status
    Require local
</Location>
CONF

# A visitor accepts, and one refuses.
for my $choice (qw(accept refuse)) {
    $httpd->fetch('localhost', '/cgi/set.pl');
    $httpd->fetch('localhost', '/cookie-policy/choice', method => 'POST',
        form => [ choice => $choice ]);
}
exit CookiePolicy::Browser::run_with(
    { STATUS => "http://127.0.0.1:$httpd->{port}/status" }, 'status.mjs');
