# SPDX-License-Identifier: Apache-2.0
#
# A server that sends exactly the bytes that a test gives it for a path, one
# write per piece: for responses that an ordinary server would not send.
package CookiePolicy::Backend;

use strict;
use warnings;

use IO::Socket::INET ();
use Time::HiRes qw(sleep);

# new(path => [pieces], ...): a piece is text to send, or code to call. For any
# other reference the server reads from the client before it continues.
sub new {
    my ($class, %answers) = @_;
    my $socket = IO::Socket::INET->new(Listen => 20, ReuseAddr => 1,
        LocalAddr => '127.0.0.1', LocalPort => 0) or die "no port: $!\n";
    my $self = bless { port => $socket->sockport, parent => $$ }, $class;
    $self->{pid} = fork() // die "fork: $!\n";
    serve($socket, \%answers) unless $self->{pid};
    return $self;
}

sub port { return $_[0]{port} }

sub serve {
    my ($socket, $answers) = @_;
    local $SIG{CHLD} = 'IGNORE';
    local $SIG{PIPE} = 'IGNORE';
    while (1) {
        my $client = $socket->accept or next;
        next if fork;
        answer($client, $answers);
        require POSIX;
        POSIX::_exit(0);
    }
}

sub answer {
    my ($client, $answers) = @_;
    my $head = '';
    alarm 120;
    while ($head !~ /\r\n\r\n/) {
        sysread $client, $head, 4096, length $head or return;
    }
    my ($path) = $head =~ /^\S+ ([^ ?]+)/;
    my $pieces = $answers->{$path}
        || ["HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n"];
    for my $piece (@$pieces) {
        if (ref $piece eq 'CODE') {
            $piece->();
            next;
        }
        if (ref $piece) {
            sysread $client, my $in, 4096 or return;
            next;
        }
        syswrite $client, $piece;
        sleep 0.01; # so that httpd reads the pieces one by one
    }
    close $client;
    return;
}

sub DESTROY {
    my ($self) = @_;
    return if $self->{parent} != $$ || !$self->{pid};
    local ($?, $!);
    kill TERM => $self->{pid};
    waitpid $self->{pid}, 0;
    return;
}

1;
