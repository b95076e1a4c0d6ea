# SPDX-License-Identifier: Apache-2.0
#
# Records in a file: one line for each choice, with the members of the
# interface and nothing about the visitor. The chain is whole after graceful and
# full restarts, after kill -9 and after a rotation; a full disk loses nothing.
#
# Server: own (15 s)
use strict;
use warnings;

use Fcntl qw(O_NONBLOCK O_RDONLY);
use POSIX ();

use lib 't/lib';
use CookiePolicy::Httpd;
use CookiePolicy::Records qw(accept_by choices faults lines_of members wait_for
                             wait_for_choices);
use Test::More;

my $httpd = CookiePolicy::Httpd->new(conf => <<'CONF');
CookiePolicy On
LogLevel cookie_policy:warn
CookiePolicyCookie necessary sid
CookiePolicyCookie statistical _ga purpose="to count visits"
CookiePolicyCookie third-party ad purpose="to advertise"
CookiePolicyRecords file @ROOT@/consent.jsonl
<VirtualHost *:@PORT@>
ServerName a.test
</VirtualHost>
<VirtualHost *:@PORT@>
ServerName b.test
CookiePolicyRecords file @ROOT@/other.jsonl keep=1y
</VirtualHost>
<VirtualHost *:@PORT@>
ServerName full.test
CookiePolicyRecords file @ROOT@/full.jsonl
</VirtualHost>
<VirtualHost *:@PORT@>
ServerName absent.test
CookiePolicyRecords file @ROOT@/absent/x.jsonl
</VirtualHost>
<VirtualHost *:@PORT@>
ServerName off.test
CookiePolicyRecords Off
</VirtualHost>
CONF
my $root = $httpd->{root};
my $file = "$root/consent.jsonl";
symlink '/dev/full', "$root/full.jsonl" or die $!;
$httpd->start;

# ------------------------------------------------------------------ the members

my $yes = accept_by($httpd, 'A.test.', about => 'statistical third-party',
    language => 'fr', headers => ['User-Agent: Telltale/1.0']);
is $yes->status, 303, 'the choice is answered';
my ($cookie) = map { /^(cookies_preferences=[^;]+)/ } $yes->all('Set-Cookie');
accept_by($httpd, 'a.test', choice => 'refuse',
    headers => ["Cookie: $cookie", 'Accept-Language: de']);
accept_by($httpd, 'a.test', choice => 'save', grant => 'statistical',
    json => 1, headers => ['Sec-GPC: 1']);
accept_by($httpd, 'a.test', choice => 'add', grant => 'third-party');
accept_by($httpd, 'a.test', about => 'statistical',
    return => '/cookie-policy?saved');
accept_by($httpd, 'a.test', about => 'statistical', json => 1);
is accept_by($httpd, 'a.test', choice => 'sell')->status, 400,
    'a malformed choice is refused';
accept_by($httpd, 'off.test');
accept_by($httpd, 'b.test');

wait_for(sub { 2 == grep { /"kind":"policy"/ } lines_of($file) });
my @lines = wait_for_choices($file, 6);
my @choices = grep { /"kind":"choice"/ } @lines;
my @got = choices(@lines);
is_deeply [ map { "$_->{action} $_->{place} $_->{language} "
        . ($_->{signal} ? 'signal' : '-') } @got ],
    ['accept banner fr -', 'withdraw page de -', 'save script en signal',
     'add frame en -', 'accept page en -', 'accept banner en -'],
    'action, place, language and signal of each choice';
is_deeply [ map { "@{ $_->{granted} }/@{ $_->{refused} }" } @got ],
    ['statistical third-party/', '/statistical third-party',
     'statistical/third-party', 'third-party/', 'statistical/', 'statistical/'],
    'granted and refused categories of each choice';
is_deeply [ sort keys %{ $got[0] } ],
    [ sort qw(schema kind id time host policy language place action granted
              refused signal previous hash) ], 'a choice has these members';
is_deeply [ map { $_->{host} } @got ], [ ('a.test') x 6 ],
    'the host has no port, and one spelling';
like $got[0]{time}, qr/^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ$/, 'the time is UTC';
like $choices[0], qr/^\{"schema":1,"kind":"choice","id":"[0-9a-f]{32}","time"/,
    'the members have a fixed order';
unlike "@choices", qr/127\.0\.0|Telltale|cookies_preferences=/,
    'no line has an address, a browser or a cookie';
is_deeply [ faults(\@lines) ], [], 'the chain is whole';
is scalar(choices(wait_for_choices("$root/other.jsonl", 1))), 1,
    'another virtual host has a file of its own';
is_deeply [ faults([ lines_of("$root/other.jsonl") ]) ], [],
    'and a chain of its own';
is((stat $file)[2] & 07777, 0640, 'only the group may read the file');
like $httpd->log, qr/CP0193: CookiePolicyRecords: keep=1y has no effect/,
    'keep= of a file is reported';
ok !-e "$root/off.jsonl", 'without records there is no file';

# ------------------------------------------------------------------- the policy

my %policy = map { $_->{host} => $_ } grep { $_->{kind} eq 'policy' }
    members(@lines);
my $a = $policy{'a.test'};
ok $a, 'the policy of the host is recorded';
is $a->{policy}, $got[0]{policy}, 'its version is that of the choices';
my ($statistical) = grep { $_->{id} eq 'statistical' }
    @{ $a->{document}{categories} };
is $statistical->{cookies}[0]{purpose}, 'to count visits',
    'it contains the declarations of policy.json';
ok !exists $a->{document}{choice}, 'it contains no choice';
like $a->{banner}{en}, qr/\AYour choice about cookies\n.*^Refuse all\nAccept all\n.*to count visits/ms,
    'it contains the text of the banner';
unlike $a->{banner}{en}, qr/<|&\w+;/, 'without markup';
like $a->{banner}{fr}, qr/\x{e9}/, 'also in other languages';

# ------------------------------------------------------------------- restarts

my $sent = 6;
sub choose {
    my ($n) = @_;
    for (1 .. $n) {
        $sent += accept_by($httpd, 'a.test')->status == 303;
    }
    return;
}

# The log says already that httpd is up.
sub start_again {
    $httpd->start;
    wait_for(sub { $httpd->listens }) or die 'httpd does not listen';
    return;
}

sub children { return split ' ', `pgrep -P $httpd->{pid}` // '' }

sub whole {
    my ($what, @before) = @_;
    my @now = wait_for_choices($file, $sent);
    is scalar(choices(@now)), $sent, "$what: as many records as choices";
    is_deeply [ faults(\@now, @before) ], [], "$what: the chain is whole";
    return @now;
}

# First: after graceful restarts, httpd before 2.4.54 starts no process in place
# of one that was killed (PR 66004).
choose(20);
my @killed = children();
kill KILL => @killed;
choose(20);
whole('kill -9 of the processes');
wait_for(sub { !kill 0 => @killed });
is_deeply [ grep { kill 0 => $_ } @killed ], [], 'they were really killed';

for my $n (1, 2) {
    choose(5);
    my $up = () = $httpd->log =~ /resuming normal operations/g;
    kill USR1 => $httpd->{pid};
    choose(5);
    wait_for(sub { $up < (() = $httpd->log =~ /resuming normal operations/g) });
}
@lines = whole('graceful restarts');
is scalar(grep { $_->{kind} eq 'policy' && $_->{host} eq 'a.test' }
    members(@lines)), 1, 'an unchanged policy is not recorded again';

choose(3);
$httpd->stop;
start_again();
whole('a full restart');

choose(3);
my @group = ($httpd->{pid}, children());
kill KILL => @group;
waitpid $httpd->{pid}, 0;
delete $httpd->{pid};
wait_for(sub { !kill 0 => @group });
start_again();
whole('kill -9 of httpd');

# ------------------------------------------------------------ what can go wrong

# A leader is killed after it has written lines and before it has noted it: the
# notes are those of before.
choose(1);
whole('before a lost note');
$httpd->stop;
my @notes = glob "$root/cookie-policy-records/*/control";
system('cp', $_, "$_.old") == 0 or die for @notes;
start_again();
choose(3);
whole('the lines of the leader');
$httpd->stop;
rename "$_.old", $_ or die "$_: $!" for @notes;
start_again();
choose(1);
whole('a lost note');
$httpd->stop;
open my $fh, '>>', $file or die $!;
print $fh '{"schema":1,"kind":"choi';
close $fh;
start_again();
choose(1);
whole('an incomplete line at the end');

# A new day begins.
$httpd->stop;
for my $note (glob "$root/cookie-policy-records/*/daily") {
    utime time - 86400, time - 86400, $note or die "$note: $!";
}
start_again();
ok wait_for(sub { 2 <= grep { /"kind":"effect"/ } lines_of($file) }),
    'once a day the effect is recorded';
my %effect = map { $_->{host} => $_ } grep { $_->{kind} eq 'effect' }
    members(lines_of($file));
like $effect{'a.test'}{since}, qr/^20\d\d-/, 'with the time of its begin';
like $effect{'a.test'}{counters}{cookies_refused}, qr/^\d+$/,
    'and with the counters of this host';
is $effect{'a.test'}{language}, undef, 'it has no language';
choose(1);
whole('an effect');
is_deeply [ sort map { $_->{host} } grep { $_->{kind} eq 'effect' }
    members(lines_of($file)) ], ['a.test', 'localhost'],
    'once a day only, and once for each host';

rename $file, "$file.1" or die $!;
kill USR1 => $httpd->{pid};
wait_for(sub { -e $file });
my $rotated = choices(lines_of("$file.1"));
choose(4);
wait_for(sub { $sent <= choices(lines_of("$file.1"), lines_of($file)) });
my @both = (lines_of("$file.1"), lines_of($file));
is scalar(choices(@both)), $sent, 'a rotation: as many records as choices';
ok -s $file, 'the new file is in use';
is_deeply [ faults(\@both) ], [], 'the chain continues in the new file';

# A full disk: each write to /dev/full fails. Then there is room.
is_deeply [ map { accept_by($httpd, 'full.test')->status } 1 .. 3 ],
    [ (303) x 3 ], 'a full disk: choices are answered';
ok wait_for(sub { $httpd->log =~ /CP0181: records: the file \S+ cannot be writ/ }),
    'a full disk is logged';
unlink "$root/full.jsonl";
kill USR1 => $httpd->{pid};
is scalar(choices(wait_for_choices("$root/full.jsonl", 3))), 3,
    'when there is room, the records arrive';
is_deeply [ faults([ lines_of("$root/full.jsonl") ]) ], [],
    'with a whole chain';

# The directory of a file is missing. The processes open the file when they can.
ok wait_for(sub { $httpd->log =~
    /CP0189: records: \S+absent\S+ cannot be opened/ }), 'a missing directory is logged';
is accept_by($httpd, 'absent.test')->status, 303, 'its choices are answered';
mkdir "$root/absent" or die $!;
is scalar(choices(wait_for_choices("$root/absent/x.jsonl", 1))), 1,
    'when the directory is there, the records arrive';

unlike $httpd->log, qr/CP01(?!81|82|89|93)[89]\d: records: (?!\d+ bytes)/,
    'no failure was logged';
like $httpd->log, qr/CP0185: records: 24 bytes at the end of \S+ are not a compl/,
    'except the incomplete line';

# ------------------------------------------------------------ the other MPMs

for my $mpm (qw(worker prefork)) {
    $httpd = CookiePolicy::Httpd->new(mpm => $mpm, conf => <<'CONF')->start;
CookiePolicy On
CookiePolicyCookie statistical _ga
CookiePolicyRecords file @ROOT@/consent.jsonl
CONF
    ($file, $sent) = ("$httpd->{root}/consent.jsonl", 0);
    choose(5);
    kill USR1 => $httpd->{pid};
    choose(5);
    whole($mpm);
    choose(2);
    kill KILL => children();
    choose(5);
    whole("$mpm after kill -9");
}

# The process ends while its thread waits for a store: here a FIFO that is full.
# mod_watchdog calls the delivery in the main thread then, too.
$httpd->stop;
system 'rm', '-rf', "$httpd->{root}/cookie-policy-records", $file;
POSIX::mkfifo($file, 0600) or die $!;
$httpd->start;
wait_for(sub { $httpd->listens });
accept_by($httpd, 'a.test') for 1 .. 300;
sleep 1;
kill USR1 => $httpd->{pid};
sleep 1;
sysopen my $fifo, $file, O_RDONLY | O_NONBLOCK or die $!;
my $read = '';
wait_for(sub { 1 while sysread $fifo, $read, 65536, length $read;
    300 <= (() = $read =~ /"kind":"choice".*\n/g) });
my %times;
$times{$_}++ for $read =~ /"kind":"choice","id":"(\w+)/g;
is scalar(keys %times), 300, 'a slow store gets each record';
is_deeply [ grep { $_ > 1 } values %times ], [], 'and none twice';

# Somebody has put a link in the place of a spool: httpd must not give its target
# to the user of the processes.
$httpd->stop;
my ($spool) = glob "$httpd->{root}/cookie-policy-records/*";
rename $spool, "$httpd->{root}/elsewhere" or die $!;
symlink "$httpd->{root}/elsewhere", $spool or die $!;
$httpd->start;
ok wait_for(sub { $httpd->log =~ /CP0186: records: \Q$spool\E cannot be made/ }),
    'a link in place of a spool is logged';

done_testing;
