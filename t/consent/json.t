# SPDX-License-Identifier: Apache-2.0
#
# policy.json has the members that docs/guide/interface.md describes, and no
# others.
#
# Server: own
use strict;
use warnings;

use JSON::PP ();

use lib 't/lib';
use CookiePolicy::Httpd;
use Test::More;

my $httpd = CookiePolicy::Httpd->new(conf => <<'CONF')->start;
CookiePolicy On
CookiePolicyCookie statistical _pk_* shown="_pk_1" provider="P" \
    function="F" purpose="U" controller="C" lifetime=13mo anonymised=yes
CookiePolicySource statistical counter.example provider="P" controller="C"
CONF

sub answer {
    my ($address) = @_;
    return JSON::PP->new->utf8->decode(
        $httpd->fetch('localhost', "/cookie-policy/policy.json$address")->body);
}

# ----------------------------------------------------------- the documentation
my ($section) = CookiePolicy::Httpd::slurp('docs/guide/interface.md')
    =~ /^## The policy as JSON\n(.*?)^## /ms;
# [the words in the first cell, the words in the second cell]...
my ($document, $category) = map {
    [ map { [ map { [/`(\w+)`/g] } /^\| (.*?) \| (.*) \|$/ ] } /^(\| `.*)$/mg ]
} split /^With /m, $section // '';
cmp_ok scalar(@{ $document // [] }), '>', 5, 'the members are described';

sub members { return [ sort map { @{ $_->[0] } } @{ $_[0] } ] }

sub of_member {
    my ($rows, $name) = @_;
    my ($row) = grep { $_->[0][0] eq $name } @$rows;
    return [ sort @{ $row->[1] } ];
}

# ------------------------------------------------------------------ the answers
my $policy = answer('');
is_deeply [ sort keys %$policy ], members($document), 'the policy';
is_deeply [ sort keys %{ $policy->{$_} } ], of_member($document, $_),
    "its member $_" for qw(site choice);
my ($statistical) = grep { $_->{id} eq 'statistical' } @{ $policy->{categories} };
is_deeply [ sort keys %$statistical ], members($category), 'a category';
is_deeply [ sort keys %{ $statistical->{$_}[0] } ], of_member($category, $_),
    "a declaration of $_" for qw(cookies sources);
is $statistical->{$_}[0]{controller}, 'C', "... and its controller"
    for qw(cookies sources);
ok $statistical->{cookies}[0]{anonymised}, 'the cookie is anonymised';

my $state = answer('?choice');
is_deeply [ sort keys %$state, 'site', 'categories' ], members($document),
    'policy.json?choice has no site and no categories';

done_testing;
