# SPDX-License-Identifier: Apache-2.0
#
# Runs a script of t/browser, which drives Chromium, as an unprivileged user
# with a home directory of its own. The script writes the TAP. If Chromium, node
# or the site is missing, the test fails; it never skips.
package CookiePolicy::Browser;

use strict;
use warnings;

use Cwd qw(getcwd);
use File::Temp ();
use POSIX ();

use CookiePolicy::Test ();

my $SCRIPTS = getcwd() . '/t/browser';

# run(script, arguments...): against the sites of t/conf/groups/browser.conf.in.
# Returns the exit status.
sub run { return run_at('browser', @_) }

# Like run(), with the pages as XHTML.
sub run_xhtml { return run_at('browser_xhtml', @_) }

sub run_at {
    my ($name, @script) = @_;
    return run_with({ BROWSER_SITE => site($name),
                      BROWSER_UNIFORM => site("${name}_uniform"),
                      BROWSER_PLAIN => site("${name}_plain") }, @script);
}

# run_with({ variable => value }, script, arguments...): for a server that the
# test started. The variables tell the script where it is.
sub run_with {
    my ($told, @script) = @_;
    my $home  = File::Temp->newdir;
    my $shots = $ENV{BROWSER_SHOTS} || "$SCRIPTS/shots";
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
        chdir $SCRIPTS or die "$SCRIPTS: $!\n";
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

# Chromium refuses to run as root: root gives these files to "nobody".
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
