# SPDX-License-Identifier: Apache-2.0
#
# A small IMAP server (RFC 3501) with one account, for a webmail under test:
# some folders, messages of plain text, everything in memory. One process serves
# all connections in turn, so that they see the same messages.
package CookiePolicy::Imap;

use strict;
use warnings;

use IO::Select ();
use IO::Socket::INET ();
use POSIX ();

my @FOLDERS = qw(INBOX Drafts Sent Trash);

# start(user, password, log => file, messages => [text, ...] of the INBOX)
sub start {
    my ($class, %arg) = @_;
    my $listen = IO::Socket::INET->new(Listen => 20, LocalPort => 0,
        LocalAddr => '127.0.0.1', ReuseAddr => 1) or die "imap: $!\n";
    my $self = bless { %arg, port => $listen->sockport, uid => 100,
                       owner => $$ }, $class;
    $self->{folder}{$_} = [] for @FOLDERS;
    $self->_store('INBOX', '', $_) for @{ $arg{messages} };
    $self->{pid} = fork() // die "fork: $!\n";
    return $self if $self->{pid};
    $SIG{$_} = 'DEFAULT' for qw(TERM INT HUP);
    $SIG{PIPE} = 'IGNORE';
    eval { $self->_serve($listen); 1 } or warn $@;
    POSIX::_exit(0);
}

sub port { return $_[0]{port} }

sub stop {
    my ($self) = @_;
    my $pid = delete $self->{pid} or return;
    return if $self->{owner} != $$;
    kill TERM => $pid;
    waitpid $pid, 0;
    return;
}

sub DESTROY {
    my ($self) = @_;
    local ($?, $@);
    $self->stop;
    return;
}

sub _store {
    my ($self, $folder, $flags, $text) = @_;
    $text =~ s/\r?\n/\r\n/g;
    push @{ $self->{folder}{$folder} }, { uid => $self->{uid}++,
        flags => { map { $_ => 1 } split ' ', $flags }, text => $text };
    return $self->{uid} - 1;
}

# ------------------------------------------------------------- connections

sub _serve {
    my ($self, $listen) = @_;
    my $select = IO::Select->new($listen);
    my %client;
    while (my @ready = $select->can_read) {
        for my $socket (@ready) {
            if ($socket == $listen) {
                my $new = $listen->accept or next;
                $client{$new} = { socket => $new, in => '' };
                $select->add($new);
                _say($new, '* OK [CAPABILITY IMAP4rev1] ready');
            }
            elsif (!$self->_hears($client{$socket})) {
                $select->remove($socket);
                delete $client{$socket};
                close $socket;
            }
        }
    }
    return;
}

sub _say {
    my ($socket, @lines) = @_;
    my $text = join '', map { "$_\r\n" } @lines;
    while (length $text) {
        my $n = syswrite($socket, $text) // return;
        substr $text, 0, $n, '';
    }
    return;
}

# Reads from a client and executes its complete commands. A command ends with a
# line that does not announce a literal. Returns false at the end of the
# connection.
sub _hears {
    my ($self, $client) = @_;
    sysread($client->{socket}, $client->{in}, 65536, length $client->{in})
        or return 0;
    while (1) {
        my ($command, $rest) = $self->_complete($client) or return 1;
        $client->{in} = $rest;
        delete $client->{told};
        $self->_obey($client, $command) or return 0;
    }
}

sub _complete {
    my ($self, $client) = @_;
    my ($done, $in) = ('', $client->{in});
    $client->{literals} = [];
    while ($in =~ s/\A([^\r\n]*)\r\n//) {
        my $line = $1;
        return ($done . $line, $in) unless $line =~ s/\{(\d+)\}\z//;
        my $size = $1;
        my $at = length $done;
        _say($client->{socket}, '+ go on')
            if ($client->{told} // -1) < $at;
        $client->{told} = $at;
        return if length $in < $size;
        my $literal = substr $in, 0, $size, '';
        push @{ $client->{literals} }, $literal;
        $done .= $line . "\0LITERAL\0";
    }
    return;
}

# ---------------------------------------------------------------- commands

my %COMMAND = (
    CAPABILITY => sub { ('* CAPABILITY IMAP4rev1') },
    NOOP => sub { () }, CHECK => sub { () }, CLOSE => sub { () },
    SUBSCRIBE => sub { () }, UNSUBSCRIBE => sub { () },
    LIST => sub { $_[0]->_list('LIST', $_[2]) },
    LSUB => sub { $_[0]->_list('LSUB', $_[2]) },
    SELECT => \&_select, EXAMINE => \&_select, STATUS => \&_status,
    CREATE => \&_create, APPEND => \&_append,
    SEARCH => \&_search, FETCH => \&_fetch, STORE => \&_flag,
    EXPUNGE => \&_expunge,
);

sub _obey {
    my ($self, $client, $text) = @_;
    my ($tag, $name, $rest) = $text =~ /\A(\S+) (\w+) ?(.*)\z/s
        or return 0;
    ($name, $rest) = (uc $name, $rest // '');
    local $client->{by_uid} = $name eq 'UID';
    ($name, $rest) = $rest =~ /\A(\w+) ?(.*)\z/s if $name eq 'UID';
    my $say = sub { _say($client->{socket}, @_); 1 };
    if ($name eq 'LOGOUT') {
        $say->('* BYE', "$tag OK");
        return 0;
    }
    if ($name eq 'LOGIN') {
        $client->{in_as} = $rest =~ s/"//gr eq "$self->{user} $self->{password}";
        return $say->($client->{in_as} ? "$tag OK in" : "$tag NO who?");
    }
    my $command = $COMMAND{ uc $name };
    return $say->("$tag BAD unknown") unless $command;
    return $say->("$tag NO log in") if !$client->{in_as}
        && uc $name !~ /\A(?:CAPABILITY|NOOP)\z/;
    my @lines = eval { $command->($self, $client, $rest) };
    my $failed = $@;
    delete $client->{literals};
    return $say->("$tag NO $failed" =~ s/\s+\z//r) if $failed;
    return $say->(@lines, "$tag OK done");
}

sub _list {
    my ($self, $kind, $rest) = @_;
    return qq(* $kind (\\Noselect) "/" "") if $rest =~ /"" ""\z/;
    my ($pattern) = $rest =~ /"?([^"\s]*)"?\z/;
    my $re = join '.*', map { quotemeta } split /[*%]/, $pattern, -1;
    return map { qq(* $kind () "/" "$_") }
        grep { /\A$re\z/ } sort keys %{ $self->{folder} };
}

sub _named {
    my ($self, $rest) = @_;
    my ($name) = $rest =~ /\A"?([^"\s]+)"?/;
    return $name if $self->{folder}{$name};
    die "no such folder\n";
}

sub _select {
    my ($self, $client, $rest) = @_;
    $client->{selected} = $self->_named($rest);
    my $n = @{ $self->{folder}{ $client->{selected} } };
    return ("* $n EXISTS", '* 0 RECENT',
        '* FLAGS (\Answered \Flagged \Deleted \Seen \Draft)',
        '* OK [PERMANENTFLAGS (\Answered \Flagged \Deleted \Seen \Draft \*)]',
        '* OK [UIDVALIDITY 1]', "* OK [UIDNEXT $self->{uid}]");
}

sub _status {
    my ($self, $client, $rest) = @_;
    my $name = $self->_named($rest);
    my @all = @{ $self->{folder}{$name} };
    my %is = (MESSAGES => scalar @all, RECENT => 0, UIDVALIDITY => 1,
        UIDNEXT => $self->{uid},
        UNSEEN => scalar grep { !$_->{flags}{'\Seen'} } @all);
    my @asked = grep { exists $is{$_} } $rest =~ /([A-Z]+)(?=[\s)])/g;
    return qq(* STATUS "$name" )
        . '(' . join(' ', map { "$_ $is{$_}" } @asked) . ')';
}

sub _create {
    my ($self, $client, $rest) = @_;
    my ($name) = $rest =~ /\A"?([^"\s]+)"?/;
    $self->{folder}{$name} ||= [];
    return;
}

sub _append {
    my ($self, $client, $rest) = @_;
    my $name = $self->_named($rest);
    my ($flags) = $rest =~ /\(([^)]*)\)/;
    $self->_store($name, $flags // '', $client->{literals}[-1]);
    return;
}

# Finds all messages or unseen ones; the webmail sends no other search.
sub _search {
    my ($self, $client, $rest) = @_;
    my @found = grep { $rest !~ /UNSEEN/ || !$_->[1]{flags}{'\Seen'} }
        $self->_messages($client, '1:*', 0);
    return join ' ', '* SEARCH',
        map { $client->{by_uid} ? $_->[1]{uid} : $_->[0] } @found;
}

# Returns [number, message] of each message of a set, by numbers or by UIDs.
sub _messages {
    my ($self, $client, $set, $by_uid) = @_;
    my $folder = $self->{folder}{ $client->{selected} // die "select\n" };
    my @all = map { [ $_ + 1, $folder->[$_] ] } 0 .. $#$folder;
    my $key = sub { $by_uid ? $_[0][1]{uid} : $_[0][0] };
    my $last = @all ? $key->($all[-1]) : 0;
    my @ranges = map { [ map { $_ eq '*' ? $last : $_ } split /:/ ] }
        split /,/, $set;
    return grep {
        my $n = $key->($_);
        grep { $n >= $_->[0] && $n <= $_->[-1] } @ranges;
    } @all;
}

sub _fetch {
    my ($self, $client, $rest) = @_;
    my ($set, $what) = $rest =~ /\A(\S+) \(?(.*?)\)?\z/s or die "what?\n";
    return map {
        my ($n, $m) = @$_;
        $m->{flags}{'\Seen'} = 1 if $what =~ /BODY\[/;
        "* $n FETCH (" . join(' ', _items($m, $what,
            $client->{by_uid} ? 'UID' : ())) . ')';
    } $self->_messages($client, $set, $client->{by_uid});
}

sub _items {
    my ($m, $what, @more) = @_;
    my ($head, $body) = split /(?<=\r\n)\r\n/, $m->{text}, 2;
    my %simple = (UID => $m->{uid}, 'RFC822.SIZE' => length $m->{text},
        FLAGS => '(' . join(' ', sort keys %{ $m->{flags} }) . ')',
        INTERNALDATE => '"29-Nov-2026 12:00:00 +0000"',
        BODYSTRUCTURE => sprintf('("TEXT" "PLAIN" ("CHARSET" "UTF-8") NIL '
            . 'NIL "8BIT" %d %d NIL NIL NIL)', length $body,
            scalar(() = $body =~ /\n/g)));
    my @out;
    while ($what =~ /\G\s*([A-Z0-9.]+)(?:\[([^\]]*)\](?:<[\d.]+>)?)?/gc) {
        my ($name, $part) = ($1, $2);
        @more = () if $name eq 'UID';
        push @out, defined $part
            ? "BODY[$part] " . _literal(_part($part, $head, $body))
            : exists $simple{$name} ? "$name $simple{$name}" : ();
    }
    return (@out, map { "$_ $simple{$_}" } @more);
}

sub _part {
    my ($part, $head, $body) = @_;
    return "$head\r\n$body" if $part eq '';
    return $body if $part =~ /\A(?:TEXT|1)\z/;
    return "$head\r\n" if $part =~ /\A(?:HEADER|1\.MIME)\z/;
    my ($names) = $part =~ /\AHEADER\.FIELDS \(([^)]*)\)/ or return '';
    my $wanted = join '|', map { quotemeta } split ' ', $names;
    return join('', $head =~ /^((?:$wanted):.*?\r\n(?:[ \t].*?\r\n)*)/gim)
        . "\r\n";
}

sub _literal { return '{' . length($_[0]) . "}\r\n$_[0]" }

sub _flag {
    my ($self, $client, $rest) = @_;
    my ($set, $sign, $flags) =
        $rest =~ /\A(\S+) ([+-]?)FLAGS\S* \(?([^)]*)\)?/ or die "what?\n";
    my @flags = split ' ', $flags;
    return map {
        my ($n, $m) = @$_;
        if ($sign eq '-') { delete @{ $m->{flags} }{@flags} }
        else { @{ $m->{flags} }{@flags} = (1) x @flags }
        "* $n FETCH (" . join(' ', _items($m, 'UID FLAGS')) . ')';
    } $self->_messages($client, $set, $client->{by_uid});
}

sub _expunge {
    my ($self, $client) = @_;
    my $folder = $self->{folder}{ $client->{selected} // die "select\n" };
    my @gone = grep { $folder->[$_]{flags}{'\Deleted'} } 0 .. $#$folder;
    splice @$folder, $_, 1 for reverse @gone;
    return map { '* ' . ($_ + 1) . ' EXPUNGE' } reverse @gone;
}

1;
