# SPDX-License-Identifier: Apache-2.0
#
# The script of a page: with the part that releases held content if the site can
# hold some, else without it. A policy of the page allows the script that it has.
#
# Server: own
use strict;
use warnings;

use lib 't/lib';
use CookiePolicy::Httpd;
use Digest::SHA qw(sha256_base64);
use IO::Compress::Gzip qw(gzip $GzipError);
use Test::More;

my %hosts = (
    none     => '',
    source   => 'CookiePolicySource statistical other.test',
    markup   => 'CookiePolicyMarkup data-x=y statistical',
    hold     => 'CookiePolicyUndeclaredSource hold',
    section  => "<Location /sub>\nCookiePolicySource statistical other.test\n"
        . '</Location>',
    held     => "<Location /sub>\nCookiePolicyUndeclaredSource hold\n</Location>",
);
my $page = '<!DOCTYPE html><html><head><meta charset=utf-8></head><body><p>A'
    . '</body></html>';
my $httpd = CookiePolicy::Httpd->new(
    files => { map({ ("htdocs/$_" => $page) }
                   qw(a.html sub/a.html own/a.html)),
               'htdocs/own/.htaccess' =>
                   'CookiePolicySource statistical other.test' },
    conf => <<'CONF' . join '', map { <<"HOST" } sort keys %hosts);
<Files "a.html">
Header set Content-Security-Policy "default-src 'self'"
</Files>
CONF
<VirtualHost *:*>
ServerName $_.test
CookiePolicy On
CookiePolicyCookie statistical _ga
$hosts{$_}
</VirtualHost>
HOST
$httpd->start;

sub script_of {
    my ($response) = @_;
    return $response->body
        =~ m{<script data-cookie-policy="script"[^>]*>(.*?)</script>}
        ? $1 : 'no script';
}

# Returns "whole" or "plain": only the part that releases makes a trusted policy.
sub kind {
    my ($host, $path) = @_;
    my $response = $httpd->fetch("$host.test", $path);
    my $script = script_of($response);
    my $hash = sha256_base64($script);
    my ($policy) = $response->all('Content-Security-Policy');
    like $policy, qr{script-src [^;]*'sha256-\Q$hash\E='},
        "$host, $path: the policy of the page allows it";
    return $script =~ /createPolicy/ ? 'whole' : 'plain';
}

my %want = (
    none    => [qw(plain plain whole plain)],
    source  => [qw(whole whole whole whole)],
    markup  => [qw(whole whole whole whole)],
    hold    => [qw(whole whole whole whole)],
    section => [qw(whole whole whole whole)],
    held    => [qw(plain whole whole plain)],
);
for my $host (sort keys %want) {
    is_deeply [ map { kind($host, $_) } '/a.html', '/sub/a.html', '/own/a.html',
                '/cookie-policy' ], $want{$host},
        "$host.test: the scripts of the host, a section, .htaccess, the policy";
}

my %script = map { $_ => script_of($httpd->fetch("$_.test", '/a.html')) }
    qw(none source);
for (['none', 'plain', 5400], ['source', 'whole', 6300]) {
    my ($host, $name, $most) = @$_;
    gzip \$script{$host} => \my $small, -Level => 9 or die $GzipError;
    cmp_ok length $script{$host}, '>', 9000, "the $name script is a script";
    cmp_ok length $small, '<=', $most, "it has at most $most bytes with gzip: "
        . length $small;
}
my @tags = map { $httpd->fetch('none.test', $_)->header('ETag') =~ s/.*-cp//r }
    '/a.html', '/own/a.html';
isnt $tags[0], $tags[1], 'pages with another script have another tag';

done_testing;
