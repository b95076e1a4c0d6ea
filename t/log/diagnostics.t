# SPDX-License-Identifier: Apache-2.0
#
# LogLevel cookie_policy:debug and trace1 to trace4: the rules in force and the
# place of their directive, each decision about a cookie of the request, each
# change of its field. Nothing of it contains a value, and a level shows nothing
# of the levels after it.
#
# Server: own
use strict;
use warnings;

use lib 't/lib';
use CookiePolicy::Consent ();
use CookiePolicy::Httpd;
use Test::More;

my $conf = '';
for my $level (qw(info debug trace1 trace2)) {
    $conf .= <<"CONF";
<VirtualHost *:\@PORT\@>
ServerName $level.test
LogLevel cookie_policy:$level
CookiePolicy On
CookiePolicyCookie necessary shop
CookiePolicyCookie statistical _ga
ErrorDocument 404 /a.txt
Alias /report/ \@ROOT\@/htdocs/
<Location "/report/">
CookiePolicy ReportOnly
CookiePolicyRequest pass
</Location>
Alias /off/ \@ROOT\@/htdocs/
<Location "/off/">
CookiePolicy Off
</Location>
Alias /loud/ \@ROOT\@/htdocs/
<Location "/loud/">
LogLevel cookie_policy:trace1
</Location>
</VirtualHost>
CONF
}
my $httpd = CookiePolicy::Httpd->new(
    files => { 'htdocs/index.html' => '<p>Page', 'htdocs/a.txt' => 'text' },
    conf => $conf);
$httpd->start;

my $yes = CookiePolicy::Consent::cookie(
    $httpd->fetch('info.test', '/cookie-policy/policy.json')->body,
    'statistical');

# the lines of this module that a request causes
sub lines {
    my ($level, $path, @cookies) = @_;
    my $before = length $httpd->log;
    $httpd->fetch("$level.test", $path, cookie => join '; ', @cookies);
    return grep { /\[cookie_policy:(?:debug|trace\d)\]/ }
        split /\n/, substr $httpd->log, $before;
}

sub line_of {
    my ($name, $pattern, @lines) = @_;
    my @found = grep { $_ =~ $pattern } @lines;
    is scalar(@found), 1, "$name: one line" or diag join "\n", @lines;
    return $found[0] // '';
}

my @sent = ('shop=secret1', '_ga=secret2', "b\xE4d\"=secret3", 'secret4');

# ------------------------------------------------------ the rules in force

is_deeply [ lines('info', '/a.txt', @sent) ], [], 'info shows no such line';

my $line = line_of('debug', qr/CP0080/, lines('debug', '/a.txt', @sent));
like $line, qr{: rules in force: CookiePolicy On from="[^"]+:\d+"},
    'the enforcement and the place of its directive';
like $line, qr{undeclared="suppress" request="strip" leftovers="expire"},
    'the settings';
like $line, qr{layers=1 undecided="statistical,}, 'the state of the visitor';
unlike $line, qr{granted=}, 'no empty list';

$line = line_of('choice', qr/CP0080/, lines('debug', '/a.txt', $yes));
like $line, qr{granted="statistical"}, 'a granted category';

$line = line_of('section', qr/CP0080/, lines('debug', '/report/a.txt'));
like $line, qr{CookiePolicy ReportOnly from=.*request="pass"},
    'a section that changes the policy';
my ($outer) = $httpd->log =~ /CookiePolicy On from="([^"]+)"/;
my ($inner) = $line =~ /from="([^"]+)"/;
isnt $inner, $outer, 'from its own line';

$line = line_of('off', qr/CP0080/, lines('debug', '/off/a.txt'));
like $line, qr{rules in force: CookiePolicy Off from="[^"]+:\d+"},
    'a section without a policy';
# Two requests of a chain, with the same rules, are one layer.
my ($direct) = line_of('one request', qr/CP0080/,
    lines('debug', '/a.txt', @sent)) =~ /rules in force: (.*)/;
my (undef, $redirected) = map { /rules in force: (.*)/ }
    lines('debug', '/missing', @sent);
is $redirected, $direct, 'an internal redirect to it has the same rules';

my @lines = lines('debug', '/a.txt', @sent);
is scalar(grep({ /trace/ } @lines)), 0, 'debug shows no trace line';

# ------------------------------------------------ decisions and changes

@lines = lines('trace1', '/a.txt', @sent);
like line_of('layers', qr/layer 1 of 1: CookiePolicy On/, @lines),
    qr/:trace1\]/, 'a layer of the rules is at trace1';
like line_of('shop', qr/Cookie name="shop"/, @lines),
    qr/is visible to applications/, 'an allowed cookie';
like line_of('_ga', qr/Cookie name="_ga"/, @lines),
    qr/is hidden: undecided/, 'a hidden cookie, with the reason';
line_of('escaped', qr/Cookie name="b%E4d%22"/, @lines);
line_of('a value alone', qr/Cookie name="" is hidden: undeclared/, @lines);
is scalar(grep { /trace[2-4]\]/ } @lines), 0, 'trace1 shows nothing of trace2';

@lines = lines('trace2', '/a.txt', @sent);
like line_of('field', qr/Cookie: applications see a part/, @lines),
    qr/:trace2\]/, 'the change of the field is at trace2';
is scalar(grep { /CP\d{4}/ && /trace/ } @lines), 0,
    'trace lines have no number';

cmp_ok scalar(grep { /Cookie name="shop"/ } lines('info', '/loud/a.txt', @sent)),
    '>', 0, 'a LogLevel of a section is in force for its requests';

unlike $httpd->log, qr/secret/, 'no line contains a value';

done_testing;
