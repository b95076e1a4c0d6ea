# SPDX-License-Identifier: Apache-2.0
#
# CookiePolicyMaxLifetime: no cookie lives longer than the limit of its
# category.
#
# Server: shared, event
use strict;
use warnings;

use CookiePolicy::Test;
use HTTP::Date qw(str2time time2str);
use Test::More;

use constant DAY => 86400;

# The seconds for which a browser would keep the cookie; undef for a session
# cookie.
sub keeps {
    my ($line) = @_;
    return $1 if $line =~ /;\s*Max-Age=(-?\d+)/i;
    return str2time($1) - time if $line =~ /;\s*Expires=([^;]+)/i;
    return;
}

sub lines {
    my ($host, $set) = @_;
    return kept(fetch($host, emit(set => [$set]),
                      cookie => granted($host, qw(statistical first-party))));
}

my $far = time2str(time + 3000 * DAY);
my $near = time2str(time + 5 * DAY);

# host, line, limit in days, must the line change
for my $row (
    ['on.test', '_ga=1; Path=/; Max-Age=99999999; HttpOnly', 400, 1],
    ['on.test', "_ga=1; Path=/; Expires=$far", 400, 1],
    ['on.test', "_ga=1; Max-Age=99999999; Expires=$far; Path=/", 400, 1],
    ['on.test', 'sessionid=1; Max-Age=99999999', 400, 1],
    ['on.test', '_ga=1; Max-Age=34560000', 400, 0],
    ['on.test', '_ga=1; max-age=60 ;Path=/', 400, 0],
    ['on.test', "_ga=1; Expires=$near", 400, 0],
    ['on.test', '_ga=1; Path=/', 400, 0],
    ['lifetime.test', '_ga=1; Max-Age=34560000; Path=/', 30, 1],
    ['lifetime.test', "_ga=1; Expires=$far", 30, 1],
    ['lifetime.test', '_ga=1; Max-Age=2592000', 30, 0],
    ['lifetime.test', 'pref_x=1; Max-Age=34560000', 400, 0],
    ['lifetime.test', '_ga=1', 30, 0],
) {
    my ($host, $line, $days, $changes) = @$row;
    my $got = lines($host, $line);
    is scalar(@$got), 1, "$host $line: passes";
    if ($changes) {
        my $keeps = keeps($got->[0] // '') // -1;
        cmp_ok $keeps, '<=', $days * DAY + 5, "$line: lives at most $days days";
        cmp_ok $keeps, '>=', $days * DAY - 60, "$line: lives $days days";
        my ($pair) = $line =~ /^([^;]*)/;
        like $got->[0], qr/^\Q$pair\E(?:;|$)/,
            "$line: name and value are unchanged";
        for my $other ($line =~ /;\s*(Path=[^;]*|HttpOnly)/g) {
            like $got->[0], qr/;\s*\Q$other\E(?:;|$)/,
                "$line: $other is unchanged";
        }
        unlike $got->[0], qr/\Q$far\E|99999999/,
            "$line: the old lifetime is gone";
    }
    else {
        is $got->[0], $line, "$line: is unchanged";
    }
}

# --------------------------------------------- visits do not prolong a cookie

# Returns the cookie that a browser gets which sends these cookies already.
sub again {
    my ($host, $set, @cookies) = @_;
    my $got = kept(fetch($host, emit(set => [$set]),
                         cookie => join '; ', @cookies));
    return $got->[0];
}

# The category of anon needs no consent: the age of the cookie is not known.
my $long = 'Max-Age=34560000';
is again('lifetime.test', "anon=1; $long", 'anon=1'), undef,
    'an exempt cookie with the same value is not sent again';
is again('lifetime.test', "anon=2; Path=/; $long; HttpOnly", 'anon=1'),
    'anon=2; Path=/; HttpOnly',
        'an exempt cookie with another value becomes a session cookie';
is again('lifetime.test', "anon=2; Expires=$far", 'x=1; anon=1'), 'anon=2',
    'Expires is removed, too';
is again('lifetime.test', "anon=1; $long", 'anon2=1'), 'anon=1; Max-Age=2592000',
    'a cookie that the browser did not send gets the whole limit';
is again('lifetime.test', 'anon=1; Path=/', 'anon=1'), 'anon=1; Path=/',
    'a session cookie is unchanged';
is again('lifetime.test', "anon=1; Max-Age=0; $long", 'anon=1'), undef,
    'an invalid deletion (for Chromium) is treated as a cookie';
is_deeply deletions(fetch('lifetime.test', emit(set => ['anon=1; Max-Age=0']),
    cookie => 'anon=1')), ['anon=1; Max-Age=0'], 'a deletion passes';
is again('on.test', "anon=1; $long", 'anon=1'), "anon=1; $long",
    'without a limit of the category each visit prolongs the cookie';

# The visitor chose ten days ago, so the cookie may be ten days old.
my $choice = consent_cookie('lifetime.test', time => time - 10 * DAY,
    granted => [qw(statistical first-party)], refused => ['third-party']);
for my $value (1, 2) {
    my $line = again('lifetime.test', "_ga=$value; $long", '_ga=1', $choice);
    my $keeps = keeps($line // '') // -1;
    cmp_ok $keeps, '<=', 20 * DAY, "_ga=$value: lives for the rest of 30 days";
    cmp_ok $keeps, '>=', 20 * DAY - 60,
        "_ga=$value: lives no shorter than that";
}
is keeps(again('lifetime.test', '_ga=2; Max-Age=60', '_ga=1', $choice)), 60,
    'a shorter lifetime is unchanged';
my $old = consent_cookie('lifetime.test', time => time - 40 * DAY,
    granted => [qw(statistical first-party)], refused => ['third-party']);
is again('lifetime.test', "_ga=1; $long", '_ga=1', $old), undef,
    'the limit has passed: the same value is not sent again';
is again('lifetime.test', "_ga=2; $long", '_ga=1', $old), '_ga=2',
    'the limit has passed: another value is a session cookie';

done_testing;
