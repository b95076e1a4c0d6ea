# SPDX-License-Identifier: Apache-2.0
#
# A private PostgreSQL from the packages that t/tools/deps unpacks: a socket but
# no port, and its data in a directory of the caller. It does not run as root.
package CookiePolicy::Postgres;

use strict;
use warnings;

use IO::Socket::UNIX ();

use CookiePolicy::Process ();

# new(root => a directory of the caller)
sub new {
    my ($class, %arg) = @_;
    my $self = bless { %arg, data => "$arg{root}/postgres" }, $class;
    my @bin = map { glob "$ENV{CP_UNPACKED}/$_/usr/lib/postgresql/*/bin" }
        qw(postgresql postgresql-client);
    @bin == 2 or die "PostgreSQL is missing: run make deps\n";
    @$self{qw(server client)} = @bin;
    CookiePolicy::Process::run("$arg{root}/initdb.out", "$bin[0]/initdb",
        '--auth=trust', '--username=test', '--no-sync', '--no-locale',
        '--encoding=UTF8', '--no-instructions', '-D', $self->{data});
    return $self;
}

# For DBDParams and psql.
sub parameters { return "host=$_[0]{root} user=test dbname=postgres" }

sub start {
    my ($self) = @_;
    $self->{process} = CookiePolicy::Process->start(
        name => 'postgres', log => "$self->{root}/postgres.out",
        signal => 'INT', # ends although there are connections
        up => sub { ($self->sql('SELECT 1') // '') eq '1' },
        command => ["$self->{server}/postgres", '-D', $self->{data},
            '-k', $self->{root}, map { ('-c', $_) } 'listen_addresses=',
            'fsync=off', 'jit=off', 'shared_buffers=16MB',
            'max_connections=20', 'max_wal_senders=0', 'wal_level=minimal']);
    return $self;
}

# Ends all connections at once.
sub stop {
    my ($self) = @_;
    my $process = delete $self->{process} or return;
    return $process->stop;
}

# Returns the rows of a query, with a line feed between them; undef after an
# error. "@FILE" runs a file.
sub sql {
    my ($self, $sql) = @_;
    my @what = $sql =~ /^\@(.*)/ ? ('-f', $1) : ('-c', $sql);
    open my $out, '-|', 'sh', '-c', 'exec "$@" 2>/dev/null', 'psql',
        "$self->{client}/psql", '-XAqt', '-v', 'ON_ERROR_STOP=1', @what,
        $self->parameters or die "psql: $!\n";
    local $/;
    my $rows = <$out> // '';
    close $out or return;
    $rows =~ s{\n\z}{};
    return $rows;
}

1;
