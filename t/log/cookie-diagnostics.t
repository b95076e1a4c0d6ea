# SPDX-License-Identifier: Apache-2.0
#
# LogLevel cookie_policy:trace1 to trace3: the decision about each Set-Cookie
# field with its reason and the place of the declaration, limited lifetimes,
# expired leftovers, header sections that bypass httpd's filters. A level below
# shows no such line, and no line contains the value of a cookie.
#
# Server: own
use strict;
use warnings;

use Cwd qw(getcwd);
use lib 't/lib';
use CookiePolicy::Consent ();
use CookiePolicy::Httpd;
use Test::More;

my $cgi  = getcwd() . '/t/cgi-bin';
my $conf = "ScriptAlias /cgi-bin/ $cgi/\n";

# query string => the cookie that the response sets
my %sets = (
    shop       => 'shop=secret1',
    undeclared => 'long=secret2; Max-Age=7200',
    undecided  => '_ga=secret3',
    deletion   => '_gid=secret4; Max-Age=0',
    limited    => 'shop=secret5; Max-Age=7200',
);
my $headers = join '', map {
    qq{Header always add Set-Cookie "$sets{$_}" "expr=%{QUERY_STRING} == '$_'"\n}
} sort keys %sets;
for my $level (qw(warn debug trace1 trace2 trace3 trace8)) {
    $conf .= <<"CONF";
<VirtualHost *:\@PORT\@>
ServerName $level.test
LogLevel cookie_policy:$level
CookiePolicy On
CookiePolicyRequest pass
CookiePolicyCookie necessary shop
CookiePolicyCookie statistical _ga _gid
CookiePolicyMaxLifetime necessary 1h
$headers<Location "/report/">
CookiePolicy ReportOnly
</Location>
Alias /report/ \@ROOT\@/htdocs/
</VirtualHost>
CONF
}
my $httpd = CookiePolicy::Httpd->new(
    files => { 'htdocs/index.html' => '<p>Page', 'htdocs/a.txt' => 'text' },
    conf  => $conf);
$httpd->start;

my $yes = CookiePolicy::Consent::cookie(
    $httpd->fetch('warn.test', '/cookie-policy/policy.json')->body,
    'statistical');

# the trace lines about cookies of a response
sub lines {
    my ($level, $path, %arg) = @_;
    my $before = length $httpd->log;
    $httpd->fetch("$level.test", $path, %arg);
    return grep { /trace\d\].*(?:Set-Cookie name=|leftover name=|raw head )/ }
        split /\n/, substr $httpd->log, $before;
}

sub one_line {
    my ($name, $pattern, @lines) = @_;
    is scalar(@lines), 1, "$name: one line" or diag join "\n", @lines;
    like $lines[0] // '', $pattern, $name;
    return;
}

my $from = qr{from="[^"]+:\d+"};

one_line('an allowed cookie',
         qr/name="shop" allowed: reason="exempt" category="necessary" $from/,
         lines('trace1', '/a.txt?shop'));
one_line('an undeclared cookie',
         qr/name="long" suppressed: reason="undeclared" category="-" from="-"/,
         lines('trace1', '/a.txt?undeclared'));
one_line('an undecided cookie',
         qr/name="_ga" suppressed: reason="undecided" category="stat\w+" $from/,
         lines('trace1', '/a.txt?undecided'));
one_line('a cookie with consent',
         qr/name="_ga" allowed: reason="granted" category="statistical"/,
         lines('trace1', '/a.txt?undecided', cookie => $yes));
one_line('a deletion',
         qr/name="_gid" allowed: reason="deletion" category="statistical"/,
         lines('trace1', '/a.txt?deletion'));
one_line('ReportOnly',
         qr/Set-Cookie name="_ga" would be suppressed: reason="undecided"/,
         lines('trace1', '/report/a.txt?undecided'));

my @lines = lines('trace2', '/a.txt?limited');
is scalar(@lines), 2, 'a limited cookie: two lines' or diag join "\n", @lines;
like $lines[0], qr/trace1\].*name="shop" allowed/, 'its decision';
like $lines[1],
    qr/trace2\].*Set-Cookie name="shop": lifetime of 7200 s limited to 3600 s/,
    'both lifetimes';
is scalar(lines('trace1', '/a.txt?limited')), 1, 'trace1 has the decision only';

@lines = grep { /leftover/ }
    lines('trace2', '/index.html', cookie => '_ga=secret7');
cmp_ok scalar(@lines), '>=', 1, 'a leftover';
like $lines[0], qr{leftover name="_ga" expired: domain="-" path="/"},
    'its name and scope';

my $raw = 'HTTP/1.1 200 OK%0D%0ASet-Cookie: _ga=secret8%0D%0A'
    . 'Content-Length: 0%0D%0A%0D%0A';
@lines = lines('trace3', "/cgi-bin/nph-emit.pl?raw=$raw" =~ s/ /%20/gr);
is scalar(grep { /Set-Cookie name="_ga" suppressed/ } @lines), 1,
    'a cookie in bytes of a handler';
is scalar(grep { /raw head edited: status=200/ } @lines), 1,
    'its header section';

# ------------------------------------------------------- the consent form

# the debug lines of a form
sub form_lines {
    my ($level, $body, @more) = @_;
    my $before = length $httpd->log;
    $httpd->fetch("$level.test", '/cookie-policy/choice', method => 'POST',
                  body => $body,
                  headers => [
                      'Content-Type: application/x-www-form-urlencoded', @more
                  ]);
    return grep { /CP008[56]/ } split /\n/, substr $httpd->log, $before;
}

one_line('an accepted form',
         qr{:debug\].*CP0085: consent form: choice="save" return="/a%22" verdicts=.*"granted":\["statistical"\]},
         form_lines('debug', 'choice=save&grant=statistical&return=/a%22'));
one_line('a form of another site',
         qr/CP0086: consent form refused: status=403 error\.origin/,
         form_lines('debug', 'choice=accept', 'Sec-Fetch-Site: cross-site'));
one_line('an unknown category',
         qr/CP0086: consent form refused: status=400 error\.grant/,
         form_lines('debug', 'choice=save&grant=unknown'));
is scalar(form_lines('warn', 'choice=accept')), 0, 'no such line at warn';

# --------------------------------------------------------- levels and values

for my $level (qw(warn debug)) {
    is scalar(map { lines($level, "/a.txt?$_") }
              sort keys %sets), 0,
        "no such line at $level";
}
lines('trace8', "/a.txt?$_", cookie => '_ga=secret9') for sort keys %sets;
unlike $httpd->log, qr/secret/, 'no line contains a value';

done_testing;
