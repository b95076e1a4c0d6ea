# SPDX-License-Identifier: Apache-2.0
#
# CookiePolicyConsentMode: a script that tells Google's tags the choice, before
# any other script of the page; denied until granted, and inherited as a whole.
#
# Server: shared, event
use strict;
use warnings;

use CookiePolicy::Test;
use Test::More;

# The script's text is constant and denies everything; its attributes say what
# each signal stands for, and what was granted. t/browser/script.mjs runs it.
my %text;
sub signals {
    my ($host, @options) = @_;
    my $html = fetch($host, '/page/decoys.html', @options)->body;
    my ($script, $attributes, $text) = $html
        =~ /(<script data-cookie-policy="consent-mode"([^>]*)>(.*?)<\/script>)/s;
    return unless defined $script;
    cmp_ok index($html, $script), '<', index($html, '<script>'),
        "$host: before the page's own scripts";
    $text{$text} = 1;
    return { $attributes =~ /\bdata-(\w+)="([^"]*)"/g };
}

my $host = 'mode.test';
my $map = 'ad_storage=third-party analytics_storage=statistical'
    . ' ad_user_data=third-party,first-party';
is_deeply signals($host), { map => $map }, 'undecided: nothing is granted';
is_deeply signals($host, cookie => refused($host)),
    { map => $map, granted => '' }, 'refused: neither';
is_deeply signals($host, cookie => granted($host, 'statistical')),
    { map => $map, granted => 'statistical' }, 'statistics granted';
is_deeply signals($host, cookie => granted($host, qw(statistical first-party
                                                     third-party))),
    { map => $map, granted => 'statistical first-party third-party' },
    'all granted';
is scalar(keys %text), 1, 'the same text each time';
my ($text) = keys %text;
is_deeply { $text =~ /'(ad_\w+|analytics_storage)': ?'(\w+)'/g },
    { map { $_ => 'denied' } qw(ad_storage analytics_storage ad_user_data
                                ad_personalization) },
    'which denies the four signals';
for my $row (['no head', '<!DOCTYPE html><title>t</title><body>x'],
    ['no head, no body', '<!DOCTYPE html><title>t</title><p>x</p>']) {
    my ($what, $page) = @$row;
    my $path = emit(type => 'text/html; charset=utf-8', body => $page);
    my $html = fetch($host, $path)->body;
    is join(' ', @{ added_elements($html) }), 'banner script consent-mode',
        "$what: behind the banner";
    is without_added($html), $page, "$what: in a page as it was";
}
is signals('on.test'), undef, 'Off is the default';
is signals('modeoff.test'), undef, 'Off in a virtual host';
is without_added(fetch($host, '/page/decoys.html')->body),
    fetch('off.test', '/page/decoys.html')->body, 'the rest is the original';

done_testing;
