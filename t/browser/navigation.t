# SPDX-License-Identifier: Apache-2.0
#
# Pages without a navigation of the browser: Turbo and htmx insert them into the
# document, a service worker forwards or stores them, Chromium prepares them.
# Banner, choice and script are correct in all of them.
#
# Server: own (40 s)
# Needs: browser

use strict;
use warnings;

use lib 't/lib';
use CookiePolicy::Browser ();
use CookiePolicy::Httpd;
use CookiePolicy::Port ();

my $modules = 't/browser/node_modules';
my %libraries = (
    turbo => '@hotwired/turbo/dist/turbo.es2017-umd.js',
    htmx2 => 'htmx.org/dist/htmx.js',
    htmx4 => 'htmx4/dist/htmx.js',
);
my %scripts = (plain => '', map { $_ => qq(<script src="/$_.js"></script>) }
    keys %libraries);

# A page with links, a form with a text field, and a place for a fragment. The
# last attributes are for the library.
sub page {
    my ($library, $name, %more) = @_;
    my $body = $library =~ /htmx/
        ? ' hx-boost="true" hx-boost:inherited="true"' : '';
    return <<"HTML";
<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>$library $name</title>
<link rel="icon" href="data:,">$scripts{$library}@{[ $more{head} // '' ]}</head>
<body$body>
<main><h1>$name</h1>
<p><a id="to-a" href="@{[ $more{next} // 'a.html' ]}">a</a> <a id="to-b" href="b.html">b</a>
<a id="to-c" href="c.html">c</a> <a id="to-off" href="off.html">off</a>
<a id="to-held" href="/$library/own/held.html">held</a>
<a id="to-policy" href="/cookie-policy">cookies</a></p>
@{[ $more{content} // '' ]}
<form action="/nowhere"><input id="typed" name="typed"></form>
<button id="whole" hx-get="b.html" hx-target="#place">whole page</button>
<button id="part" hx-get="part.html" hx-target="#place">part</button>
<turbo-frame id="frame" src="part.html"></turbo-frame>
<div id="place"></div></main>
</body></html>
HTML
}

my $worker = <<'JS';
async function stored(request) {
    const cache = await caches.open('pages');
    const found = await cache.match(request);
    if (found) { return found; }
    const answer = await fetch(request);
    await cache.put(request, answer.clone());
    return answer;
}
self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', event =>
    event.waitUntil(self.clients.claim()));
self.addEventListener('fetch', event => {
    if (event.request.mode !== 'navigate') { return; }
    event.respondWith(MODE === 'stored' ? stored(event.request)
        : fetch(event.request));
});
JS

my %files = (
    map({ my $library = $_;
          ((map { ("htdocs/$library/$_.html" => page($library, $_)) }
               qw(a b c off)),
           "htdocs/$library/own/held.html" => page($library, 'held',
               content => '<img id="held" alt="" src="http://other.test/x.png">'),
           "htdocs/$library/own/.htaccess" =>
               'CookiePolicySource statistical other.test',
           map { ("htdocs/$library/$_.html" => '<turbo-frame id="frame">'
                      . '<p class="part">part</p></turbo-frame>')
               } qw(part own/part))
        } keys %scripts),
    map({ ("htdocs/$_.js" => CookiePolicy::Httpd::slurp(
               "$modules/$libraries{$_}")) } keys %libraries),
    map({ my $mode = $_;
          ("htdocs/$mode/sw.js" => $worker =~ s/MODE/'$mode'/gr,
           "htdocs/$mode/a.html" => page('plain', $mode))
        } qw(forwarded stored)),
    'htdocs/plain/base.html' =>
        page('plain', 'base', head => '<base href="http://other.test/x/">'),
    'htdocs/turbo/whole.html' => page('turbo', 'whole') =~
        s{ src="part.html">}{><p class="whole">whole</p>}r,
    'htdocs/plain/morph.html' => page('turbo', 'morph', head =>
        '<meta name="turbo-refresh-method" content="morph">'),
    map({ ("htdocs/plain/$_.html" => page('plain', $_, next => "a.html?$_",
              head => '<script type="speculationrules">{"' . $_ . '":[{"urls":['
              . "\"a.html?$_\"]" . ',"eagerness":"immediate"}]}</script>'))
        } qw(prerender prefetch)),
    'htdocs/plain/link.html' => page('plain', 'link', next => 'a.html?link',
        head => '<link rel="prefetch" href="a.html?link">'),
);

my $site = <<'CONF';
CookiePolicy On
CookiePolicyConsentMode analytics_storage=statistical
CookiePolicyCookie necessary sid
CookiePolicyCookie statistical _ga
AddType text/javascript .js
<Files "off.html">
    CookiePolicyBanner Off
    CookiePolicyReopen Off
</Files>
LogFormat "%m %U%q %>s" plain
CustomLog @ROOT@/requests plain
CONF
my $uniform = CookiePolicy::Port::free();
my $httpd = CookiePolicy::Httpd->new(files => \%files, conf => <<"CONF");
Listen 127.0.0.1:$uniform
<VirtualHost *:\@PORT\@>
$site
</VirtualHost>
<VirtualHost *:$uniform>
$site
CookiePolicyVariants uniform
</VirtualHost>
CONF
$httpd->start;

exit CookiePolicy::Browser::run_with({ NAVIGATION_PORT => $httpd->{port},
                         NAVIGATION_UNIFORM => $uniform,
                         NAVIGATION_LOG => "$httpd->{root}/requests" },
                       'navigation.mjs');
