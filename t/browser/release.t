# SPDX-License-Identifier: Apache-2.0
#
# After a choice, a page that may hold content is loaded again, and a uniform
# page releases the content in document order.
#
# Server: own (15 s)
# Needs: browser

use strict;
use warnings;

use lib 't/lib';
use CookiePolicy::Browser ();
use CookiePolicy::Httpd;

# The pages note each load and each script in the storage of the window.
my $log = '<script>function note(what) { sessionStorage.log ='
    . " (sessionStorage.log || '') + what + ' '; }</script>";
my $varying = "<!DOCTYPE html><title>x</title>$log<script>note('load')"
    . '</script><p>x';
# The page as the server sends it to visitors who may not see the content.
my $held = 'data-cookie-policy-held="third-party" ';
my $uniform = <<"PAGE";
<!DOCTYPE html><title>x</title>$log<script>note('load')</script>
<script ${held}data-cookie-policy-src="/one.js" type="text/plain"></script>
<script ${held}type="text/plain" data-x="1">note('two ' + document.currentScript.dataset.x)</script>
<script ${held}data-cookie-policy-src="/three.js" data-cookie-policy-type="module" type="text/plain"></script>
<script data-cookie-policy-held="statistical" type="text/plain">note('statistical')</script>
<script data-cookie-policy-held="" type="text/plain">note('undeclared')</script>
<script ${held}type="text/plain">note('four')</script>
<iframe ${held}src="/held.html" data-cookie-policy-src="/frame.html"></iframe>
<img ${held}data-cookie-policy-src="/x.png" alt="">
<svg><image ${held}data-cookie-policy-xlink:href="/x.svg"></image></svg>
PAGE
my $httpd = CookiePolicy::Httpd->new(files => {
    'htdocs/vary/page.html' => $varying,
    'htdocs/vary/other.html' => $varying,
    'htdocs/none/page.html' => $varying,
    'htdocs/uniform/page.html' => $uniform,
    'htdocs/one.js' => "note('one');",
    'htdocs/three.js' => "note('three');",
    'htdocs/frame.html' => '<!DOCTYPE html>x',
    'htdocs/held.html' => '<!DOCTYPE html>x',
}, conf => <<'CONF');
<VirtualHost *:@PORT@>
ServerName on.test
CookiePolicy On
CookiePolicyCookie statistical _ga
CookiePolicyCookie third-party ad
AddType text/javascript .js
<Location /vary>
    CookiePolicySource third-party media.example
</Location>
<Location /uniform>
    CookiePolicySource third-party media.example
    CookiePolicyVariants uniform
</Location>
</VirtualHost>
CONF
$httpd->start;

exit CookiePolicy::Browser::run_with({ BROWSER_SITE =>
    "http://on.test:$httpd->{port}" }, 'release.mjs');
