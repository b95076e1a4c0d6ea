# SPDX-License-Identifier: Apache-2.0
#
# One virtual host for each single change of the policy: does the change ask
# visitors again, and about which category? A change that results in another
# page gives it another entity tag, because browsers would keep the old page.
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

my @STAT = ('statistical');
my @ALL = qw(necessary statistical first-party third-party);

# the change, the lines of the virtual host, the categories that are asked about
# again
my @rows = (
    ['nothing', $cookie],
    # a category
    ['a label', "$cookie\nCookiePolicyCategory statistical consent label=\"X\""],
    ['a description',
     "$cookie\nCookiePolicyCategory statistical consent description=\"X\""],
    ['the mode', "$cookie\nCookiePolicyCategory statistical optout", @STAT],
    ['one more category', "$cookie\nCookiePolicyCategory own consent"],
    ['how long a cookie may live', "$cookie\nCookiePolicyMaxLifetime statistical 90d",
     @STAT],
    ['the same limit, written out',
     "$cookie\nCookiePolicyMaxLifetime statistical 400d"],
    ['the limit of another category',
     "$cookie\nCookiePolicyMaxLifetime first-party 90d", 'first-party'],
    ['the limit in a section', "$cookie\n<Location /x>\n"
     . "CookiePolicyMaxLifetime statistical 30d\n</Location>", @STAT],
    # a declaration
    ['the category of the cookie', $cookie =~ s/statistical/third-party/r,
     @STAT, 'third-party'],
    ['the name', $cookie =~ s/_ga/_gb/r, @STAT],
    ['one more name', $cookie =~ s/_ga/_ga _gb/r, @STAT],
    ['the same name twice', "$cookie\n$cookie"],
    ['case of the name', $cookie =~ s/_ga/_GA/r, @STAT],
    ['a prefix', $cookie =~ s/_ga/_ga*/r, @STAT],
    ['the provider', $cookie =~ s/"P"/"Q"/r, @STAT],
    ['no provider', $cookie =~ s/provider="P"//r, @STAT],
    ['the function', $cookie =~ s/"F"/"G"/r],
    ['the purpose', $cookie =~ s/to count/to sell/r, @STAT],
    ['spelling of the purpose', $cookie =~ s/to count/To count./r],
    ['the lifetime', $cookie =~ s/13mo/14mo/r, @STAT],
    ['the lifetime in other words', $cookie =~ s/13mo/395d/r],
    ['the domain', "$cookie domain=example.org", @STAT],
    ['the path of the cookie', "$cookie path=/a", @STAT],
    ['third-party access', "$cookie third-party=yes", @STAT],
    ['third-party access denied', "$cookie third-party=no"],
    ['anonymity', "$cookie anonymised=yes", @STAT],
    ['the controller', "$cookie controller=\"C\"", @STAT],
    ['a cookie of another category',
     "$cookie\nCookiePolicyCookie first-party seen", 'first-party'],
    ['a cookie of a section', "$cookie\n<Location /x>\n"
     . "CookiePolicyCookie third-party ad\n</Location>", 'third-party'],
    # all of them
    ['the version', "$cookie\nCookiePolicyVersion 2", @ALL],
    # texts, style, position
    ['a text', "$cookie\nCookiePolicyText en banner.text \"Please.\""],
    ['a translation',
     "$cookie\nCookiePolicyText fr cookie._ga.purpose \"compter\""],
    ['the style', "$cookie\nCookiePolicyStylesheet /own.css"],
    ['the layout', "$cookie\nCookiePolicyBanner On box"],
    ['the language', "$cookie\nCookiePolicyLanguage fr"],
    ['the link', "$cookie\nCookiePolicyReopen right"],
    ['the path', "$cookie\nCookiePolicyPath /cp"],
    ['the signals', "$cookie\nCookiePolicyConsentMode ad_storage=third-party"],
    ['their meaning',
     "$cookie\nCookiePolicyConsentMode ad_storage=statistical"],
    ['who may set the consent cookie',
     "$cookie\nCookiePolicyConsentCookie c applications=yes"],
);

my $page = '<!DOCTYPE html><html lang="en"><title>x</title><body>x';
my $httpd = CookiePolicy::Httpd->new(files => { 'htdocs/page.html' => $page },
    conf => join '', map {
    "<VirtualHost *:*>\nServerName v$_.test\nCookiePolicy On\n"
        . "$rows[$_][1]\n</VirtualHost>\n" } 0 .. $#rows);
$httpd->start;

my @policies = map {
    my $path = $rows[$_][1] =~ /CookiePolicyPath (\S+)/ ? $1 : '/cookie-policy';
    JSON::PP->new->decode($httpd->fetch("v$_.test", "$path/policy.json")->body)
} 0 .. $#rows;

sub digest_of {
    my ($policy, $id) = @_;
    return (map { $_->{digest} } grep { $_->{id} eq $id }
            @{ $policy->{categories} })[0];
}

for my $i (0 .. $#rows) {
    my ($what, undef, @again) = @{ $rows[$i] };
    my @changed = grep { digest_of($policies[$i], $_)
                         ne digest_of($policies[0], $_) } @ALL;
    is "@changed", "@again", "$what asks again about: "
        . (@again ? "@again" : 'nothing');
    is $policies[$i]{version} ne $policies[0]{version} ? 1 : 0,
        @again || $what eq 'one more category' ? 1 : 0,
        "$what: the version changes if a category is asked about again";
}
my %seen;
$seen{$_->{version}}++ for @policies;
delete $seen{ $policies[0]{version} };
is_deeply [ grep { $seen{$_} > 1 } keys %seen ], [],
    'no two changes have the same version';

my %pages;
for my $i (0 .. $#rows) {
    my $res = $httpd->fetch("v$i.test", '/page.html');
    $pages{ $res->header('ETag') }{ $res->body } //= $rows[$i][0];
}
is_deeply [ map { join ' / ', sort values %$_ }
            grep { keys %$_ > 1 } values %pages ], [],
                'no entity tag belongs to two different pages';
cmp_ok scalar(keys %pages), '>', 8, 'the rows have at least 9 different pages';

done_testing;
