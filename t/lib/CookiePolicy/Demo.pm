# SPDX-License-Identifier: Apache-2.0
#
# The demo (conf/demo/run) on a port of its own. It ends with the object, and
# removes its directory.
package CookiePolicy::Demo;

use strict;
use warnings;

use File::Temp ();
use Time::HiRes qw(sleep);

use CookiePolicy::Client ();
use CookiePolicy::Port ();
use CookiePolicy::Process ();

sub start {
    my ($class) = @_;
    my $port = CookiePolicy::Port::free();
    my $log = File::Temp->new;
    local $ENV{PORT} = $port;
    my $process = CookiePolicy::Process->start(
        name => 'the demo', command => ['conf/demo/run'], log => "$log",
        up => sub { said($log) =~ /Ctrl-C ends the demo/ });
    return bless { port => $port, log => $log, process => $process }, $class;
}

sub said {
    open my $in, '<', $_[0] or die "$_[0]: $!\n";
    local $/;
    return <$in> // '';
}

sub port { return $_[0]{port} }

# Returns what the demo has printed so far.
sub printed { return said($_[0]{log}) }

# True if the demo has printed this, or prints it within a minute.
sub prints {
    my ($self, $pattern) = @_;
    for (1 .. 1200) {
        return 1 if $self->printed =~ $pattern;
        sleep 0.05;
    }
    return 0;
}

# True if this is the directory of the demo.
sub lives_in {
    my ($self, $root) = @_;
    my $conf = "$root/httpd.conf";
    return -r $conf && said($conf) =~ /^Listen 127\.0\.0\.1:$self->{port}$/m;
}

# Ends the demo, as Ctrl-C does in a terminal.
sub stop { return $_[0]{process}->stop }

# fetch(host, path, ...): as CookiePolicy::Client::fetch().
sub fetch {
    my ($self, @request) = @_;
    return CookiePolicy::Client::fetch($self->{port}, @request);
}

1;
