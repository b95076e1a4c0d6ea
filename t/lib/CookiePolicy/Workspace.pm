# SPDX-License-Identifier: Apache-2.0
#
# The private copy of the tree in which a test run takes place. It keeps the
# checkout free of logs, and another user can write to it. Its folders:
#
#     tree/      the checkout with its build
#     served/    one more copy for each shared server (SharedServer.pm)
#     unpacked/  the packages of Debian that tests use without installation
#     perl5/     Apache::Test, unless it is installed
#     home/, tmp/
package CookiePolicy::Workspace;

use strict;
use warnings;

use Cwd qw(getcwd);
use File::Path qw(make_path remove_tree);
use File::Temp qw(tempdir);

# The packages of a need (see Plan.pm).
my %PACKAGES = (mod_perl => ['libapache2-mod-perl2'], php => ['php-cgi'],
                postgres => [qw(postgresql postgresql-client)]);

# new(build folder, needs of the tests): makes the copy from the directory that
# is the current one.
sub new {
    my ($class, $build, @needs) = @_;
    my $self = bless {
        top => getcwd(), build => $build,
        dir => tempdir('mod_cookie_policy.XXXXXX', TMPDIR => 1),
        needs => { map { $_ => 1 } @needs },
    }, $class;
    $self->_check_browser if $self->{needs}{browser};
    $self->_copy_tree;
    $self->_copy_packages;
    $self->_copy_perl;
    run("chown -R nobody '$self->{dir}' && chmod 755 '$self->{dir}'")
        if $> == 0;
    return $self;
}

sub run {
    my ($command) = @_;
    system($command) == 0 or die "run-tests: failed: $command\n";
}

sub cache_dir {
    my $dir = `t/tools/deps --cache-dir`;
    chomp $dir;
    return $dir;
}

sub _check_browser {
    my ($self) = @_;
    -d 't/browser/node_modules' && -x ($ENV{CHROMIUM} || '/usr/bin/chromium')
        or die "run-tests: Chromium or its driver is missing: run make deps\n";
}

sub _copy_tree {
    my ($self) = @_;
    my $dir = $self->{dir};
    make_path("$dir/tree", "$dir/home", "$dir/tmp", "$dir/unpacked");
    run("tar --exclude=./.git --exclude=./.build/fuzz/corpus"
        . " --exclude=./t/logs --exclude=./t/state"
        . " --exclude='./t/conf/*.conf' -cf - . | tar -xf - -C '$dir/tree'");
    # httpd loads the instrumented module; the checkout keeps the other one.
    run("mkdir -p '$dir/tree/.libs' && cp $self->{build}/mod_cookie_policy.so"
        . " '$dir/tree/.libs/'") if $self->{build} ne '.build';
}

sub _copy_packages {
    my ($self) = @_;
    my ($cache, $needs, $to) = (cache_dir(), @$self{qw(needs)},
                                "$self->{dir}/unpacked");
    my @packages = map { @{ $PACKAGES{$_} // [] } } sort keys %$needs;
    push @packages, 'next' if $needs->{next};
    push @packages, 'applications' if $needs->{applications};
    push @packages, split ' ', `t/tools/deps --pages @{[ page_group() ]}`
        if $needs->{documents};
    for my $package (@packages) {
        -d "$cache/$package"
            or die "run-tests: $package is missing: see t/tools/deps\n";
        run("cp -r '$cache/$package' '$to/'");
    }
    # Next.js builds the application in the folder of its modules.
    run("cp -r t/apps/next/app '$to/next/'") if $needs->{next};
    # Paths inside of the applications must name the copy.
    run("t/apps/relocate '$to/applications'") if $needs->{applications};
}

# Returns the group of packages whose documents the judges read.
sub page_group {
    return ($ENV{JUDGE} // '') eq 'long' ? 'judge' : 'test';
}

# Apache::Test is in the cache, unless the system has it.
sub _copy_perl {
    my ($self) = @_;
    return if system("perl -MApache::Test -e1 2>/dev/null") == 0;
    my $cache = cache_dir();
    -f "$cache/perl5/Apache/Test.pm"
        or die "run-tests: Apache::Test is missing: run make deps\n";
    run("cp -r '$cache/perl5' '$self->{dir}/perl5'");
}

# Makes the copy the current directory of this process, and sets the
# environment of the tests.
sub enter {
    my ($self) = @_;
    my $dir = $self->{dir};
    $ENV{HOME}   = "$dir/home";
    $ENV{TMPDIR} = "$dir/tmp";
    $ENV{PERL5LIB} = join ':', "$dir/tree/t/lib",
        (-d "$dir/perl5" ? "$dir/perl5" : ()), $ENV{PERL5LIB} || ();
    $ENV{CP_UNPACKED}  = "$dir/unpacked";
    $ENV{CP_SANITIZER} = "$dir/tmp" if $ENV{ASAN};
    # gcov puts this before the names of its counter files.
    $ENV{GCOV_PREFIX} = "$dir/coverage" if $ENV{COVERAGE};
    # Public test data that may be next to the checkout.
    $ENV{HTML5LIB_TESTS} //= "$self->{top}/../shared/data/html5lib-tests";
    delete @ENV{qw(XDG_CACHE_HOME XDG_CONFIG_HOME XDG_RUNTIME_DIR
                   MAKEFLAGS MAKELEVEL MFLAGS)};
    chdir "$dir/tree" or die "run-tests: $dir: $!\n";
    return;
}

# The words before a command that make it run as the unprivileged user.
sub user {
    return $> != 0 ? () : qw(setpriv --reuid=nobody --regid=nogroup
                             --clear-groups --no-new-privs);
}

# Copies the logs of a failed run to .build/test-logs.
sub keep_logs {
    my ($self) = @_;
    my $to = "$self->{top}/.build/test-logs";
    remove_tree($to);
    make_path($to);
    for my $log (glob "$self->{dir}/served/*/t/logs/error_log") {
        my ($mpm) = $log =~ m{served/(\w+)/};
        run("cp '$log' '$to/error_log.$mpm'");
    }
    run("cp '$_' '$to/'") for glob "$self->{dir}/tmp/report.*";
    return;
}

# Copies the screenshots of the browser tests to .build/shots.
sub keep_screenshots {
    my ($self) = @_;
    my %kept = (browser => '.build/shots', apps => '.build/shots/apps');
    for my $folder (keys %kept) {
        my @shots = map { glob "$_/t/$folder/shots/*.png" }
            "$self->{dir}/tree", glob "$self->{dir}/served/*" or next;
        make_path("$self->{top}/$kept{$folder}");
        run("cp @shots '$self->{top}/$kept{$folder}/'");
    }
    return;
}

# Copies the counters of gcov to the objects that they belong to.
sub keep_coverage {
    my ($self) = @_;
    my $from = "$self->{dir}/coverage$self->{top}/$self->{build}";
    -d $from or die "run-tests: no program has written counters\n";
    run("cp -r '$from/.' '$self->{top}/$self->{build}/'");
    return;
}

sub remove {
    my ($self) = @_;
    chdir '/';
    remove_tree($self->{dir});
    return;
}

1;
