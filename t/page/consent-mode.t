# SPDX-License-Identifier: Apache-2.0
#
# CookiePolicyConsentMode: a script that tells Google's tags the choice, before
# any other script of the page; denied until granted, and inherited as a whole.
use strict;
use warnings;

use CookiePolicy::Test;
use Test::More;

# The signals that the page's script sets, by name, with Google's default.
sub all_but {
    my (%granted) = map { $_ => 'granted' } @_;
    return { (map { $_ => 'denied' } qw(ad_storage analytics_storage
                  ad_user_data ad_personalization)), %granted };
}

sub signals {
    my ($host, @options) = @_;
    my $html = fetch($host, '/page/decoys.html', @options)->body;
    my ($script) = $html =~ /(<script[^>]*data-cookie-policy="[^"]*"[^>]*>.*?<\/script>)/s;
    return unless defined $script && $script =~ /\bgtag\b/;
    cmp_ok index($html, $script), '<', index($html, '<script>'),
        "$host: before the page's own scripts";
    return { $script =~ /\b(ad_\w+|analytics_storage)['"]?:\s*['"](\w+)['"]/g };
}

my $host = 'mode.test';
is_deeply signals($host), all_but(), 'undecided: all denied';
is_deeply signals($host, cookie => granted($host, 'statistical')),
    all_but('analytics_storage'), 'statistics granted';
is_deeply signals($host, cookie => granted($host, 'third-party')),
    all_but('ad_storage'), 'a signal of two categories needs both';
is_deeply signals($host, cookie => granted($host, qw(statistical first-party
                                                     third-party))),
    all_but(qw(ad_storage analytics_storage ad_user_data)),
    'all granted: all that are mapped';
is signals('on.test'), undef, 'Off is the default';
is signals('modeoff.test'), undef, 'Off in a virtual host';
is without_added(fetch($host, '/page/decoys.html')->body),
    fetch('off.test', '/page/decoys.html')->body, 'the rest is the original';

done_testing;
