# SPDX-License-Identifier: Apache-2.0
#
# Warnings at start-up: undeclared cookies of httpd's own modules (CP0012), a
# policy in sections only (CP0013), the script of Consent Mode at the end of the
# page (CP0040), Consent Mode that takes consent to statistics for consent to
# advertising (CP0222), and undeclared content in uniform pages (CP0110) or in
# pages that mod_cache sends before it is known that it is held (CP0111), and a
# policy field that is too long for other software (CP0112).
#
# Server: own
use strict;
use warnings;

use lib 't/lib';
use CookiePolicy::Httpd;
use Test::More;

my $session = "<Location \"/app\">\nSessionCookieName sess path=/\n</Location>\n";
my $sticky = "<Proxy \"balancer://b\">\nBalancerMember \"http://127.0.0.1:1\"\n"
    . "ProxySet stickysession=ROUTE|r\n</Proxy>\n";
my $header = 'Header add Set-Cookie "ROUTEID=.%{BALANCER_WORKER_ROUTE}e; '
    . "path=/\" env=BALANCER_ROUTE_CHANGED\n";
my $many = join '', map {
    "CookiePolicySource third-party host-$_.media.example\n" } 1 .. 200;
my $section = "<Location \"/app\">\nCookiePolicy On\n</Location>\n";

# name, lines of the virtual host, the warning
my $hold = "<Location \"/app\">\nCookiePolicyUndeclaredSource hold\n</Location>\n";
my @table = (
    ['undeclared content in a section, and the quick handler',
        "CookiePolicy On\nCacheEnable disk /\n$hold", [CP0111 => 'httpd.conf:']],
    ['the same without the quick handler',
        "CookiePolicy On\nCacheQuickHandler off\nCacheEnable disk /\n$hold"],
    ['the same without a cache', "CookiePolicy On\n$hold"],
    ['undeclared content in a section and in the host', "CookiePolicy On\n"
        . "CookiePolicyUndeclaredSource hold\nCacheEnable disk /\n$hold"],
    ['an undeclared session cookie', "CookiePolicy On\n$session",
        [CP0012 => 'sess']],
    ['a declared one',
        "CookiePolicy On\nCookiePolicyCookie necessary sess\n$session"],
    ['undeclared cookies allowed',
        "CookiePolicy On\nCookiePolicyUndeclared allow\n$session"],
    ['no policy', "CookiePolicy Off\n$session"],
    ['an undeclared route of a balancer', "CookiePolicy On\n$sticky",
        [CP0012 => 'ROUTE']],
    ['a declared route',
        "CookiePolicy On\nCookiePolicyCookie necessary ROUTE\n$sticky"],
    ['an undeclared route set by mod_headers', "CookiePolicy On\n$header",
        [CP0012 => 'ROUTEID']],
    ['the same, always', "CookiePolicy On\n"
        . ($header =~ s/Header add/Header always set/r),
        [CP0012 => 'ROUTEID']],
    ['a declared one of mod_headers',
        "CookiePolicy On\nCookiePolicyCookie necessary ROUTEID\n$header"],
    ['another field of mod_headers',
        "CookiePolicy On\nHeader set X-Set-Cookie \"a=b\"\n"],
    ['the cookie of mod_usertrack', "CookiePolicy On\nCookieTracking On\n"
        . "CookieName visitor\n", [CP0012 => 'visitor']],
    ['undeclared content in uniform pages', "CookiePolicy On\n"
        . "CookiePolicyVariants uniform\nCookiePolicyUndeclaredSource hold\n",
        [CP0110 => 'uniform']],
    ['the same in a section', "CookiePolicy On\nCookiePolicyVariants uniform\n"
        . "<Location \"/app\">\nCookiePolicyUndeclaredSource hold\n</Location>\n",
        [CP0110 => 'httpd.conf:']],
    ['uniform pages in a section', "CookiePolicy On\n"
        . "CookiePolicyUndeclaredSource hold\n"
        . "<Location \"/app\">\nCookiePolicyVariants uniform\n</Location>\n",
        [CP0110 => 'httpd.conf:']],
    ['both in a section', "CookiePolicy On\n<Location \"/app\">\n"
        . "CookiePolicyVariants uniform\nCookiePolicyUndeclaredSource hold\n"
        . "</Location>\n", [CP0110 => 'httpd.conf:']],
    ['both in one section and the next', "CookiePolicy On\n"
        . "<Location \"/app\">\nCookiePolicyUndeclaredSource hold\n"
        . "<If \"true\">\nCookiePolicyVariants uniform\n</If>\n</Location>\n",
        [CP0110 => 'httpd.conf:']],
    ['a section of a uniform host whose pages vary', "CookiePolicy On\n"
        . "CookiePolicyVariants uniform\n<Location \"/app\">\n"
        . "CookiePolicyVariants vary\nCookiePolicyUndeclaredSource hold\n"
        . "</Location>\n"],
    ['uniform pages in a section that is Off', "CookiePolicy On\n"
        . "CookiePolicyUndeclaredSource hold\n<Location \"/app\">\n"
        . "CookiePolicy Off\nCookiePolicyVariants uniform\n</Location>\n"],
    ['undeclared content in pages that vary',
        "CookiePolicy On\nCookiePolicyUndeclaredSource hold\n"],
    ['a long policy field', "CookiePolicy On\n$many"
        . "CookiePolicyUndeclaredSource hold\n", [CP0112 => 'of the server']],
    ['a long policy field in a section', "CookiePolicy On\n$many$hold",
        [CP0112 => 'httpd.conf:']],
    ['many sources, whose pages have no field', "CookiePolicy On\n$many"],
    ['uniform pages without a policy', "CookiePolicy Off\n"
        . "CookiePolicyVariants uniform\nCookiePolicyUndeclaredSource hold\n"],
    ['a policy in a section alone', $section, [CP0013 => 'CookiePolicy On']],
    ['a policy in the host too', "CookiePolicy ReportOnly\n$section"],
    ['the banner at the end, and Consent Mode', "CookiePolicy On\n"
        . "CookiePolicyCookie third-party IDE\n"
        . "CookiePolicyConsentMode ad_storage=third-party\n"
        . "CookiePolicyBanner On box End\n",
        [CP0040 => 'CookiePolicyBanner On box End']],
    ['the same in a section', "CookiePolicy On\n"
        . "CookiePolicyCookie third-party IDE\n"
        . "CookiePolicyConsentMode ad_storage=third-party\n"
        . "<Location \"/app\">\nCookiePolicyBanner On end\n</Location>\n",
        [CP0040 => 'CookiePolicyBanner On end']],
    ['the banner at the end alone',
        "CookiePolicy On\nCookiePolicyBanner On end\n"],
    ['Consent Mode alone', "CookiePolicy On\nCookiePolicyBanner On start\n"
        . "CookiePolicyCookie third-party IDE\n"
        . "CookiePolicyConsentMode ad_storage=third-party\n"],
    ['ad_storage by a statistical category', "CookiePolicy On\n"
        . "CookiePolicyCookie statistical _ga\n"
        . "CookiePolicyConsentMode ad_storage=statistical "
        . "analytics_storage=statistical\n",
        [CP0222 => 'ad_storage=statistical']],
    ['ad_storage by a category that needs no answer', "CookiePolicy On\n"
        . "CookiePolicyCookie statistical _ga\n"
        . "CookiePolicyConsentMode ad_storage=necessary\n",
        [CP0222 => 'ad_storage=necessary']],
    ['ad_storage by two categories, one of them for advertising',
        "CookiePolicy On\nCookiePolicyCookie statistical _ga\n"
        . "CookiePolicyConsentMode ad_storage=statistical,third-party\n"],
    ['other signals by a statistical category', "CookiePolicy On\n"
        . "CookiePolicyCookie statistical _ga\n"
        . "CookiePolicyConsentMode analytics_storage=statistical "
        . "ad_storage=third-party\n"],
    ['ad_storage without a policy', "CookiePolicy Off\n"
        . "CookiePolicyConsentMode ad_storage=statistical\n"],
    ['Off in a section', "<Location \"/app\">\nCookiePolicy Off\n</Location>\n"],
);

for my $row (@table) {
    my ($name, $lines, $warning) = @$row;
    my $httpd = CookiePolicy::Httpd->new(
        modules => [qw(session session_cookie proxy proxy_http proxy_balancer
                       slotmem_shm lbmethod_byrequests usertrack cache)],
        conf => "<VirtualHost *:\@PORT\@>\nServerName a-host\n"
            . "$lines</VirtualHost>\n");
    $httpd->start;
    my @said = grep { /cookie_policy:warn.*CP(?:001[23]|0040|011[012]|0222)/ } split /\n/, $httpd->log;
    is scalar(@said), $warning ? 1 : 0, "$name: the number of warnings"
        or diag join "\n", @said;
    like $said[0] // '', qr/$warning->[0]: .*\Q$warning->[1]\E/,
        "$name: the warning"
        if $warning;
    $httpd->stop;
}

done_testing;
