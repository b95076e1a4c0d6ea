# SPDX-License-Identifier: Apache-2.0
#
# A page whose <base> leads to another site: every address that is put into it
# still reaches this one.
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

# The addresses of ours, without the policy's own path.
sub addresses {
    my ($html) = @_;
    my %seen = map { $_ => 1 }
        $html =~ m{ (?:action|href)="([^"]*?)/cookie-policy(?:/choice)?"}g;
    return [ sort keys %seen ];
}

my $leaves = '<base href="https://cdn.example/"/>';
is_deeply addresses(page('')), [''], 'without a base they are paths';
for my $base ('<base href="/app/"/>', '<base target="_top"/>') {
    is_deeply addresses(page($base)), [''], "paths with $base";
}
for my $base ($leaves, '<base href="//cdn.example/"/>',
    '<base href="http://on.test/"/>') {
    is_deeply addresses(page($base)), ["http://$own"], "absolute with $base";
}
is_deeply addresses(page($leaves, cookie => refused($host))),
    ["http://$own"], 'and so is the link back to the choice';
like page($leaves), qr/<form method="post" action="http:\/\/on\.test:/,
    'the form is sent to this site';

# Browsers send these fields over https only: they show that TLS ended before.
my @mode = ('Sec-Fetch-Mode: navigate', 'Sec-Fetch-Dest: document');
is_deeply addresses(page($leaves, headers => \@mode)), ["https://$own"],
    'https where the browser says so';
like page($leaves), qr/<script[^>]* data-path="\/cookie-policy"/,
    'the script gets the path, which it makes absolute itself';

# mod_cache keeps a page under the canonical name, for whatever name was asked:
# it may contain no address that a single visitor has made up.
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
ok defined $canonical[1]->header('Age'), 'the second answer is the kept one';
for my $res (@canonical) {
    is_deeply addresses($res->body), ['http://www.example.test'],
        'UseCanonicalName On: the name of the server, not of the request';
}
done_testing;
