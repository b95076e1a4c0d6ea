# SPDX-License-Identifier: Apache-2.0
#
# Which declaration a Set-Cookie line falls under: the name a browser would
# store is what counts, byte for byte.
#
# Server: shared, event
use strict;
use warnings;

use CookiePolicy::Test;
use Test::More;

my $past = 'Thu, 01 Jan 1970 00:00:00 GMT';
my $future = 'Fri, 01 Jan 2038 00:00:00 GMT';

# the line, does it pass while undecided, why
my @undecided = (
    ['sessionid=1', 1, 'a needed cookie'],
    ['sessionid=', 1, 'a needed cookie without a value'],
    ['sessionid', 1, 'a nameless cookie that comes back as sessionid'],
    ['sessionid =1', 1, 'blanks around the name do not count'],
    ["\tsessionid\t=1", 1, 'nor do tabs'],
    ['sessionid=a=b', 1, 'the first = ends the name'],
    ['SESSIONID=1', 0, 'names are case-sensitive'],
    ['Sessionid=1', 0, 'byte for byte'],
    ['sessionid2=1', 0, 'an exact name is no prefix'],
    ['sessioni=1', 0, 'nor the other way round'],
    ['_ga=1', 0, 'wants consent'],
    ['_ga =1', 0, 'wants consent with a blank'],
    ['=_ga=1', 0, 'a nameless cookie that comes back as _ga'],
    ['_ga', 0, 'a nameless cookie'],
    ['=sessionid=1', 1, 'a nameless cookie that comes back as sessionid=1'],
    ['_ga=1; sessionid=1', 0, 'attributes are no cookies'],
    ['sessionid=1, other=2', 1, 'a comma is part of the value'],
    ['sessionid=1, _ga=2', 0, 'but some browsers split there'],
    ['x=1, sessionid=2', 0, 'a comma does not start a cookie'],
    ['"sessionid"=1', 0, 'quotes belong to the name'],
    ['%73essionid=1', 0, 'nothing is decoded'],
    ['anon=1', 1, 'anonymised statistics need no consent'],
    ['pref_x=1', 0, 'a prefix'],
    ['pref_=1', 0, 'a prefix with nothing after it'],
    ['xpref_x=1', 0, 'a prefix is anchored'],
    ['ad7=1', 0, 'a pattern'],
    ['mix_long_z=1', 1, 'the longer prefix beats the shorter'],
    ['mix_long_exact=1', 0, 'the exact name beats the prefix'],
    ['mix_z=1', 0, 'the prefix beats the pattern'],
    ['re_a=1', 1, 'the pattern'],
    ['re_b=1', 0, 'the exact name beats the pattern'],
    ['re_c=1', 0, 'outside the pattern'],
    ['cookies_preferences=2.1.~', 0, 'the consent cookie is reserved'],
    ['cookies_preferences=; Max-Age=0', 1, 'but may be deleted'],
    ['nobody-knows=1', 0, 'undeclared'],
    ['=', 0, 'nothing at all'],
    ['__Host-sessionid=1; Secure; Path=/', 0, 'a name prefix is part of it'],
    ["_ga=; Max-Age=0", 1, 'a deletion'],
    ["_ga=; max-age=0; Path=/", 1, 'attribute names have no case'],
    ["_ga=; Max-Age=-1", 1, 'a deletion by a negative age'],
    ["_ga=; Expires=$past", 1, 'a deletion by date'],
    ["_ga=x; Max-Age=0", 1, 'a deletion with a value'],
    ["nobody-knows=; Max-Age=0", 1, 'a deletion of an undeclared cookie'],
    ["_ga=; Max-Age=0; Expires=$future", 1, 'Max-Age outranks Expires'],
    ["_ga=; Max-Age=60; Expires=$past", 0, 'also the other way'],
    ["_ga=1; Max-Age=0; Max-Age=abc", 0, 'an invalid last attribute'],
    ["_ga=1; Max-Age=abc; Max-Age=0", 0, 'an invalid first attribute'],
    ["_ga=1; Max-Age=0; Max-Age=60", 0, 'two ages, one in the future'],
    ["_ga=1; Max-Age=0; Max-Age=", 0, 'two ages, one empty'],
    ["_ga=1; Max-Age=abc", 0, 'only an invalid age'],
    ["_ga=1; Max-Age=0x", 0, 'an age with a tail'],
    ["_ga=1; Expires=$past; Expires=$future", 0, 'two dates'],
    ["_ga=1; Expires=yesterday", 0, 'no date'],
    ["_ga=1; Max-Age=\"0\"", 0, 'a quoted age'],
);

for my $row (@undecided) {
    my ($line, $passes, $why) = @$row;
    my $off = fetch('off.test', emit(headers => ["Set-Cookie: $line"]));
    (my $shown = $line) =~ s/\t/\\t/g;
    cmp_ok scalar(@{ set_cookies($off) }), '==', 1, "sent: $shown";
    my $on = fetch('on.test', emit(headers => ["Set-Cookie: $line"]));
    my $want = $passes ? set_cookies($off) : [];
    is_deeply set_cookies($on), $want,
        ($passes ? 'passes: ' : 'suppressed: ') . "$shown ($why)";
}

# category of each name, seen by granting that category alone
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
    is_deeply names_of(kept($res)), $pass, "$category granted";
}

# bytes from a backend that no browser should get
for my $bytes ("a\x01=1", "_ga=1\x7f", "sessionid=1\x02; Path=/") {
    my $raw = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"
        . "Set-Cookie: $bytes\r\nConnection: close\r\n\r\nbody";
    my $res = fetch('proxy.test', nph($raw));
    is_deeply set_cookies($res), [], 'a control character never passes';
}

done_testing;
