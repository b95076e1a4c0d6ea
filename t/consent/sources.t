# SPDX-License-Identifier: Apache-2.0
#
# Declared sources are asked about, published and a part of the digest of their
# category, also in sections and .htaccess files. Without a source nothing
# changes.
#
# Server: own
use strict;
use warnings;

use lib 't/lib';
use CookiePolicy::Httpd;
use JSON::PP ();
use Test::More;

my $source = 'CookiePolicySource third-party Video.example *.cdn.example '
    . 'provider="Video Ltd" function="Player" purpose="Shows films" '
    . "cookies=\"vid uid\" lifetime=13mo\n";
my %hosts = (
    'none.test'    => '',
    'source.test'  => $source,
    'spelled.test' => $source =~ s/Video.example \*.cdn.example/*.CDN.example:* /r
        =~ s/:\*/ https:\/\/video.example:443 video.example/r,
    'same.test'    => $source =~ s/Shows films/shows FILMS./r
        =~ s/vid uid/uid vid/r =~ s/Player/Frame/r =~ s/Video.e/video.e/r,
    'cookies.test' => $source =~ s/vid uid/vid/r,
    'own.test'     => "CookiePolicySource statistical /stats/\n",
    'markup.test'  => "CookiePolicyMarkup data-category=ads third-party\n",
    'exempt.test'  => "CookiePolicySource necessary pay.example\n",
    'section.test' => "<Location /far>\n$source</Location>\n",
);
my $page = "<!DOCTYPE html>\n<html lang=\"en\"><head><title>x</title></head>\n"
    . "<body><p>text</p></body></html>\n";
my $httpd = CookiePolicy::Httpd->new(files => {
    'htdocs/page.html' => $page, 'htdocs/ht/page.html' => $page,
    'htdocs/ht/.htaccess' => $source =~ s/Video Ltd/Film Ltd/r,
}, conf => "<Directory \"\@ROOT\@/htdocs\">\nAllowOverride All\n</Directory>\n"
    . join '', map { "<VirtualHost *:*>\nServerName $_\nCookiePolicy On\n"
        . "CookiePolicyCookie necessary sid\n$hosts{$_}</VirtualHost>\n" }
    sort keys %hosts);
$httpd->start;

sub category {
    my ($host, $id) = @_;
    my $all = JSON::PP->new->decode(
        $httpd->fetch($host, '/cookie-policy/policy.json')->body);
    my ($one) = grep { $_->{id} eq $id } @{ $all->{categories} };
    return $one;
}
sub digest { return category($_[0], $_[1] // 'third-party')->{digest} }

is_deeply category('source.test', 'third-party')->{sources}, [{
    sources => ['video.example', '*.cdn.example'], provider => 'Video Ltd',
    function => 'Player', purpose => 'Shows films', cookies => [qw(vid uid)],
    controller => undef, lifetime => '13mo' }], 'policy.json has the declaration';
is_deeply category('none.test', 'third-party')->{sources}, [],
    'policy.json: none is declared';
is_deeply category('section.test', 'third-party')->{sources},
    category('source.test', 'third-party')->{sources}, 'of a section, too';

for my $row (
    ['none.test', 'third-party', 0], ['source.test', 'third-party', 1],
    ['own.test', 'statistical', 1], ['markup.test', 'third-party', 1],
    ['exempt.test', 'necessary', 0], ['section.test', 'third-party', 1],
) {
    my ($host, $id, $asked) = @$row;
    is !!category($host, $id)->{asked}, !!$asked, "$host: $id is asked about"
        . ($asked ? '' : ' not');
    my $any = $host !~ /^(?:none|exempt)/;
    like $httpd->fetch($host, '/page.html')->body,
        $any ? qr/data-cookie-policy="banner"/ : qr/\A\Q$page\E\z/,
        "$host: " . ($any ? 'the page asks' : 'the page is unchanged');
}

isnt digest('source.test'), digest('none.test'), 'a source is material';
is digest('source.test', 'statistical'), digest('none.test', 'statistical'),
    'in its own category';
is digest('same.test'), digest('source.test'), 'order and case are not';
isnt digest('spelled.test'), digest('source.test'), 'other sources are';
isnt digest('cookies.test'), digest('source.test'), 'its cookies are';
is digest('section.test'), digest('source.test'), 'in a section as well';
is digest('markup.test'), digest('none.test'), 'marked elements are not';

my $policy = $httpd->fetch('source.test', '/cookie-policy')->body;
like $policy, qr{<code>vid</code>,\ <code>uid</code><br/><small>Content\ from:
                 \ Video\.example,\ \*\.cdn\.example</small>}x,
    'the policy page shows sources and their cookies';
like $policy, qr{>Video Ltd<.*>Player<.*>Shows films<.*>13 months<.*>Yes<}s,
    'and the other members';
like $httpd->fetch('source.test', '/page.html')->body, qr/\(Video Ltd\)/,
    'the banner names the party';

my ($plain, $more) = map { $httpd->fetch('none.test', "/$_") } 'page.html',
    'ht/page.html';
unlike $plain->body, qr/data-cookie-policy/, 'a directory without a source';
like $more->body, qr/data-cookie-policy="banner".*Film Ltd/s,
    'only an .htaccess file declares a source: its directory asks';
my $before = $more->header('ETag');
$httpd->write('htdocs/ht/.htaccess', $source);
my $after = $httpd->fetch('none.test', '/ht/page.html');
like $after->body, qr/Video Ltd/, 'another provider is shown';
isnt $after->header('ETag'), $before, 'which is another variant';

done_testing;
