# SPDX-License-Identifier: Apache-2.0
#
# Pages that Chromium renders in advance, and a choice before the visitor opens
# them: prerender.mjs.
#
# Server: own
# Needs: browser

use strict;
use warnings;

use lib 't/lib';
use CookiePolicy::Browser ();
use CookiePolicy::Httpd;
use CookiePolicy::Port ();

my $other = CookiePolicy::Port::free();
my $from = "http://cdn.test:$other";
my $head = '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">'
    . '<title>Page</title><link rel="icon" href="data:,">';
my $content = qq(<script src="$from/tag.js"></script>)
    . qq(<img alt="" src="$from/pixel.gif">)
    . qq(<iframe title="film" src="$from/frame.html"></iframe>);
my %files = (
    'htdocs/next.html' => "$head</head><body><h1>next</h1>$content</body></html>",
    'htdocs/other.html' => "$head</head><body><h1>other</h1></body></html>",
);
for my $how (qw(prerender prefetch)) {
    $files{"htdocs/$how.html"} = qq($head<script type="speculationrules">)
        . qq({"$how":[{"urls":["next.html"],"eagerness":"immediate"}]}</script>)
        . '</head><body><h1>start</h1><a href="next.html">next</a></body></html>';
}
my $site = <<'CONF';
CookiePolicy On
CookiePolicyCookie third-party ad
CookiePolicySource third-party cdn.test:*
CONF
my $uniform = CookiePolicy::Port::free();
my $httpd = CookiePolicy::Httpd->new(files => \%files, conf => <<"CONF");
<VirtualHost *:\@PORT\@>
ServerName vary.test
$site
</VirtualHost>
Listen 127.0.0.1:$uniform
<VirtualHost *:\@PORT\@ *:$uniform>
ServerName uniform.test
$site
CookiePolicyVariants uniform
</VirtualHost>
CONF
$httpd->start;

exit CookiePolicy::Browser::run_with({ SITE_PORT => $httpd->{port},
                         OTHER_PORT => $other, UNIFORM_PORT => $uniform }, 'prerender.mjs');
