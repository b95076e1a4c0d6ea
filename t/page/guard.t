# SPDX-License-Identifier: Apache-2.0
#
# The guard in the bytes of pages: its place, the variants and their tags, the
# documents of frames, and pages without it. t/browser/guard.t tests its effect.
#
# Server: own
use strict;
use warnings;

use Cwd qw(getcwd);
use Test::More;

use lib 't/lib';
use CookiePolicy::Consent ();
use CookiePolicy::Httpd;
use CookiePolicy::Page qw(added_elements without_added);

my $probe = getcwd() . '/' . ($ENV{CP_BUILD} // '.build')
    . '/modules/mod_cp_probe.so';
-f $probe or die "$probe is missing: run make probe\n";

my $page = '<!DOCTYPE html><html lang="en"><head><title>x</title></head>'
    . '<body><p>x</p></body></html>';
# Heads without a charset in the field; '^' is the place of the guard. Text
# ends the head, so the guard precedes it in body.
my %heads = (
    none => '<title>x</title>^</head>',
    script => '^<script src="a"></script></head>',
    first => qq{<meta charset="utf-8">^<title>\xC3\xA4</title><script></script></head>},
    second => "\n<title>\xC3\xA4</title>\n<meta http-equiv='Content-Type' "
        . "content='text/html; charset=utf-8'>^\n</head>",
    late => '<script>"x"</script><meta charset="utf-8">^</head>',
    later => qq{<title>\xC3\xA4</title><script></script>}
        . '<meta charset="utf-8">^</head>',
    text => '^text',
    # They end after the 1,024 bytes in which browsers look for a charset.
    wide => '^<script>' . 'x' x 1100 . '</script></head>',
    far => '<!--' . 'x' x 950 . '-->^<script></script><title>x</title></head>',
);
sub with_head {
    my ($head) = @_;
    return "<!DOCTYPE html><html lang=\"en\"><head>$head<body><p>x</p></body></html>";
}
my $xml = '<html xmlns="http://www.w3.org/1999/xhtml" lang="en"><head>'
    . '<title>x</title></head><body><p>x</p></body></html>';
my %hosts = (
    'on.test' => '',
    'lock.test' => 'CookiePolicyLock On',
    'uniform.test' => 'CookiePolicyVariants uniform',
    'quiet.test' => "CookiePolicyBanner Off\nCookiePolicyReopen Off",
);
my $httpd = CookiePolicy::Httpd->new(
    files => {
        map({ ("htdocs/$_.html" => $page) } qw(index end near off report)),
        map({ ("htdocs/head/$_.html" => with_head($heads{$_} =~ s/\^//r)) }
            keys %heads),
        'htdocs/page.xhtml' => $xml,
    }, conf => "LoadModule cp_probe_module $probe\nLogLevel cookie_policy:info\nAddDefaultCharset utf-8\nAddType text/html .html\n"
        . "AddType application/xhtml+xml .xhtml\n" . join('', map { <<"CONF" }
<VirtualHost *:\@PORT\@>
    ServerName $_
    CookiePolicy On
    CookiePolicyGuard On
    CookiePolicyCookie statistical _ga
    $hosts{$_}
    <Location /end.html>
        CookiePolicyBanner On end
    </Location>
    <Location /near.html>
        CookiePolicyCookie necessary near*
        Header set Content-Security-Policy "default-src 'none'"
    </Location>
    <Location /head>
        AddDefaultCharset Off
        SetOutputFilter CP_SPLIT
    </Location>
    <Location /off.html>
        CookiePolicyGuard Off
    </Location>
    <Location /report.html>
        CookiePolicy ReportOnly
    </Location>
</VirtualHost>
CONF
        sort keys %hosts) . <<'CONF')->start;
<VirtualHost *:@PORT@>
    ServerName unasked.test
    CookiePolicy On
    CookiePolicyGuard On
    CookiePolicyCookie necessary id
</VirtualHost>
CONF

my $policy = $httpd->fetch('on.test', '/cookie-policy/policy.json')->body;
my $accepted = CookiePolicy::Consent::cookie($policy,
    CookiePolicy::Consent::asked($policy));
my @frame = ('Sec-Fetch-Dest: iframe', 'Sec-Fetch-Mode: navigate');

sub get {
    my ($host, $path, %arg) = @_;
    return $httpd->fetch("$host.test", $path, %arg);
}

# ------------------------------------------------------------------ the place

for my $host (qw(on lock uniform)) {
    my $body = get($host, '/index.html')->body;
    like $body, qr{<head><script data-cookie-policy="guard" }, "$host: first";
    is without_added($body), $page, "$host: the rest is the page";
    is_deeply [ grep { $_ eq 'guard' } @{ added_elements($body) } ],
        ['guard'], "$host: there is one";
}
my ($guard) = get('on', '/index.html')->body
    =~ m{(<script data-cookie-policy="guard".*?</script>)};
like $guard, qr{ data-report="/cookie-policy/report" data-rules='\[\{[^']*"names":\[\["cookies_preferences",0\],\["_ga","statistical"\]\],"patterns":\[\]\}\]' data-allowed="" data-refused="">},
    'the rules of the server';
like get('on', '/index.html', cookie => $accepted)->body,
    qr{ data-allowed="statistical" data-refused="">}, 'the choice of the visitor';
like get('uniform', '/index.html', cookie => $accepted)->body,
    qr{ data-allowed="" data-refused="">}, 'not in a uniform page';
like get('on', '/near.html')->body,
    qr{"patterns":\[\["\^near",1\]\]}, 'the rules of a section';
like get('on', '/near.html')->header('Content-Security-Policy'),
    qr{script-src 'sha256-.* 'sha256-}, 'its policy allows the script';
like get('on', '/page.xhtml')->body,
    qr{<head><script data-cookie-policy="guard" }, 'XHTML';
is get('on', '/page.xhtml')->body =~ m{(<script data-cookie-policy="guard".*?</script>)}
    ? $1 : '', $guard, 'it is the same as in HTML';

my $end = get('on', '/end.html')->body;
is_deeply added_elements($end), [qw(guard banner script)],
    'with the banner at the end the guard is first';
like $end, qr{<head><script data-cookie-policy="guard"}, 'in head';
my $body = get('quiet', '/near.html');
is_deeply added_elements($body->body), ['guard'], 'without banner and link';
like $body->header('Content-Security-Policy'),
    qr{connect-src \S+/cookie-policy/}, 'its reports are allowed';

for my $name (sort keys %heads) {
    my $mark = length $httpd->log;
    my $html = get('on', "/head/$name.html")->body;
    my ($before, $guard, $after) = $html
        =~ m{^(.*)(<script data-cookie-policy="guard".*?</script>)(.*)}s;
    is without_added($html), with_head($heads{$name} =~ s/\^//r),
        "$name: the rest is the page";
    is without_added("$before^$after"), with_head($heads{$name}),
        "$name: the guard is in its place";
    my $is_late = $heads{$name} =~ /<script.*\^|^\^text/;
    my $lines = () = substr($httpd->log, $mark)
        =~ /CP0140: the guard is not the first script/g;
    is $lines, $is_late ? 1 : 0, "$name: the log says whether it is late";
    my @differ = grep {
        get('on', "/head/$name.html", headers => $_)->body ne $html
    } map { my $n = $_; map { ["Probe-Split: $n", @$_] } [], ['Probe-Whole: on'] }
        1, 2, 7, 300;
    is_deeply \@differ, [], "$name: the page is the same in pieces";
}

# --------------------------------------------------------------- pages without

is_deeply added_elements(get('on', '/off.html')->body),
    [qw(banner script)], 'CookiePolicyGuard Off';
is get('on', '/report.html')->body, $page, 'ReportOnly';
is get('unasked', '/index.html')->body, $page, 'no category to ask about';
is_deeply [ grep { $_ eq 'guard' }
            @{ added_elements(get('lock', '/off.html')->body) } ],
    ['guard'], 'CookiePolicyLock: a section cannot switch it off';

# -------------------------------------------------------------------- variants

my %tag;
for my $row ([undecided => []], [accepted => [cookie => $accepted]],
             [frame => [headers => \@frame]],
             [allowed => [headers => \@frame, cookie => $accepted]]) {
    my ($who, $how) = @$row;
    my $res = get('on', '/index.html', @$how);
    $tag{$who} = $res->header('ETag');
    my %how = @$how;
    my $again = get('on', '/index.html', %how, headers =>
        [ @{ $how{headers} || [] }, "If-None-Match: $tag{$who}" ]);
    is $again->status, 304, "$who: a 304";
    is $again->header('ETag'), $tag{$who}, "$who: with the same tag";
    like $res->header('Vary'), qr{Cookie.*Sec-Fetch-Dest|Sec-Fetch-Dest.*Cookie},
        "$who: Vary";
}
is keys %{ { reverse %tag } }, 4, 'each variant has its own tag';
is get('on', '/index.html', headers => [@frame, "If-None-Match: $tag{undecided}"])
    ->status, 200, 'the tag of the page is not that of the frame';
isnt get('on', '/near.html')->header('ETag') =~ s/.*-cp//r,
    $tag{undecided} =~ s/.*-cp//r, 'other rules, another variant';

# ---------------------------------------------------------------------- frames

my $frame = get('on', '/index.html', headers => \@frame);
is_deeply added_elements($frame->body), ['guard'], 'a frame gets the guard alone';
is without_added($frame->body), $page, 'the rest is the page';
is get('on', '/off.html', headers => \@frame)->body, $page, 'not if it is Off';
is get('uniform', '/index.html', headers => \@frame)->body, $page,
    'not with uniform: nothing would tell the choice';
is get('on', '/index.html', headers => ['Sec-Fetch-Dest: empty',
                                        'Sec-Fetch-Mode: cors'])->body,
    $page, 'nor does a fragment that a script fetches';

done_testing;
