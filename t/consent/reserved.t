# SPDX-License-Identifier: Apache-2.0
#
# The consent cookie is reserved for the module: an application that sets it
# could consent instead of the visitor. An application may delete it. The
# module's own responses pass, and those of an inner server with this module
# pass if applications=yes is set.
#
# Server: own
use strict;
use warnings;

use lib 't/lib';
use CookiePolicy::Consent qw(cookie value);
use CookiePolicy::Httpd;
use CookiePolicy::Test ();
use Test::More;

my $declared = "CookiePolicyCookie statistical _ga\n"
    . "CookiePolicyCookie necessary sid\n";
my $set = 'cookies_preferences=2.1764000000.statistical:000000~; Path=/';
# The inner server has the same address; its name selects the virtual host.
my $inner = "ProxyPreserveHost On\nRequestHeader set Host inner.test\n"
    . 'ProxyPass / http://127.0.0.1:@PORT@/';
my %hosts = (
    'on.test'     => 'CookiePolicy On',
    'off.test'    => 'CookiePolicy Off',
    'report.test' => 'CookiePolicy ReportOnly',
    'yes.test'    => "CookiePolicy On\n"
        . 'CookiePolicyConsentCookie cookies_preferences applications=yes',
    'allow.test'  => "CookiePolicy On\nCookiePolicyUndeclared allow",
    'named.test'  => "CookiePolicy On\n"
        . "CookiePolicyConsentCookie my_choice applications=no\n"
        . 'CookiePolicyCookie necessary cookies_preferences my_choice',
    'limit.test'  => "CookiePolicy On\nCookiePolicyMaxLifetime necessary 30d\n"
        . 'CookiePolicyCookie necessary cookies_preferences purpose="to ask once"',
    'edit.test'   => "CookiePolicy On\n"
        . 'Header edit Set-Cookie ^(.*)$ "$1; Priority=High"',
    'head.test'   => "CookiePolicy On\nHeader always set Set-Cookie \"$set\"",
    'inner.test'  => "CookiePolicy On\nCookiePolicyPath /inner",
    'outer.test'  => "CookiePolicy On\n$inner",
    'trust.test'  => "CookiePolicy On\n$inner\n"
        . 'CookiePolicyConsentCookie cookies_preferences applications=yes',
);
my $httpd = CookiePolicy::Httpd->new(modules => [qw(proxy proxy_http rewrite)],
    files => { 'cgi/emit.pl' => CookiePolicy::Httpd::slurp('t/cgi-bin/emit.pl'),
               'cgi/nph-emit.pl' =>
                   CookiePolicy::Httpd::slurp('t/cgi-bin/nph-emit.pl'),
               'cgi/local.pl' => "#!$^X\nprint qq{Set-Cookie: $set\\n}, "
                   . 'qq{Location: /cookie-policy$ENV{PATH_INFO}\n\n};',
               'htdocs/index.html' => '<!DOCTYPE html><body>x</body>' },
    conf => 'ScriptAlias /cgi/ @ROOT@/cgi/' . "\n"
        . "CookiePolicyObserve Off\n"
        . "ErrorDocument 404 /cookie-policy\n" . join '', map {
        "<VirtualHost *:*>\nServerName $_\n$declared$hosts{$_}\n</VirtualHost>\n"
    } sort keys %hosts);
$httpd->start;

sub emit {
    my (@cookies) = @_;
    return CookiePolicy::Test::emit(set => [@cookies])
        =~ s{^/cgi-bin/}{/cgi/}r;
}
sub nph {
    my (@cookies) = @_;
    return CookiePolicy::Test::nph("HTTP/1.1 200 OK\r\n",
        (map { "Set-Cookie: $_\r\n" } @cookies),
        "Content-Type: text/plain\r\nContent-Length: 4\r\n",
        "Connection: close\r\n\r\nbody") =~ s{^/cgi-bin/}{/cgi/}r;
}
sub cookies {
    my ($host, $path, @arg) = @_;
    return join ' | ', $httpd->fetch($host, $path, @arg)->all('Set-Cookie');
}
sub log_of {
    my (@request) = @_;
    my $mark = length $httpd->log;
    $httpd->fetch(@request);
    return substr $httpd->log, $mark;
}

# ----------------------------------------- an application sets the cookie
my $line = 'Set-Cookie name="cookies_preferences" category="necessary" '
    . 'reason="reserved"';
for my $row (['a field', \&emit], ['a head of its own', \&nph]) {
    my ($what, $path) = @$row;
    is cookies('on.test', $path->($set, 'sid=1')), 'sid=1',
        "$what: is suppressed";
    is cookies('off.test', $path->($set, 'sid=1')), "$set | sid=1",
        "$what: passes without a policy";
    is cookies('report.test', $path->($set)), $set,
        "$what: passes with ReportOnly";
    is cookies('yes.test', $path->($set)), $set,
        "$what: passes with applications=yes";
    is cookies('allow.test', $path->($set, 'x=1')), 'x=1',
        "$what: is suppressed with CookiePolicyUndeclared allow";
    is cookies('named.test', $path->($set, 'my_choice=1')), $set,
        "$what: the configured name is suppressed, even if it is declared";
    is cookies('on.test', $path->("sid=1, $set")), '',
        "$what: is suppressed after a comma";
    is cookies('on.test', $path->("=$set")), '',
        "$what: is suppressed as a nameless cookie";
    for my $deletion ('cookies_preferences=; Max-Age=0; Path=/',
                      'cookies_preferences=; Expires=Thu, 01 Jan 1970 00:00:00 GMT') {
        is cookies('on.test', $path->($deletion)), $deletion,
            "$what: $deletion passes";
    }
    is cookies('on.test', $path->('cookies_preferences=; Max-Age=0; Max-Age=x')),
        '', "$what: an ambiguous deletion is suppressed";
    like log_of('on.test', $path->($set)), qr/CP0001: suppressed $line/,
        "$what: the log has a line";
    unlike log_of('on.test', $path->($set)), qr/1764000000/,
        "$what: the line has no value";
    like log_of('report.test', $path->($set)), qr/CP0001: would suppress $line/,
        "$what: the log of ReportOnly says what On would do";
    is log_of('yes.test', $path->($set)), '',
        "$what: an allowed cookie is not logged";
}
for my $page ('', '/policy.json', '/choice') {
    is cookies('on.test', "/cgi/local.pl$page"), '',
        "a local redirect to the module's page ($page) does not let it pass";
}
is cookies('on.test', '/nowhere'), '',
    'the policy page as an error document sets no cookie';
is cookies('on.test', CookiePolicy::Test::emit(status => 404, set => [$set])
    =~ s{^/cgi-bin/}{/cgi/}r), '',
        'nor does it pass on the cookie of the application';
my $answer = $httpd->fetch('on.test', emit($set));
is scalar(grep { $_ eq 'cookie' } $answer->list('Vary')), 0,
    'the response does not vary with the visitor';

# ------------------------------------------------- the module's own responses
sub choose {
    my ($host, $path, @arg) = @_;
    my ($cookie) = $httpd->fetch($host, "$path/choice", method => 'POST',
        form => { choice => 'accept' }, @arg)->all('Set-Cookie');
    return $cookie // 'none';
}
my $yes = cookie($httpd->fetch('on.test', '/cookie-policy/policy.json')->body,
                 'statistical') =~ s/^.*\.//r;
like choose($_, '/cookie-policy'), qr/^cookies_preferences=2\.\d+\.\Q$yes\E;/,
    "$_: the choice sets the consent"
        . " cookie" for qw(on.test yes.test allow.test edit.test);
like choose('named.test', '/cookie-policy'), qr/^my_choice=2\./,
    'it has the configured name';
is cookies('head.test', '/cookie-policy'), '',
    'mod_headers cannot set it on pages of the module';
like choose('edit.test', '/cookie-policy'), qr/Priority=High/,
    'mod_headers can edit the field of the module';

# Its lifetime is that of CookiePolicyConsentCookie, even if it is declared.
# Each choice starts a new lifetime.
my $terms = $httpd->fetch('limit.test', '/cookie-policy/policy.json')->body;
for my $days (undef, 20, 40) {
    my $before = defined $days ? 'cookies_preferences=' . value($terms,
        refused => ['statistical'], time => time - $days * 86400) : undef;
    like choose('limit.test', '/cookie-policy', cookie => $before),
        qr/; Max-Age=15552000;/, 'a choice after '
        . ($days ? "$days days" : 'none') . ': its whole lifetime';
}

# ------------------------------------------- an inner server with this module
like choose('inner.test', '/inner'), qr/^cookies_preferences=2\./,
    'the inner server sets it';
is choose('outer.test', '/inner'), 'none',
    'the outer server suppresses it';
like choose('trust.test', '/inner'), qr/^cookies_preferences=2\./,
    'the outer server lets it pass with applications=yes';
like choose('outer.test', '/cookie-policy'), qr/^cookies_preferences=2\./,
    'the outer server sets its own';

my $words = 'is not accepted for applications; use yes or no';
for my $row (['applications=maybe', qr/'maybe' $words/],
             ['applications', qr/'applications'.*applications=/],
             ['applications=', qr/'' $words/]) {
    my ($word, $sentence) = @$row;
    my ($ok, $said) = CookiePolicy::Httpd::verdict(conf =>
        "CookiePolicyConsentCookie c $word\n");
    ok !$ok && $said =~ /CookiePolicyConsentCookie: $sentence/,
        "$word is rejected" or diag $said;
}

done_testing;
