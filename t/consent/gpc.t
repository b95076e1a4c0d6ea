# SPDX-License-Identifier: Apache-2.0
#
# Global Privacy Control: the signal refuses the categories that
# CookiePolicySignal names. An explicit choice outranks it.
#
# Server: shared, event
use strict;
use warnings;

use CookiePolicy::Test;
use Test::More;

my $path = emit(set => ['nice=1', 'ad7=1', '_ga=1', 'sessionid=1']);

sub passed {
    my ($host, $gpc, $cookie) = @_;
    my $res = fetch($host, $path, defined $cookie ? (cookie => $cookie) : (),
        headers => [ map { "Sec-GPC: $_" } defined $gpc ? $gpc : () ]);
    return join ' ', @{ names_of(kept($res)) };
}

my $host = 'signal.test';
is passed($host), 'nice sessionid',
    'an optout category is allowed without a refusal';
is passed($host, '1'), 'sessionid', 'Sec-GPC: 1 is a refusal';
for my $other ('0', '01', '1;x', 'true', '"1"', '?1', '11', '10', '') {
    is passed($host, $other), 'nice sessionid',
        "Sec-GPC: '$other' is ignored";
}
for my $more ('1, 0', '0,1') {
    is passed($host, $more), 'sessionid',
        "Sec-GPC: '$more' of two fields is a signal";
}
is passed('nosignal.test', '1'), 'nice sessionid',
    'CookiePolicySignal GPC Off ignores the signal';

my @asked = qw(extras statistical first-party third-party);
sub saved {
    my (%yes) = map { $_ => 1 } @_;
    return consent_cookie($host, granted => [ grep { $yes{$_} } @asked ],
                          refused => [ grep { !$yes{$_} } @asked ]);
}
is passed($host, '1', saved('extras', 'third-party')), 'nice ad7 sessionid',
    'an explicit grant outranks the signal';
is passed($host, undef, saved('third-party')), 'ad7 sessionid',
    'an explicit refusal is in force without the signal';
is passed($host, '1', saved()), 'sessionid',
    'an explicit refusal is in force with the signal';
is passed($host, '1', consent_cookie($host, granted => ['statistical'])),
    '_ga sessionid', 'the signal refuses a category without a verdict';

# By default the signal refuses third-party only.
my $mark = mark();
fetch('on.test', $path, headers => ['Sec-GPC: 1']);
my $lines = join "\n", @{ log_since($mark, 'CP0001') };
like $lines, qr/name="ad7" category="third-party" reason="signal"/,
    'the reason for a third-party cookie is the signal';
like $lines, qr/name="_ga" category="statistical" reason="undecided"/,
    'the reason for a statistical cookie is not';
$mark = mark();
fetch('on.test', $path, headers => ['Sec-GPC: 1'],
      cookie => refused('on.test'));
like join("\n", @{ log_since($mark, 'CP0001') }),
    qr/name="ad7" category="third-party" reason="refused"/,
    'an explicit refusal is the reason, even with the signal';

done_testing;
