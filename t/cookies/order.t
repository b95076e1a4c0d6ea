# SPDX-License-Identifier: Apache-2.0
#
# Cookies that pass are unchanged: their order, spelling, blanks and duplicates.
#
# Server: shared, event
use strict;
use warnings;

use CookiePolicy::Test;
use Test::More;

my @lines = (
    'sessionid=1; Path=/; HttpOnly; SameSite=Lax',
    '_ga=GA1.2.3; Domain=on.test; Path=/',
    'csrftoken="quoted value";path=/ ;  secure',
    'sessionid=2; path=/other; Unknown-Attribute=x; ; ;',
    'nobody=1',
    'anon=1; Expires=Fri, 01-Jan-2027 00:00:00 GMT',
    "csrftoken=\xc3\xa9; Path=/",
    'sessionid=2; path=/other; Unknown-Attribute=x; ; ;',
    '_gid=1',
    're_a==;',
);
my @passes = @lines[0, 2, 3, 5, 6, 7, 9];
my @consented = @lines[0 .. 3, 5 .. 9];

for my $host (qw(on.test proxy.test)) {
    my $res = fetch($host, emit(set => \@lines));
    is_deeply set_cookies($res), \@passes,
        "$host: allowed cookies keep their order and bytes";
    $res = fetch($host, emit(set => \@lines),
                 cookie => granted($host, 'statistical'));
    is_deeply set_cookies($res), \@consented, "$host: so do granted cookies";
}

# Other fields of the response keep their order and number.
my @other = ('X-A: 1', 'Set-Cookie: _ga=1', 'X-B: 2', 'Link: </a>',
             'Set-Cookie: sessionid=1', 'Link: </b>', 'X-A: 3');
my %lines = map {
    my $res = fetch($_, emit(headers => \@other));
    $_ => [ grep { /^(?:X-|Link)/ } split /\r\n/, $res->head ];
} qw(on.test off.test);
is_deeply $lines{'on.test'}, $lines{'off.test'}, 'other fields are unchanged';

# Many cookies in one response.
my @many = map { ("sessionid=$_", "_ga=$_") } 1 .. 60;
my $res = fetch('on.test', emit(set => \@many));
is_deeply set_cookies($res), [ grep { /^s/ } @many ],
    'of 120 cookies the 60 allowed ones pass';

done_testing;
