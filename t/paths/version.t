# SPDX-License-Identifier: Apache-2.0
#
# What asks visitors again and what does not: one virtual host for each change
# of one thing, against the policy as it was. And what makes another page of a
# page gives it another tag: else browsers would keep the page as it was.
#
# Server: own
use strict;
use warnings;

use lib 't/lib';
use CookiePolicy::Httpd;
use JSON::PP ();
use Test::More;

my $cookie = 'CookiePolicyCookie statistical _ga provider="P" function="F"'
    . ' purpose="to count" lifetime=13mo';

# what changes, the lines of the virtual host, asks again
my @rows = (
    ['nothing', $cookie, 0],
    ['a label', "$cookie\nCookiePolicyCategory statistical consent label=\"X\"", 0],
    ['a description',
     "$cookie\nCookiePolicyCategory statistical consent description=\"X\"", 0],
    ['a text', "$cookie\nCookiePolicyText en banner.text \"Please.\"", 0],
    ['a text of the cookie',
     "$cookie\nCookiePolicyText fr cookie._ga.purpose \"compter\"", 0],
    ['the style', "$cookie\nCookiePolicyStylesheet /own.css", 0],
    ['the layout', "$cookie\nCookiePolicyBanner On box", 0],
    ['the language', "$cookie\nCookiePolicyLanguage fr", 0],
    ['the link', "$cookie\nCookiePolicyReopen right", 0],
    ['the path', "$cookie\nCookiePolicyPath /cp", 0],
    ['the signals', "$cookie\nCookiePolicyConsentMode ad_storage=third-party", 0],
    ['their meaning',
     "$cookie\nCookiePolicyConsentMode ad_storage=statistical", 0],
    ['the function', $cookie =~ s/"F"/"G"/r, 0],
    ['spelling of the purpose', $cookie =~ s/to count/To count./r, 0],
    ['the mode', "$cookie\nCookiePolicyCategory statistical optout", 1],
    ['a category', "$cookie\nCookiePolicyCategory own consent", 1],
    ['the category of the cookie', $cookie =~ s/statistical/third-party/r, 1],
    ['the name', $cookie =~ s/_ga/_gb/r, 1],
    ['one more name', $cookie =~ s/_ga/_ga _gb/r, 1],
    ['case of the name', $cookie =~ s/_ga/_GA/r, 1],
    ['the provider', $cookie =~ s/"P"/"Q"/r, 1],
    ['the purpose', $cookie =~ s/to count/to sell/r, 1],
    ['the lifetime', $cookie =~ s/13mo/14mo/r, 1],
    ['third-party access', "$cookie third-party=yes", 1],
    ['anonymity', "$cookie anonymised=yes", 1],
    ['the controller', "$cookie controller=\"C\"", 1],
    ['the domain', "$cookie domain=example.org", 1],
    ['the path of the cookie', "$cookie path=/a", 1],
    ['a cookie of a section',
     "$cookie\n<Location /x>\nCookiePolicyCookie third-party ad\n</Location>", 1],
    ['the version', "$cookie\nCookiePolicyVersion 2", 1],
);

my $page = '<!DOCTYPE html><html lang="en"><title>x</title><body>x';
my $httpd = CookiePolicy::Httpd->new(files => { 'htdocs/page.html' => $page },
    conf => join '', map {
    "<VirtualHost *:*>\nServerName v$_.test\nCookiePolicy On\n"
        . "$rows[$_][1]\n</VirtualHost>\n" } 0 .. $#rows);
$httpd->start;

my @versions = map {
    my $path = $rows[$_][1] =~ /CookiePolicyPath (\S+)/ ? $1 : '/cookie-policy';
    JSON::PP->new->decode($httpd->fetch("v$_.test", "$path/policy.json")->body)
        ->{version} } 0 .. $#rows;
for my $i (0 .. $#rows) {
    my ($what, undef, $again) = @{ $rows[$i] };
    if ($again) {
        isnt $versions[$i], $versions[0], "$what: asks again";
    }
    else {
        is $versions[$i], $versions[0], "$what: does not";
    }
}
my %seen;
$seen{$_}++ for grep { $_ ne $versions[0] } @versions;
is_deeply [ grep { $seen{$_} > 1 } keys %seen ], [], 'no two of them alike';

my %pages;
for my $i (0 .. $#rows) {
    my $res = $httpd->fetch("v$i.test", '/page.html');
    $pages{ $res->header('ETag') }{ $res->body } //= $rows[$i][0];
}
is_deeply [ map { join ' / ', sort values %$_ }
            grep { keys %$_ > 1 } values %pages ], [], 'no tag of two pages';
cmp_ok scalar(keys %pages), '>', 8, 'and many pages were seen';

done_testing;
