# SPDX-License-Identifier: Apache-2.0
#
# One HTTP/1.1 request on one connection, and its response with every byte.
package CookiePolicy::Client;

use strict;
use warnings;

use IO::Select ();
use IO::Socket::INET ();

# Seconds without a byte: only a server that hangs is so slow.
use constant TIMEOUT => 60;

# fetch(port, host, path, method, cookie, headers => [...], form => {...},
#       body)
sub fetch {
    my ($port, $host, $path, %arg) = @_;
    my $body = defined $arg{form} ? form($arg{form}) : $arg{body};
    my @head = (($arg{method} || 'GET') . " $path HTTP/1.1",
                "Host: $host:$port", 'Connection: close');
    push @head, "Cookie: $arg{cookie}" if defined $arg{cookie};
    push @head, @{ $arg{headers} || [] };
    push @head, 'Content-Type: application/x-www-form-urlencoded'
        if defined $arg{form} && !grep { /^Content-Type:/i } @head;
    push @head, 'Content-Length: ' . length $body if defined $body;
    return raw($port, join("\r\n", @head, '', '') . ($body // ''),
               $arg{method} || 'GET');
}

# Encodes a form: a reference to pairs (list or hash), or to the finished text
# (scalar).
sub form {
    my ($form) = @_;
    return $$form if ref $form eq 'SCALAR';
    my @pairs = ref $form eq 'HASH' ? %$form : @$form;
    my @out;
    while (my ($key, $value) = splice @pairs, 0, 2) {
        $value =~ s/([^A-Za-z0-9_.~-])/sprintf '%%%02X', ord $1/ge;
        push @out, "$key=$value";
    }
    return join '&', @out;
}

# Sends the bytes and reads until the server closes the connection.
sub raw {
    my ($port, $request, $method) = @_;
    local $SIG{PIPE} = 'IGNORE';
    my $socket = IO::Socket::INET->new(PeerAddr => '127.0.0.1',
        PeerPort => $port, Proto => 'tcp', Timeout => TIMEOUT)
        or die "connect to port $port: $!\n";
    binmode $socket;
    my $select = IO::Select->new($socket);
    my ($sent, $answer) = (0, '');
    while (1) {
        my @write = $sent < length $request ? $select->can_write(0) : ();
        if (@write) {
            my $n = syswrite $socket, $request, 16384, $sent;
            $sent = defined $n ? $sent + $n : length $request;
            next;
        }
        my $wait = $sent < length $request ? 0.02 : TIMEOUT;
        if (!$select->can_read($wait)) {
            next if $sent < length $request;
            die "no answer within " . TIMEOUT . " s\n";
        }
        my $n = sysread $socket, $answer, 65536, length $answer;
        last unless $n;
    }
    my ($head, $body) = split_heads($answer);
    my $response = parsed($head, $body, $method);
    $response->{raw} = $answer;
    return $response;
}

# Splits a response into its heads, interim ones (1xx) included, and its body.
# After 101 there is no HTTP.
sub split_heads {
    my ($answer) = @_;
    my $head = '';
    while ($answer =~ s/\A((?:HTTP\/[^\n]*\n)(?:[^\r\n][^\n]*\n)*\r?\n)//) {
        $head .= $1;
        my ($status) = $1 =~ /^HTTP\/\S+ (\d+)/;
        last if !$status || $status >= 200 || $status == 101;
    }
    return ($head, $answer);
}

sub parsed {
    my ($heads, $body, $method) = @_;
    my @heads = split /(?<=\n)\r?\n/, $heads // '';
    my $last = @heads ? $heads[-1] : '';
    my ($line, @lines) = split /\r?\n/, $last;
    my ($status) = ($line // '') =~ /^HTTP\/\S+ (\d+)/;
    my @fields = map { [ /^([^:]*):[ \t]*(.*)$/s ] } grep { /:/ } @lines;
    my $self = bless {
        status => $status || 0, fields => \@fields, head => $last,
        heads => $heads // '', body => $body, sent => $body,
    }, __PACKAGE__;
    $self->{body} = dechunk($body)
        if ($self->header('Transfer-Encoding') // '') =~ /chunked/i;
    return $self;
}

sub dechunk {
    my ($in) = @_;
    my $out = '';
    while ($in =~ s/\A([0-9A-Fa-f]+)[^\r\n]*\r\n//) {
        my $size = hex $1 or last;
        $out .= substr $in, 0, $size, '';
        $in =~ s/\A\r\n//;
    }
    return $out;
}

sub status { $_[0]{status} }
sub body   { $_[0]{body} }
sub head   { $_[0]{head} }
sub heads  { $_[0]{heads} }

# Returns all bytes of the response except the Date field.
sub bytes {
    my $bytes = $_[0]{raw};
    $bytes =~ s/^Date: [^\r\n]*\r\n//m;
    return $bytes;
}

sub all {
    my ($self, $name) = @_;
    return map { $_->[1] } grep { lc $_->[0] eq lc $name } @{ $self->{fields} };
}

sub header {
    my ($self, $name) = @_;
    return ($self->all($name))[0];
}

# Returns the members of a list field, in lower case.
sub list {
    my ($self, $name) = @_;
    return map { lc } map { split /\s*,\s*/ } $self->all($name);
}

1;
