# SPDX-License-Identifier: Apache-2.0
#
# CookiePolicyConsentMode: a script that tells Google's tags the choice, before
# any other script of the page; denied until granted, and inherited as a whole.
use strict;
use warnings;

use CookiePolicy::Test;
use Test::More;

# The signals that the page's script sets, by name.
sub signals {
    my ($host, @options) = @_;
    my $html = fetch($host, '/page/decoys.html', @options)->body;
    my ($script) = $html =~ /(<script[^>]*data-cookie-policy="[^"]*"[^>]*>.*?<\/script>)/s;
    return unless defined $script && $script =~ /\bgtag\b/;
    my ($own) = index $html, $script;
    my $first = index $html, '<script>';
    ok $own < $first, "$host: before the page's own scripts";
    return { $script =~ /\b(ad_\w+|analytics_storage)['"]?:\s*['"](\w+)['"]/g };
}

my $host = 'mode.test';
is_deeply signals($host), { ad_storage => 'denied',
    analytics_storage => 'denied', ad_user_data => 'denied' }, 'undecided';
is_deeply signals($host, cookie => granted($host, 'statistical')),
    { ad_storage => 'denied', analytics_storage => 'granted',
      ad_user_data => 'denied' }, 'statistics granted';
is_deeply signals($host, cookie => granted($host, 'third-party')),
    { ad_storage => 'granted', analytics_storage => 'denied',
      ad_user_data => 'denied' },
    'two categories for one signal: both must be granted';
is_deeply signals($host, cookie => granted($host, qw(statistical first-party
                                                     third-party))),
    { ad_storage => 'granted', analytics_storage => 'granted',
      ad_user_data => 'granted' }, 'all granted';
is signals('on.test'), undef, 'Off is the default';
is signals('modeoff.test'), undef, 'Off in a virtual host';
is without_added(fetch($host, '/page/decoys.html')->body),
    fetch('off.test', '/page/decoys.html')->body, 'the rest is the original';

done_testing;
