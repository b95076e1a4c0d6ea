# SPDX-License-Identifier: Apache-2.0
#
# CookiePolicyUndeclared: what happens to a name that nobody declared.
#
# Server: shared, event
use strict;
use warnings;

use CookiePolicy::Test;
use Test::More;

my @set = ('nobody=1', '_ga=1', 'sessionid=1', '=nameless');
my $mark = mark();
my $res = fetch('on.test', emit(set => \@set));
is_deeply set_cookies($res), ['sessionid=1'], 'suppress is the default';
like join("\n", @{ log_since($mark) }),
    qr/name="nobody" category="-" reason="undeclared"/, 'and is logged';

$mark = mark();
$res = fetch('allow.test', emit(set => \@set));
is_deeply set_cookies($res), ['nobody=1', 'sessionid=1', '=nameless'],
    'allow lets it pass, but nothing declared';
unlike join("\n", @{ log_since($mark) }), qr/nobody/, 'without a log line';

# Nobody can agree to what nobody declared.
$res = fetch('on.test', emit(set => \@set),
             cookie => granted('on.test', qw(statistical first-party
                                             third-party)));
is_deeply set_cookies($res), ['_ga=1', 'sessionid=1'],
    'not even with every category granted';

done_testing;
