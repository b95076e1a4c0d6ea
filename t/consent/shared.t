# SPDX-License-Identifier: Apache-2.0
#
# Two servers of one domain share the consent cookie (domain=) and declare
# different cookies. A choice on one server keeps the verdicts of the other: the
# visitor is not asked twice, and no refusal is lost.
#
# Server: own
use strict;
use warnings;

use lib 't/lib';
use CookiePolicy::Consent qw(verdict);
use CookiePolicy::Httpd;
use Test::More;

my $extra = "CookiePolicyCategory extras optout label=Extras\n"
    . "CookiePolicyCookie extras nice\n";
my $shared = 'CookiePolicyConsentCookie c domain=example.test';
my %hosts = (
    'www.example.test'  => "$shared\nCookiePolicyCookie statistical _ga",
    'shop.example.test' => "$shared\n${extra}CookiePolicyCookie third-party ad\n"
        . 'Header add Set-Cookie "nice=1"',
    'alone.test'        => "CookiePolicyConsentCookie c\n"
        . 'CookiePolicyCookie statistical _ga',
);
my $httpd = CookiePolicy::Httpd->new(
    files => { 'htdocs/page.html' => '<!DOCTYPE html><body>x</body>' },
    conf => join '', map { "<VirtualHost *:*>\nServerName $_\nCookiePolicy On\n"
        . "$hosts{$_}\n</VirtualHost>\n" } sort keys %hosts);
$httpd->start;
my ($www, $shop, $alone) = qw(www.example.test shop.example.test alone.test);
my %policy = map {
    $_ => $httpd->fetch($_, '/cookie-policy/policy.json')->body
} keys %hosts;

sub choose {
    my ($host, $cookie, @form) = @_;
    my ($set) = grep { /^c=2/ } $httpd->fetch($host, '/cookie-policy/choice',
        method => 'POST', form => [@form], cookie => $cookie)->all('Set-Cookie');
    return $set =~ s/;.*//r;
}
sub asked {
    my ($host, $cookie) = @_;
    my $body = $httpd->fetch($host, '/page.html', cookie => $cookie)->body;
    return join ' ', $body =~ /name="grant"\s+value="([^"]*)"/g;
}
sub nice {
    return join ' ', $httpd->fetch($shop, '/page.html', cookie => $_[0])
        ->all('Set-Cookie');
}

my $no = choose($shop, undef, choice => 'refuse');
is nice($no), '', 'a cookie that is refused in the shop is not set there';
for my $row (['accept'], ['refuse'], ['save', grant => 'statistical'],
             ['add', grant => 'statistical']) {
    my ($choice, @more) = @$row;
    my $both = choose($www, $no, choice => $choice, @more);
    is nice($both), '', "it is not set after the choice $choice on the other server";
    is asked($shop, $both), '', "$choice: the shop does not ask again";
    is asked($www, $both), '', "$choice: the other server does not ask again";
}
my $yes = choose($www, undef, choice => 'accept');
my $then = choose($shop, $yes, choice => 'refuse');
like $then, qr/\.\Q${\verdict($policy{$www}, 'statistical')}\E~/,
    'a grant stays after a refusal on another server';
is asked($www, $then), '', 'the grant is not asked for again';

my $odd = 'c=2.1764000000.x:000000~other:000000';
like choose($www, $odd, choice => 'refuse'), qr/^c=2\.\d+\.x:000000~.*\+other:0{6}$/,
    'verdicts of a third server stay';
unlike choose($alone, $odd, choice => 'refuse'), qr/x:|other:/,
    'they do not stay in a cookie that no other server reads';
is choose($www, "$odd; c=2.1764000000.~", choice => 'refuse'),
    choose($www, undef, choice => 'refuse'),
        'a contradictory verdict does not stay';

done_testing;
