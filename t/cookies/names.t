# SPDX-License-Identifier: Apache-2.0
#
# The name that a browser would store decides which declaration applies to a
# Set-Cookie field, byte for byte.
#
# Server: shared, event
use strict;
use warnings;

use CookiePolicy::Test;
use Test::More;

my $past = 'Thu, 01 Jan 1970 00:00:00 GMT';
my $future = 'Fri, 01 Jan 2038 00:00:00 GMT';

# the field, does it pass for an undecided visitor, why
my @undecided = (
    ['sessionid=1', 1, 'a necessary cookie'],
    ['sessionid=', 1, 'a necessary cookie without a value'],
    ['sessionid', 1, 'a nameless cookie that comes back as sessionid'],
    ['sessionid =1', 1, 'blanks around the name are ignored'],
    ["\tsessionid\t=1", 1, 'tabs around the name are ignored'],
    ['sessionid=a=b', 1, 'the first = ends the name'],
    ['SESSIONID=1', 0, 'names are case-sensitive'],
    ['Sessionid=1', 0, 'case matters in every byte'],
    ['sessionid2=1', 0, 'an exact name is no prefix'],
    ['sessioni=1', 0, 'a prefix of a declared name is not declared'],
    ['_ga=1', 0, 'needs consent'],
    ['_ga =1', 0, 'needs consent, with a blank'],
    ['=_ga=1', 0, 'a nameless cookie that comes back as _ga'],
    ['_ga', 0, 'a nameless cookie that comes back as _ga'],
    ['=sessionid=1', 1, 'a nameless cookie that comes back as sessionid=1'],
    ['_ga=1; sessionid=1', 0, 'attributes are no cookies'],
    ['sessionid=1, other=2', 1, 'a comma is part of the value'],
    ['sessionid=1, _ga=2', 0, 'some browsers start a new cookie after a comma'],
    ['x=1, sessionid=2', 0, 'for a server a comma starts no cookie'],
    ['"sessionid"=1', 0, 'quotes belong to the name'],
    ['%73essionid=1', 0, 'percent-encoding is not decoded'],
    ['anon=1', 1, 'anonymised statistics need no consent'],
    ['pref_x=1', 0, 'matches a prefix'],
    ['pref_=1', 0, 'matches a prefix and has nothing after it'],
    ['xpref_x=1', 0, 'a prefix matches at the start only'],
    ['ad7=1', 0, 'matches a regular expression'],
    ['mix_long_z=1', 1, 'the longer prefix outranks the shorter one'],
    ['mix_long_exact=1', 0, 'the exact name outranks the prefix'],
    ['mix_z=1', 0, 'the prefix outranks the regular expression'],
    ['re_a=1', 1, 'matches only the regular expression'],
    ['re_b=1', 0, 'the exact name outranks the regular expression'],
    ['re_c=1', 0, 'does not match the regular expression'],
    ['cookies_preferences=2.1.~', 0, 'the consent cookie is reserved'],
    ['cookies_preferences=; Max-Age=0', 1, 'the consent cookie may be deleted'],
    ['nobody-knows=1', 0, 'is not declared'],
    ['=', 0, 'has neither name nor value'],
    ['__Host-sessionid=1; Secure; Path=/', 0,
        'the prefix __Host- is part of the name'],
    ["_ga=; Max-Age=0", 1, 'is a deletion'],
    ["_ga=; max-age=0; Path=/", 1, 'attribute names are case-insensitive'],
    ["_ga=; Max-Age=-1", 1, 'a negative Max-Age is a deletion'],
    ["_ga=; Expires=$past", 1, 'a past Expires is a deletion'],
    ["_ga=x; Max-Age=0", 1, 'a deletion may have a value'],
    ["nobody-knows=; Max-Age=0", 1, 'an undeclared cookie may be deleted'],
    ["_ga=; Max-Age=0; Expires=$future", 1, 'Max-Age outranks Expires'],
    ["_ga=; Max-Age=60; Expires=$past", 0,
        'Max-Age outranks Expires, the other way'],
    ["_ga=1; Max-Age=0; Max-Age=abc", 0, 'the last of two Max-Age is invalid'],
    ["_ga=1; Max-Age=abc; Max-Age=0", 0, 'the first of two Max-Age is invalid'],
    ["_ga=1; Max-Age=0; Max-Age=60", 0,
        'the last of two Max-Age is no deletion'],
    ["_ga=1; Max-Age=0; Max-Age=", 0, 'the last of two Max-Age is empty'],
    ["_ga=1; Max-Age=abc", 0, 'the only Max-Age is invalid'],
    ["_ga=1; Max-Age=0x", 0, 'Max-Age has a letter after the digit'],
    ["_ga=1; Expires=$past; Expires=$future", 0,
        'the last of two Expires is no deletion'],
    ["_ga=1; Expires=yesterday", 0, 'Expires is no date'],
    ["_ga=1; Max-Age=\"0\"", 0, 'Max-Age has quotes'],
);

for my $row (@undecided) {
    my ($line, $passes, $why) = @$row;
    my $off = fetch('off.test', emit(headers => ["Set-Cookie: $line"]));
    (my $shown = $line) =~ s/\t/\\t/g;
    cmp_ok scalar(@{ set_cookies($off) }), '==', 1,
        "without a policy it is sent: $shown";
    my $on = fetch('on.test', emit(headers => ["Set-Cookie: $line"]));
    my $want = $passes ? set_cookies($off) : [];
    is_deeply set_cookies($on), $want,
        ($passes ? 'passes: ' : 'suppressed: ') . "$shown ($why)";
}

# the category, names that pass if only it is granted, names that do not
my @granted = (
    ['statistical', [qw(_ga _gid re_b mix_long_exact)],
        [qw(pref_x ad7 mix_z)]],
    ['first-party', [qw(pref_x pref_)], [qw(_ga ad7 mix_z)]],
    ['third-party', [qw(ad7 ad12 mix_z)], [qw(_ga pref_x adx ad7x)]],
);
for my $row (@granted) {
    my ($category, $pass, $stay) = @$row;
    my $res = fetch('on.test',
                    emit(set => [ map { "$_=1" } @$pass, @$stay, 'nobody' ]),
                    cookie => granted('on.test', $category));
    is_deeply names_of(kept($res)), $pass,
        "granting $category allows exactly its own cookies";
}

# Bytes from a backend that no browser may get.
for my $bytes ("a\x01=1", "_ga=1\x7f", "sessionid=1\x02; Path=/") {
    my $raw = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"
        . "Set-Cookie: $bytes\r\nConnection: close\r\n\r\nbody";
    my $res = fetch('proxy.test', nph($raw));
    is_deeply set_cookies($res), [],
        'a cookie with a control character is suppressed';
}

done_testing;
