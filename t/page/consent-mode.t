# SPDX-License-Identifier: Apache-2.0
#
# CookiePolicyConsentMode: a script that tells Google's tags the choice, before
# all other scripts of the page. All signals are denied until they are granted.
#
# Server: shared, event
use strict;
use warnings;

use CookiePolicy::Test;
use Test::More;

# The text of the script is constant and denies everything. Its attributes
# contain the meaning of each signal and the granted categories.
# t/browser/script.mjs runs it.
my %text;
sub signals {
    my ($host, @options) = @_;
    my $html = fetch($host, '/page/decoys.html', @options)->body;
    my ($script, $attributes, $text) = $html
        =~ /(<script data-cookie-policy="consent-mode"([^>]*)>(.*?)<\/script>)/s;
    return unless defined $script;
    cmp_ok index($html, $script), '<', index($html, '<script>'),
        "$host: it precedes the page's own scripts";
    $text{$text} = 1;
    return { $attributes =~ /\bdata-(\w+)="([^"]*)"/g };
}

my $host = 'mode.test';
my $map = 'ad_storage=third-party analytics_storage=statistical'
    . ' ad_user_data=third-party,first-party';
is_deeply signals($host), { map => $map },
    'an undecided visitor: nothing is granted';
is_deeply signals($host, cookie => refused($host)),
    { map => $map, granted => '' }, 'a visitor who refused: nothing is granted';
is_deeply signals($host, cookie => granted($host, 'statistical')),
    { map => $map, granted => 'statistical' },
        'a visitor who granted statistics';
is_deeply signals($host, cookie => granted($host, qw(statistical first-party
                                                     third-party))),
    { map => $map, granted => 'statistical first-party third-party' },
    'a visitor who granted everything';
is scalar(keys %text), 1, 'the text of the script is always the same';
my ($text) = keys %text;
is_deeply { $text =~ /'(ad_\w+|analytics_storage)': ?'(\w+)'/g },
    { map { $_ => 'denied' } qw(ad_storage analytics_storage ad_user_data
                                ad_personalization) },
    'the text denies the four signals';
for my $row (['no head', '<!DOCTYPE html><title>t</title><body>x'],
    ['no head, no body', '<!DOCTYPE html><title>t</title><p>x</p>']) {
    my ($what, $page) = @$row;
    my $path = emit(type => 'text/html; charset=utf-8', body => $page);
    my $html = fetch($host, $path)->body;
    is join(' ', @{ added_elements($html) }), 'banner script consent-mode',
        "$what: it follows the banner";
    is without_added($html), $page, "$what: the rest is the original page";
}
is signals('on.test'), undef, 'CookiePolicyConsentMode is Off by default';
is signals('modeoff.test'), undef,
    'CookiePolicyConsentMode Off in a virtual host';
is without_added(fetch($host, '/page/decoys.html')->body),
    fetch('off.test', '/page/decoys.html')->body,
        'the rest is the original page';

done_testing;
