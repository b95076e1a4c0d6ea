# SPDX-License-Identifier: Apache-2.0
#
# The httpd that the tests of one lane share: Apache::Test's, with the configuration
# of t/conf/extra.conf.in. Apache::Test knows one server per tree, so each
# server has its own copy of the tree. All of them use one build.
package CookiePolicy::SharedServer;

use strict;
use warnings;

use Cwd qw(getcwd);
use File::Basename qw(dirname);
use File::Path qw(make_path);

use CookiePolicy::Plan ();
use CookiePolicy::Sanitizer ();

# new(LANE), in the tree of the workspace.
sub new {
    my ($class, $lane) = @_;
    my $tree = dirname(getcwd()) . "/served/$lane";
    my $mpm = CookiePolicy::Plan::mpm_of($lane);
    make_path($tree);
    system("tar --exclude=./.build -cf - . | tar -xf - -C '$tree'") == 0
        or die "run-tests: no copy for the server of $lane\n";
    symlink getcwd() . '/.build', "$tree/.build"
        or die "run-tests: $tree/.build: $!\n";
    return bless { mpm => $mpm, tree => $tree }, $class;
}

sub error_log { return "$_[0]{tree}/t/logs/error_log" }

# The words before the command of a test that uses this server.
sub command {
    my ($self) = @_;
    return ('env', '-C', $self->{tree}, "CP_TEST_MPM=$self->{mpm}",
            "PERL5LIB=$self->{tree}/t/lib:$ENV{PERL5LIB}");
}

# True if httpd is up. If not, what it said has been printed.
sub start {
    my ($self) = @_;
    my $said = "$self->{tree}/t/start.log";
    $self->_perl("t/TEST.PL $self->{mpm}") or return 0;
    $self->_perl('t/TEST -clean >/dev/null 2>&1');
    $self->_perl("t/TEST.PL $self->{mpm}") or return 0;
    local %ENV = (%ENV, CookiePolicy::Sanitizer::environment());
    return 1 if $self->_perl("t/TEST -start-httpd >'$said' 2>&1")
        && -s "$self->{tree}/t/logs/httpd.pid";
    print STDERR `cat '$said'`;
    return 0;
}

sub stop {
    my ($self) = @_;
    $self->_perl('t/TEST -stop-httpd >/dev/null 2>&1');
    CookiePolicy::Sanitizer::look("$self->{tree}/t/start.log",
                                  $self->error_log);
    return;
}

sub _perl {
    my ($self, $command) = @_;
    return system("env -C '$self->{tree}' $^X $command") == 0;
}

1;
