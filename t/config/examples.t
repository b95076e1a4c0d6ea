# SPDX-License-Identifier: Apache-2.0
#
# docs/directives.md is right about its examples. Each directive has a sentence
# "**Example:** …" and a block of configuration after it. Each block is a virtual
# host of one server, and this file has a check for each sentence. Each directive
# is also accepted in the sections and .htaccess files of its "Context", and in
# no other .htaccess file.
#
# Server: own (5 s)
use strict;
use warnings;

use JSON::PP ();
use Time::HiRes qw(sleep time);

use lib 't/lib';
use CookiePolicy::Consent ();
use CookiePolicy::Httpd;
use Test::More;

# ------------------------------------------------------------- the examples
my $manual = CookiePolicy::Httpd::slurp('docs/directives.md');
my (@examples, %contexts, %lines);
while ($manual =~ /^## (CookiePolicy\w*|Require cookie-policy)\n(.*?)(?=^## |\z)/gms) {
    my ($name, $text) = ($1, $2);
    ($contexts{$name}) = $text =~ /^- \*\*Context:\*\* (.*)$/m;
    while ($text =~ /^\*\*Example:\*\* (.*?)\n\n```apache\n(.*?)^```$/gms) {
        my ($sentence, $block) = ($1, $2);
        push @examples, { directive => $name, block => $block,
                          says => $sentence =~ s/\s+/ /gr };
        # The directive itself, with its continuation lines.
        $lines{$name} //= join '', map { s/^ +//r }
            $block =~ /^ *\Q$name\E (?:.*\\\n)*.*\n/mg;
    }
    ok $lines{$name}, "$name has an example";
}
cmp_ok scalar(@examples), '>=', 28, 'the examples were found';

# --------------------------------------------------------------- the server
# Each response of every site sets these cookies.
my @SET = ('sid=1', 'stat=1; Max-Age=63072000', 'visit=1', 'other=1',
           'sessionid=1', '_ga=1', '_ga_1=1', 'node07=1', 'node7=1', 'theme=1');
my @FOLDERS = qw(beta print kiosk fr weak api legacy heatmaps stats);
my $PAGE = <<'HTML';
<!DOCTYPE html>
<html><head><title>Page</title>
<script type="text/plain" data-category="analytics">a()</script>
<script type="text/plain" data-usercentrics="Google Analytics">b()</script>
<script type="text/plain" class="optanon-category-C0004">c()</script>
</head><body><p>Page</p>
<iframe title="Film" src="https://video.example/film"></iframe>
<script src="/stats/count.js"></script>
<script src="https://pay.example/pay.js"></script>
</body></html>
HTML
my $SEES = <<'CGI';
#!/usr/bin/perl
print "Content-Type: text/plain\n\n", $ENV{HTTP_COOKIE} // '';
CGI

my %files = (
    'htdocs/index.html' => $PAGE, 'htdocs/stats/count.js' => '1;',
    'htdocs/weak/.htaccess' => "CookiePolicy Off\n",
    'cgi/see.pl' => $SEES, 'cgi/api/see.pl' => $SEES,
    map { ("htdocs/$_/index.html" => $PAGE) } @FOLDERS,
);
my (@hosts, $main, $sections);
for my $i (0 .. $#examples) {
    my $example = $examples[$i];
    my $block = $example->{block};
    $block =~ s{/var/log/apache2/}{\@ROOT\@/}g;
    $example->{host} = "e$i.test";
    if ($contexts{ $example->{directive} } eq 'server config') {
        $main .= $block;
        $block = '';
    }
    push @hosts, host($example->{host}, $block);
}
for my $name (sort keys %contexts) {
    (my $folder = lc $name) =~ tr/ /-/;
    for my $kind ('directory', 'htaccess') {
        $files{"htdocs/$kind/$folder/index.html"} = $PAGE;
    }
    $files{"htdocs/htaccess/$folder/.htaccess"} = $lines{$name};
    $sections .= "<Directory \"\@ROOT\@/htdocs/directory/$folder\">\n"
        . "$lines{$name}</Directory>\n" if $contexts{$name} =~ /\bdirectory\b/;
}

sub host {
    my ($name, $lines) = @_;
    return "<VirtualHost *:\@PORT\@>\nServerName $name\n$lines</VirtualHost>\n";
}

my $httpd = CookiePolicy::Httpd->new(files => \%files,
    conf => join "\n", $main, <<'CONF', (map { "Header always add Set-Cookie \"$_\"" } @SET), @hosts,
DirectoryIndex index.html
AddDefaultCharset utf-8
ScriptAlias "/cgi/" "@ROOT@/cgi/"
ScriptAlias "/api/" "@ROOT@/cgi/api/"
CookiePolicy On
CookiePolicyCookie necessary sid provider="Our site" purpose="to log in"
CookiePolicyCookie statistical stat provider="Our site" purpose="to count"
CookiePolicyCookie first-party visit provider="Our site" purpose="to greet"
CookiePolicyCookie third-party ad provider="Ads Ltd" purpose="to advertise"
CONF
    host('plain.test', ''), host('sections.test', $sections));
$httpd->start;

# ------------------------------------------------------------------ visitors
my $host; # the site of the example under test

# The page of a visitor who has not decided.
sub page {
    my ($path, %arg) = @_;
    return $httpd->fetch($host, $path // '/', %arg);
}

sub policy {
    my ($path, $of) = @_;
    return JSON::PP->new->utf8->decode($httpd->fetch($of // $host,
        ($path // '/cookie-policy') . '/policy.json')->body);
}

# The page of a visitor who has agreed to these categories and no others.
sub page_after {
    my ($granted, $path, %arg) = @_;
    return page($path, %arg, cookie => join '; ',
        CookiePolicy::Consent::cookie(policy(), @$granted), $arg{cookie} // ());
}

# The names of the cookies that a response sets and does not delete.
sub set {
    my ($response) = @_;
    return [ map { /^([^=]*)/ } grep { !/Max-Age=0/ }
        $response->all('Set-Cookie') ];
}

sub field {
    my ($response, $cookie) = @_;
    return (grep { /^\Q$cookie\E=/ } $response->all('Set-Cookie'))[0] // '';
}

# Returns the start tag that the module has added to a page.
sub added {
    my ($response, $what) = @_;
    my ($tag) = $response->body =~ /(<[^>]*\sdata-cookie-policy="$what"[^>]*>)/;
    return $tag // '';
}

sub logged { return $httpd->log =~ $_[0] }

# Waits for a condition.
sub until_true {
    my ($condition) = @_;
    my $end = time + 60;
    sleep 0.05 while !$condition->() && time < $end;
    return $condition->();
}

# ------------------------------------------------------------------ the checks
my %check = (
'the server enforces the policy. Below `/beta` it sets every cookie, and logs those that it would suppress.' => sub {
    is_deeply set(page()), ['sid'], 'only the necessary cookie is set';
    is scalar @{ set(page('/beta/')) }, scalar @SET, 'below /beta all are';
    ok logged(qr{CP0001: would suppress Set-Cookie name="other" .*uri="/beta/}),
        'the log has a line';
},
'pages below `/print` have no banner. Below `/kiosk` the banner is a part of the page.' => sub {
    like added(page(), 'banner'), qr/cpolicy-bottom/, 'a page has a banner';
    is added(page('/print/'), 'banner'), '', 'none below /print';
    like added(page('/kiosk/'), 'banner'), qr/cpolicy-flow/, 'flow below /kiosk';
},
'the cookie `theme` is set until the visitor refuses it, and the banner has the category `Appearance`.' => sub {
    is_deeply set(page()), [qw(sid theme)], 'before the choice';
    is_deeply set(page_after([])), ['sid'], 'after the refusal';
    like page()->body, qr/Appearance/, 'the banner has the category';
},
'the choice is in a cookie that no subdomain can set.' => sub {
    my $set = field(page('/cookie-policy/choice', method => 'POST',
                         form => { choice => 'refuse' }),
                    '__Host-cookies_preferences');
    like $set, qr/; Secure/i, 'the prefix of the name works with Secure';
    like $set, qr{; Path=/(?:;|$)}i, 'and with this path';
    unlike $set, qr/; Domain/i, 'and without a domain';
},

"Google's measurement counts as denied until the visitor agrees to statistics, and the advertising signals until the visitor agrees to cookies of third parties." => sub {
    my $script = sub { added(page_after(@_), 'consent-mode') };
    my $before = added(page(), 'consent-mode');
    like $before, qr/analytics_storage=statistical/, 'the page has the script';
    unlike $before, qr/data-granted/, '... and grants nothing before the choice';
    like $script->(['statistical']), qr/data-granted="statistical"/, 'statistics';
    like $script->(['third-party']), qr/ad_storage=third-party.*data-granted="third-party"/,
        'third parties';
},
'the first page that sets `sessionid` is `/login`. After that it is set everywhere. It gets `HttpOnly` and `SameSite=Lax`, and over https `Secure`.' => sub {
    is_deeply set(page()), ['sid'], 'not at first';
    is field(page('/login'), 'sessionid'), 'sessionid=1; HttpOnly; SameSite=Lax',
        'at /login, with its attributes';
    is_deeply set(page('/', cookie => 'sessionid=1')), [qw(sid sessionid)],
        'later everywhere';
},
'`sessionid` and `node07` are always set; `_ga` and `_ga_1` are set after the visitor has agreed to statistics.' => sub {
    is_deeply set(page()), [qw(sid sessionid node07)], 'before the choice';
    is_deeply set(page_after(['statistical'])),
        [qw(sid stat sessionid _ga _ga_1 node07)], 'after it';
},
'the first script of each page is the guard, with the rules for this visitor.' => sub {
    like page()->body, qr/\A<!DOCTYPE html>\n<html><head><script data-cookie-policy="guard"/,
        'it is the first element';
},
'a page below `/fr` that declares no language has a French banner, for visitors whose browser names no language.' => sub {
    like added(page('/fr/'), 'banner'), qr/lang="fr"/, 'below /fr';
    like added(page(), 'banner'), qr/lang="en"/, 'elsewhere';
    like added(page('/fr/', headers => ['Accept-Language: de']), 'banner'),
        qr/lang="de"/, 'the language of a browser';
},
'visitors with the cookie `language=fr` get the policy page in French.' => sub {
    my $of = sub { page('/cookie-policy', @_)->body =~ /<html lang="(\w+)"/; $1 };
    is $of->(cookie => 'sid=1; language=fr'), 'fr', 'with the cookie';
    is $of->(cookie => 'sid=1'), 'en', 'without it';
},
'an old cookie of the browser stays there, but applications do not see it.' => sub {
    my $old = 'sid=1; stat=1';
    is_deeply [ grep { /Max-Age=0/ } page('/', cookie => $old)->all('Set-Cookie') ],
        [], 'no field deletes it';
    ok scalar(grep { /^stat=.*Max-Age=0/ } $httpd->fetch('plain.test', '/',
        cookie => $old)->all('Set-Cookie')), 'without the line a field does';
    is page('/cgi/see.pl', cookie => $old)->body, 'sid=1',
        'a program does not see it';
},
'the line `CookiePolicy Off` of an `.htaccess` file has no effect, and the log says so.' => sub {
    is_deeply set(page('/weak/')), ['sid'], 'the policy applies';
    ok logged(qr/CP0004: CookiePolicy /), 'the log says so';
    is scalar @{ set($httpd->fetch('plain.test', '/weak/')) }, scalar @SET,
        'without the lock the policy is off';
},
'scripts with these attributes run after the visitor has agreed to the category, and not before.' => sub {
    my $live = sub { [ map { /([abc])\(\)/ } grep { !/ type=/ }
        $_[0]->body =~ m{(<script[^>]*>[abc]\(\))}g ] };
    is_deeply $live->(page()), [], 'before the choice';
    is_deeply $live->(page_after(['statistical'])), [qw(a b)], 'statistics';
    is_deeply $live->(page_after(['third-party'])), ['c'], 'third parties';
},
'a statistical cookie that an application sets for two years is deleted 13 months after the choice.' => sub {
    my ($age) = field(page_after(['statistical']), 'stat') =~ /Max-Age=(\d+)/;
    my $limit = 395 * 86400;
    cmp_ok $age, '<=', $limit, 'not later than that';
    cmp_ok $age, '>', $limit - 86400, 'not much earlier';
},
'a line of the log that recurs is written once, and counted once a day.' => sub {
    page('/unseen') for 1, 2;
    is scalar(() = $httpd->log =~ /CP0001: .*name="other" .*uri="\/unseen"/g), 1,
        'a line that recurs is written once';
},
'the policy page is `/privacy/cookies`, and the banner sends the choice to an address below it.' => sub {
    is page('/privacy/cookies')->status, 200, 'the policy page';
    is page('/cookie-policy')->status, 404, 'the usual address is free';
    like page()->body, qr{action="/privacy/cookies/choice"}, 'the banner';
},
'each choice adds a line to the file.' => sub {
    page('/cookie-policy/choice', method => 'POST', form => { choice => 'accept' });
    my $file = "$httpd->{root}/consent.jsonl";
    ok until_true(sub { CookiePolicy::Httpd::slurp($file) =~ /"kind":"choice".*\n/ }),
        'the line is in the file';
    my ($line) = CookiePolicy::Httpd::slurp($file) =~ /^(.*"kind":"choice".*)$/m;
    is +JSON::PP->new->utf8->decode($line // '{}')->{action}, 'accept',
        'it says what the visitor chose';
},
'the link to the choice is at the right end of the lower edge.' => sub {
    like added(page_after([]), 'nav'), qr/cpolicy-right/, 'the link';
},
'one of ten documents makes the browser report the hosts from which it loads content.' => sub {
    my %seen;
    for (1 .. 500) {
        my $field = page()->header('Content-Security-Policy-Report-Only');
        $seen{ $field ? 'with' : 'without' }++;
        last if keys %seen == 2;
    }
    is_deeply [ sort keys %seen ], ['with', 'without'],
        'some documents have the field, and some have not';
},
'the program below `/api` sees all cookies of a request; other programs see only those that are allowed.' => sub {
    is page('/api/see.pl', cookie => 'sid=1; stat=1')->body, 'sid=1; stat=1', '/api';
    is page('/cgi/see.pl', cookie => 'sid=1; stat=1')->body, 'sid=1', 'elsewhere';
},
'a browser with `Sec-GPC: 1` refuses two categories, and `/.well-known/gpc.json` says that the site honours the signal.' => sub {
    page('/gpc', headers => ['Sec-GPC: 1']);
    ok logged(qr{CP0001: .*name="visit" .*reason="signal" .*uri="/gpc"}),
        'the reason for the suppression is the signal';
    my $said = page('/.well-known/gpc.json');
    ok +JSON::PP->new->utf8->decode($said->body)->{gpc}, 'gpc.json';
},
'the policy page names the city, its address and its mail address, and links to its privacy policy.' => sub {
    my $body = page('/cookie-policy')->body;
    like $body, qr/City of Rivemont, Town Hall, 1 Bridge Street/, 'the city';
    like $body, qr/href="mailto:privacy\@rivemont\.example"/, 'the mail address';
    like $body, qr{href="/privacy"}, 'the link';
},
'the film and the counter wait for the consent of the visitor; the payment does not.' => sub {
    my $before = page()->body;
    unlike $before, qr{ src="https://video\.example/film"}, 'the film waits';
    unlike $before, qr{ src="/stats/count\.js"}, 'the counter waits';
    is page('/stats/count.js')->status, 403, '... and cannot be requested';
    like $before, qr{ src="https://pay\.example/pay\.js"}, 'the payment is there';
    my $after = page_after([qw(third-party statistical)])->body;
    like $after, qr{ src="https://video\.example/film"}, 'the film after consent';
    like $after, qr{ src="/stats/count\.js"}, 'the counter after consent';
},
'the banner has the style of the site, and no style of the module.' => sub {
    my $body = page()->body;
    like $body, qr{<link [^>]*href="/css/cookies\.css"}, 'the style of the site';
    unlike $body, qr{<style}, 'no style of the module';
},
'the banner has another heading in English, and the category `statistical` another name in French.' => sub {
    like page()->body, qr/Cookies, briefly/, 'English';
    like page('/', headers => ['Accept-Language: fr'])->body,
        qr/Fr(?:é|&#233;)quentation/, 'French';
},
'below `/legacy` the server sets cookies that nobody has declared.' => sub {
    is_deeply set(page('/legacy/')),
        [ 'sid', qw(other sessionid _ga _ga_1 node07 node7 theme) ], '/legacy';
    is_deeply set(page()), ['sid'], 'elsewhere';
},
'content of a host that nobody has declared is held, and the browser gets a security policy that names this site alone.' => sub {
    my $res = page();
    unlike $res->body, qr{ src="https://pay\.example}, 'it is held';
    my $policy = $res->header('Content-Security-Policy') // '';
    like $policy, qr/default-src 'self'/, 'the policy';
    unlike $policy, qr/example/, '... names no other host';
},
'visitors who have agreed get the same bytes as visitors who have not decided.' => sub {
    is page_after(['statistical'])->body, page()->body, 'the same bytes';
    isnt $httpd->fetch('plain.test', '/', cookie => CookiePolicy::Consent::cookie(
        policy('/cookie-policy', 'plain.test'), 'statistical'))->body,
        $httpd->fetch('plain.test', '/')->body, 'without the line they differ';
},
'a choice from the time before this line no longer counts.' => sub {
    my $before = CookiePolicy::Consent::cookie(
        policy('/cookie-policy', 'plain.test'), 'statistical');
    isnt added(page('/', cookie => $before), 'banner'), '', 'the banner asks again';
    is added(page_after(['statistical']), 'banner'), '', 'a new choice counts';
},
'only visitors who have agreed to statistics get the pages below `/heatmaps/`.' => sub {
    is page('/heatmaps/')->status, 403, 'no choice';
    is page_after(['third-party'], '/heatmaps/')->status, 403, 'another choice';
    is page_after(['statistical'], '/heatmaps/')->status, 200, 'this choice';
},
);

for my $example (@examples) {
    $host = $example->{host};
    subtest "$example->{directive}: $example->{says}" => $check{ $example->{says} }
        || sub { fail 'this file has a check for this sentence' };
}
my %said = map { $_->{says} => 1 } @examples;
is_deeply [ grep { !$said{$_} } sort keys %check ], [],
    'each check is about a sentence of the manual';

# ---------------------------------------------------------------- the contexts
for my $name (sort keys %contexts) {
    (my $folder = lc $name) =~ tr/ /-/;
    my $at = sub {
        return $httpd->fetch('sections.test', "/$_[0]/$folder/")->status;
    };
    isnt $at->('directory'), 500, "$name: a section is as its Context says";
    is $at->('htaccess') == 500, $contexts{$name} !~ /\.htaccess/,
        "$name: an .htaccess file is as its Context says";
}
my %refused = map { $_ => 1 } $httpd->log =~ /: (\w+) not allowed here/g;
is_deeply [ sort keys %refused ],
    [ sort grep { $contexts{$_} !~ /\.htaccess/ } keys %contexts ],
    'httpd says which directives are not allowed there';

done_testing;
