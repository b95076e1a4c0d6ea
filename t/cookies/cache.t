# SPDX-License-Identifier: Apache-2.0
#
# A shared cache keeps the cookies of the first visitor. For each visitor the
# module decides anew which of them leave the server.
#
# Server: shared, every MPM
use strict;
use warnings;

use CookiePolicy::Test;
use Test::More;

my $n = 0;
sub page {
    return emit(type => 'text/plain', body => "cached $$ $n",
                headers => ['Cache-Control: max-age=600', 'ETag: "e1"'],
                set => ['sessionid=1', '_ga=1']);
}

my $path = page();
my $first = fetch('cache.test', $path,
                  cookie => granted('cache.test', 'statistical'));
is_deeply names_of(kept($first)), [qw(sessionid _ga)],
    'the stored response sets both cookies for a visitor who granted them';
for my $round (1, 2) {
    my $hit = fetch('cache.test', $path);
    is $hit->status, 200, "round $round: the cache answers with 200";
    is_deeply names_of(kept($hit)), ['sessionid'],
        "round $round: an undecided visitor gets the necessary cookie only";
}
my $again = fetch('cache.test', $path, headers => ['If-None-Match: "e1"']);
is_deeply names_of(kept($again)), ['sessionid'],
    'so does a conditional request';

done_testing;
