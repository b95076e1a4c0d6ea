# SPDX-License-Identifier: Apache-2.0
#
# A program that a test starts, waits for and ends. It ends with the object,
# even if the test dies.
package CookiePolicy::Process;

use strict;
use warnings;

use POSIX ();
use Time::HiRes qw(sleep time);

use constant PATIENCE => 60; # seconds until it must be up, and gone

# start(name, command => [...], log => file, up => sub { is it up? }, signal => the
# signal that ends it, default: TERM)
sub start {
    my ($class, %arg) = @_;
    my $self = bless { %arg, owner => $$ }, $class;
    $self->{pid} = _spawn($arg{log}, @{ $arg{command} });
    my $until = time + PATIENCE;
    while (time < $until) {
        return $self if $arg{up}->();
        last if waitpid($self->{pid}, POSIX::WNOHANG) == $self->{pid};
        sleep 0.05;
    }
    die "$arg{name} did not start:\n", _slurp($arg{log}), "\n";
}

# Runs a program to its end. If the program fails, its output is shown.
sub run {
    my ($log, @command) = @_;
    my $pid = _spawn($log, @command);
    waitpid $pid, 0;
    die "failed: @command\n", _slurp($log), "\n" if $?;
    return;
}

sub _spawn {
    my ($log, @command) = @_;
    my $pid = fork() // die "fork: $!\n";
    return $pid if $pid;
    open STDIN, '<', '/dev/null';
    open STDOUT, '>', $log;
    open STDERR, '>&', \*STDOUT;
    exec { $command[0] } @command or POSIX::_exit(127);
}

sub _slurp {
    open my $fh, '<:raw', $_[0] or return '';
    local $/;
    return <$fh> // '';
}

sub stop {
    my ($self) = @_;
    my $pid = delete $self->{pid} or return;
    return if $self->{owner} != $$;
    kill $self->{signal} // 'TERM', $pid;
    my $until = time + PATIENCE;
    while (waitpid($pid, POSIX::WNOHANG) == 0) {
        kill KILL => $pid if time > $until;
        sleep 0.02;
    }
    return;
}

sub DESTROY {
    my ($self) = @_;
    local ($?, $@);
    $self->stop;
    return;
}

1;
