# SPDX-License-Identifier: Apache-2.0
#
# Tags that are held as one before them. The hosts fast.test and general.test
# differ in one directive, which excludes the fast path: a path is a source.
# Their pages, and what they observe, are the same.
#
# Server: own
use strict;
use warnings;

use Test::More;

use lib 't/lib';
use CookiePolicy::Consent ();
use CookiePolicy::Httpd;
use CookiePolicy::Observed;

my $from = 'https://ads.example';
my $page = '<!DOCTYPE html><html lang=fr><head><title>T</title></head><body>'
    . join('', map {
        ("<script src=\"$from/js/$_.js\" async></script>",
         "<img src=\"$from/pixel.gif?id=$_&amp;x\" width=\"1\" height=\"1\">",
         "<img src=\"$from/$_.gif\" alt=\"The picture number $_\">",
         "<iframe src=\"$from/embed/$_\" title=\"A frame\"></iframe>",
         "<iframe src=\"https://more.example/$_\" title=\"F\"></iframe>",
         "<iframe src=\"$from/$_\" sandbox title=\"A frame\"></iframe>",
         "<iframe src=\"$from/$_\" name=\"a\" title=\"A frame\"></iframe>",
         "<script src=\"$from/$_.js\" type=\"module\"></script>",
         "<img src=\"https://other.example/$_\" alt=\"\">",
         "<img src=\"https://pay.example/$_\" alt=\"\">",
         "<img src=\"/own/$_\" alt=\"\"><svg><script href=\"$from/s\"/></svg>",
         $_ == 8 ? '<base href="https://more.example/">' : '')
    } 1 .. 16)
    . '</body></html>';

my $host = <<"CONF";
    CookiePolicy On
    CookiePolicyUndeclaredSource hold
    CookiePolicyCookie third-party ads
    CookiePolicySource third-party ads.example provider="Ads"
    CookiePolicySource statistical more.example provider="More"
    CookiePolicySource necessary https://pay.example
CONF
my $httpd = CookiePolicy::Httpd->new(
    files => { 'htdocs/page.html' => $page },
    conf => <<"CONF");
LogLevel cookie_policy:warn
CookiePolicyObserve On
<VirtualHost *:\@PORT\@>
    ServerName fast.test
$host</VirtualHost>
<VirtualHost *:\@PORT\@>
    ServerName general.test
    CookiePolicySource statistical /never/
$host</VirtualHost>
<VirtualHost *:\@PORT\@>
    ServerName uniform.test
    CookiePolicyVariants uniform
$host</VirtualHost>
<VirtualHost *:\@PORT\@>
    ServerName general-uniform.test
    CookiePolicyVariants uniform
    CookiePolicySource statistical /never/
$host</VirtualHost>
CONF
$httpd->start;

# The elements of the page, without the banner, whose digests differ.
sub elements {
    my ($name, $cookie) = @_;
    my $body = $httpd->fetch($name, '/page.html',
        headers => ['Sec-Fetch-Dest: iframe'],
        $cookie ? (cookie => $cookie) : ())->body;
    $body =~ s/general-uniform\.test/uniform.test/g;
    $body =~ s/general\.test/fast.test/g;
    return join "\n", $body =~ /<(?:script|img|iframe|base)\b[^>]*>/g;
}

for (['fast.test', 'general.test'],
     ['uniform.test', 'general-uniform.test']) {
    my ($fast, $general) = @$_;
    my $held = elements($fast);
    is $held, elements($general), "$fast: the same tags on both paths";
    is scalar(() = $held =~ m{policy-(?:src|href)="\Q$from\E/}g), 16 * 8,
        "$fast: the elements of the source are held";
    is scalar(() = $held =~ m{policy-src="(?:https://more\.example)?/}g), 24,
        "$fast: and those of another one, also by the base URL";
    my @names = $held =~ /name="cookie-policy-held-(\d+)"/g;
    is_deeply \@names, [1 .. @names], "$fast: each frame has its name";
}
$httpd->stop;

my $seen = CookiePolicy::Observed::read_file(
    "$httpd->{root}/cookie_policy.observed")->{hosts};
sub sources {
    my ($name) = @_;
    return { map { ("$_->{name} $_->{directive} $_->{reason}" => $_->{count}) }
        grep { $_->{kind} eq 'source' }
        @{ $seen->{"$name:$httpd->{port}"}{seen} } };
}
is_deeply sources('fast.test'), sources('general.test'),
    'the same is observed';
is sources('fast.test')->{'ads.example script undecided'}, 48,
    'each script is counted';
is_deeply [ map { $seen->{"$_.test:$httpd->{port}"}{counters}{sources_held} }
    qw(fast general) ], [(16 * 10 + 8) x 2], 'and each element that is held';

done_testing;
