# SPDX-License-Identifier: Apache-2.0
#
# A private php-fpm from the packages that t/tools/deps unpacks for `make
# test-apps`: its own php.ini, its own socket, and no file of /etc. Also runs
# scripts on the command line with the same settings.
package CookiePolicy::Php;

use strict;
use warnings;

use IO::Socket::UNIX ();

use CookiePolicy::Process ();

# The order matters: each extension needs symbols of earlier ones.
my @EXTENSIONS = qw(ctype dom exif fileinfo gd gettext iconv intl mbstring
                    mysqlnd mysqli pdo pdo_mysql pdo_sqlite posix simplexml
                    sqlite3 tokenizer xml xmlreader xmlwriter);

# new(tree => the unpacked packages, root => a directory of the caller)
sub new {
    my ($class, %arg) = @_;
    my $self = bless { %arg, socket => "$arg{root}/php.sock" }, $class;
    ($self->{extensions}) = glob "$arg{tree}/usr/lib/php/2*"
        or die "no PHP extensions in $arg{tree}: run t/tools/deps apps\n";
    mkdir "$arg{root}/$_" for qw(sessions uploads);
    $self->_write('php.ini', $self->_ini);
    $self->_write('fpm.conf', $self->_pool);
    return $self;
}

sub socket { return $_[0]{socket} }

sub _ini {
    my ($self) = @_;
    my ($tree, $root) = @$self{qw(tree root)};
    return <<"INI" . join '', map { "extension=$_\n" } @EXTENSIONS;
extension_dir = "$self->{extensions}"
zend_extension = opcache
opcache.enable = 1
opcache.memory_consumption = 128
opcache.max_accelerated_files = 20000
opcache.validate_timestamps = 1
opcache.revalidate_freq = 0
include_path = ".:$tree/usr/share/php"
error_log = "$root/php.log"
log_errors = On
display_errors = Off
error_reporting = E_ALL & ~E_DEPRECATED & ~E_STRICT
session.save_path = "$root/sessions"
upload_tmp_dir = "$root/uploads"
sys_temp_dir = "$root/uploads"
memory_limit = 256M
date.timezone = UTC
sendmail_path = /bin/true
allow_url_fopen = Off
INI
}

sub _pool {
    my ($self) = @_;
    # If root starts it, php-fpm requires the user of its children.
    my $user = $> == 0 ? "user = nobody\ngroup = nogroup\n" : '';
    return <<"CONF";
[global]
error_log = $self->{root}/fpm.log
daemonize = no
[www]
${user}listen = $self->{socket}
pm = static
pm.max_children = 4
clear_env = no
CONF
}

sub _write {
    my ($self, $name, $text) = @_;
    open my $fh, '>', "$self->{root}/$name" or die "$name: $!\n";
    print $fh $text;
    return close $fh;
}

sub start {
    my ($self) = @_;
    local $ENV{PHP_INI_SCAN_DIR} = '';
    $self->{process} = CookiePolicy::Process->start(
        name => 'php-fpm', log => "$self->{root}/fpm.out",
        up => sub { IO::Socket::UNIX->new(Peer => $self->{socket}) },
        command => ["$self->{tree}/usr/sbin/php-fpm8.2", '-c',
                    "$self->{root}/php.ini", '-y', "$self->{root}/fpm.conf"]);
    return $self;
}

# Runs a script to its end. If the script fails, its output is shown.
sub run {
    my ($self, @command) = @_;
    local $ENV{PHP_INI_SCAN_DIR} = '';
    CookiePolicy::Process::run("$self->{root}/php.out",
        "$self->{tree}/usr/bin/php8.2", '-c', "$self->{root}/php.ini",
        @command);
    return $self;
}

sub stop {
    my ($self) = @_;
    my $process = delete $self->{process} or return;
    return $process->stop;
}

1;
