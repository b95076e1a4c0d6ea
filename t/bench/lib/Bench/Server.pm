# SPDX-License-Identifier: Apache-2.0
#
# The servers that are compared: an httpd or an nginx of its own on a free
# port, with a directory of its own below the run's. With `single` it is one
# process that serves one connection after the other, so that instructions can
# be counted; else it is an httpd with threads or an nginx, to be put under
# load.
package Bench::Server;

use strict;
use warnings;

use File::Path qw(make_path);
use IO::Socket::INET ();
use POSIX qw(WNOHANG);
use Time::HiRes qw(sleep time);

use Bench::Site ();
use CookiePolicy::Apxs ();
use CookiePolicy::Port ();

use constant START_LIMIT => 60;

my @running;
my $made = 0;

# new(kind => 'httpd' or 'nginx', modules => [names], own => load ours,
#     lines => [configuration], single => 1, tool => [words before the program])
sub new {
    my ($class, %spec) = @_;
    my $self = bless { kind => 'httpd', modules => [], lines => [], %spec },
        $class;
    $self->{port} = CookiePolicy::Port::free();
    $self->{dir} = Bench::Site::work() . "/run/$$-" . ++$made;
    make_path($self->{dir});
    chmod 0777, $self->{dir};
    my @lines = $self->{kind} eq 'nginx' ? $self->nginx : $self->httpd;
    Bench::Site::spew("$self->{dir}/server.conf", join("\n", @lines) . "\n");
    $self->{client} = $self->start;
    return $self;
}

sub port   { return $_[0]{port} }
sub pid    { return $_[0]{pid} }

# The connection that saw the server come up; a process under callgrind or
# with one worker serves this one first.
sub connection {
    my ($self) = @_;
    return delete $self->{client} || $self->connect
        || die "cannot connect to the server\n";
}

sub connect {
    my ($self) = @_;
    return IO::Socket::INET->new(PeerAddr => '127.0.0.1',
                                 PeerPort => $self->{port});
}

# ------------------------------------------------------------- configuration

sub httpd {
    my ($self) = @_;
    my %seen;
    my @modules = grep { !$seen{$_}++ } qw(unixd authz_core mime headers),
        @{ $self->{modules} };
    my $htdocs = Bench::Site::work() . '/htdocs';
    return (
        "ServerRoot \"$self->{dir}\"", 'ServerName localhost',
        $self->load($self->{single} ? 'mpm_prefork' : 'mpm_event'),
        map({ $self->load($_) } @modules),
        $self->{own} ? 'LoadModule cookie_policy_module '
            . Bench::Site::own_module() : (),
        "Listen 127.0.0.1:$self->{port}", 'PidFile pid',
        "DefaultRuntimeDir \"$self->{dir}\"", 'Mutex file:. default',
        'ErrorLog error_log', 'LogLevel warn', "DocumentRoot \"$htdocs\"",
        'TypesConfig /dev/null', 'AddType text/html .html .shtml',
        'AddType text/plain .txt', 'KeepAlive On', 'MaxKeepAliveRequests 0',
        'KeepAliveTimeout 100', 'Timeout 100', $self->workers,
        '<Directory "/">', 'Require all granted', 'Options +Includes',
        'AllowOverride None', '</Directory>', @{ $self->{lines} });
}

sub load {
    my ($self, $name) = @_;
    my $file = Bench::Site::module_file($name) // die "no mod_$name\n";
    return $file ? "LoadModule ${name}_module $file" : ();
}

sub workers {
    my ($self) = @_;
    return ('StartServers 1', 'ServerLimit 1',
            $self->{single}
            ? ('MinSpareServers 1', 'MaxSpareServers 1', 'MaxRequestWorkers 1')
            : ('ThreadsPerChild 32', 'MaxRequestWorkers 32',
               'MinSpareThreads 1', 'MaxSpareThreads 32'));
}

sub nginx {
    my ($self) = @_;
    my $htdocs = Bench::Site::work() . '/htdocs';
    my @paths = map { "${_}_temp_path $self->{dir}/$_;" }
        qw(client_body proxy fastcgi uwsgi scgi);
    return (
        'daemon off;', 'master_process off;', "pid $self->{dir}/pid;",
        "error_log $self->{dir}/error_log warn;", 'events { }', 'http {',
        @paths, 'access_log off;', 'sendfile on;', 'keepalive_timeout 100s;',
        'keepalive_requests 100000000;', 'default_type text/plain;',
        'types { text/html html; }', 'server {',
        "listen 127.0.0.1:$self->{port};", "root $htdocs;",
        @{ $self->{lines} }, '}', '}');
}

# -------------------------------------------------------------- the process

sub program {
    my ($self) = @_;
    my $conf = "$self->{dir}/server.conf";
    return (Bench::Site::nginx(), '-p', $self->{dir}, '-c', $conf,
            '-e', "$self->{dir}/error_log")
        if $self->{kind} eq 'nginx';
    return (CookiePolicy::Apxs::httpd(), $self->{single} ? '-X' : '-DFOREGROUND',
            '-f', $conf);
}

# Starts it; returns the first connection that it takes.
sub start {
    my ($self) = @_;
    my @as = $> == 0 ? qw(setpriv --reuid=nobody --regid=nogroup
                          --clear-groups --no-new-privs) : ();
    my $pid = fork() // die "fork: $!\n";
    if (!$pid) {
        open STDOUT, '>', "$self->{dir}/said";
        open STDERR, '>&', \*STDOUT;
        $ENV{TZ} = 'UTC';
        exec @as, @{ $self->{tool} || [] }, $self->program
            or POSIX::_exit(127);
    }
    $self->{pid} = $pid;
    $self->{owner} = $$;
    push @running, $self;
    for (my $until = time + START_LIMIT; time < $until; sleep 0.05) {
        my $client = $self->connect;
        return $client if $client;
        $self->complain('did not start') if waitpid($pid, WNOHANG) == $pid;
    }
    $self->complain('does not answer');
}

# Dies with what the server said.
sub complain {
    my ($self, $why) = @_;
    my $said = join '', map { Bench::Site::slurp("$self->{dir}/$_") }
        qw(said error_log);
    my @lines = split /^/, $said;
    splice @lines, 0, -8 if @lines > 8;
    my ($first) = grep { /\S/ && !/Syntax error on line/ } @lines;
    die "$self->{kind} $why: ", $first // "\n", @lines;
}

sub alive {
    my ($self) = @_;
    return waitpid($self->{pid}, WNOHANG) == 0;
}

# Stops the server within `limit` seconds. callgrind writes its counts then.
sub stop {
    my ($self, $limit) = @_;
    my $pid = delete $self->{pid} or return;
    close delete $self->{client} if $self->{client};
    kill TERM => $pid;
    my $n = 0;
    for (my $until = time + ($limit || START_LIMIT); time < $until;
         sleep 0.02) {
        last if waitpid($pid, WNOHANG) != 0;
        # A server may look for signals just before one comes, and then sleeps.
        kill TERM => $pid if ++$n % 50 == 0;
    }
    if (kill 0 => $pid) {
        kill KILL => $pid;
        waitpid $pid, 0;
    }
    @running = grep { $_ != $self } @running;
    return;
}

# A process forked to measure must not end what its parent started.
END {
    local $?;
    $_->stop for grep { $_->{owner} == $$ } my @copy = @running;
}

1;
