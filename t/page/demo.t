# SPDX-License-Identifier: Apache-2.0
#
# The demo: the bytes of its home page, which embeds a film, a map and a counter
# of another site, before a choice, after a refusal and after acceptance.
#
# Server: own
# Sanitizers: no (the demo starts its own httpd)
use strict;
use warnings;

use lib 't/lib';
use CookiePolicy::Apxs;
use CookiePolicy::Demo;
use CookiePolicy::Page qw(without_added);
use Test::More;

my $demo = CookiePolicy::Demo->start;
my $other = 'localhost:' . $demo->port;
my %embedded = (film => 'video.html', map => 'map.svg', counter => 'counter.js');

sub page {
    my ($language, $cookie) = @_;
    return $demo->fetch('127.0.0.1', '/', cookie => $cookie,
                        headers => ["Accept-Language: $language"])->body;
}

sub original {
    my ($language) = @_;
    my $file = "conf/demo/site/index.html.$language";
    open my $in, '<:raw', $file or die "$file: $!\n";
    my $text = do { local $/; <$in> };
    return $text =~ s/\@PORT\@/$demo->port/ger;
}

# Sends the form of the banner. Returns the cookie with the choice.
sub choose {
    my ($choice) = @_;
    my $res = $demo->fetch('127.0.0.1', '/cookie-policy/choice',
        method => 'POST', form => { choice => $choice },
        headers => ['Sec-Fetch-Site: same-origin']);
    return ($res->header('Set-Cookie') // '') =~ s/;.*//r;
}

# The other site is a link of the page, too: only the content counts.
sub addresses {
    my ($html) = @_;
    my $path = join '|', map { quotemeta } values %embedded;
    return $html =~ m{\s([\w-]+)="http://\Q$other\E/(?:$path)"}g;
}

my %held = (film => qr{<iframe src="/cookie-policy/held\?[^"]*"},
            map => qr{<img data-cookie-policy-src="},
            counter => qr{<script type="text/plain"});
my ($refusal, $acceptance) = map { choose($_) } qw(refuse accept);
for my $language (qw(en fr)) {
    my $plain = original($language);
    is_deeply [ addresses($plain) ], [ ('src') x 3 ],
        "$language: the page embeds three times content of the other site";
    for my $visitor (['before a choice', undef], ['after a refusal', $refusal]) {
        my ($when, $cookie) = @$visitor;
        my $html = page($language, $cookie);
        is_deeply [ addresses($html) ], [ ('data-cookie-policy-src') x 3 ],
            "$language, $when: no attribute that a browser reads has an address";
        like $html, $held{$_}, "$language, $when: the $_ is held"
            for sort keys %held;
    }
    is without_added(page($language, $acceptance)), $plain,
        "$language, after acceptance: the page is that of the site";
}

# The page in place of the frame, and the table of the policy page.
my ($frame) = page('fr', undef) =~ m{\ssrc="(/cookie-policy/held\?[^"]*)"};
my $in_place = $demo->fetch('127.0.0.1', $frame)->body;
like $in_place, qr/Example Films/, 'the frame names who sends the film';
like $in_place, qr/montrer le film du Vieux-Pont/, 'and why, in French';
my $policy = $demo->fetch('127.0.0.1', '/cookie-policy')->body;
like $policy, qr{\Q$other/$embedded{$_}\E}, "the policy page lists the $_"
    for sort keys %embedded;

# The other site.
my $count = $demo->fetch('localhost', '/counter.js', cookie => 'counter=41',
    headers => ['Referer: http://city.example/']);
like $count->body, qr/loaded 42 /, 'the counter counts';
like $count->header('Set-Cookie'), qr/^counter=42; .*SameSite=None; Secure/,
    'with a cookie that browsers store for embedded content';
my $seen = $demo->fetch('localhost', '/')->body;
like $seen, qr{<td>/counter\.js</td><td>http://city\.example/</td>},
    'its home page shows the request and the page';
unlike $seen, qr/data-cookie-policy|map\.svg/, 'and has no banner';
like $seen, qr{href="http://127\.0\.0\.1:@{[$demo->port]}/"},
    'it leads to the demo';

like $demo->printed, qr{^ +http://127\.0\.0\.1:@{[$demo->port]}/$}m,
    'the demo prints its address';
ok $demo->prints(qr{CP0020: held source="\Q$other\E/video\.html"}),
    'and a line for what it holds';
my ($commands) = $demo->printed =~ /\n\n((?:      \S.*\n){3})\n/;
ok $commands, 'it ends with three commands';
my ($advise) = ($commands // '') =~ m{^ +(support/cookie-policy-advise .*)$}m;
is $demo->fetch('127.0.0.1', '/shop')->status, 200, 'a visitor of the shop';
my $httpd = CookiePolicy::Apxs::httpd();
like `$advise --apachectl $httpd 2>&1`, qr/do not describe mystery in 127\.0\.0\.1 => /,
    'the first command says what to do next';
my ($root) = grep { $demo->lives_in($_) } glob '/tmp/cookie-policy-demo.*';
ok defined $root, 'it has a directory';
$demo->stop;
ok !-e $root, 'and at its end it removes the directory';

done_testing;
