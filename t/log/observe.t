# SPDX-License-Identifier: Apache-2.0
#
# The table of observations and its file: what it contains; restarts, processes
# that are killed, another configuration, a file that is damaged or not ours;
# and a client that sends very many names.
#
# Server: own (50 s)
use strict;
use warnings;

use lib 't/lib';
use CookiePolicy::Apxs ();
use CookiePolicy::Consent;
use CookiePolicy::Httpd;
use CookiePolicy::Observed;
use JSON::PP ();
use Test::More;
use Time::HiRes qw(sleep time);

my $page = '<!DOCTYPE html><html><head><meta charset=utf-8></head><body><p>A'
    . '<img src="https://stats.example/x.gif"></body></html>';
my $HOST = <<'CONF';
CookiePolicy On
CookiePolicyCookie necessary sid
CookiePolicyCookie statistical _ga _pk_*
CookiePolicySource statistical stats.example /counted/
Header always add Set-Cookie "sid=1; Path=/; Domain=.%HOST%; Max-Age=7200"
Header always add Set-Cookie "_ga=1; Path=/"
CONF

# The lines of a server with these virtual hosts.
sub conf {
    my ($observe, @hosts) = @_;
    my $conf = "$observe\n";
    for my $host (@hosts) {
        $conf .= "<VirtualHost *:\@PORT\@>\nServerName $host\n"
            . ($HOST =~ s/%HOST%/$host/r) . "</VirtualHost>\n";
    }
    return $conf;
}

my $httpd = CookiePolicy::Httpd->new(
    conf => "Include \@ROOT\@/hosts.conf\n",
    files => { 'htdocs/x.txt' => 'x', 'htdocs/page.html' => $page,
               'htdocs/fragment.html' => '<p>A fragment' });
my ($root, $port) = @$httpd{qw(root port)};
my $file = "$root/cookie_policy.observed";

sub put { $httpd->write('hosts.conf', $httpd->filled(conf(@_))) }

# Waits until the condition is true, for a minute.
sub wait_for {
    my ($condition) = @_;
    my $until = time + 60;
    sleep 0.05 until $condition->() || time > $until;
    return;
}

sub starts { return scalar(() = $httpd->log =~ /resuming normal operations/g) }

# Starts the server again, or for the first time.
sub start {
    my $seen = starts();
    $httpd->start;
    wait_for(sub { starts() > $seen });
    return;
}

sub graceful {
    my $seen = starts();
    kill USR1 => $httpd->{pid};
    wait_for(sub { starts() > $seen });
    return;
}

sub get { my ($host, $path, %arg) = @_;
    return $httpd->fetch($host, $path // '/x.txt', %arg) }
sub saved { return CookiePolicy::Observed::read_file($file) }

sub count {
    my ($host, $entry) = @_;
    return CookiePolicy::Observed::entries(saved(), "$host:$port")->{$entry};
}

sub shared_mappings {
    my $maps = CookiePolicy::Httpd::slurp("/proc/$httpd->{pid}/maps");
    return scalar(() = $maps =~ / rw-s /g);
}

my @ENTRY = ('response _ga undecided', 'response sid allow');

# -------------------------------------------------------------------- content

put('CookiePolicyObserve On', qw(one.test two.test));
my $began = time;
start();
get('one.test') for 1 .. 3;
get('two.test');
get('one.test', '/page.html');
get('one.test', '/fragment.html');
get('one.test', '/counted/x.txt');
get('one.test', '/x.txt?secret=1', cookie => '_ga=1; sid=2; new=3');
my $policy = JSON::PP->new->utf8->decode(
    get('one.test', '/cookie-policy/policy.json')->body);
my $yes = 'cookies_preferences=' . CookiePolicy::Consent::value($policy,
    granted => ['statistical'], refused => []);
get('one.test', '/page.html', cookie => $yes);
get('one.test', '/cookie-policy/choice', method => 'POST',
    form => { choice => $_ }) for qw(accept refuse save);
get('one.test', '/cookie-policy/choice', method => 'POST', cookie => $yes,
    form => { choice => 'refuse' });
$httpd->stop;
is sprintf('%o', (stat $file)[2] & 07777), '600', 'nobody else reads the file';
ok !-e "$file.new", 'no other file is left';
my $one = saved()->{hosts}{"one.test:$port"};
my %entry = map { ("$_->{kind} $_->{name} $_->{reason}" => $_) }
    @{ $one->{seen} };
my $ga = $entry{'response _ga undecided'};
is_deeply [ @$ga{qw(category enforced open domain path lifetime sample)} ],
    ['statistical', 1, 0, '', '/', 0, '/x.txt'], 'a suppressed cookie';
ok $ga->{first} >= int $began && $ga->{last} <= time
    && $ga->{first} <= $ga->{last}, 'its times';
is_deeply [ @{ $entry{'response sid allow'} }{
    qw(category enforced domain path lifetime)} ],
    ['necessary', 0, '.one.test', '/', 7200], 'a cookie that passed';
is $entry{'response sid allow'}{count}, $ga->{count} + 2,
    'both are seen in the same responses, but two of a visitor who agreed';
is_deeply [ @{ $entry{'request new undeclared'} }{qw(category open sample)} ],
    ['', 1, '/x.txt'], 'a hidden cookie, with a path that has no query';
ok !$entry{'request sid allow'}, 'a visible cookie of a request is not noted';
is_deeply [ @{ $entry{'source stats.example undecided'} }{
    qw(count category directive)} ], [1, 'statistical', 'img'],
    'a held source';
ok $entry{'source /counted/ undecided'}, 'a refused request';
is count('two.test', $ENTRY[0]), 1, 'another host has its own entries';
my $c = $one->{counters};
is_deeply [ @$c{qw(pages_banner pages_reopen pages_fragment sources_held
                   requests_refused request_cookies_stripped
                   leftovers_expired)} ], [1, 1, 1, 1, 1, 2, 1], 'counters';
is_deeply [ @$c{map { "choice_$_" } qw(accept refuse save add withdraw)} ],
    [1, 1, 1, 0, 1], 'choices';
is $c->{cookies_undecided}, $ga->{count}, 'cookies are counted by reason';
is $c->{responses}, $c->{cookies_undecided} + 2, 'and responses with cookies';
my @rates = @{ $one->{rates} };
is_deeply [ map { my $i = $_; my $n = 0; $n += $_->[$i] for @rates; $n } 1 .. 4 ],
    [1, 1, 1, 2], 'banners and choices are in the rates of this hour';

# ------------------------------------------------------------------- restarts

my $n = $ga->{count};
start();
get('one.test');
graceful();
get('one.test');
$httpd->stop;
is count('one.test', $ENTRY[0]), $n += 2,
    'a full and a graceful restart lose nothing';

# A restart may load the module at another address, for example a new version.
# Libraries that are loaded first take its old place, if they fit there.
my $lines = CookiePolicy::Httpd::slurp("$root/httpd.conf");
my $libexec = CookiePolicy::Apxs::asked('LIBEXECDIR');
start();
my $mapped = shared_mappings();
$httpd->write('httpd.conf', join '',
    map({ "LoadFile $libexec/mod_$_.so\n" } qw(http2 proxy ssl)), $lines);
graceful();
is shared_mappings(), $mapped, 'a module that moves keeps its table';
$httpd->write('httpd.conf', $lines);
graceful();
get('one.test');
$httpd->stop;
is count('one.test', $ENTRY[0]), $n += 1, 'and loses nothing';
put('CookiePolicyObserve On entries=4096', qw(three.test one.test));
start();
get('one.test');
put('CookiePolicyObserve On entries=64', qw(one.test three.test four.test));
graceful();
get('one.test');
$httpd->stop;
is count('one.test', $ENTRY[0]), $n += 2,
    'nor do other sizes, and hosts in another order';
is_deeply [ sort grep { /\.test/ } keys %{ saved()->{hosts} } ],
    [ map { "$_.test:$port" } qw(four one three) ],
    'the table has the hosts of the configuration';

# -------------------------------------------------------- processes are killed

put('CookiePolicyObserve On summary=1s', qw(one.test two.test));
start();
for (1 .. 10) {
    my @clients = map { my $pid = fork(); $pid or do {
        eval { get('one.test') for 1 .. 1000 };
        POSIX::_exit(0);
    }; $pid } 1 .. 2;
    sleep 0.1;
    kill KILL => split ' ', `pgrep -P $httpd->{pid}`;
    sleep 0.1;
    kill KILL => @clients;
    waitpid $_, 0 for @clients;
}
sub patient {
    my ($host) = @_;
    my $res;
    wait_for(sub { $res = eval { get($host) } });
    return $res;
}
is patient('one.test')->status, 200, 'children that are killed leave no lock';
# The file may lack the last requests. When it has not changed over two of its
# intervals, it has all.
my ($saved, $since) = (0, time);
wait_for(sub {
    my $now = count('one.test', $ENTRY[0]);
    ($saved, $since) = ($now, time) if $now != $saved;
    return $saved > $n && time > $since + 3;
});
cmp_ok $saved, '>', $n, 'the file is written while the server runs';
my @children = split ' ', `pgrep -P $httpd->{pid}`;
kill KILL => $httpd->{pid}, @children;
waitpid $httpd->{pid}, 0;
delete $httpd->{pid};
is count('one.test', $ENTRY[0]), $saved, 'after kill -9 the file is whole';
wait_for(sub { !$httpd->listens });
start();
get('one.test');
$httpd->stop;
is count('one.test', $ENTRY[0]), $saved + 1, 'the next server continues';

# ----------------------------------------------------- files that are not right

sub slurp { return CookiePolicy::Httpd::slurp($file) }

sub write_file {
    my ($bytes) = @_;
    unlink $file;
    open my $fh, '>:raw', $file or die $!;
    print $fh $bytes;
    close $fh;
    chmod 0600, $file;
    return;
}

put('CookiePolicyObserve On', 'one.test');
my $good = slurp();
for my $row (
    ['cut', substr($good, 0, length($good) / 2), qr/damaged/],
    ['changed', do { my $b = $good; substr($b, 300, 1) ^= 'x'; $b },
        qr/damaged/],
    ['empty', '', qr/not a file of this module/],
    ['a script', "#!/bin/sh\nexit\n" x 9, qr/not a file of this module/],
    ['another version', do { my $b = $good; substr($b, 8, 1) = "\x7f"; $b },
        qr/another version/],
) {
    my ($what, $bytes, $why) = @$row;
    write_file($bytes);
    my $mark = length $httpd->log;
    start();
    get('one.test');
    $httpd->stop;
    my $log = substr $httpd->log, $mark;
    like $log, qr/cookie_policy:warn.*CP0161: .*observed is not read.*$why/,
        "$what: a warning";
    is count('one.test', $ENTRY[0]), 1, "$what: the table begins anew";
}
for my $row (
    ['a symbolic link', qr/symbolic link/, sub {
        write_file($good); rename $file, "$root/elsewhere";
        symlink "$root/elsewhere", $file }],
    ['a directory', qr/not a regular file/, sub { unlink $file; mkdir $file }],
    ['a pipe', qr/not a regular file/, sub {
        rmdir $file; POSIX::mkfifo($file, 0600) }],
    ['writable for others', qr/others may write/, sub {
        write_file($good); chmod 0666, $file }],
) {
    my ($what, $why, $make) = @$row;
    $make->();
    my $mark = length $httpd->log;
    start();
    is patient('one.test')->status, 200, "$what: the server runs";
    $httpd->stop;
    like substr($httpd->log, $mark), qr/CP0161: .*$why/, "$what: a warning";
}
is CookiePolicy::Httpd::slurp("$root/elsewhere"), $good,
    'the target of the link is unchanged';
put('CookiePolicyObserve On file=no/such/directory', 'one.test');
my $mark = length $httpd->log;
start();
is get('one.test')->status, 200, 'without a directory the server runs';
$httpd->stop;
is scalar(() = substr($httpd->log, $mark) =~ /CP0162: .*no\/such/g), 1,
    'and warns once that nothing is saved';

# ----------------------------------------------------------- very many names

put("CookiePolicyObserve On entries=256 summary=1s file=\@ROOT\@/flood",
    qw(one.test two.test));
$file = "$root/flood";
start();
sub kilobytes {
    my $status = CookiePolicy::Httpd::slurp("/proc/$httpd->{pid}/status");
    return $status =~ /^VmSize:\s+(\d+) kB/m ? $1 : die 'no VmSize';
}
my ($before, $k) = (kilobytes(), 0);
for (1 .. 125) {
    get('one.test', '/x.txt', cookie => join '; ',
        map { 'n' . $k++ . '=1' } 1 .. 800);
}
get('one.test', '/x.txt', cookie => '_ga=1');
get('two.test', '/x.txt', cookie => 'mine=1; _pk_id=1');
wait_for(sub { $httpd->log =~ /CP0163/ });
like $httpd->log, qr/cookie_policy:warn.*CP0163: .*name="\*" count="\d+"/,
    'names without a place are told in one line';
# The parent reads the table, which needs memory. The names would need more.
cmp_ok kilobytes() - $before, '<', 1024,
    'the parent has not grown by the memory of these names';
$httpd->stop;
my $flood = saved();
my %names = map { ("$_->{kind} $_->{name}" => 1) }
    @{ $flood->{hosts}{"one.test:$port"}{seen} };
is scalar(grep { /^request n\d/ } keys %names), 65,
    '100,000 names of a client get their part of the entries';
ok $names{'request _ga'} && $names{'response sid'} && $names{'response _ga'},
    'declared names have a place';
is_deeply [ sort grep { /^request/ } map { "$_->{kind} $_->{name}" }
    @{ $flood->{hosts}{"two.test:$port"}{seen} } ],
    ['request _pk_id', 'request mine'], 'and another host has its share';
is $flood->{hosts}{"one.test:$port"}{lost}, 100_000 - 65,
    'the others are counted';
my @lines = $httpd->log =~ /CP0002: .*name="n\d/g;
cmp_ok scalar(@lines), '<=', 2 * 65, 'and not in the log';

# ------------------------------------- virtual hosts without a directive of ours

$file = "$root/cookie_policy.observed";
unlink $file;
$httpd->write('hosts.conf', $httpd->filled(($HOST =~ s/%HOST%/test/r)
    . join '', map { "<VirtualHost *:\@PORT\@>\nServerName $_\n</VirtualHost>\n" }
    qw(one.test two.test)));
start();
get('one.test');
get('two.test') for 1 .. 2;
$httpd->stop;
my $shared = saved();
is_deeply [ map { $shared->{hosts}{"$_.test:$port"}{counters}{responses} }
    qw(one two) ], [1, 2], 'each has counters of its own';

done_testing;
