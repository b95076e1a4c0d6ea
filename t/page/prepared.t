# SPDX-License-Identifier: Apache-2.0
#
# Pages that a browser asks for before the visitor opens them. A page with
# granted content is refused where the response to a choice does not delete it.
# t/browser/prerender.t does the same with Chromium.
#
# Server: own
use strict;
use warnings;

use lib 't/lib';
use CookiePolicy::Consent;
use CookiePolicy::Httpd;
use JSON::PP ();
use Test::More;

my $cookies = 'CookiePolicyCookie third-party ad';
my $source = 'CookiePolicySource third-party cdn.test';
my %hosts = (
    own     => "CookiePolicy On\n$source",
    shared  => "CookiePolicy On\n$source\n"
        . 'CookiePolicyConsentCookie choice domain=shared.test',
    uniform => "CookiePolicy On\n$source\nCookiePolicyVariants uniform",
    none    => 'CookiePolicy On',
    report  => "CookiePolicy ReportOnly\n$source",
    section => "CookiePolicy On\n<Location /sub>\n$source\n</Location>",
    cache   => "CookiePolicy On\n$source\nCacheEnable disk /\n"
        . 'Header set Cache-Control max-age=600',
);
my $page = '<!DOCTYPE html><html><head><meta charset=utf-8></head><body><p>A'
    . '<img src="http://cdn.test/x.png"></body></html>';
my $httpd = CookiePolicy::Httpd->new(modules => [qw(cache cache_disk)],
    files => { 'htdocs/a.html' => $page, 'htdocs/sub/a.html' => $page,
               'htdocs/x.txt' => 'x', 'cache/none' => '' },
    conf => "CacheRoot \@ROOT\@/cache\n" . join '', map {
        "<VirtualHost *:*>\nServerName $_.test\n$hosts{$_}\n$cookies\n"
            . "</VirtualHost>\n" } sort keys %hosts);
chmod 0777, "$httpd->{root}/cache";
$httpd->start;

my @HTML = ('Accept: text/html,*/*;q=0.8');
my @RENDER = ('Sec-Purpose: prefetch;prerender', @HTML);
my @SECURE = ('Sec-Purpose: prefetch', 'Sec-Fetch-Site: same-origin', @HTML,
              'Sec-Fetch-Dest: document', 'Sec-Fetch-Mode: navigate');

sub cookie_of {
    my ($host, @granted) = @_;
    my $policy = JSON::PP->new->utf8->decode($httpd->fetch("$host.test",
        '/cookie-policy/policy.json')->body);
    my $name = $host eq 'shared' ? 'choice' : 'cookies_preferences';
    return "$name=" . CookiePolicy::Consent::value($policy,
        granted => \@granted, refused => @granted ? [] : ['third-party']);
}

for (
    ['own', 503, 'granted content, plain http', 'yes', \@RENDER],
    ['own', 200, 'the same when it is opened', 'yes', \@HTML],
    ['own', 200, 'a refusal', 'no', \@RENDER],
    ['own', 200, 'no answer', undef, \@RENDER],
    ['own', 200, 'https', 'yes', \@SECURE],
    ['own', 200, 'an image or a script of a page', 'yes',
        ['Sec-Purpose: prefetch;prerender', 'Accept: */*']],
    ['own', 200, 'the policy page', 'yes', \@RENDER, '/cookie-policy'],
    ['shared', 503, 'https, a shared consent cookie', 'yes', \@SECURE],
    ['shared', 200, 'https, shared, a script', 'yes',
        [map { s/document/script/r } @SECURE]],
    ['uniform', 200, 'a uniform page', 'yes', \@RENDER],
    ['none', 200, 'no source', 'yes', \@RENDER],
    ['report', 200, 'ReportOnly', 'yes', \@RENDER],
    ['section', 200, 'a section without sources', 'yes', \@RENDER],
    ['section', 503, 'a section with one', 'yes', \@RENDER, '/sub/a.html'],
    ['cache', 200, 'a page for the cache', 'yes', \@HTML],
    ['cache', 503, 'a page of the cache', 'yes', \@RENDER],
) {
    my ($host, $status, $what, $answer, $headers, $path) = @$_;
    my $res = $httpd->fetch("$host.test", $path // '/a.html',
        headers => $headers, defined $answer ? (cookie => cookie_of($host,
            $answer eq 'yes' ? 'third-party' : ())) : ());
    is $res->status, $status, "$what: $status";
    like $res->header('Cache-Control'), qr/no-store/, 'and it is not stored'
        if $status == 503;
}
unlike $httpd->log, qr/exit signal/, 'no process has crashed';

done_testing;
