# SPDX-License-Identifier: Apache-2.0
#
# The banner: its position, its markup, and who gets it; the link to the choice
# afterwards.
#
# Server: shared, event
use strict;
use warnings;

use CookiePolicy::Test;
use Test::More;

my $host = 'on.test';
sub original { return fetch('off.test', $_[0])->body }

# ---------------------------------------------------------------- position
for my $row (
    ['plain', qr/<body>/],
    ['attributes', qr/<body class="a b" data-less="a>b" title='it says "<body>"' onload="x = 1 > 0">/],
    ['upper', qr/<BODY BGCOLOR=white>/],
    ['decoys', qr/<body id="real">/],
    ['large', qr/<body>/],
) {
    my ($name, $tag) = @$row;
    my $path = "/page/$name.html";
    my $res = fetch($host, $path);
    my $html = $res->body;
    like $html, qr/$tag<section data-cookie-policy="banner"/,
        "$name: the banner is directly after the body tag";
    is scalar(() = $html =~ /data-cookie-policy="banner"/g), 1,
        "$name: there is one banner";
    my %count;
    $count{$_}++ for $html =~ /\sdata-cookie-policy="([^"]*)"/g;
    is_deeply [ grep { $count{$_} > 1 } keys %count ], [],
        "$name: no element is added twice";
    is without_added($html), original($path),
        "$name: the rest is the original page";
    my $length = $res->header('Content-Length');
    is $length // length $html, length $html,
        "$name: Content-Length is the length";
}

# ------------------------------------------------------------------ markup
my $html = fetch($host, '/page/plain.html')->body;
my ($banner) = $html =~ /(<section data-cookie-policy="banner".*?<\/section>)/s;
like $banner, qr/\brole="region"/, 'the banner is a region';
like $banner, qr/\baria-label(?:ledby)?="[^"]+"/, 'the region has a name';
unlike $banner, qr/role="dialog"|aria-modal/, 'the banner is not a dialog';
my ($form) = $banner =~ /<form([^>]*)>/;
like $form, qr/\bmethod="post"/,
    'it contains a form that works without scripts';
like $form, qr{\baction="/cookie-policy/choice"},
    'the form is sent to the choice';
my @buttons = $banner =~ /<(\w+)((?:\s[^>]*)?\bname="choice"[^>]*)>/g;
my (@kinds, @values, @looks);
while (my ($tag, $attributes) = splice @buttons, 0, 2) {
    push @kinds, $tag;
    push @values, $attributes =~ /\bvalue="([^"]*)"/;
    (my $look = $attributes) =~ s/\s*\bvalue="[^"]*"//;
    push @looks, $look;
}
is_deeply [ sort grep { /accept|refuse/ } @values ], [qw(accept refuse)],
    'the form has the buttons accept and refuse';
is $kinds[0], $kinds[1], 'both buttons are the same element';
is $looks[0], $looks[1], 'both buttons have the same attributes';
like $banner, qr{<a\b[^>]*href="/cookie-policy"},
    'the banner has a link to the policy page';
like $banner, qr/\bdata-cookie-policy-link\b/,
    'the link is marked for the script';
unlike $banner, qr/\bchecked\b/, 'no box is ticked';
unlike $html, qr/[^\x00-\x7f]/, 'the added bytes are ASCII';
unlike $banner, qr/(?:class|id)="[^"]*cookie-?(?:consent|banner|notice)/i,
    'no name is one that block lists hide';

# The form returns to the page on which the visitor decides.
my ($return) = fetch($host, '/page/plain.html?a=1&b=%22')->body
    =~ /<input[^>]*name="return"[^>]*>/ ? $& : '';
like $return, qr{value="/page/plain\.html\?a=1&(?:amp|#38);b=%22"},
    'the form returns to the page';

# ------------------------------------------------- who gets banner and link
sub kinds {
    my ($at, $cookie, $path) = @_;
    my $res = fetch($at, $path // '/page/plain.html',
                    defined $cookie ? (cookie => $cookie) : ());
    return join ' ', $res->body =~ /\sdata-cookie-policy="(banner|reopen)"/g;
}
is kinds($host), 'banner', 'an undecided visitor gets the banner';
for my $yes ([], ['statistical'],
             [qw(statistical first-party third-party)]) {
    is kinds($host, granted($host, @$yes)), 'reopen',
        "a visitor who decided (@$yes) gets the link";
}
is kinds($host, consent_cookie($host, granted => ['statistical'])), 'banner',
    'a visitor who decided in part gets the banner';
is kinds('nobanner.test'), '', 'CookiePolicyBanner Off: no banner';
is kinds('nobanner.test', granted('nobanner.test')), '',
    'CookiePolicyReopen Off: no link';
is kinds('report.test'), '', 'ReportOnly: no banner';
is kinds('off.test'), '', 'Off: no banner';

my $decided = fetch($host, '/page/plain.html', cookie => refused($host));
like $decided->body,
    qr{<a\b[^>]*data-cookie-policy="reopen"[^>]*>|<a\b[^>]*href="/cookie-policy"},
    'the link leads to the policy page';
like $decided->body, qr{href="/cookie-policy},
    'its address is the path of the policy page';
is without_added($decided->body), original('/page/plain.html'),
    'the rest of that page is the original page';
is $decided->header('Content-Length') // length $decided->body,
    length $decided->body, 'Content-Length of that page is its length';

# The attributes of the script element: the values that the script needs.
sub script_at {
    my ($at, @fields) = @_;
    my ($tag) = fetch($at, '/page/plain.html', @fields)->body
        =~ /(<script data-cookie-policy="script"[^>]*>)/ or return '';
    return join ' ', $tag =~ /data-(?:reopen|allowed|granted|refused)="[^"]*"/g,
        $tag =~ /data-time="\d{10}">\z/ ? 'at some time' : ();
}
my $all = 'statistical first-party third-party';
for (['left', $host], ['right', 'right.test']) {
    my ($side, $at) = @$_;
    is script_at($at), qq{data-reopen="$side" data-allowed="necessary"},
        "$side: attributes for an undecided visitor";
    is script_at($at, cookie => granted($at, 'statistical')),
        qq{data-reopen="$side" data-allowed="necessary statistical" }
        . 'data-granted="statistical" data-refused="first-party third-party" '
        . 'at some time',
            "$side: attributes for a visitor who granted one category";
    is script_at($at, cookie => granted($at, split ' ', $all)),
        qq{data-reopen="$side" data-allowed="necessary $all" }
        . qq{data-granted="$all" data-refused="" at some time},
        "$side: attributes for a visitor who granted all";
    is script_at($at, cookie => refused($at)),
        qq{data-reopen="$side" data-allowed="necessary" }
        . qq{data-granted="" data-refused="$all" at some time},
        "$side: attributes for a visitor who refused all";
    like fetch($at, '/page/plain.html', cookie => granted($at))->body,
        qr/class="cpolicy-$side"/, "$side: the link has the class for its side";
}

# With "uniform" all visitors get the same bytes.
my %uniform = map { $_ => 1 } map {
    fetch('uniform.test', '/page/plain.html', @$_)->body
} [], [cookie => granted('uniform.test', 'statistical')],
  [cookie => refused('uniform.test')];
is scalar(keys %uniform), 1,
    'CookiePolicyVariants uniform: there is one variant';
like((keys %uniform)[0], qr/data-cookie-policy="banner"/,
    'this variant has the banner');
is without_added((keys %uniform)[0]), original('/page/plain.html'),
    'the rest of it is the original page';

done_testing;
