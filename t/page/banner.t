# SPDX-License-Identifier: Apache-2.0
#
# The banner: where it stands, what it is, who sees it; the link to the
# choice afterwards.
#
# Server: shared, event
use strict;
use warnings;

use CookiePolicy::Test;
use Test::More;

my $host = 'on.test';
sub original { return fetch('off.test', $_[0])->body }

# ------------------------------------------------------------ what is put where
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
        "$name: directly after the body tag";
    is scalar(() = $html =~ /data-cookie-policy="banner"/g), 1, "$name: once";
    my %count;
    $count{$_}++ for $html =~ /\sdata-cookie-policy="([^"]*)"/g;
    is_deeply [ grep { $count{$_} > 1 } keys %count ], [],
        "$name: at most one of each";
    is without_added($html), original($path), "$name: the rest is the original";
    my $length = $res->header('Content-Length');
    is $length // length $html, length $html, "$name: Content-Length";
}

# --------------------------------------------------------------- what it says
my $html = fetch($host, '/page/plain.html')->body;
my ($banner) = $html =~ /(<section data-cookie-policy="banner".*?<\/section>)/s;
like $banner, qr/\brole="region"/, 'a region';
like $banner, qr/\baria-label(?:ledby)?="[^"]+"/, 'with a name';
unlike $banner, qr/role="dialog"|aria-modal/, 'not a fake modal';
my ($form) = $banner =~ /<form([^>]*)>/;
like $form, qr/\bmethod="post"/, 'a plain form';
like $form, qr{\baction="/cookie-policy/choice"}, 'to the choice';
my @buttons = $banner =~ /<(\w+)((?:\s[^>]*)?\bname="choice"[^>]*)>/g;
my (@kinds, @values, @looks);
while (my ($tag, $attributes) = splice @buttons, 0, 2) {
    push @kinds, $tag;
    push @values, $attributes =~ /\bvalue="([^"]*)"/;
    (my $look = $attributes) =~ s/\s*\bvalue="[^"]*"//;
    push @looks, $look;
}
is_deeply [ sort grep { /accept|refuse/ } @values ], [qw(accept refuse)],
    'two buttons';
is $kinds[0], $kinds[1], 'of the same element';
is $looks[0], $looks[1], 'with the same attributes';
like $banner, qr{<a\b[^>]*href="/cookie-policy"}, 'a link to the policy page';
like $banner, qr/\bdata-cookie-policy-link\b/, 'that is marked';
unlike $banner, qr/\bchecked\b/, 'nothing is ticked';
unlike $html, qr/[^\x00-\x7f]/, 'added bytes are ASCII';
unlike $banner, qr/(?:class|id)="[^"]*cookie-?(?:consent|banner|notice)/i,
    'no name that block lists hide';

# The page a visitor decides on is where the form returns to.
my ($return) = fetch($host, '/page/plain.html?a=1&b=%22')->body
    =~ /<input[^>]*name="return"[^>]*>/ ? $& : '';
like $return, qr{value="/page/plain\.html\?a=1&(?:amp|#38);b=%22"},
    'the form returns to the page';

# ------------------------------------------------------------- who sees which
sub kinds {
    my ($at, $cookie, $path) = @_;
    my $res = fetch($at, $path // '/page/plain.html',
                    defined $cookie ? (cookie => $cookie) : ());
    return join ' ', $res->body =~ /\sdata-cookie-policy="(banner|reopen)"/g;
}
is kinds($host), 'banner', 'undecided: the banner';
for my $yes ([], ['statistical'],
             [qw(statistical first-party third-party)]) {
    is kinds($host, granted($host, @$yes)), 'reopen', "decided (@$yes): the link";
}
is kinds($host, consent_cookie($host, granted => ['statistical'])), 'banner',
    'partly undecided: the banner';
is kinds('nobanner.test'), '', 'CookiePolicyBanner Off';
is kinds('nobanner.test', granted('nobanner.test')), '',
    'CookiePolicyReopen Off';
is kinds('report.test'), '', 'not with ReportOnly';
is kinds('off.test'), '', 'nor without a policy';

my $decided = fetch($host, '/page/plain.html', cookie => refused($host));
like $decided->body,
    qr{<a\b[^>]*data-cookie-policy="reopen"[^>]*>|<a\b[^>]*href="/cookie-policy"},
    'the link leads to the policy page';
like $decided->body, qr{href="/cookie-policy}, 'its address';
is without_added($decided->body), original('/page/plain.html'),
    'without it the original';
is $decided->header('Content-Length') // length $decided->body,
    length $decided->body, 'Content-Length';

# What the script has to know, for whoever asks.
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
        "$side: undecided";
    is script_at($at, cookie => granted($at, 'statistical')),
        qq{data-reopen="$side" data-allowed="necessary statistical" }
        . 'data-granted="statistical" data-refused="first-party third-party" '
        . 'at some time', "$side: decided";
    is script_at($at, cookie => granted($at, split ' ', $all)),
        qq{data-reopen="$side" data-allowed="necessary $all" }
        . qq{data-granted="$all" data-refused="" at some time},
        "$side: yes to all";
    is script_at($at, cookie => refused($at)),
        qq{data-reopen="$side" data-allowed="necessary" }
        . qq{data-granted="" data-refused="$all" at some time},
        "$side: no to all";
    like fetch($at, '/page/plain.html', cookie => granted($at))->body,
        qr/class="cpolicy-$side"/, "$side: the link";
}

# Uniform: the same bytes for everybody.
my %uniform = map { $_ => 1 } map {
    fetch('uniform.test', '/page/plain.html', @$_)->body
} [], [cookie => granted('uniform.test', 'statistical')],
  [cookie => refused('uniform.test')];
is scalar(keys %uniform), 1, 'CookiePolicyVariants uniform: one variant';
like((keys %uniform)[0], qr/data-cookie-policy="banner"/, 'with the banner');
is without_added((keys %uniform)[0]), original('/page/plain.html'),
    'without it the original';

done_testing;
