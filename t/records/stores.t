# SPDX-License-Identifier: Apache-2.0
#
# Records for a program, for SQLite and for PostgreSQL: the same lines and the
# same chain as in a file. A program that dies, a database that stops, a process
# or httpd that is killed: nothing is lost, and no database has a record twice.
#
# Server: own (15 s)
# Needs: postgres
use strict;
use warnings;

use lib 't/lib';
use CookiePolicy::Apxs ();
use CookiePolicy::Httpd;
use CookiePolicy::Postgres;
use CookiePolicy::Records qw(accept_by choices faults lines_of members wait_for);
use Test::More;

my $httpd = CookiePolicy::Httpd->new(modules => ['dbd'], 
    files => { 'keep' => <<'SH' });
#!/bin/sh
# The first time, reads 20 lines and ends. httpd starts it again.
trap '' TERM
i=0
while IFS= read -r line; do
    printf '%s\n' "$line" >>"$1"
    i=$((i + 1))
    [ -e "$1.ended" ] || [ $i -lt 20 ] || { : >"$1.ended"; exit; }
done
SH
my $root = $httpd->{root};
my $postgres = CookiePolicy::Postgres->new(root => $root)->start;
ok defined $postgres->sql("\@conf/records/postgresql.sql"),
    'PostgreSQL accepts its schema';
is system("sqlite3 $root/records.db <conf/records/sqlite.sql"), 0,
    'SQLite accepts its schema';
$httpd->write('httpd.conf', $httpd->preamble('dbd') . $httpd->filled(<<"CONF"));
LogLevel cookie_policy:warn dbd:crit
CookiePolicy On
CookiePolicyCookie statistical _ga purpose="to count visits"
<VirtualHost *:\@PORT\@>
ServerName program.test
CookiePolicyRecords "||\@ROOT\@/keep \@ROOT\@/kept"
</VirtualHost>
<VirtualHost *:\@PORT\@>
ServerName sqlite.test
DBDriver sqlite3
DBDParams \@ROOT\@/records.db
CookiePolicyRecords dbd
</VirtualHost>
<VirtualHost *:\@PORT\@>
ServerName postgres.test
DBDriver pgsql
DBDParams "@{[ $postgres->parameters ]} connect_timeout=2"
CookiePolicyRecords dbd keep=1h
</VirtualHost>
CONF

my %lines = (
    'program.test' => sub { lines_of("$root/kept") },
    'sqlite.test' => sub {
        split /\n/, `sqlite3 -cmd '.timeout 5000' $root/records.db \\
            'SELECT line FROM cookie_policy_records ORDER BY seq'`;
    },
    'postgres.test' => sub {
        split /\n/, $postgres->sql(
            'SELECT line FROM cookie_policy_records ORDER BY seq') // '';
    },
);
my @hosts = sort keys %lines;
my %sent = map { $_ => 0 } @hosts;
$httpd->start;

sub choose {
    my ($n, @to) = @_;
    for my $host (@to ? @to : @hosts) {
        for (1 .. $n) {
            $sent{$host} += accept_by($httpd, $host)->status == 303;
        }
    }
    return;
}

sub children { return CookiePolicy::Apxs::children($httpd->{pid}) }

# Waits for the records of each host, and looks at them.
sub whole {
    my ($what) = @_;
    for my $host (@hosts) {
        my @got;
        wait_for(sub {
            @got = $lines{$host}->();
            return $sent{$host} <= choices(@got);
        });
        # A program may get a line a second time when httpd ends.
        my %seen;
        @got = grep { !$seen{$_}++ } @got if $host eq 'program.test';
        is scalar(choices(@got)), $sent{$host},
            "$what: $host has as many records as choices";
        is_deeply [ faults(\@got) ], [], "$what: the chain of $host is whole";
    }
    return;
}

choose(30);
whole('first records');
is((grep { $_->{kind} eq 'policy' } members($lines{$_}->())), 1,
    "$_: the policy is recorded") for @hosts;

# The columns are the members of the line.
my $columns = 'id, time, host, place, action, granted, refused, signal, '
    . 'previous, hash, schema, kind, policy, language';
my %row = (
    'sqlite.test' => `sqlite3 -separator '|' $root/records.db \\
        "SELECT $columns FROM cookie_policy_records WHERE kind = 'choice'
         ORDER BY seq DESC LIMIT 1"`,
    'postgres.test' => $postgres->sql("SELECT $columns
        FROM cookie_policy_records WHERE kind = 'choice'
        ORDER BY seq DESC LIMIT 1"),
);
for my $host (sort keys %row) {
    my ($is) = reverse choices($lines{$host}->());
    chomp(my $row = $row{$host});
    is $row, join('|', @$is{qw(id time host place action)}, '["statistical"]',
        '[]', 'false', @$is{qw(previous hash schema kind policy language)}),
        "$host: each member has its column";
}

# ------------------------------------------------------------------- failures

$postgres->stop;
choose(10);
ok wait_for(sub { $httpd->log =~ /CP0181: records: the database cannot be / }),
    'a stopped database is logged';
$postgres->start;
ok wait_for(sub { $httpd->log =~
    /CP0182: records: the database is written again after \d+ s/ }),
    'that it works again is logged';
$postgres->stop;
choose(10);
kill KILL => children();
choose(10);
$postgres->start;
whole('a stopped database, and killed processes');
ok -e "$root/kept.ended", 'the program has died once';

# Its processes end; mod_dbd keeps connections that are dead.
$postgres->sql('SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE pid <> pg_backend_pid()');
choose(5);
whole('dead connections');

# Another process locks SQLite for a while.
my $lock = fork() // die;
if (!$lock) {
    exec 'sh', '-c', "(echo 'BEGIN EXCLUSIVE;'; sleep 1; echo 'COMMIT;') |"
        . " sqlite3 $root/records.db";
}
select undef, undef, undef, 0.3;
choose(5);
waitpid $lock, 0;
whole('a locked database');

for my $signal (qw(USR1 HUP)) {
    my $up = () = $httpd->log =~ /resuming normal operations/g;
    kill $signal => $httpd->{pid};
    wait_for(sub { $up < (() = $httpd->log =~ /resuming normal operations/g) });
    choose(3);
}
whole('restarts');

choose(5);
my @group = ($httpd->{pid}, children());
kill KILL => @group;
waitpid delete $httpd->{pid}, 0;
wait_for(sub { !kill 0 => @group });
# Rows that are older than keep= are deleted at the start.
$postgres->sql("INSERT INTO cookie_policy_records (server, schema, kind, id,
    time, host, policy, hash, line) VALUES ('old', '1', 'choice', 'x',
    '2020-01-01T00:00:00Z', 'old', 'x', 'x', '{}')");
$httpd->start;
wait_for(sub { $httpd->listens });
choose(1);
whole('kill -9 of httpd');
ok wait_for(sub { ($postgres->sql("SELECT count(*) FROM cookie_policy_records
    WHERE server = 'old'") // '') eq '0' }), 'old rows are deleted';

# The spool is lost, as after a start of the machine.
$httpd->stop;
whole('before the loss of the spool');
system 'rm', '-rf', "$root/cookie-policy-records";
$httpd->start;
wait_for(sub { $httpd->listens });
choose(1, 'sqlite.test', 'postgres.test');
@hosts = ('sqlite.test', 'postgres.test');
whole('a lost spool');

done_testing;
