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
use Digest::SHA qw(sha256_base64);

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
<iframe ${held}src="/held.html" name="cookie-policy-held-1"
    data-cookie-policy-src="/frame.html"></iframe>
<img ${held}data-cookie-policy-src="/x.png" alt="">
<svg><image ${held}data-cookie-policy-xlink:href="/x.svg"></image></svg>
PAGE
# Elements whose attribute "type" is their own.
my $types = <<"PAGE";
<!DOCTYPE html><title>x</title>
<form><input id="picture" ${held}type="image" data-cookie-policy-src="/x.png" alt="x"></form>
<video><source ${held}type="video/webm" data-cookie-policy-src="/x.webm"></video>
<link ${held}type="text/css" rel="stylesheet" data-cookie-policy-href="/x.css">
<object ${held}data="/held.html" data-cookie-policy-data="/frame.html" data-cookie-policy-type="text/html"></object>
PAGE
# The first script never arrives; a browser does not load the second one.
my $slow = <<"PAGE";
<!DOCTYPE html><title>x</title>$log
<script ${held}data-cookie-policy-src="/never.js" type="text/plain"></script>
<script ${held}data-cookie-policy-src="/one.js" nomodule type="text/plain"></script>
<script ${held}type="text/plain">note('next')</script>
PAGE
# The nonce of the policy is n1.
my $nonce = <<"PAGE";
<!DOCTYPE html><title>x</title><script nonce="n1">function note(what) {
sessionStorage.log = (sessionStorage.log || '') + what + ' '; }</script>
<script ${held}nonce="n1" type="text/plain">note('nonce')</script>
<script ${held}nonce="n2" type="text/plain">note('wrong')</script>
<script ${held}nonce="n1" data-cookie-policy-src="/one.js" type="text/plain"></script>
<script ${held}data-cookie-policy-src="/three.js" type="text/plain"></script>
<script ${held}nonce="n1" type="text/plain">note('last')</script>
PAGE
my $digest = 'sha256-' . sha256_base64("note('one');") . '=';
my $integrity = <<"PAGE";
<!DOCTYPE html><title>x</title>$log
<script ${held}integrity="$digest" data-cookie-policy-src="/one.js" type="text/plain"></script>
<script ${held}integrity="$digest" data-cookie-policy-src="/three.js" type="text/plain"></script>
<script ${held}type="text/plain">note('last')</script>
PAGE
my $map = <<"PAGE";
<!DOCTYPE html><title>x</title>$log
<script ${held}data-cookie-policy-type="importmap" type="text/plain">{"imports": {"lib": "/three.js"}}</script>
<script ${held}data-cookie-policy-type="module" type="text/plain">import 'lib'; note('user')</script>
PAGE
my $trusted = <<"PAGE";
<!DOCTYPE html><title>x</title>$log
<script ${held}type="text/plain">note('inline')</script>
<script ${held}data-cookie-policy-src="/one.js" type="text/plain"></script>
<iframe ${held}src="/held.html" data-cookie-policy-srcdoc="text"></iframe>
<img ${held}data-cookie-policy-src="/x.png" alt="">
PAGE
# A visitor's text, after a filter that permits all attributes data-*.
my $mark = 'data-cookie-policy-held="necessary" ';
my $foreign = <<"PAGE";
<!DOCTYPE html><html lang="en"><title>x</title>$log
<form id="cookiePolicy"><input name="refresh"></form>
<img ${mark}data-cookie-policy-onerror="note('handler')" data-cookie-policy-src="/none.png" alt="">
<iframe ${mark}data-cookie-policy-src=" java\tscript:parent.note('address')"></iframe>
<a ${mark}data-cookie-policy-href="javascript:note('link')">x</a>
<p ${mark}data-cookie-policy-style="color: red">x
<img id="last" ${mark}data-cookie-policy-data-src="/late.png" data-cookie-policy-src="/x.png" alt="">
PAGE
# Scripts of this policy may add others; the page itself may not. The policy is
# a field of the application.
my $dynamic = <<"CGI";
#!/bin/sh
cat <<'EOF'
Content-Type: text/html; charset=utf-8
Content-Security-Policy-Report-Only: script-src 'nonce-n3' 'strict-dynamic'
Content-Security-Policy: script-src 'nonce-n1' 'strict-dynamic'

<!DOCTYPE html><title>x</title><script nonce="n1">function note(what) {
sessionStorage.log = (sessionStorage.log || '') + what + ' '; }</script>
<script ${held}data-cookie-policy-src="/one.js" type="text/plain"></script>
<script ${held}type="text/plain">note('inline')</script>
<script ${held}nonce="n2" data-cookie-policy-src="/one.js" type="text/plain"></script>
<script ${held}nonce="n1" data-cookie-policy-src="/three.js" type="text/plain"></script>
<script ${held}nonce="n1" type="text/plain">note('last')</script>
EOF
CGI
my $httpd = CookiePolicy::Httpd->new(files => {
    'htdocs/vary/page.html' => $varying,
    'htdocs/vary/other.html' => $varying,
    'htdocs/none/page.html' => $varying,
    'htdocs/uniform/page.html' => $uniform,
    'htdocs/uniform/types.html' => $types,
    'htdocs/uniform/slow.html' => $slow,
    'htdocs/uniform/nonce.html' => $nonce,
    'htdocs/uniform/integrity.html' => $integrity,
    'htdocs/uniform/map.html' => $map,
    'htdocs/uniform/trusted.html' => $trusted,
    'htdocs/uniform/untrusted.html' => $trusted,
    'htdocs/uniform/foreign.html' => $foreign,
    'cgi/dynamic' => $dynamic,
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
ScriptAlias /uniform/dynamic.html @ROOT@/cgi/dynamic
<Location /vary>
    CookiePolicySource third-party media.example
</Location>
<Location /uniform>
    CookiePolicySource third-party media.example
    CookiePolicyVariants uniform
</Location>
<Location /uniform/foreign.html>
    CookiePolicyBanner On bottom end
</Location>
<Location /uniform/nonce.html>
    Header set Content-Security-Policy "script-src 'nonce-n1'"
</Location>
<Location /uniform/trusted.html>
    Header set Content-Security-Policy "require-trusted-types-for 'script'; \
        trusted-types cookie-policy"
</Location>
<Location /uniform/untrusted.html>
    Header set Content-Security-Policy "require-trusted-types-for 'script'; \
        trusted-types other"
</Location>
</VirtualHost>
CONF
$httpd->start;

exit CookiePolicy::Browser::run_with({ BROWSER_SITE =>
    "http://on.test:$httpd->{port}" }, 'release.mjs');
