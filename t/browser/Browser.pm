# SPDX-License-Identifier: Apache-2.0
#
# Runs one script of t/browser against the sites of t/conf/groups/browser.conf
# as an unprivileged user with a home of its own. The script writes the TAP; no
# Chromium, no node and no sites are failures, never a skip.
package Browser;

use strict;
use warnings;

use Cwd qw(abs_path);
use File::Basename qw(dirname);
use File::Temp ();
use POSIX ();

my $HERE = dirname(abs_path(__FILE__));
use lib dirname(dirname(abs_path(__FILE__))) . '/lib';
use CookiePolicy::Test ();

sub run { return run_at('browser', @_) }

# With the same pages as XHTML.
sub run_xhtml { return run_at('browser_xhtml', @_) }

sub run_at {
    my ($name, @script) = @_;
    return run_with({ BROWSER_SITE => site($name),
                      BROWSER_UNIFORM => site("${name}_uniform"),
                      BROWSER_PLAIN => site("${name}_plain") }, @script);
}

# The same with a server of the test's own: what the script must know of it is
# told in the environment.
sub run_with {
    my ($told, @script) = @_;
    my $home  = File::Temp->newdir;
    my $shots = $ENV{BROWSER_SHOTS} || "$HERE/shots";
    mkdir $shots;
    own($home, $shots);
    my %set = (
        HOME            => "$home",
        TMPDIR          => "$home",
        XDG_CONFIG_HOME => "$home",
        XDG_CACHE_HOME  => "$home",
        BROWSER_SHOTS   => $shots,
        %$told,
    );
    my $pid = fork() // die "fork: $!\n";
    if (!$pid) {
        @ENV{ keys %set } = values %set;
        drop();
        chdir $HERE or die "$HERE: $!\n";
        exec 'node', @script or print "not ok 1 - node: $!\n1..1\n";
        POSIX::_exit(127);
    }
    # node ends Chromium before it ends itself.
    local @SIG{qw(INT TERM HUP)} = (sub { kill TERM => $pid }) x 3;
    1 while waitpid($pid, 0) != $pid && $!{EINTR};
    return $? == 0 ? 0 : 1;
}

sub site {
    return 'http://127.0.0.1:' . CookiePolicy::Test::port($_[0]);
}

# Chromium does not want to be root, and nobody should want it to be.
sub own {
    my ($uid, $gid) = nobody() or return;
    chown $uid, $gid, map { "$_" } @_;
}

sub drop {
    my ($uid, $gid) = nobody() or return;
    $) = "$gid $gid";
    POSIX::setgid($gid) && POSIX::setuid($uid) or die "setuid: $!\n";
}

sub nobody {
    return if $> != 0;
    my ($uid, $gid) = (getpwnam 'nobody')[2, 3];
    return ($uid, $gid);
}

1;
