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
my $v = policy($host)->{version};
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
    ["$name=1.$now.$v.statistical", 'no refused side'],
    ["$name=1.$now.$v", 'no sides'],
    ["$name=1.$now.$v.statistical~first-party~third-party", 'three sides'],
    ["$name=2.$now.$v.statistical~", 'a later format'],
    ["$name=01.$now.$v.statistical~", 'a number in another spelling'],
    ["$name=.$now.$v.statistical~", 'no format'],
    ["$name=1.$now.00000000.statistical~", 'another version'],
    ["$name=1.$now.${v}0.statistical~", 'a longer version'],
    ["$name=1.$now.statistical~", 'no version'],
    ["$name=1.${\($now + 90000)}.$v.statistical~", 'from the future'],
    ["$name=1.-5.$v.statistical~", 'a negative time'],
    ["$name=1.${now}x.$v.statistical~", 'a time with a tail'],
    ["$name=1.99999999999999999999999.$v.statistical~", 'a time too large'],
    ["$name=1.0x5.$v.statistical~", 'a hexadecimal time'],
    ["$name=1.$now.$v.statistical~statistical", 'yes and no at once'],
    ["$name=1.$now.$v.STATISTICAL~", 'categories have a case'],
    ["$name=1.$now.$v.statistical,x~", 'a comma'],
    ["$name=1.$now.$v. statistical~", 'a blank'],
    ["$name=\"1.$now.$v.statistical~\"", 'quoted'],
    ["x=1,$stat", 'behind a comma in another cookie'],
    ["x=\"1; $stat", 'never: a quote does not join pairs', 1],
    ["X$stat", 'a longer name'],
    ["\U$name\E=1.$now.$v.statistical~", 'a name in another case'],
    ["$stat; $all", 'two that differ'],
    ["$all; $stat", 'two that differ, the other way round'],
    ["$stat; $name=rubbish", 'one good, one bad'],
    ["x=$name=1.$now.$v.statistical~", 'inside a value'],
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
is banner("$name=1.$now.00000000.statistical~first-party+third-party"), 1,
    'another version is asked again';
is banner($stat), 0, 'a decision is not';
is banner(consent_cookie($host, granted => ['statistical'])), 1,
    'something undecided is asked';
isnt policy('version.test')->{version},
    policy('moved.test', '/about/choices')->{version},
    'CookiePolicyVersion changes the version';
my $other = fetch('version.test', $path,
                  cookie => granted('moved.test', 'statistical'));
is_deeply names_of(kept($other)), ['sessionid'],
    'the consent of one version is none for another';

# The lifetime is not renewed by visits.
is_deeply [ grep { /^$name=/ } @{ set_cookies(fetch($host, '/page/plain.html',
    cookie => $stat)) } ], [], 'a visit sets no consent cookie';

done_testing;
