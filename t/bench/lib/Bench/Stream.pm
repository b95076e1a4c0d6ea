# SPDX-License-Identifier: Apache-2.0
#
# Pages of a backend, through mod_proxy_http or nginx: the bytes that arrive
# while the backend pauses, and the memory that the server needs for a body of
# 1 GB, in lines or as one line.
package Bench::Stream;

use strict;
use warnings;

use IO::Socket::INET ();
use POSIX ();
use Time::HiRes qw(sleep time);

use Bench::Client ();
use Bench::Proof ();
use Bench::Report ();
use Bench::Server ();
use Bench::Variants ();

use constant {
    PAUSE       => 0.3,          # seconds
    TRIES       => 3,
    SIZE        => 1 << 30,      # bytes of the long body
    PATIENCE    => 6,            # seconds for other modules
    OWN_TIME    => 120,          # seconds for ours and the bare servers
    MOST_MEMORY => 400 << 10,    # kB, then the run ends
    MOST_GROWTH => 1024,         # kB, for ours
};

my $HEAD  = "<!DOCTYPE html>\n<html><head><title>Slow</title></head>\n"
    . "<body class=\"page\">\n";
my %FIRST = (
    slow  => $HEAD . "<p>A line of the first part.</p>\n" x 130,
    short => $HEAD,
    open  => $HEAD . '<p>A first part without the end of a line ' x 100,
);
my $backend;    # [process id, port]

# ------------------------------------------------------------- the backend

sub backend {
    return $backend->[1] if $backend;
    my $socket = IO::Socket::INET->new(Listen => 20, ReuseAddr => 1,
        LocalAddr => '127.0.0.1') or die "no port is free: $!\n";
    my $pid = fork() // die "fork: $!\n";
    if (!$pid) {
        $SIG{$_} = 'DEFAULT' for qw(INT TERM HUP);
        $SIG{CHLD} = 'IGNORE';
        while (1) {
            my $client = $socket->accept or next;
            next if fork;
            serve($client);
            POSIX::_exit(0);
        }
    }
    $backend = [ $pid, $socket->sockport, $$ ];
    return $backend->[1];
}

END {
    local $?;
    kill TERM => $backend->[0] if $backend && $backend->[2] == $$;
}

sub serve {
    my ($client) = @_;
    my $head = '';
    $SIG{PIPE} = sub { POSIX::_exit(0) };
    while ($head !~ /\r\n\r\n/) {
        sysread $client, $head, 4096, length $head or return;
    }
    my ($what) = $head =~ m{^GET /(\w+)} or return;
    all($client, "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8"
        . "\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n");
    if (my $first = $FIRST{$what}) {
        chunk($client, $first);
        sleep PAUSE;
    }
    else {
        chunk($client, $HEAD);
        my $line = 'A long body goes on for a while'
            . ($what eq 'lines' ? "\n" : ' ');
        my $many = $line x ((1 << 20) / length $line);
        chunk($client, $many) for 1 .. SIZE >> 20;
    }
    chunk($client, "\n</body>\n</html>\n");
    all($client, "0\r\n\r\n");
    return;
}

sub chunk {
    my ($client, $text) = @_;
    return all($client, sprintf("%x\r\n%s\r\n", length $text, $text));
}

sub all {
    my ($client, $text) = @_;
    for (my $at = 0; $at < length $text;) {
        $at += syswrite($client, $text, length($text) - $at, $at)
            // POSIX::_exit(0);
    }
    return;
}

# ------------------------------------------------------------ the proxies

# Returns each variant as a proxy of the backend.
sub proxies {
    my $port = backend();
    return map {
        my $nginx = ($_->{kind} // '') eq 'nginx';
        my @pass = $nginx
            ? ("location / { proxy_pass http://127.0.0.1:$port; "
               . 'proxy_http_version 1.1; }')
            : "ProxyPass / http://127.0.0.1:$port/";
        my @own = $_->{own} ? 'ProxyPass /cookie-policy !' : ();
        +{ %$_, lines => [ @{ $_->{lines} || [] }, @own, @pass ],
          modules => [ @{ $_->{modules} || [] },
                       $nginx ? () : qw(proxy proxy_http) ] };
    } grep { !$_->{ext} && $_->{key} ne 'plain-choice' }
        Bench::Variants::bare(), Bench::Variants::ours(),
        Bench::Variants::rivals();
}

# Starts the server of `case` and calls the function with it. A missing or
# failing server gets a row of its own.
sub with_server {
    my ($case, $columns, $run) = @_;
    my $row = eval {
        my $missing = Bench::Proof::missing($case);
        die "not installed: $missing\n" if $missing;
        my $server = Bench::Server->new(%$case, single => 1);
        my $got = eval { $run->($server) };
        my $why = $@;
        $server->stop(1);
        $got // die $why;
    };
    return $row if $row;
    my $excuse = Bench::Proof::excuse($case, $@);
    return [ $case->{name}, ('') x ($columns - 2),
             $excuse->{failed} ? "FAILED: $excuse->{failed}"
             : $excuse->{note} ];
}

# Requests `path` and passes each piece of the answer to `$take->(text, bytes)`,
# until that returns true.
sub follow {
    my ($server, $case, $path, $take) = @_;
    my $socket = $server->connection;
    local $SIG{PIPE} = 'IGNORE';
    syswrite $socket, Bench::Client::request("/$path",
        Bench::Proof::headers($case), 'Connection: close');
    my $in = '';
    vec($in, fileno $socket, 1) = 1;
    while (1) {
        my $ready = select my $out = $in, undef, undef, 0.02;
        my $n = $ready ? sysread $socket, my $text, 1 << 20 : undef;
        last if $ready && !$n;
        last if $take->($ready ? $text : '');
    }
    return;
}

# ---------------------------------------------------------- slow backend

# [name, ms to the first byte, bytes before the pause: lines, open line,
# <body> only, remark]
sub slow {
    my ($wanted) = @_;
    my @rows;
    for my $case (grep { $wanted->("slow: $_->{name}") } proxies()) {
        push @rows, with_server($case, 6, sub { slow_row($_[0], $case) });
        print STDERR '.';
    }
    return @rows;
}

sub slow_row {
    my ($server, $case) = @_;
    my (%before, @first);
    for my $path ('slow', 'open', 'short') {
        for (1 .. TRIES) {
            my ($ms, $bytes) = pause($server, $case, $path);
            push @first, $ms if $path eq 'slow';
            $before{$path} = $bytes if !defined $before{$path}
                || $bytes < $before{$path};
        }
    }
    my $put = $case->{late} ? 0
        : $case->{inserts} ? length($case->{text} // Bench::Variants::text())
        : $case->{own} ? 1 : 0;
    my %sent = map { $_ => $put + length $FIRST{$_} } keys %FIRST;
    my @cells = map { sprintf '%d of %d', $before{$_}, length $FIRST{$_} }
        qw(slow open short);
    # A server that writes the page anew may drop a few bytes.
    my $slack = $case->{rewrites} ? 100 : 0;
    my $held = grep { $before{$_} + $slack < $sent{$_} } keys %before;
    die "holds back what the backend has sent: @cells\n"
        if $held && $case->{own};
    return [ $case->{name}, sprintf('%.1f', (sort { $a <=> $b } @first)[1]),
             @cells, $held ? 'holds something back' : '' ];
}

# Returns the milliseconds to the first byte of the answer, and the bytes of its
# body that came while the backend paused, with those that the proxy injects.
sub pause {
    my ($server, $case, $path) = @_;
    my ($got, $first, $early, $from) = ('', undef, undef, time);
    follow($server, $case, $path, sub {
        $first //= time - $from if $_[0] ne '';
        $early = length body_of($got)
            if !defined $early && time - $from > PAUSE * 0.8;
        $got .= $_[0];
        return 0;
    });
    $got =~ m{^HTTP/1\.[01] 200 } or die "no 200: $got\n";
    return ($first * 1000, $early // 0);
}

# The body so far, chunked or not.
sub body_of {
    my ($got) = @_;
    $got =~ s/\A(.*?\r\n)\r\n//s or return '';
    return $got unless $1 =~ /^Transfer-Encoding: chunked/mi;
    my $body = '';
    while ($got =~ s/\A([0-9a-f]+)\r\n//i) {
        my $size = hex $1;
        $body .= substr $got, 0, $size;
        last if length $got < $size + 2;
        substr $got, 0, $size + 2, '';
    }
    return $body;
}

# ---------------------------------------------------------------- memory

# [name, growth kB in lines, MB received, growth kB one line, MB received,
# reached, remark]
sub growth {
    my ($wanted, $long) = @_;
    my @rows;
    for my $case (grep { $wanted->("growth: $_->{name}") } proxies()) {
        my $limit = $case->{own} || !$case->{base} ? OWN_TIME
            : $long ? 10 * PATIENCE : PATIENCE;
        push @rows, with_server($case, 7,
            sub { growth_row($_[0], $case, $limit) });
        print STDERR '.';
    }
    return @rows;
}

sub growth_row {
    my ($server, $case, $limit) = @_;
    follow($server, $case, 'short', sub { 0 });    # warm
    my (@cells, @notes, $most);
    for my $path (qw(lines oneline)) {
        my ($grown, $bytes, $why) = grow($server, $case, $path, $limit);
        push @cells, Bench::Report::number($grown), int($bytes >> 20);
        push @notes, $why if $why;
        $most = $grown if !defined $most || $grown > $most;
        die "only $bytes bytes of $path\n"
            if $bytes < SIZE && ($case->{own} || !$case->{base});
        last if $why && $path eq 'lines' && !$server->alive;
    }
    push @cells, ('') x (4 - @cells);
    return [ $case->{name}, @cells,
             !$case->{own} ? '' : $most <= MOST_GROWTH ? '<= 1,024'
             : 'no: > 1,024', join '; ', @notes ];
}

# Returns the growth of the process in kB, the bytes received, and the reason if
# the run ended early.
sub grow {
    my ($server, $case, $path, $limit) = @_;
    my $before = memory($server->pid);
    my ($most, $bytes, $why, $from, $next) = ($before, 0, '', time, 0);
    follow($server, $case, $path, sub {
        $bytes += length $_[0];
        return 0 if time < $next;
        $next = time + 0.02;
        my $now = memory($server->pid);
        $most = $now if $now > $most;
        $why = sprintf '%s: ended after %.0f s', $path, time - $from
            if time - $from > $limit;
        $why = "$path: ended, too much memory" if $most > MOST_MEMORY;
        return $why ne '';
    });
    $why ||= "$path: broken off" if $bytes < SIZE;
    return ($most - $before, $bytes, $why);
}

sub memory {
    my ($pid) = @_;
    open my $in, '<', "/proc/$pid/status" or return 0;
    return (map { /^RssAnon:\s+(\d+)/ } <$in>)[0] // 0;
}

1;
