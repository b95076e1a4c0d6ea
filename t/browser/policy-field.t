# SPDX-License-Identifier: Apache-2.0
#
# CookiePolicyUndeclaredSource hold in Chromium: what needs no other host works
# as before, and nothing else loads from a host that is not declared.
#
# Server: own
# Needs: browser

use strict;
use warnings;

use lib 't/lib';
use CookiePolicy::Browser ();
use CookiePolicy::Httpd;

my $page = <<'HTML';
<!DOCTYPE html><html lang="en"><head><title>x</title>
<style>h1 { color: rgb(1, 2, 3) }</style>
<script>window.inline = 1;</script></head>
<body><h1 style="margin-left: 7px" onclick="window.clicked = 1">x</h1>
<iframe id="srcdoc" srcdoc="<p>x</p><script>top.framed = 1;</script>"></iframe>
</body></html>
HTML
my $worker = <<'JS';
self.onmessage = event => {
    try { importScripts(event.data); postMessage('loaded'); }
    catch (error) { postMessage('refused'); }
};
JS
my $httpd = CookiePolicy::Httpd->new(
    files => {
        map({ ("htdocs/$_.html" => $page) } qw(hold allow)),
        'htdocs/worker.js' => $worker, 'htdocs/plain.js' => 'postMessage(1);',
        'htdocs/shared.js' => 'onconnect = e => e.ports[0].postMessage(1);',
        'htdocs/module.js' => 'export const one = 1;',
        'htdocs/service.js' => '', 'htdocs/events.es' => "data: 1\n\n",
    }, conf => <<'CONF')->start;
AddType text/javascript .js
AddType text/event-stream .es
CookiePolicy On
CookiePolicyUndeclaredSource hold
CookiePolicySource necessary allowed.test:*
<Location /allow.html>
    CookiePolicyUndeclaredSource allow
</Location>
CONF

exit CookiePolicy::Browser::run_with({ SITE_PORT => $httpd->{port} },
                                     'policy-field.mjs');
