# SPDX-License-Identifier: Apache-2.0
#
# A private MariaDB from the packages that t/tools/deps unpacks for `make
# test-apps`: a socket but no port, its data in a directory of the caller, and
# no file of /etc.
package CookiePolicy::Mariadb;

use strict;
use warnings;

use IO::Socket::UNIX ();

use CookiePolicy::Process ();

# new(tree => the unpacked packages, root => a directory of the caller, sql =>
# statements to run at the start)
sub new {
    my ($class, %arg) = @_;
    my $self = bless { %arg, data => "$arg{root}/mariadb",
                       socket => "$arg{root}/mariadb.sock" }, $class;
    mkdir $self->{data};
    open my $fh, '>', "$arg{root}/init.sql" or die "init.sql: $!\n";
    print $fh $arg{sql} // '';
    close $fh or die "init.sql: $!\n";
    CookiePolicy::Process::run("$arg{root}/mariadb.install",
        "$arg{tree}/usr/bin/mariadb-install-db", '--no-defaults',
        "--basedir=$arg{tree}/usr", "--datadir=$self->{data}",
        '--auth-root-authentication-method=normal', '--skip-test-db',
        '--skip-name-resolve', $self->_quick);
    return $self;
}

sub socket { return $_[0]{socket} }

# The data need not survive a crash.
sub _quick {
    return ('--innodb-flush-log-at-trx-commit=0', '--innodb-doublewrite=0',
            '--innodb-log-file-size=8M', '--innodb-buffer-pool-size=64M',
            '--sync-binlog=0', '--performance-schema=OFF');
}

sub start {
    my ($self) = @_;
    $self->{process} = CookiePolicy::Process->start(
        name => 'mariadbd', log => "$self->{root}/mariadb.out",
        up => sub { IO::Socket::UNIX->new(Peer => $self->{socket}) },
        command => ["$self->{tree}/usr/sbin/mariadbd", '--no-defaults',
            "--datadir=$self->{data}", "--socket=$self->{socket}",
            "--pid-file=$self->{root}/mariadb.pid", '--skip-networking',
            "--lc-messages-dir=$self->{tree}/usr/share/mysql",
            "--character-sets-dir=$self->{tree}/usr/share/mysql/charsets",
            "--init-file=$self->{root}/init.sql", '--skip-log-bin',
            $self->_quick, $> == 0 ? '--user=root' : ()]);
    return $self;
}

sub stop {
    my ($self) = @_;
    my $process = delete $self->{process} or return;
    return $process->stop;
}

1;
