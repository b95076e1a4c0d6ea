# SPDX-License-Identifier: Apache-2.0
#
# Runs a child process until it ends, a signal arrives, or its time is over,
# and then ends every process that the child started and left running.
package CookiePolicy::Supervisor;

use strict;
use warnings;

use POSIX qw(:sys_wait_h);

use constant GRACE => 20; # seconds between SIGTERM and SIGKILL

# run(seconds, sub): forks and calls the sub in the child, where it must call
# exec. Returns the exit status, and what stopped the child, if something did.
sub run {
    my ($limit, $start) = @_;
    my $mark = 'CP_TEST_RUN=' . $$ . '.' . time();
    my ($child, $stopped);
    local @SIG{qw(INT TERM HUP)} = (sub {
        $stopped = $_[0];
        kill TERM => $child if $child;
    }) x 3;
    local $SIG{ALRM} = sub {
        $stopped = "the time limit of $limit s";
        kill TERM => $child if $child;
    };
    alarm $limit;
    $child = fork() // die "fork: $!\n";
    _child($mark, $start) unless $child;
    my $status = _wait_for($child, \$stopped);
    alarm 0;
    _sweep($mark);
    return (130, $stopped) if $stopped;
    return WIFEXITED($status) ? WEXITSTATUS($status) : 1;
}

# Every process that descends from the child has the mark in its environment.
sub _child {
    my ($mark, $start) = @_;
    my ($name, $value) = split /=/, $mark;
    $ENV{$name} = $value;
    $SIG{$_} = 'DEFAULT' for qw(INT TERM HUP ALRM);
    $start->();
    POSIX::_exit(127);
}

sub _wait_for {
    my ($child, $stopped) = @_;
    my $grace = GRACE;
    while (1) {
        my $pid = waitpid $child, WNOHANG;
        return $? if $pid == $child;
        select undef, undef, undef, 0.1;
        next unless $$stopped;
        kill KILL => $child if ($grace -= 0.1) < 0;
    }
}

sub _sweep {
    my ($mark) = @_;
    for my $signal (('TERM') x 30, ('KILL') x 10) {
        my @left = _marked($mark) or return;
        kill $signal => @left;
        select undef, undef, undef, 0.1;
    }
}

# The processes that have the mark.
sub _marked {
    my ($mark) = @_;
    my @pids;
    for my $dir (glob '/proc/[0-9]*') {
        open my $fh, '<', "$dir/environ" or next;
        local $/;
        my $env = <$fh> // '';
        my ($pid) = $dir =~ /(\d+)$/;
        push @pids, $pid if $pid != $$ && "\0$env" =~ /\0\Q$mark\E\0/;
    }
    return @pids;
}

1;
