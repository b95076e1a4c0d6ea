# SPDX-License-Identifier: Apache-2.0
#
# Ports for the servers of tests. Several tests start servers at the same time,
# and browsers open many connections meanwhile.
package CookiePolicy::Port;

use strict;
use warnings;

use Fcntl qw(LOCK_EX LOCK_NB);
use File::Spec ();
use IO::Socket::INET ();

# The kernel gives ports from 32768 on to clients. A server that starts a moment
# after its port was chosen would find such a port taken.
use constant { FIRST => 10_000, LAST => 32_000 };

# This process keeps its ports until it ends.
my @locks;

# A port on which nobody listens, and which no other test gets.
sub free {
    for (1 .. 1000) {
        my $port = FIRST + int rand(LAST - FIRST);
        return $port if is_free($port) && reserve($port);
    }
    die "no free port\n";
}

# The first of n consecutive ports on which nobody listens. They are not
# reserved: a server that needs several starts before any test does.
sub free_row {
    my ($n) = @_;
    for (1 .. 100) {
        my $first = FIRST + int rand(LAST - FIRST - $n);
        return $first unless grep { !is_free($_) } $first .. $first + $n - 1;
    }
    die "no $n free ports in a row\n";
}

sub is_free {
    my ($port) = @_;
    return defined IO::Socket::INET->new(Listen => 1, LocalPort => $port,
        LocalAddr => '0.0.0.0', ReuseAddr => 1);
}

sub reserve {
    my ($port) = @_;
    my $file = File::Spec->tmpdir . "/cookie-policy-port.$port";
    open my $lock, '>', $file or return 0;
    flock $lock, LOCK_EX | LOCK_NB or return 0;
    push @locks, $lock;
    return 1;
}

1;
