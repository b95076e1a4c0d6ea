# SPDX-License-Identifier: Apache-2.0
#
# A private server for the tests of content security policies: one small page
# under several configurations of the module, and every way in which a policy
# can get into a response. At /set, /always and /report the query is the policy.
package CookiePolicy::Csp;

use strict;
use warnings;

use CookiePolicy::Httpd ();

my @MODULES = qw(headers rewrite proxy proxy_http cache cache_disk);

my $FRESH = 'Header set Cache-Control max-age=600';

# Each virtual host, and its lines in addition to "CookiePolicy On".
my @HOSTS = (
    [ 'off.test',     'CookiePolicy Off' ], # the backend, too
    [ 'vary.test',    '' ],
    [ 'none.test',    "CookiePolicyReopen Off" ],
    [ 'uniform.test', 'CookiePolicyVariants uniform' ],
    [ 'mode.test',    'CookiePolicyConsentMode analytics_storage=statistical' ],
    [ 'both.test',    "CookiePolicyVariants uniform\n"
        . 'CookiePolicyConsentMode analytics_storage=statistical' ],
    [ 'sheet.test',   'CookiePolicyStylesheet /own.css?v=1' ],
    [ 'quick.test',   "CacheEnable disk /\n$FRESH" ],
    [ 'cache.test',   "CacheEnable disk /\n$FRESH\nCacheQuickHandler off" ],
);

my $SITE = <<'CONF';
CookiePolicyCookie statistical _ga
CookiePolicyCookie first-party seen
CookiePolicyCookie third-party ad
Alias /set/    @ROOT@/htdocs/
Alias /always/ @ROOT@/htdocs/
Alias /report/ @ROOT@/htdocs/
Alias /both/   @ROOT@/htdocs/
ScriptAlias /cgi/ @ROOT@/cgi/
ProxyPass /backend/ http://127.0.0.1:@PORT@/cgi/
AddCharset utf-8 .html
AddCharset iso-8859-1 .html1
AddType text/html .html1
AddType text/css .css
CacheHeader On
CacheIgnoreNoLastMod On
RewriteEngine On
RewriteMap plain int:unescape
RewriteRule ^/(set|always|report|both)/ - [E=CSP:${plain:%{QUERY_STRING}}]
<Location /set>
Header set Content-Security-Policy "%{CSP}e"
</Location>
<Location /always>
Header always set Content-Security-Policy "%{CSP}e"
</Location>
<Location /report>
Header set Content-Security-Policy-Report-Only "%{CSP}e"
</Location>
<Location /both>
Header set Content-Security-Policy "%{CSP}e"
Header always add content-security-policy "style-src 'none'"
Header add Content-Security-Policy "img-src 'self'"
</Location>
CONF

# The page has its own style and scripts, with a nonce and without.
my $PAGE = <<'HTML';
<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Page</title>
<link rel="icon" href="data:,">
<style nonce="cGFnZQ==">h1 { color: rgb(1, 2, 3) }</style>
<style>p { color: rgb(4, 5, 6) }</style></head>
<body><h1 style="margin-left: 7px">Page</h1><p onclick="own.push('click')">x</p>
<script nonce="cGFnZQ==">window.own = ['nonce']</script>
<script>window.own = (window.own || []).concat('plain')</script>
</body></html>
HTML

sub slurp {
    my ($name) = @_;
    open my $in, '<', $name or die "$name: $!\n";
    local $/;
    return scalar <$in>;
}

sub server {
    my $hosts = join '', map {
        my ($name, $lines) = @$_;
        my $on = $lines =~ /CookiePolicy Off/ ? '' : "CookiePolicy On\n";
        "<VirtualHost *:\@PORT\@>\nServerName $name\n$on$lines\n"
            . "Include \@ROOT\@/site.conf\n</VirtualHost>\n"
    } @HOSTS;
    my $httpd = CookiePolicy::Httpd->new(modules => \@MODULES,
        files => { 'htdocs/page.html'  => $PAGE,
                   'htdocs/crlf.html1' => $PAGE =~ s/\n/\r\n/gr =~ s/utf-8/iso-8859-1/r,
                   'htdocs/text.txt'   => "text\n",
                   'htdocs/own.css'    => 'section { position: sticky }',
                   'cgi/emit.pl'       => slurp('t/cgi-bin/emit.pl') },
        conf => "CacheRoot \@ROOT\@/cache\n$hosts");
    mkdir "$httpd->{root}/cache";
    chmod 0777, "$httpd->{root}/cache";
    $httpd->write('site.conf', $httpd->filled($SITE));
    return $httpd->start;
}

1;
