# SPDX-License-Identifier: Apache-2.0
#
# Many different visitors at the same time, under each MPM: threads share the
# data of start-up, processes share nothing. No visitor gets the response for
# another, and the responses are the same under each MPM.
#
# Server: own
use strict;
use warnings;

use lib 't/lib';
use CookiePolicy::Httpd;
use POSIX ();
use Test::More;

use constant { CLIENTS => 4, ROUNDS => 25 };

my $page = "<!DOCTYPE html>\n<html lang=\"en\"><head><title>Page</title></head>\n"
    . "<body>\n" . "<p>A line of text.</p>\n" x 300 . "</body></html>\n";
my $script = <<'SH';
#!/bin/sh
printf 'Content-Type: text/plain\nSet-Cookie: sessionid=1\nSet-Cookie: _ga=1\n\n%s' "$HTTP_COOKIE"
SH
my $conf = <<'CONF';
CookiePolicy On
LogLevel cookie_policy:error
CookiePolicyCookie necessary sessionid /^(a+)+$/ /^id[0-9]+$/
CookiePolicyCookie statistical _ga purpose="to count visits"
CookiePolicyCookie third-party ad purpose="to advertise"
ScriptAlias /cgi/ @ROOT@/cgi/
CustomLog @ROOT@/access "%P"
<VirtualHost *:@PORT@>
ServerName quiet.test
</VirtualHost>
<VirtualHost *:@PORT@>
ServerName warn.test
LogLevel cookie_policy:warn
</VirtualHost>
<IfModule mpm_prefork_module>
    StartServers 4
    MinSpareServers 4
    MaxRequestWorkers 4
</IfModule>
CONF

my $evil = 'a' x 40 . '1';
my %COOKIES = (
    undecided => 'sessionid=1; _ga=1; id7=1',
    evil      => "sessionid=1; $evil=1; _ga=1",
);

# Returns the responses to one visitor, for the page and the script, in a few
# words.
sub visit {
    my ($httpd, $cookie, $host) = @_;
    my $res = $httpd->fetch($host // 'quiet.test', '/page.html', cookie => $cookie,
        headers => ['Accept: text/html']);
    my $kinds = join '+', $res->body =~ /data-cookie-policy="(banner|reopen)"/g;
    my $cgi = $httpd->fetch($host // 'quiet.test', '/cgi/x', cookie => $cookie);
    my @set = map { /^([^=]+)=1$/ } $cgi->all('Set-Cookie');
    my $seen = $cgi->body =~ s/cookies_preferences=[^;]*/choice/r;
    return join ' ', $res->status, $kinds, "set:@set", "seen:$seen";
}

sub choose {
    my ($httpd, @form) = @_;
    my $yes = $httpd->fetch('quiet.test', '/cookie-policy/choice',
        method => 'POST', form => \@form);
    my ($cookie) = map { /^(cookies_preferences=[^;]+)/ } $yes->all('Set-Cookie');
    return "sessionid=1; _ga=1; ad=1; $cookie";
}

# Each client is a different visitor in each round. Returns the wrong responses.
sub client {
    my ($httpd, $want, $cookies, $n) = @_;
    my @kinds = sort keys %$want;
    my %wrong;
    for my $round (1 .. ROUNDS) {
        my $kind = $kinds[($round + $n) % @kinds];
        my $got = eval { visit($httpd, $cookies->{$kind}) } // "died: $@";
        $wrong{"$kind: $got"}++ if $got ne $want->{$kind};
    }
    return join "\n", sort keys %wrong;
}

my %want = (
    undecided => '200 banner set:sessionid seen:sessionid=1; id7=1',
    evil      => '200 banner set:sessionid seen:sessionid=1',
    accepted  => '200 reopen set:sessionid _ga seen:sessionid=1; _ga=1; ad=1; choice',
    refused   => '200 reopen set:sessionid seen:sessionid=1; choice',
    partly    => '200 reopen set:sessionid _ga seen:sessionid=1; _ga=1; choice',
);

for my $mpm (qw(event worker prefork)) {
    my $httpd = CookiePolicy::Httpd->new(mpm => $mpm, conf => $conf,
        files => { 'htdocs/page.html' => $page, 'cgi/x' => $script });
    $httpd->start;
    my %cookies = (%COOKIES, accepted => choose($httpd, choice => 'accept'),
        refused => choose($httpd, choice => 'refuse'),
        partly => choose($httpd, choice => 'save', grant => 'statistical'));
    is visit($httpd, $cookies{$_}), $want{$_},
        "$mpm: the responses for the visitor $_"
        for sort keys %want;

    my %out = map { $_ => "$httpd->{root}/client$_" } 1 .. CLIENTS;
    my @pids = map {
        my $n = $_;
        my $pid = fork() // die "fork: $!\n";
        if (!$pid) {
            my $wrong = client($httpd, \%want, \%cookies, $n);
            open my $to, '>', $out{$n} or POSIX::_exit(1);
            print $to "$wrong\n";
            close $to;
            POSIX::_exit(0);
        }
        $pid;
    } 1 .. CLIENTS;
    waitpid $_, 0 for @pids;
    is CookiePolicy::Httpd::slurp($out{$_}), "\n",
        "$mpm: client $_ got the responses for its visitors" for 1 .. CLIENTS;

    my $before = length $httpd->log;
    visit($httpd, $cookies{evil}, 'warn.test') for 1 .. 12;
    my $lines = () = substr($httpd->log, $before) =~ /CP0060/g;
    # httpd writes the line of a request after the response.
    my %processes;
    for (1 .. 600) {
        %processes = map { $_ => 1 }
            split /\n/, CookiePolicy::Httpd::slurp("$httpd->{root}/access");
        last if $lines <= keys %processes;
        select undef, undef, undef, 0.1;
    }
    cmp_ok scalar(keys %processes), '>=', 2, "$mpm: several processes answered"
        if $mpm eq 'prefork';
    cmp_ok $lines, '>=', 1, "$mpm: a name that uses up its steps is logged";
    cmp_ok $lines, '<=', scalar keys %processes,
        "$mpm: at most once in each process";
    unlike $httpd->log, qr/exit signal|\[(?:emerg|alert|crit)\]/,
        "$mpm: no process has crashed";
}

done_testing;
