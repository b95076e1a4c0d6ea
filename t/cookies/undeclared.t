# SPDX-License-Identifier: Apache-2.0
#
# CookiePolicyUndeclared: cookies that nobody declared.
#
# Server: shared, event
use strict;
use warnings;

use CookiePolicy::Test;
use Test::More;

my @set = ('nobody=1', '_ga=1', 'sessionid=1', '=nameless');
my $mark = mark();
my $res = fetch('on.test', emit(set => \@set));
is_deeply set_cookies($res), ['sessionid=1'], 'the default is to suppress them';
like join("\n", @{ log_since($mark) }),
    qr/name="nobody" category="-" reason="undeclared"/,
        'a suppressed one is logged';

$mark = mark();
$res = fetch('allow.test', emit(set => \@set));
is_deeply set_cookies($res), ['nobody=1', 'sessionid=1', '=nameless'],
    'allow lets them pass, but no declared cookie without consent';
unlike join("\n", @{ log_since($mark) }), qr/nobody/,
    'allow writes no log line';

# A visitor cannot consent to a cookie that nobody declared.
$res = fetch('on.test', emit(set => \@set),
             cookie => granted('on.test', qw(statistical first-party
                                             third-party)));
is_deeply set_cookies($res), ['_ga=1', 'sessionid=1'],
    'they are suppressed if every category is granted, too';

done_testing;
