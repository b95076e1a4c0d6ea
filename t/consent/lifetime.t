# SPDX-License-Identifier: Apache-2.0
#
# CookiePolicyMaxLifetime: no cookie outlives its category's limit.
use strict;
use warnings;

use CookiePolicy::Test;
use HTTP::Date qw(str2time time2str);
use Test::More;

use constant DAY => 86400;

# Seconds a browser would keep the cookie; undef for the session.
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
        cmp_ok $keeps, '<=', $days * DAY + 5, "$line: at most $days days";
        cmp_ok $keeps, '>=', $days * DAY - 60, "$line: and not less";
        my ($pair) = $line =~ /^([^;]*)/;
        like $got->[0], qr/^\Q$pair\E(?:;|$)/, "$line: name and value stay";
        for my $other ($line =~ /;\s*(Path=[^;]*|HttpOnly)/g) {
            like $got->[0], qr/;\s*\Q$other\E(?:;|$)/, "$line: $other stays";
        }
        unlike $got->[0], qr/\Q$far\E|99999999/, "$line: the old date is gone";
    }
    else {
        is $got->[0], $line, "$line: untouched";
    }
}

done_testing;
