# SPDX-License-Identifier: Apache-2.0
#
# Global Privacy Control: a signal is a no for the categories named; a choice
# made here outranks it.
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
is passed($host), 'nice sessionid', 'an optout category is allowed until a no';
is passed($host, '1'), 'sessionid', 'the signal is such a no';
for my $other ('0', '01', '1;x', 'true', '"1"', '?1', '11', '10', '') {
    is passed($host, $other), 'nice sessionid', "Sec-GPC: '$other' is none";
}
for my $more ('1, 0', '0,1') {
    is passed($host, $more), 'sessionid', "'$more': two fields, one says 1";
}
is passed('nosignal.test', '1'), 'nice sessionid', 'CookiePolicySignal GPC Off';

my @asked = qw(extras statistical first-party third-party);
sub saved {
    my (%yes) = map { $_ => 1 } @_;
    return consent_cookie($host, granted => [ grep { $yes{$_} } @asked ],
                          refused => [ grep { !$yes{$_} } @asked ]);
}
is passed($host, '1', saved('extras', 'third-party')), 'nice ad7 sessionid',
    'a yes outranks the signal';
is passed($host, undef, saved('third-party')), 'ad7 sessionid',
    'a no is a no without it';
is passed($host, '1', saved()), 'sessionid', 'and with it';
is passed($host, '1', consent_cookie($host, granted => ['statistical'])),
    '_ga sessionid', 'the signal outranks silence';

# The default names third-party alone.
my $mark = mark();
fetch('on.test', $path, headers => ['Sec-GPC: 1']);
my $lines = join "\n", @{ log_since($mark, 'CP0001') };
like $lines, qr/name="ad7" category="third-party" reason="signal"/,
    'third-party: the reason is the signal';
like $lines, qr/name="_ga" category="statistical" reason="undecided"/,
    'statistical: it is not';
$mark = mark();
fetch('on.test', $path, headers => ['Sec-GPC: 1'],
      cookie => refused('on.test'));
like join("\n", @{ log_since($mark, 'CP0001') }),
    qr/name="ad7" category="third-party" reason="refused"/,
    'a no made here is the reason, not the signal';

done_testing;
