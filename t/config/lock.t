# SPDX-License-Identifier: Apache-2.0
#
# CookiePolicyLock: below the virtual host no section can weaken the policy. A
# stricter value applies. A weaker value is logged once.
#
# Server: own (3 s)
use strict;
use warnings;

use lib 't/lib';
use CookiePolicy::Httpd;
use Test::More;

my $httpd;

sub get {
    my ($host, $path, @options) = @_;
    return $httpd->fetch($host, "${path}index.html", @options);
}

my $on = "CookiePolicy On\nLogLevel cookie_policy:debug";

# Returns the line of the log about the rules for content.
sub content {
    my $mark = length $httpd->log;
    get(@_);
    my ($rules) = substr($httpd->log, $mark) =~ /CP0080: (.*)/;
    return join ' ', ($rules // '') =~ /((?:undeclared-source|guard)="\w+")/g;
}

sub names { join ' ', map { /^(\w+)=[^;]/ } get(@_)->all('Set-Cookie') }

# directive, lines of the host, weaker line, stricter line, what is compared
my @table = (
    ['CookiePolicy', 'CookiePolicy On', 'CookiePolicy Off', undef, \&names],
    ['CookiePolicy', 'CookiePolicy On', 'CookiePolicy ReportOnly', undef,
        \&names],
    ['CookiePolicy', 'CookiePolicy ReportOnly', 'CookiePolicy Off',
        'CookiePolicy On', sub {
            my $mark = length $httpd->log;
            get(@_);
            return substr($httpd->log, $mark) =~ /(would suppress|suppressed)/
                ? $1 : 'nothing';
        }],
    ['CookiePolicyUndeclared', "CookiePolicy On\nCookiePolicyUndeclared suppress",
        'CookiePolicyUndeclared allow', undef, \&names],
    ['CookiePolicyUndeclared', "CookiePolicy On\nCookiePolicyUndeclared allow",
        undef, 'CookiePolicyUndeclared suppress', \&names],
    ['CookiePolicySource', 'CookiePolicy On', undef,
        'CookiePolicySource statistical /dir/ /loc/ /ht/ /if/',
        sub { get(@_)->status }],
    ['CookiePolicyRequest', "CookiePolicy On\nCookiePolicyRequest strip",
        'CookiePolicyRequest pass', undef,
        sub { get(@_, cookie => '_ga=1; needed=2')->header('X-Seen') // '' }],
    ['CookiePolicyRequest', "CookiePolicy On\nCookiePolicyRequest pass", undef,
        'CookiePolicyRequest strip',
        sub { get(@_, cookie => '_ga=1; needed=2')->header('X-Seen') // '' }],
    ['CookiePolicyLeftovers', "CookiePolicy On\nCookiePolicyLeftovers expire",
        'CookiePolicyLeftovers keep', undef,
        sub { (grep { /^_ga=;/ } get(@_, cookie => '_ga=1')
                  ->all('Set-Cookie')) ? 'expired' : 'kept' }],
    ['CookiePolicyMaxLifetime',
        "CookiePolicy On\nCookiePolicyMaxLifetime necessary 30d",
        'CookiePolicyMaxLifetime necessary 60d',
        'CookiePolicyMaxLifetime necessary 10d',
        sub { join ' ', map { /^long=.*Max-Age=(\d+)/i }
              get(@_)->all('Set-Cookie') }],
    ['CookiePolicyUndeclaredSource',
        "$on\nCookiePolicyUndeclaredSource hold",
        'CookiePolicyUndeclaredSource allow', undef, \&content],
    ['CookiePolicyUndeclaredSource', $on, undef,
        'CookiePolicyUndeclaredSource hold', \&content],
    ['CookiePolicyGuard', "$on\nCookiePolicyGuard On",
        'CookiePolicyGuard Off', undef, \&content],
    ['CookiePolicyGuard', $on, undef, 'CookiePolicyGuard On', \&content],
    ['CookiePolicyCookie', 'CookiePolicy On', 'CookiePolicyCookie necessary _ga',
        'CookiePolicyCookie statistical needed', \&names],
    ['CookiePolicyCookie', 'CookiePolicy On',
        'CookiePolicyCookie necessary unknown', undef, \&names],
    ['CookiePolicyCookie', 'CookiePolicy On',
        'CookiePolicyCookie statistical _ga anonymised=yes', undef, \&names],
);

my $base = <<'CONF';
CookiePolicyObserve Off
Header always add Set-Cookie "_ga=1"
Header always add Set-Cookie "needed=1"
Header always add Set-Cookie "unknown=1"
Header always add Set-Cookie "long=1; Max-Age=99999999"
Header set X-Seen "expr=%{req:Cookie}"
CookiePolicyCookie necessary needed long
CookiePolicyCookie statistical _ga
CONF

sub run {
    my ($lock, $host, $line) = @_;
    my %files = map { ("htdocs/${_}index.html" => "<p>text</p>\n") }
        '', 'dir/', 'loc/', 'ht/', 'if/';
    my $below = "<Directory \"\@ROOT\@/htdocs/dir\">\n$line\n</Directory>\n"
        . "<Location \"/loc\">\n$line\n</Location>\n"
        . "<If \"%{REQUEST_URI} =~ m#^/if/#\">\n$line\n</If>\n";
    $httpd = CookiePolicy::Httpd->new(
        files => { %files, 'htdocs/ht/.htaccess' => "$line\n" },
        conf => "$base<VirtualHost *:\@PORT\@>\nServerName a-host\n"
            . "CookiePolicyLock $lock\n$host\n$below</VirtualHost>\n");
    return $httpd->start;
}

for my $row (@table) {
    my ($name, $host, $weaker, $stricter, $look) = @$row;
    my @places = qw(/dir/ /loc/ /ht/ /if/);
    for my $line (grep { defined } $weaker) {
        run('Off', $host, $line);
        my $top = $look->('a-host', '/');
        isnt $look->('a-host', $_), $top, "unlocked, $line: weakens $_"
            for @places;
        $httpd->stop;

        run('On', $host, $line);
        is $look->('a-host', '/'), $top, "locked, $line: the host is unchanged";
        is $look->('a-host', $_), $top,
            "locked, $line: does not weaken $_" for @places;
        my @said = grep { /\[cookie_policy:\w+\].*CP\d{4}.*\b\Q$name\E\b/ }
            split /\n/, $httpd->log;
        cmp_ok scalar(@said), '>=', 1, "locked, $line: is logged";
        $look->('a-host', $_) for @places, @places;
        my @later = grep { /\[cookie_policy:\w+\].*CP\d{4}.*\b\Q$name\E\b/ }
            split /\n/, $httpd->log;
        is scalar(@later), scalar(@said), "locked, $line: is logged once";
        $httpd->stop;
    }
    for my $line (grep { defined } $stricter) {
        run('On', $host, $line);
        my $top = $look->('a-host', '/');
        isnt $look->('a-host', $_), $top, "locked, $line: applies at $_"
            for @places;
        $httpd->stop;
    }
}

# ------------------------------------------------------------- nested scopes

# Each enclosing scope binds, not only the virtual host. Columns: lines of the
# host, line of the outer scope, line of the .htaccess file in it, what is
# compared, the expected result.
my $seen = sub { get(@_, cookie => '_ga=1; needed=2')->header('X-Seen') // '' };
my $lives = sub { join ' ', map { /^long=.*Max-Age=(\d+)/i }
                  get(@_)->all('Set-Cookie') };
for my $row (
    ['CookiePolicy ReportOnly', 'CookiePolicy On', 'CookiePolicy Off', \&names,
        'needed long'],
    ['CookiePolicy ReportOnly', 'CookiePolicy On', 'CookiePolicy ReportOnly',
        \&names, 'needed long'],
    ["CookiePolicy On\nCookiePolicyUndeclared allow",
        'CookiePolicyUndeclared suppress', 'CookiePolicyUndeclared allow',
        \&names, 'needed long'],
    ["CookiePolicy On\nCookiePolicyRequest pass", 'CookiePolicyRequest strip',
        'CookiePolicyRequest pass', $seen, 'needed=2'],
    ['CookiePolicy On', 'CookiePolicyMaxLifetime necessary 10d',
        'CookiePolicyMaxLifetime necessary 20d', $lives, 10 * 86400],
    ['CookiePolicy On', 'CookiePolicyMaxLifetime necessary 20d',
        'CookiePolicyMaxLifetime necessary 10d', $lives, 10 * 86400],
    ['CookiePolicy On', 'CookiePolicyMaxLifetime necessary 10d',
        'CookiePolicyCookie statistical long anonymised=yes', $lives,
        10 * 86400],
    ['CookiePolicy On', 'CookiePolicyCookie statistical needed',
        'CookiePolicyCookie necessary needed', \&names, 'long'],
    ["CookiePolicy On\nCookiePolicyUndeclared allow",
        'CookiePolicyCookie statistical unknown',
        'CookiePolicyCookie necessary unknown', \&names, 'needed long'],
    ['CookiePolicy On', 'CookiePolicySource statistical /dir/',
        'CookiePolicySource necessary /dir/', sub { get(@_)->status }, 403],
) {
    my ($host, $outer, $inner, $look, $want) = @$row;
    for my $section (['Directory', '@ROOT@/htdocs/dir'], ['Location', '/dir']) {
        my ($kind, $where) = @$section;
        $httpd = CookiePolicy::Httpd->new(
            files => { 'htdocs/dir/index.html' => "<p>text</p>\n",
                       'htdocs/dir/.htaccess' => "$inner\n" },
            conf => "$base<VirtualHost *:\@PORT\@>\nServerName a-host\n"
                . "CookiePolicyLock On\n$host\n<$kind \"$where\">\n$outer\n"
                . "</$kind>\n</VirtualHost>\n");
        $httpd->start;
        is $look->('a-host', '/dir/'), $want,
            "locked: $inner does not weaken $outer of <$kind>";
        $httpd->stop;
    }
}

# Two sections of the same kind are nested scopes, too.
$httpd = CookiePolicy::Httpd->new(
    files => { 'htdocs/dir/index.html' => "<p>text</p>\n" },
    conf => "$base<VirtualHost *:\@PORT\@>\nServerName a-host\n"
        . "CookiePolicyLock On\nCookiePolicy ReportOnly\n"
        . "<Location /dir>\nCookiePolicy On\n</Location>\n"
        . "<LocationMatch ^/dir/>\nCookiePolicy Off\n</LocationMatch>\n"
        . "</VirtualHost>\n");
$httpd->start;
is names('a-host', '/dir/'), 'needed long',
    'locked: a later <LocationMatch> does not weaken a <Location>';
$httpd->stop;

# The main server does not enclose the virtual host: the values of the virtual
# host apply instead.
for my $section ("<Location /dir>\nCookiePolicyReopen right\n</Location>",
                 "<Location /dir>\nCookiePolicy Off\n</Location>") {
    $httpd = CookiePolicy::Httpd->new(
        files => { 'htdocs/index.html' => "<p>text</p>\n",
                   'htdocs/dir/index.html' => "<p>text</p>\n" },
        conf => "${base}CookiePolicy On\nCookiePolicyRequest strip\n"
            . "<VirtualHost *:\@PORT\@>\nServerName a-host\n"
            . "CookiePolicyLock On\nCookiePolicy ReportOnly\n"
            . "CookiePolicyRequest pass\n$section\n</VirtualHost>\n");
    $httpd->start;
    is names('a-host', '/dir/'), names('a-host', '/'),
        "locked: a virtual host is weaker than the main server, $section";
    is $seen->('a-host', '/dir/'), '_ga=1; needed=2',
        'locked: the virtual host keeps its CookiePolicyRequest';
    $httpd->stop;
}

done_testing;
