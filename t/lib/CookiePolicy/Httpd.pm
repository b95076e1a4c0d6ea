# SPDX-License-Identifier: Apache-2.0
#
# A private httpd with its own directory, port and configuration: checks the
# configuration (apache2 -t), or runs httpd and sends requests to it. For tests
# that need settings which the shared server does not have.
package CookiePolicy::Httpd;

use strict;
use warnings;

use Cwd qw(getcwd);
use File::Path qw(remove_tree);
use File::Temp ();
use IO::Socket::INET ();
use POSIX ();
use Time::HiRes qw(sleep time);

use CookiePolicy::Apxs ();
use CookiePolicy::Client ();
use CookiePolicy::Port ();
use CookiePolicy::Sanitizer ();

my @MODULES = qw(authn_core authz_core authz_host alias dir env
                 headers mime setenvif);

# The LoadModule lines. mod_cgid needs a threaded MPM.
sub module_lines {
    my ($own, $mpm, @more) = @_;
    my $cgi = $mpm eq 'prefork' ? 'cgi' : 'cgid';
    my $libexec = CookiePolicy::Apxs::asked('LIBEXECDIR');
    -f $own or die "$own is missing: run make first\n";
    return join '', map({ "LoadModule ${_}_module $libexec/mod_$_.so\n" }
                        "mpm_$mpm", $cgi, @MODULES, @more),
        "LoadModule cookie_policy_module $own\n";
}

# httpd, after the words that make test-asan puts before it.
sub command {
    return (CookiePolicy::Sanitizer::prefix(), CookiePolicy::Apxs::httpd());
}

# new(conf => 'lines', modules => [...], files => { name => text }, mpm =>
# 'event' (default), 'worker' or 'prefork')
# In the lines @PORT@ is replaced by the port and @ROOT@ by the directory.
sub new {
    my ($class, %arg) = @_;
    my $root = File::Temp::tempdir('cp-httpd.XXXXXX', TMPDIR => 1);
    chmod 0755, $root;
    my $self = bless { root => $root, port => CookiePolicy::Port::free(),
                       mpm => $arg{mpm} || 'event',
                       own => $arg{own}
                           || getcwd() . '/.libs/mod_cookie_policy.so',
                     }, $class;
    mkdir "$root/htdocs";
    $self->write('mime.types', '');
    for my $name (keys %{ $arg{files} || {} }) {
        $self->write($name, $arg{files}{$name});
    }
    $self->write('httpd.conf', $self->preamble(@{ $arg{modules} || [] })
        . $self->filled($arg{conf} // ''));
    return $self;
}

sub preamble {
    my ($self, @modules) = @_;
    my $user = $> == 0 ? "User nobody\nGroup nogroup\n" : '';
    return module_lines(@$self{qw(own mpm)}, @modules) . $user . <<"CONF";
ServerName localhost
ServerRoot "$self->{root}"
DefaultRuntimeDir "$self->{root}"
PidFile "$self->{root}/pid"
<IfModule mod_cgid.c>
    ScriptSock "$self->{root}/cgisock"
</IfModule>
Mutex default:$self->{root}
ErrorLog "$self->{root}/error_log"
LogLevel warn
Listen 127.0.0.1:$self->{port}
TypesConfig "$self->{root}/mime.types"
AddType text/html .html
DocumentRoot "$self->{root}/htdocs"
<IfModule mpm_event_module>
    StartServers 1
    ServerLimit 2
    ThreadsPerChild 5
    MaxRequestWorkers 10
    MinSpareThreads 1
    MaxSpareThreads 10
</IfModule>
<Directory "$self->{root}">
    AllowOverride All
    Require all granted
</Directory>
# --- the lines under test
CONF
}

sub filled {
    my ($self, $text) = @_;
    $text =~ s/\@PORT\@/$self->{port}/g;
    $text =~ s/\@ROOT\@/$self->{root}/g;
    return $text;
}

sub write {
    my ($self, $name, $text) = @_;
    my $path = "$self->{root}/$name";
    my ($dir) = $path =~ m{(.*)/};
    File::Path::make_path($dir);
    open my $fh, '>', $path or die "$path: $!\n";
    print $fh $text;
    close $fh or die "$path: $!\n";
    chmod 0755, $path if $text =~ /\A#!/;
    return;
}

# check(options): returns (is the configuration accepted, what httpd says)
sub check {
    my ($self, @options) = @_;
    my $out = "$self->{root}/check.out";
    my $rc = system(join(' ', command()) . " -t -f '$self->{root}/httpd.conf' @options"
        . " >'$out' 2>&1");
    open my $fh, '<:raw', $out or die $!;
    local $/;
    my $said = <$fh> // '';
    # httpd may already write to the error log.
    if (open my $log, '<:raw', "$self->{root}/error_log") {
        $said .= <$log> // '';
    }
    return ($rc == 0, $said);
}

# verdict(arguments of new): checks a configuration.
sub verdict {
    my (@arg) = @_;
    my $self = __PACKAGE__->new(@arg);
    return $self->check;
}

# start(tool => [...], patience => seconds): with a tool before it in the
# command, httpd stays one process, because such tools watch one process best.
sub start {
    my ($self, %arg) = @_;
    my @tool = @{ $arg{tool} || [] };
    $self->{pid} = fork() // die "fork: $!\n";
    if (!$self->{pid}) {
        # httpd with prefork signals its whole process group when it is stopped.
        POSIX::setpgid(0, 0) if $self->{mpm} eq 'prefork';
        open STDOUT, '>', "$self->{root}/start.out";
        open STDERR, '>&', \*STDOUT;
        exec(@tool, command(), @tool ? '-X' : '-DFOREGROUND', '-f',
            "$self->{root}/httpd.conf") or POSIX::_exit(127);
    }
    my $until = time + ($arg{patience} // 60);
    while (time < $until) {
        return $self if @tool ? $self->listens : $self->is_up;
        last if waitpid($self->{pid}, 1) == $self->{pid};
        sleep 0.05;
    }
    die "httpd did not start:\n", slurp("$self->{root}/start.out"),
        $self->log, "\n";
}

# httpd listens before it has logged the warnings of its start-up.
sub is_up { return $_[0]->log =~ /resuming normal operations/ }

# httpd with one process does not log that it is up.
sub listens {
    return IO::Socket::INET->new(PeerAddr => '127.0.0.1',
                                 PeerPort => $_[0]{port});
}

sub slurp {
    open my $fh, '<:raw', $_[0] or return '';
    local $/;
    return <$fh> // '';
}

sub log { return slurp("$_[0]{root}/error_log") }

sub fetch {
    my ($self, $host, $path, %arg) = @_;
    return CookiePolicy::Client::fetch($self->{port}, $host, $path, %arg);
}

sub stop {
    my ($self) = @_;
    my $pid = delete $self->{pid} or return;
    kill TERM => $pid;
    my $until = time + 60;
    while (waitpid($pid, 1) == 0) {
        kill KILL => $pid if time > $until;
        sleep 0.02;
    }
    return;
}

# Writes cert.pem and key.pem for a name into the server's directory.
sub make_certificate {
    my ($self, $name) = @_;
    my $root = $self->{root};
    system('openssl req -x509 -newkey rsa:2048 -nodes -days 2'
        . " -subj /CN=$name -keyout $root/key.pem -out $root/cert.pem"
        . " >$root/openssl.out 2>&1") == 0
        or die slurp("$root/openssl.out");
    return;
}

sub DESTROY {
    my ($self) = @_;
    local ($?, $@);
    $self->stop;
    CookiePolicy::Sanitizer::look(map { "$self->{root}/$_" }
        qw(error_log start.out check.out));
    remove_tree($self->{root}) unless $ENV{CP_KEEP};
}

1;
