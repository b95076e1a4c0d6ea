# SPDX-License-Identifier: Apache-2.0
#
# The mappings of conf/markup in Chromium: pages as the documentation of each
# tool writes them. Each page exists twice: with one variant for each choice, and
# uniform. VENDOR is another host.
#
# Server: own (20 s)
# Needs: browser

use strict;
use warnings;

use lib 't/lib';
use CookiePolicy::Browser ();
use CookiePolicy::Httpd;
use Cwd qw(getcwd);
use Digest::SHA qw(sha256_base64);

my %page = (
    cookieconsent => <<'PAGE',
<script type="text/plain" data-category="analytics" data-service="Counter"
    data-n="1">note('inline ' + document.currentScript.dataset.n)</script>
<script type="text/plain" src="VENDOR/one.js" data-category="analytics"></script>
<script type="text/plain" data-category="ads" data-src="VENDOR/two.js"></script>
<script type="text/plain" data-category="!analytics">note('!')</script>
<script type="text/plain" data-cookiecategory="analytics">note('old')</script>
<script type="text/plain" data-category="analytics"
    data-src="DECLARED/three.js"></script>
WRITE(type="text/plain" data-category="analytics")
<script type="text/plain" src="VENDOR/module.js" data-category="analytics"
    data-service="My service" data-type="module"></script>
PAGE
    klaro => <<'PAGE',
<link rel="stylesheet" type="text/plain" data-name="youtube"
    data-href="VENDOR/x.css" data-type="text/css">
<link data-name="youtube" data-href="VENDOR/y.css" rel="stylesheet">
<script type="text/plain" data-type="application/javascript" data-name="matomo">
note('inline')</script>
<script type="text/plain" data-src="VENDOR/one.js" data-name="matomo"
    data-type="application/javascript" onload="note('loaded')"></script>
WRITE(type="text/plain" data-type="application/javascript" data-name="matomo")
<script data-type="application/javascript" data-name="youtube"
    data-src="VENDOR/two.js" charset="utf-8"></script>
<img data-name="youtube" data-src="VENDOR/x.png" alt="">
<iframe width="560" height="315" data-name="youtube" data-id="x"
    data-src="VENDOR/frame.html" allowfullscreen></iframe>
<noscript><img data-name="matomo" data-src="VENDOR/no.png" alt=""></noscript>
<script type="text/plain" data-type="module" data-src="VENDOR/module.js"
    data-name="matomo"></script>
PAGE
    cookiebot => <<'PAGE',
<script data-cookieconsent="ignore">note('ignored')</script>
<script type="text/plain" data-cookieconsent="statistics">note('inline')</script>
<script type="text/plain" src="VENDOR/one.js"
    data-cookieconsent="statistics"></script>
<script type="text/plain" data-cookieconsent="statistics, marketing">
note('both')</script>
WRITE(type="text/plain" data-cookieconsent="statistics")
<iframe data-cookieblock-src="VENDOR/frame.html"
    data-cookieconsent="marketing" allowfullscreen></iframe>
<img data-cookieblock-src="VENDOR/x.png" data-cookieconsent="marketing" alt="">
PAGE
    onetrust => <<'PAGE',
<script type="text/plain" class="optanon-category-C0002">note('inline')</script>
<script type="text/plain" class="optanon-category-C0002" src="VENDOR/one.js">
</script>
<script type="text/plain" class="optanon-category-C0002-C0004">note('two')</script>
<script type="text/plain" class="optanon-category-C0002-C0003-C0005">
note('three')</script>
<script type="text/plain" class="optanon-category-2">note('old')</script>
WRITE(type="text/plain" class="optanon-category-C0002")
<iframe class="optanon-category-C0004" data-src="VENDOR/frame.html"></iframe>
<img class="optanon-category-C0004 wide" data-src="VENDOR/x.png" alt="">
PAGE
    didomi => <<'PAGE',
<script type="didomi/javascript" data-vendor="c:googleana-4TXnJigR">
note('inline')</script>
<script type="didomi/javascript" data-vendor="iab:1" src="VENDOR/one.js"></script>
<script type="didomi/javascript" data-purposes="cookies,select_basic_ads">
note('purposes')</script>
<script type="didomi/javascript" data-vendor-raw="didomi:google"
    data-purposes="cookies" src="VENDOR/two.js"></script>
WRITE(type="didomi/javascript" data-vendor="iab:1")
PAGE
    usercentrics => <<'PAGE',
<script type="text/plain" data-usercentrics="Google Analytics">note('inline')
</script>
<script type="text/plain" src="VENDOR/one.js"
    data-usercentrics="Example Tracking Solution"></script>
WRITE(type="text/plain" data-usercentrics="Google Analytics")
<img data-src="VENDOR/x.png" width="1" height="1" alt=""
    data-usercentrics="Example Tracking Solution"/>
<iframe data-src="VENDOR/frame.html" data-usercentrics="YouTube Video"></iframe>
<iframe uc-src="VENDOR/second.html"></iframe>
PAGE
    cookieyes => <<'PAGE',
<script type="text/plain" data-cookieyes="cookieyes-analytics">note('inline')
</script>
<script type="text/plain" data-cookieyes="cookieyes-analytics"
    src="VENDOR/one.js"></script>
<script data-cookieyes="cookieyes-advertisement" src="VENDOR/two.js"></script>
<script type="text/plain" data-cli-class="cli-blocker-script"
    data-cli-category="analytics" data-cli-script-type="analytics"
    data-cli-block="true" data-cli-element-position="head">note('plugin')</script>
WRITE(type="text/plain" data-cookieyes="cookieyes-analytics")
<iframe data-cookieyes="cookieyes-advertisement" src="VENDOR/frame.html"></iframe>
PAGE
    complianz => <<'PAGE',
<link data-service="google-fonts" data-category="marketing" rel="stylesheet"
    data-href="VENDOR/x.css">
<script type="text/plain" data-service="google-analytics"
    data-category="statistics">note('inline')</script>
<script type="text/plain" data-service="google-analytics"
    data-category="statistics" data-cmplz-src="VENDOR/one.js"></script>
WRITE(type="text/plain" data-category="statistics")
<iframe data-cmplz-target="src" data-src-cmplz="VENDOR/frame.html"
    src="about:blank" class="cmplz-placeholder-element cmplz-iframe cmplz-video"
    data-service="youtube" data-category="marketing"></iframe>
<img data-category="marketing" data-service="google-maps"
    data-src-cmplz="VENDOR/x.png" src="/own.png" class="cmplz-image" alt="">
<script type="text/plain" data-script-type="module" data-service="general"
    data-category="marketing" data-cmplz-src="VENDOR/module.js"></script>
PAGE
);
# The nonce of the policy is n1. Of two scripts with a digest, one is right.
my $digest = 'sha256-' . sha256_base64("note('one');") . '=';
my $strict = <<"PAGE";
<script type="text/plain" data-category="analytics" nonce="n1"
    data-type="importmap">{"imports": {"lib": "VENDOR/module.js"}}</script>
<script type="text/plain" data-category="analytics" nonce="n1">note('nonce')</script>
<script type="text/plain" data-category="analytics" nonce="n2">note('wrong')</script>
<script type="text/plain" data-category="analytics" nonce="n1"
    integrity="$digest" crossorigin data-src="VENDOR/one.js"></script>
<script type="text/plain" data-category="analytics" nonce="n1"
    integrity="$digest" crossorigin data-src="VENDOR/two.js"></script>
<script type="text/plain" data-category="analytics" nonce="n1"
    data-type="module">import 'lib'; note('user')</script>
PAGE

my $httpd = CookiePolicy::Httpd->new;

sub add_page {
    my ($tool, $name, $body) = @_;
    my $end = q{document.write('<b id="written">x</b>')</script>};
    $body =~ s{^WRITE\((.*)\)$}{$name eq 'vary' ? "<script $1>$end" : q{}}gem;
    $body =~ s{VENDOR}{http://vendor.test:$httpd->{port}}g;
    $body =~ s{DECLARED}{http://declared.test:$httpd->{port}}g;
    $httpd->write("htdocs/$tool/$name.html", <<"PAGE");
<!DOCTYPE html><html lang="en"><title>x</title><script nonce="n1">
var ran = []; function note(what) { ran.push(what); }</script><body>
$body
PAGE
    return;
}

for my $tool (keys %page) {
    add_page($tool, $_, $page{$tool}) for qw(vary uniform);
}
add_page('cookieconsent', $_, $strict) for qw(strict strict-uniform);
for my $name (qw(one two three module)) {
    $httpd->write("htdocs/$name.js", "note('$name');");
}
$httpd->write("htdocs/$_", q{}) for qw(frame.html second.html x.css y.css);

my $conf = getcwd() . '/conf/markup';
my $maps = join q{}, map { <<"CONF" } sort keys %page;
<Location /$_>
    Include $conf/$_.conf
</Location>
CONF
$httpd->write('httpd.conf',
    $httpd->preamble . $httpd->filled(<<"CONF"));
AddType text/javascript .js
AddType text/css .css
<VirtualHost *:\@PORT\@>
ServerName vendor.test
ServerAlias declared.test
CookiePolicy Off
Header set Access-Control-Allow-Origin *
</VirtualHost>
<VirtualHost *:\@PORT\@>
ServerName on.test
CookiePolicy On
CookiePolicyCookie statistical _ga
CookiePolicyCookie first-party seen
CookiePolicyCookie third-party ad
$maps
CookiePolicySource third-party declared.test:*
<FilesMatch "uniform">
    CookiePolicyVariants uniform
</FilesMatch>
<FilesMatch "strict">
    Header set Content-Security-Policy "script-src 'nonce-n1'"
</FilesMatch>
</VirtualHost>
CONF
$httpd->start;

exit CookiePolicy::Browser::run_with({ BROWSER_SITE =>
    "http://on.test:$httpd->{port}" }, 'markup.mjs');
