# SPDX-License-Identifier: Apache-2.0
#
# An application of Debian with a private httpd and php-fpm, twice: with its
# declarations from conf/catalogue, and with CookiePolicy Off. Both virtual hosts
# serve the same files and the same database. A journey in t/apps/*.mjs visits
# them in Chromium.
package CookiePolicy::Application;

use strict;
use warnings;

use Cwd qw(getcwd);
use File::Temp ();

use CookiePolicy::Httpd ();
use CookiePolicy::Port ();
use CookiePolicy::Mariadb ();
use CookiePolicy::Php ();

# The cookies that measurement and advertising add to an application, and a
# cookie that nobody has declared. Both hosts try to set them.
my $MEASURED = <<'CONF';
Header always add Set-Cookie "_ga=GA1.1.1; Path=/; Max-Age=34214400" \
    "expr=%{CONTENT_TYPE} =~ m#^text/html#"
Header always add Set-Cookie "ad_id=1; Path=/; Max-Age=86400" \
    "expr=%{CONTENT_TYPE} =~ m#^text/html#"
Header always add Set-Cookie "stray=1; Path=/" \
    "expr=%{CONTENT_TYPE} =~ m#^text/html#"
CONF
my $ASKED = <<'CONF';
CookiePolicyCookie statistical _ga provider="Example Analytics" \
    function="Audience measurement" purpose="to count visits" lifetime=13mo
CookiePolicyCookie third-party ad_id provider="Example Ads" \
    function="Advertising" purpose="to show what interested you" \
    lifetime=1d third-party=yes
CONF

# The configuration of Debian's mods-enabled/deflate.conf.
my $COMPRESSED = <<'CONF';
AddOutputFilterByType DEFLATE text/html text/plain text/xml text/css
AddOutputFilterByType DEFLATE text/javascript application/x-javascript \
    application/javascript application/ecmascript
AddOutputFilterByType DEFLATE application/rss+xml application/xml
CONF

# new(name): the name of its file in conf/catalogue
sub new {
    my ($class, $name) = @_;
    my $self = bless {
        name => $name,
        tree => "$ENV{CP_UNPACKED}/applications",
        root => File::Temp->newdir('cp-app.XXXXXX', TMPDIR => 1),
        off  => CookiePolicy::Port::free(),
    }, $class;
    -d "$self->{tree}/usr" or die "no applications: run t/tools/deps apps\n";
    $self->{php} = CookiePolicy::Php->new(
        tree => $self->{tree}, root => "$self->{root}");
    return $self;
}

# The path of a file of the package.
sub path { return "$_[0]{tree}/$_[1]" }

sub php { return $_[0]{php} }

sub root { return "$_[0]{root}" }

sub write {
    my ($self, $path, $text) = @_;
    open my $fh, '>', $self->path($path) or die "$path: $!\n";
    print $fh $text;
    return close $fh || die "$path: $!\n";
}

# database(statements): starts MariaDB and returns its socket
sub database {
    my ($self, $sql) = @_;
    $self->{database} = CookiePolicy::Mariadb->new(
        tree => $self->{tree}, root => "$self->{root}", sql => $sql)->start;
    return $self->{database}->socket;
}

# serve(lines for httpd, lines for the host with a policy): @TREE@ is replaced by
# the folder of the packages
sub serve {
    my ($self, $conf, $own) = @_;
    $self->{php}->start;
    $self->{httpd} = CookiePolicy::Httpd->new(
        modules => [qw(deflate expires filter negotiation proxy proxy_fcgi
                       rewrite)],
        conf => $self->_conf($conf, $own // '') =~ s/\@TREE\@/$self->{tree}/gr);
    $self->{httpd}->write('mime.types', _types());
    $self->{httpd}->start;
    return $self;
}

sub _conf {
    my ($self, $conf, $own) = @_;
    my $catalogue = getcwd() . "/conf/catalogue/$self->{name}.conf";
    my $socket = $self->{php}->socket;
    return <<"CONF";
Listen 127.0.0.1:$self->{off}
<FilesMatch "\\.php\$">
    SetHandler "proxy:unix:$socket|fcgi://localhost/"
</FilesMatch>
DirectoryIndex index.php index.html
$COMPRESSED$MEASURED
<Directory "\@TREE\@">
    Options +FollowSymLinks
    AllowOverride All
    Require all granted
</Directory>
$conf
Include "$catalogue"
<VirtualHost 127.0.0.1:\@PORT\@>
    CookiePolicy On
$ASKED$own
</VirtualHost>
<VirtualHost 127.0.0.1:$self->{off}>
    CookiePolicy Off
</VirtualHost>
CONF
}

sub _types {
    return <<'TYPES';
text/html html
text/css css
text/plain txt
text/javascript js
application/json json map
image/svg+xml svg
image/png png
image/gif gif
image/jpeg jpg jpeg
image/vnd.microsoft.icon ico
font/woff woff
font/woff2 woff2
TYPES
}

# Runs the journey with these variables. Returns its exit status.
sub journey {
    my ($self, %told) = @_;
    require CookiePolicy::Browser;
    my $shots = getcwd() . '/t/apps/shots';
    local $ENV{BROWSER_SHOTS} = $shots;
    my $failed = CookiePolicy::Browser::run_with({
        BROWSER_SITE => "http://127.0.0.1:$self->{httpd}{port}",
        APPS_NAME => $self->{name},
            APPS_OFF => "http://127.0.0.1:$self->{off}", %told,
    }, "../apps/$self->{name}.mjs");
    $self->_explain if $failed;
    return $failed;
}

# Prints the errors in the logs after a failure.
sub _explain {
    my ($self) = @_;
    for my $log ("$self->{root}/php.log", "$self->{httpd}{root}/error_log") {
        my @lines = split /^/, CookiePolicy::Httpd::slurp($log);
        my @odd = grep { /Fatal|:(?:error|crit|alert|emerg)\]/
                             && !/CP000[12]: / } @lines;
        print "# $log: $_" for @odd > 30 ? @odd[-30 .. -1] : @odd;
    }
    return;
}

sub stop {
    my ($self) = @_;
    $_->stop for grep { defined } @$self{qw(httpd php database)};
    return;
}

sub DESTROY {
    my ($self) = @_;
    local ($?, $@);
    $self->stop;
    return;
}

1;
