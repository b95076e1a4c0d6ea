# SPDX-License-Identifier: Apache-2.0
#
# Functions for tests of the shared server: a client that shows the bytes of a
# response, consent cookies, the error log since a mark, and the removal of the
# elements that the module adds to a page.
#
# The client is not LWP, because these tests check the order, the number and the
# bytes of Set-Cookie fields.
package CookiePolicy::Test;

use strict;
use warnings;

use Cwd qw(abs_path);
use Exporter 'import';
use File::Basename qw(dirname);
use File::Temp ();
use JSON::PP ();
use Test::More ();
use Time::HiRes qw(sleep);

use CookiePolicy::Client ();
use CookiePolicy::Consent qw(verdict);
use CookiePolicy::Page qw(added_elements without_added);

our @EXPORT = qw(
    fetch port vars emit nph nph_after set_cookies kept deletions names_of
    policy verdict consent consent_cookie granted refused choice location_of
    mark log_since wait_for_line
    added_elements without_added curl mpm
);

my $HOST = 'on.test';

# The values that Apache::Test saved when it started the server. Loading
# Apache::Test itself would cost every test file more than a second.
sub config {
    our $config ||= do {
        local ($_, $@);
        my $t = dirname(abs_path(__FILE__)) . '/../..';
        require "$t/conf/apache_test_config.pm";
        apache_test_config->new;
    };
    return $config;
}

sub vars {
    return config()->{vars}{$_[0]};
}

sub port {
    my ($name) = @_;
    my $vhost = config()->{vhosts}{ $name || 'site' };
    die "no virtual host '$name' in t/conf/extra.conf.in\n" unless $vhost;
    return $vhost->{port};
}

sub mpm {
    return $ENV{CP_TEST_MPM} || 'event';
}

# fetch(host, path, cookie => ..., headers => [...], method, form, body)
sub fetch {
    my ($host, $path, %arg) = @_;
    return CookiePolicy::Client::fetch(port($arg{port}), $host, $path, %arg);
}

# Returns the URL of a CGI that sends these fields and this body.
sub emit {
    my (%arg) = @_;
    my @q = map { "h=" . escape($_) } @{ $arg{headers} || [] };
    push @q, map { "h=" . escape("Set-Cookie: $_") } @{ $arg{set} || [] };
    for my $key (qw(status type body gz)) {
        push @q, "$key=" . escape($arg{$key}) if defined $arg{$key};
    }
    return '/cgi-bin/emit.pl?' . join '&', @q;
}

# Returns the URL of a CGI that writes its own response head.
sub nph {
    return '/cgi-bin/nph-emit.pl?raw=' . escape(join '', @_);
}

# Returns the URL of a CGI that writes other bytes several times, and then its
# own response head.
sub nph_after {
    my ($first, $times, @raw) = @_;
    return nph(@raw) . "&times=$times&first=" . escape($first);
}

sub escape {
    my ($text) = @_;
    $text =~ s/([^A-Za-z0-9_.~-])/sprintf '%%%02X', ord $1/ge;
    return $text;
}

# ------------------------------------------------------------------ cookies

sub set_cookies {
    my ($response) = @_;
    return [ $response->all('Set-Cookie') ];
}

sub is_deletion {
    return $_[0] =~ /;\s*Max-Age=(?:0|-\d+)\s*(?:;|$)/i
        || $_[0] =~ /;\s*Expires=[^;]*\b(?:1970|1994|2000)\b/i;
}

# Returns the cookies that are set, without those that are only deleted.
sub kept {
    return [ grep { !is_deletion($_) } @{ set_cookies(@_) } ];
}

sub deletions {
    return [ grep { is_deletion($_) } @{ set_cookies(@_) } ];
}

sub names_of {
    my ($cookies) = @_;
    return [ map { (/^([^=;]*)/)[0] } @$cookies ];
}

# ------------------------------------------------------------------ consent

my %policies;

sub policy {
    my ($host, $path) = @_;
    $host ||= $HOST;
    return $policies{$host} ||= do {
        my $res = fetch($host, ($path // '/cookie-policy') . '/policy.json');
        die "policy.json of $host: " . $res->status . "\n"
            unless $res->status == 200;
        JSON::PP->new->utf8->decode($res->body);
    };
}

# consent(host, granted => [...], refused => [...], time, format)
sub consent {
    my ($host, %arg) = @_;
    return CookiePolicy::Consent::value(policy($host), %arg);
}

sub consent_cookie {
    return 'cookies_preferences=' . consent(@_);
}

# Returns the consent cookie of a visitor who granted these of the built-in
# categories and refused the other ones that the site asks about.
sub granted {
    my ($host, @granted) = @_;
    my %yes = map { $_ => 1 } @granted;
    my @asked = map { $_->{id} } grep { $_->{asked} && $_->{id} ne 'extras' }
        @{ policy($host)->{categories} };
    return consent_cookie($host, granted => \@granted,
                          refused => [ grep { !$yes{$_} } @asked ]);
}

sub refused {
    my ($host) = @_;
    return granted($host);
}

# Sends the form of the banner.
sub choice {
    my ($host, $form, %arg) = @_;
    return fetch($host, '/cookie-policy/choice', method => 'POST',
                 form => $form, %arg);
}

# Returns the path of a redirect to this site, or the whole Location of another.
sub location_of {
    my ($response) = @_;
    my $to = $response->header('Location') // return '';
    my $port = port();
    $to =~ s{^http://[a-z.]+\.test(?::$port)?(?=/)}{};
    return $to;
}

# ---------------------------------------------------------------- error log

sub error_log {
    return vars('t_logs') . '/error_log';
}

sub mark {
    return -s error_log() || 0;
}

# Returns what the module logged since the mark, each line from its number on.
sub log_since {
    my ($mark, $number) = @_;
    $number ||= 'CP\d{4}';
    open my $fh, '<:raw', error_log() or die "error_log: $!\n";
    seek $fh, $mark, 0;
    my @lines;
    while (my $line = <$fh>) {
        next unless $line =~ /\[cookie_policy:/;
        push @lines, $1 if $line =~ /\b((?:$number):.*)$/;
    }
    return \@lines;
}

# httpd writes other logs after the response: waits for a line, at most 60 s.
sub wait_for_line {
    my ($file, $pattern) = @_;
    for (1 .. 600) {
        if (open my $fh, '<:raw', vars('t_logs') . "/$file") {
            my @found = grep { /$pattern/ } <$fh>;
            return $found[-1] if @found;
        }
        sleep 0.1;
    }
    return;
}

# ------------------------------------------------------------------- HTTP/2

# curl(host, path, options...): returns the response of one HTTP/2 transfer.
sub curl {
    my ($host, $path, @options) = @_;
    my $port = port();
    my $head = File::Temp->new;
    my $body = File::Temp->new;
    my @command = ('curl', '-sS', '--max-time', 60, '--http2-prior-knowledge',
        '--resolve', "$host:$port:127.0.0.1", '-D', "$head", '-o', "$body",
        @options, "http://$host:$port$path");
    system(@command) == 0 or die "curl failed: @command\n";
    local $/;
    open my $h, '<:raw', "$head" or die $!;
    open my $b, '<:raw', "$body" or die $!;
    return CookiePolicy::Client::parsed(scalar <$h>, scalar(<$b>) // '');
}

1;
