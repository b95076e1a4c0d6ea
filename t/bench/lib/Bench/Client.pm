# SPDX-License-Identifier: Apache-2.0
#
# Requests on a kept connection, and their answers.
package Bench::Client;

use strict;
use warnings;

use Time::HiRes qw(sleep);

use constant TIME_LIMIT => 300;

sub new {
    my ($class, $socket) = @_;
    binmode $socket;
    return bless { socket => $socket }, $class;
}

# The bytes of a request for `path` with these further lines of the head.
sub request {
    my ($path, @more) = @_;
    return join "\r\n", "GET $path HTTP/1.1", 'Host: localhost',
        'Accept: text/html,*/*', 'Accept-Language: en', 'User-Agent: bench',
        @more, '', '';
}

# Waits until a process has nothing to do but to read the next request: how
# often it asks in vain for one that is still on its way shall not depend on
# the load of the machine.
sub idle {
    my ($pid) = @_;
    for (my $seen = 0; $seen < 2;) {
        sleep 0.001;
        open my $stat, '<', "/proc/$pid/stat" or return;
        $seen = <$stat> =~ /\) S / ? $seen + 1 : 0;
    }
    return;
}

# Head and body of the answer.
sub ask {
    my ($self, $request) = @_;
    my $socket = $self->{socket};
    local $SIG{ALRM} = sub { die "no answer within ${\TIME_LIMIT} s\n" };
    local $SIG{PIPE} = 'IGNORE';
    local $/ = "\r\n";
    alarm TIME_LIMIT;
    print $socket $request;
    $socket->flush;
    my $head = '';
    while (my $line = <$socket>) {
        last if $line eq "\r\n";
        $head .= $line;
    }
    my $body = $self->body($head);
    alarm 0;
    return ($head, $body);
}

sub body {
    my ($self, $head) = @_;
    my $socket = $self->{socket};
    my $body = '';
    if (my ($length) = $head =~ /^Content-Length: (\d+)/mi) {
        read $socket, $body, $length;
        return $body;
    }
    $head =~ /^Transfer-Encoding: chunked/mi or return '';
    while (defined(my $size = <$socket>)) {
        my ($n) = $size =~ /^([0-9a-f]+)/i or die "a broken chunk\n";
        read $socket, my $chunk, hex($n) + 2;
        last unless hex $n;
        $body .= substr $chunk, 0, -2;
    }
    return $body;
}

1;
