# SPDX-License-Identifier: Apache-2.0
#
# A page whose <base> leads to another site: each URL that the module adds still
# leads to this site.
#
# Server: shared, event
use strict;
use warnings;

use CookiePolicy::Httpd;
use CookiePolicy::Test;
use Test::More;

my $host = 'on.test';
my $own = "$host:" . CookiePolicy::Test::port();

sub page {
    my ($base, %arg) = @_;
    return fetch($host, emit(type => 'text/html; charset=utf-8',
        body => "<!DOCTYPE html><head>$base<title>x</title></head><body>x"),
        headers => $arg{headers} || [], cookie => $arg{cookie})->body;
}

# Returns the origins of the URLs that the module added, without its own path.
sub addresses {
    my ($html) = @_;
    my %seen = map { $_ => 1 }
        $html =~ m{ (?:action|href)="([^"]*?)/cookie-policy(?:/choice)?"}g;
    return [ sort keys %seen ];
}

my $leaves = '<base href="https://cdn.example/"/>';
is_deeply addresses(page('')), [''], 'without <base> they are paths';
for my $base ('<base href="/app/"/>', '<base target="_top"/>') {
    is_deeply addresses(page($base)), [''], "they are paths with $base";
}
for my $base ($leaves, '<base href="//cdn.example/"/>',
    '<base href="http://on.test/"/>') {
    is_deeply addresses(page($base)), ["http://$own"],
        "they are absolute with $base";
}
is_deeply addresses(page($leaves, cookie => refused($host))),
    ["http://$own"], 'the link to the choice is absolute, too';
# The module renders these elements for the request. Start-up has rendered those
# of other pages. The hidden fields contain the URL of the page, which differs.
sub without_fields { return $_[0] =~ s/<input type="hidden"[^>]*>//gr }
for my $cookie (undef, refused($host)) {
    (my $rendered = page($leaves, cookie => $cookie)) =~
        s{\Q$leaves\E|\Qhttp://$own\E}{}g;
    is without_fields($rendered), without_fields(page('', cookie => $cookie)),
        'only the addresses differ from elements that start-up has rendered';
}
like page($leaves), qr/<form method="post" action="http:\/\/on\.test:/,
    'the form is sent to this site';

# Browsers send these fields over https only. They prove that TLS ended at a
# proxy.
my @mode = ('Sec-Fetch-Mode: navigate', 'Sec-Fetch-Dest: document');
is_deeply addresses(page($leaves, headers => \@mode)), ["https://$own"],
    'the scheme is https if fields of the browser prove it';
like page($leaves), qr/<script[^>]* data-path="\/cookie-policy"/,
    'the script gets the path and makes it absolute itself';

# mod_cache stores a page under the canonical name for every name that is
# requested. The page must not contain a name that one visitor made up.
my $httpd = CookiePolicy::Httpd->new(modules => [qw(cache cache_disk)],
    files => { 'htdocs/page.html' => "<!DOCTYPE html><html lang=\"en\"><head>"
        . "$leaves</head><body>x</body></html>", 'cache/.keep' => '' },
    conf => "ServerName www.example.test\nUseCanonicalName On\n"
        . "CacheRoot \@ROOT\@/cache\nCacheEnable disk /\n"
        . "CacheIgnoreNoLastMod On\nCacheDefaultExpire 600\n"
        . "CookiePolicy On\nCookiePolicyCookie statistical _ga\n");
chmod 0777, "$httpd->{root}/cache";
$httpd->start;
my @canonical = map { $httpd->fetch($_, '/page.html') }
    qw(evil.test www.example.test);
ok defined $canonical[1]->header('Age'),
    'the second response comes from the cache';
for my $res (@canonical) {
    is_deeply addresses($res->body), ['http://www.example.test'],
        'UseCanonicalName On: URLs have the name of the server';
}
done_testing;
