# SPDX-License-Identifier: Apache-2.0
#
# Which values of the consent cookie are a decision. What is not is silence.
#
# Server: shared, event
use strict;
use warnings;

use CookiePolicy::Client;
use CookiePolicy::Test;
use Test::More;

my $host = 'on.test';
my $path = emit(set => ['_ga=1', 'pref_x=1', 'ad7=1', 'sessionid=1']);
my $s = verdict(policy($host), 'statistical');
my $old = 'statistical:000000';
my $now = time;
my $name = 'cookies_preferences';

sub passed {
    my ($cookie) = @_;
    my $res = fetch($host, $path, cookie => $cookie);
    return join ' ', @{ names_of(kept($res)) };
}

my $all = granted($host, qw(statistical first-party third-party));
my $stat = granted($host, 'statistical');
is passed($stat), '_ga sessionid', 'one category';
is passed(granted($host, 'first-party')), 'pref_x sessionid', 'another';
is passed(granted($host, 'third-party')), 'ad7 sessionid', 'the third';
is passed($all), '_ga pref_x ad7 sessionid', 'all';
is passed(refused($host)), 'sessionid', 'none';
is passed("a=b; $stat; c=d"), '_ga sessionid', 'among others';
is passed("a=b;$stat"), '_ga sessionid', 'without a blank';
is passed("$stat; $stat"), '_ga sessionid', 'identical duplicates count once';
is passed(consent_cookie($host, granted => ['statistical'])), '_ga sessionid',
    'a category on neither side stays undecided';

# cookie, why it is none
for my $row (
    ["$name=", 'empty'],
    ["$name=yes", 'another program'],
    ["$name", 'no value'],
    ["$name=2.$now.$s", 'no refused side'],
    ["$name=2.$now", 'no sides'],
    ["$name=2.$now.$s~first-party:000000~", 'three sides'],
    ["$name=1.$now.3f2a9c1d.statistical~", 'an earlier format'],
    ["$name=1.$now.$s~", 'the number of an earlier format'],
    ["$name=3.$now.$s~", 'a later format'],
    ["$name=02.$now.$s~", 'a number in another spelling'],
    ["$name=.$now.$s~", 'no format'],
    ["$name=2.$now.$old~", 'given to other declarations'],
    ["$name=2.$now.${s}0~", 'a longer digest'],
    ["$name=2.$now.\U$s\E~", 'a digest in another case'],
    ["$name=2.$now.statistical~", 'no digest'],
    ["$name=2.$s~", 'no time'],
    ["$name=2.${\($now + 90000)}.$s~", 'from the future'],
    ["$name=2.-5.$s~", 'a negative time'],
    ["$name=2.${now}x.$s~", 'a time with a tail'],
    ["$name=2.99999999999999999999999.$s~", 'a time too large'],
    ["$name=2.0x5.$s~", 'a hexadecimal time'],
    ["$name=2.$now.$s~$s", 'yes and no at once'],
    ["$name=2.$now.$s~$old", 'a yes now and a no before'],
    ["$name=2.$now.$s+$old~", 'one id with two digests'],
    ["$name=2.$now.$s+gone:000000~gone:000000", 'yes and no to a stranger'],
    ["$name=2.$now.$s,x~", 'a comma'],
    ["$name=2.$now. $s~", 'a blank'],
    ["$name=\"2.$now.$s~\"", 'quoted'],
    ["$name=2.$now.$s+$s~", 'never: the same twice counts once', 1],
    ["$name=2.$now.$s+gone:000000~", 'never: a category that is gone', 1],
    ["x=1,$stat", 'behind a comma in another cookie'],
    ["x=\"1; $stat", 'never: a quote does not join pairs', 1],
    ["X$stat", 'a longer name'],
    ["\U$name\E=2.$now.$s~", 'a name in another case'],
    ["$stat; $all", 'two that differ'],
    ["$all; $stat", 'two that differ, the other way round'],
    ["$stat; $name=rubbish", 'one good, one bad'],
    ["x=$name=2.$now.$s~", 'inside a value'],
) {
    my ($cookie, $why, $counts) = @$row;
    is passed($cookie), ($counts ? '_ga sessionid' : 'sessionid'), $why;
}

# Two Cookie lines reach modules joined by a comma.
my $port = port();
sub two_lines {
    my (@lines) = @_;
    my $res = CookiePolicy::Client::raw($port, join "\r\n",
        "GET $path HTTP/1.1", "Host: $host:$port", 'Connection: close',
        (map { "Cookie: $_" } @lines), '', '');
    return join ' ', @{ names_of(kept($res)) };
}
is two_lines('x=1', $stat), 'sessionid',
    'a second line cannot be told from a forgery: silence';
is two_lines($stat, $all), 'sessionid', 'two lines that differ';
is two_lines('a=1', 'b=2'), 'sessionid', 'two lines without consent';

# A banner asks again whenever there is no decision.
sub banner {
    my $res = fetch($host, '/page/plain.html', cookie => $_[0]);
    return scalar grep { $_ eq 'banner' } @{ added_elements($res->body) };
}
is banner(granted($host) =~ s/first-party:\w+/first-party:000000/r), 1,
    'a changed category is asked again';
is banner("$name=1.$now.3f2a9c1d.~statistical+first-party+third-party"), 1,
    'an earlier format is asked again';
is banner($stat), 0, 'a decision is not';
is banner(consent_cookie($host, granted => ['statistical'])), 1,
    'something undecided is asked';
isnt policy('version.test')->{version},
    policy('moved.test', '/about/choices')->{version},
    'CookiePolicyVersion changes the version';
isnt verdict(policy('version.test'), $_), verdict(policy('moved.test'), $_),
    "and the digest of $_" for qw(statistical first-party third-party);
my $other = fetch('version.test', $path,
                  cookie => granted('moved.test', 'statistical'));
is_deeply names_of(kept($other)), ['sessionid'],
    'the consent of one version is none for another';

# The lifetime is not renewed by visits.
is_deeply [ grep { /^$name=/ } @{ set_cookies(fetch($host, '/page/plain.html',
    cookie => $stat)) } ], [], 'a visit sets no consent cookie';

done_testing;
