# SPDX-License-Identifier: Apache-2.0
#
# The level of the lines about cookies: warn for the first one, info for
# repetitions, and a warn line with a count once per interval, in the log of the
# virtual host. A restart does not begin anew.
#
# Server: own (45 s)
use strict;
use warnings;

use lib 't/lib';
use CookiePolicy::Httpd;
use Test::More;
use Time::HiRes qw(sleep time);

my $declared = <<'CONF';
CookiePolicyCookie statistical _ga provider="Count & Co"
CookiePolicyCookie third-party ad7
CookiePolicySource statistical stats.example
Header always add Set-Cookie "_ga=1; Max-Age=100"
Header always add Set-Cookie "ad7=1"
Header always add Set-Cookie "expr=%{req:X-Name}=1" "expr=-n req('X-Name')"
CONF
my $CONF = <<"CONF";
LogLevel cookie_policy:info
\@OBSERVE\@
<VirtualHost *:\@PORT\@>
    ServerName on.test
    ErrorLog \@ROOT\@/on_log
    CookiePolicy On
    $declared
</VirtualHost>
<VirtualHost *:\@PORT\@>
    ServerName report.test
    ErrorLog \@ROOT\@/report_log
    CookiePolicy ReportOnly
    $declared
</VirtualHost>
CONF
my $page = '<!DOCTYPE html><html><head><meta charset=utf-8></head><body>'
    . '<img src="https://stats.example/x.gif"></body></html>';

sub server {
    my ($observe, %arg) = @_;
    (my $conf = $CONF) =~ s/\@OBSERVE\@/$observe/;
    return CookiePolicy::Httpd->new(conf => $conf, %arg,
        files => { 'htdocs/x.txt' => 'x', 'htdocs/page.html' => $page });
}

my $httpd;

# Returns the lines of a log since the last call: "level number name reason".
my %read;

sub lines {
    my ($log) = @_;
    my $text = CookiePolicy::Httpd::slurp("$httpd->{root}/$log");
    my $new = substr $text, $read{$log} // 0;
    $read{$log} = length $text;
    return [ map { /\[cookie_policy:(\w+)\].*\b(CP\d+): (.*)/
                       ? [ $1, $2, $3 ] : () } split /\n/, $new ];
}

# The lines of a log that are not summaries, in a few words.
sub short {
    return [ sort map {
        my ($level, $number, $text) = @$_;
        my ($verb) = $text =~ /^((?:would )?\w+)/;
        my ($name) = $text =~ /(?:name|source)="([^"]*)"/;
        my ($reason) = $text =~ /reason="(\w+)"/;
        join ' ', $level, $number, $verb, $name, $reason
    } grep { $_->[1] =~ /^CP00(?:01|02|20)$/ && $_->[2] !~ / count="/ }
        @{ lines(@_) } ];
}

sub get {
    my ($host, %arg) = @_;
    return $httpd->fetch($host, delete $arg{path} // '/x.txt', %arg);
}

# Waits for summaries that match these patterns, in the given log, since its
# begin. Returns all summaries of the log.
sub summaries {
    my ($log, @wanted) = @_;
    my $until = time + 60;
    while (1) {
        local $read{$log} = 0;
        my @found = grep { $_->[2] =~ / count="/ } @{ lines($log) };
        return @found if time > $until || !grep {
            my $wanted = $_;
            !grep { $_->[2] =~ $wanted } @found } @wanted;
        sleep 0.2;
    }
}

# ------------------------------------------------------------- first and again

for my $mpm (qw(event worker prefork)) {
    $httpd = server('CookiePolicyObserve On', mpm => $mpm);
    %read = ();
    $httpd->start;
    lines($_) for qw(on_log report_log);
    get('on.test');
    is_deeply short('on_log'), [ 'warn CP0001 suppressed _ga undecided',
        'warn CP0001 suppressed ad7 undecided' ],
        "$mpm: the first line of each cookie is a warning";
    get('on.test') for 1 .. 12;
    is_deeply short('on_log'), [
        ('info CP0001 suppressed _ga undecided') x 12,
        ('info CP0001 suppressed ad7 undecided') x 12 ],
        "$mpm: in all processes, repetitions are not";
    $httpd->stop;
}

$httpd = server('CookiePolicyObserve On summary=1s');
%read = ();
$httpd->start;
get('on.test');
lines('on_log');
get('on.test', headers => ['Sec-GPC: 1']);
is_deeply short('on_log'), [ 'info CP0001 suppressed _ga undecided',
    'warn CP0001 suppressed ad7 signal' ],
    'another reason is another line';
get('on.test', headers => ['X-Name: new']);
is_deeply [ grep { /new/ } @{ short('on_log') } ],
    ['warn CP0001 suppressed new undeclared'], 'a new name is a warning';
get('on.test', cookie => '_ga=1; other=2');
get('on.test', cookie => '_ga=1; other=2');
is_deeply [ grep { /CP0002/ } @{ short('on_log') } ],
    [ 'info CP0002 stripped _ga undecided',
      'info CP0002 stripped other undeclared',
      'warn CP0002 stripped _ga undecided',
      'warn CP0002 stripped other undeclared' ],
    'hidden cookies of requests are another kind, by the same rule';
get('report.test', cookie => '_ga=1') for 1, 2;
is_deeply [ grep { /_ga/ } @{ short('report_log') } ],
    [ 'info CP0001 would suppress _ga undecided',
      'info CP0002 would strip _ga undecided',
      'warn CP0001 would suppress _ga undecided',
      'warn CP0002 would strip _ga undecided' ],
    'ReportOnly follows the same rule, in the log of its virtual host';
get('on.test', path => '/page.html') for 1, 2;
is_deeply [ grep { /CP0020/ } @{ short('on_log') } ],
    [ ('info CP0020 held stats.example undecided') x 2 ],
    'held sources are never above info';

# ------------------------------------------------------------------ summaries

my @summaries = summaries('on_log', qr/^suppressed.*name="_ga"/, qr/^stripped/);
my ($summary) = grep { $_->[2] =~ /^suppressed.*name="_ga"/ } @summaries;
is $summary->[0], 'warn', 'a summary is a warning';
like $summary->[2], qr{^suppressed\ Set-Cookie\ name="_ga"
    \ category="statistical"\ reason="undecided"\ provider="Count\ &\ Co"
    \ uri="/x.txt"\ count="\d+"$}x,
    'it repeats the line, with a count';
ok !(grep { $_->[2] =~ /name="new"/ } @summaries),
    'a line that has not recurred is not repeated';
ok scalar(grep { $_->[2] =~ /^stripped/ } @summaries),
    'a hidden cookie is repeated, too';
my $would = qr/^would suppress Set-Cookie/;
ok scalar(grep { $_->[2] =~ $would && $_->[0] eq 'warn' }
              summaries('report_log', $would)),
    'the summary of a virtual host is in its own log';
unlike CookiePolicy::Httpd::slurp("$httpd->{root}/error_log"), qr/ count=/,
    'and in no other';

# ------------------------------------------------------------------- restarts

# Starts the server once more. Its log already says that it was up.
sub again {
    $httpd->stop;
    $httpd->start;
    my $until = time + 60;
    sleep 0.05 until $httpd->listens || time > $until;
    return;
}

get('on.test');
lines('on_log');
kill USR1 => $httpd->{pid};
my $until = time + 60;
sleep 0.1 until $httpd->log =~ /resuming normal.*resuming normal/s
    || time > $until;
get('on.test');
is_deeply [ grep { /warn/ } @{ short('on_log') } ], [],
    'a graceful restart does not begin anew';
again();
get('on.test');
is_deeply [ grep { /warn/ } @{ short('on_log') } ], [],
    'nor does a server that finds the file of the one before';
$httpd->stop;
unlink "$httpd->{root}/cookie_policy.observed" or die $!;
again();
get('on.test');
is_deeply [ grep { /warn/ } @{ short('on_log') } ],
    [ 'warn CP0001 suppressed _ga undecided',
      'warn CP0001 suppressed ad7 undecided' ],
    'without the file everything is new';

# ------------------------------------------------------------ without a table

$httpd = server('CookiePolicyObserve Off');
%read = ();
$httpd->start;
get('on.test', cookie => 'other=1') for 1 .. 3;
is_deeply short('on_log'), [ ('warn CP0001 suppressed _ga undecided') x 3,
    ('warn CP0001 suppressed ad7 undecided') x 3,
    ('warn CP0002 stripped other undeclared') x 3 ],
    'with CookiePolicyObserve Off every line is a warning';
ok !-e "$httpd->{root}/cookie_policy.observed", 'and there is no file';

# ------------------------------------------------------------ the size of logs

# Sends n requests over one connection.
sub many {
    my ($host, $n) = @_;
    my $socket = $httpd->listens or die "no connection\n";
    my $got = '';
    for (1 .. $n / 100) {
        print $socket "GET /x.txt HTTP/1.1\r\nHost: $host\r\nX-Name: new\r\n\r\n"
            x 100;
        $got = '';
        while ((() = $got =~ /HTTP\/1\.1 200/g) < 100 || $got !~ /x\z/) {
            sysread $socket, $got, 65536, length $got or die "closed\n";
        }
    }
    return;
}

$httpd = CookiePolicy::Httpd->new(conf => $CONF
    =~ s/\@OBSERVE\@/MaxKeepAliveRequests 0/r =~ s/cookie_policy:info/warn/r,
    files => { 'htdocs/x.txt' => 'x' });
$httpd->start;
many('on.test', 3000);
my $log = CookiePolicy::Httpd::slurp("$httpd->{root}/on_log");
cmp_ok length $log, '<', 20_000,
    '3,000 responses with three unconsented cookies: the log has less than 20 kB';
cmp_ok scalar(() = $log =~ /CP0001/g), '>=', 3, 'and all three cookies';

done_testing;
