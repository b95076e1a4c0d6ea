# SPDX-License-Identifier: Apache-2.0
#
# The published policy is the enforced policy. A lifetime above the limit is
# published as the limit: on the policy page, in the banner and in policy.json.
# The browser gets the same limit. The value of shown= is published instead of a
# pattern.
#
# Server: own (2 s)
use strict;
use warnings;

use lib 't/lib';
use CookiePolicy::Httpd;
use JSON::PP ();
use Test::More;

my $set = qq(Header always add Set-Cookie "long=1; Max-Age=99999999"\n)
    . qq(Header always add Set-Cookie "node17=1; Max-Age=99999999"\n);
my $long = "CookiePolicyCookie statistical long lifetime=2y provider=P\n";
my $node = qq(CookiePolicyCookie statistical "/^node[0-9]+\$/" )
    . qq(shown="node01 to node99" lifetime=2y\n);
my $limit = 'CookiePolicyMaxLifetime statistical';
my $page = "<!DOCTYPE html>\n<title>t</title>\n<body>\n<p>text\n";

my %hosts = (
    'none.test' => "$long$node",
    'limit.test' => "$limit 90d\n$long$node",
    'section.test' => "$limit 90d\n$node<Location />\n$limit 30d\n$long</Location>\n",
    'locked.test' => "CookiePolicyLock On\n$limit 90d\n$long$node"
        . "<Location />\n$limit 300d\n</Location>\n",
);
my %days = ('none.test' => '400d 400d', 'limit.test' => '90d 90d',
    'section.test' => '30d 30d', 'locked.test' => '90d 90d');

my $httpd = CookiePolicy::Httpd->new(
    conf => "CookiePolicy On\n$set" . join('', map {
        "<VirtualHost *:\@PORT\@>\nServerName $_\n$hosts{$_}</VirtualHost>\n"
    } sort keys %hosts),
    files => { 'htdocs/index.html' => $page });
$httpd->start;

for my $host (sort keys %hosts) {
    my $json = JSON::PP->new->utf8->decode(
        $httpd->fetch($host, '/cookie-policy/policy.json')->body);
    my ($statistical) = grep { $_->{id} eq 'statistical' }
        @{ $json->{categories} };
    my ($plain, $pattern) = sort { ($a->{shown} // '') cmp ($b->{shown} // '') }
        @{ $statistical->{cookies} };
    is "$plain->{lifetime} $pattern->{lifetime}", $days{$host},
        "$host: policy.json has the enforced lifetimes";
    is_deeply $pattern->{names}, ['node01 to node99'],
        "$host: policy.json has the value of shown= in place of the pattern";
    is $pattern->{shown}, 'node01 to node99',
        "$host: and says that it is a text";
    ok !exists $plain->{shown},
        "$host: a cookie without shown= has no member for it";

    my ($n) = $days{$host} =~ /^(\d+)d/;
    my $banner = $httpd->fetch($host, '/')->body;
    my $policy = $httpd->fetch($host, '/cookie-policy')->body;
    for (['the banner', $banner], ['the policy page', $policy]) {
        my ($where, $html) = @$_;
        like $html, qr/\b$n days\b/, "$host: $where says $n days";
        unlike $html, qr/2 years/, "$host: $where does not say 2 years";
        like $html, qr{<code>node01 to node99</code>},
            "$host: $where has the value of shown=";
        unlike $html, qr/\^node/, "$host: $where has no pattern";
    }
    my ($cookie) = map { s/;.*//r } $httpd->fetch($host, '/cookie-policy/choice',
        method => 'POST', form => { choice => 'accept' })->all('Set-Cookie');
    my @ages = map { /Max-Age=(\d+)/ ? $1 / 86400 : () }
        grep { /^(?:long|node17)=/ }
        $httpd->fetch($host, '/', cookie => $cookie)->all('Set-Cookie');
    is "@ages", "$n $n", "$host: the browser gets $n days";
}

# The value of shown= is not material: a change asks nobody again.
sub digests {
    my ($conf) = @_;
    my $server = CookiePolicy::Httpd->new(conf => "CookiePolicy On\n$conf",
        files => { 'htdocs/index.html' => $page });
    $server->start;
    return JSON::PP->new->utf8->decode($server->fetch('x.test',
        '/cookie-policy/policy.json')->body)->{version};
}
is digests($node), digests($node =~ s/node99/node 99/r),
    'a change of shown= keeps the version';
isnt digests($node), digests($node =~ s/2y/1y/r),
    'a change of a lifetime changes the version';

done_testing;
