# SPDX-License-Identifier: Apache-2.0
#
# A value of the consent cookie counts as a decision only if it is well-formed
# and unambiguous. With any other value the visitor is undecided.
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
is passed($stat), '_ga sessionid', 'one category is granted';
is passed(granted($host, 'first-party')), 'pref_x sessionid',
    'another category is granted';
is passed(granted($host, 'third-party')), 'ad7 sessionid',
    'the third category is granted';
is passed($all), '_ga pref_x ad7 sessionid', 'all categories are granted';
is passed(refused($host)), 'sessionid', 'no category is granted';
is passed("a=b; $stat; c=d"), '_ga sessionid',
    'other cookies precede and follow it';
is passed("a=b;$stat"), '_ga sessionid', 'there is no blank before it';
is passed("$stat; $stat"), '_ga sessionid',
    'two identical consent cookies count as one';
is passed(consent_cookie($host, granted => ['statistical'])), '_ga sessionid',
    'a category without a verdict is undecided';

# the Cookie field, the reason why it does not count, 1 if it counts
for my $row (
    ["$name=", 'it is empty'],
    ["$name=yes", 'another program wrote it'],
    ["$name", 'it has no value'],
    ["$name=2.$now.$s", 'the refused side is missing'],
    ["$name=2.$now", 'both sides are missing'],
    ["$name=2.$now.$s~first-party:000000~", 'there are three sides'],
    ["$name=1.$now.3f2a9c1d.statistical~", 'it has an earlier format'],
    ["$name=1.$now.$s~", 'it has the number of an earlier format'],
    ["$name=3.$now.$s~", 'it has a later format'],
    ["$name=02.$now.$s~", 'the format number has a leading zero'],
    ["$name=.$now.$s~", 'the format number is missing'],
    ["$name=2.$now.$old~", 'the digest is that of other declarations'],
    ["$name=2.$now.${s}0~", 'the digest is too long'],
    ["$name=2.$now.\U$s\E~", 'the digest is in upper case'],
    ["$name=2.$now.statistical~", 'the digest is missing'],
    ["$name=2.$s~", 'the time is missing'],
    ["$name=2.${\($now + 90000)}.$s~", 'the time is in the future'],
    ["$name=2.-5.$s~", 'the time is negative'],
    ["$name=2.${now}x.$s~", 'the time has a letter after the digits'],
    ["$name=2.99999999999999999999999.$s~", 'the time is too large'],
    ["$name=2.0x5.$s~", 'the time is hexadecimal'],
    ["$name=2.$now.$s~$s", 'a category is granted and refused'],
    ["$name=2.$now.$s~$old",
        'a category is granted now and was refused before'],
    ["$name=2.$now.$s+$old~", 'one id has two digests'],
    ["$name=2.$now.$s+gone:000000~gone:000000",
        'an unknown category is granted and refused'],
    ["$name=2.$now.$s,x~", 'it contains a comma'],
    ["$name=2.$now. $s~", 'it contains a blank'],
    ["$name=\"2.$now.$s~\"", 'it is in quotes'],
    ["$name=2.$now.$s+$s~",
        'a decision: two identical verdicts count as one', 1],
    ["$name=2.$now.$s+gone:000000~",
        'a decision: an unknown category is ignored', 1],
    ["x=1,$stat", 'it follows a comma in another cookie'],
    ["x=\"1; $stat", 'a decision: a quote does not join pairs', 1],
    ["X$stat", 'the cookie has a longer name'],
    ["\U$name\E=2.$now.$s~", 'the name of the cookie is in upper case'],
    ["$stat; $all", 'there are two different consent cookies'],
    ["$all; $stat",
        'there are two different consent cookies, in the other order'],
    ["$stat; $name=rubbish", 'there are a valid and an invalid consent cookie'],
    ["x=$name=2.$now.$s~", 'it is inside the value of another cookie'],
) {
    my ($cookie, $why, $counts) = @$row;
    is passed($cookie), ($counts ? '_ga sessionid' : 'sessionid'), $why;
}

# httpd joins two Cookie fields with a comma.
my $port = port();
sub two_lines {
    my (@lines) = @_;
    my $res = CookiePolicy::Client::raw($port, join "\r\n",
        "GET $path HTTP/1.1", "Host: $host:$port", 'Connection: close',
        (map { "Cookie: $_" } @lines), '', '');
    return join ' ', @{ names_of(kept($res)) };
}
is two_lines('x=1', $stat), 'sessionid',
    'a second Cookie field could be forged: the visitor is undecided';
is two_lines($stat, $all), 'sessionid',
    'two different Cookie fields: the visitor is undecided';
is two_lines('a=1', 'b=2'), 'sessionid',
    'two Cookie fields without a consent cookie: undecided';

# The banner asks if there is no decision.
sub banner {
    my $res = fetch($host, '/page/plain.html', cookie => $_[0]);
    return scalar grep { $_ eq 'banner' } @{ added_elements($res->body) };
}
is banner(granted($host) =~ s/first-party:\w+/first-party:000000/r), 1,
    'the visitor is asked again about a changed category';
is banner("$name=1.$now.3f2a9c1d.~statistical+first-party+third-party"), 1,
    'the visitor is asked again if the cookie has an earlier format';
is banner($stat), 0, 'the visitor is not asked again after a decision';
is banner(consent_cookie($host, granted => ['statistical'])), 1,
    'the visitor is asked if one category is undecided';
isnt policy('version.test')->{version},
    policy('moved.test', '/about/choices')->{version},
    'CookiePolicyVersion changes the version';
isnt verdict(policy('version.test'), $_), verdict(policy('moved.test'), $_),
    "CookiePolicyVersion changes the digest of"
        . " $_" for qw(statistical first-party third-party);
my $other = fetch('version.test', $path,
                  cookie => granted('moved.test', 'statistical'));
is_deeply names_of(kept($other)), ['sessionid'],
    'consent to one version is not consent to another';

# A visit does not prolong the lifetime of the consent cookie.
is_deeply [ grep { /^$name=/ } @{ set_cookies(fetch($host, '/page/plain.html',
    cookie => $stat)) } ], [], 'a visit sets no consent cookie';

done_testing;
