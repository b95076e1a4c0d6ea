# SPDX-License-Identifier: Apache-2.0
#
# A private server for the browser tests of held frames: a site with frames of
# another site, under several policies of its own. /page/NAME.html contains one
# frame of each element that NAME lists. The query of a page is its
# Content-Security-Policy.
package CookiePolicy::Held;

use strict;
use warnings;

use CookiePolicy::Httpd ();

my $POLICY = <<'CONF';
CookiePolicyCookie statistical _ga purpose="to count visits"
CookiePolicyCookie first-party seen purpose="to remember films"
CookiePolicySource third-party video.test:* provider="Video Ltd" \
    purpose="to show films"
CookiePolicySource statistical count.test:* provider="Count Ltd"
CONF

# Each virtual host of the site, and its lines in addition to the policy.
my @HOSTS = (
    [ 'www.test',      'CookiePolicy On' ],
    [ 'off.test',      'CookiePolicy Off' ],
    [ 'undeclared.test', "CookiePolicy On\nCookiePolicyUndeclaredSource hold" ],
    [ 'strict.test',   "CookiePolicy On\nHeader always set X-Frame-Options DENY\n"
        . 'Header always set Content-Security-Policy "frame-ancestors \'none\'"'
        . "\nHeader always set Referrer-Policy no-referrer" ],
    [ 'isolated.test', "CookiePolicy On\n"
        . "Header always set Cross-Origin-Embedder-Policy require-corp\n"
        . 'Header always set Cross-Origin-Opener-Policy same-origin' ],
);

# The frames; %s is an address.
my %FRAME = (
    iframe  => '<iframe title="film" src="%s" width="400" height="300"></iframe>',
    object  => '<object title="film" data="%s" width="400" height="300"></object>',
    embed   => '<embed title="film" src="%s" width="400" height="300">',
    sandbox => '<iframe title="film" sandbox="allow-scripts" src="%s"></iframe>',
    able    => '<iframe title="film" src="%s" '
        . 'sandbox="allow-forms allow-same-origin allow-top-navigation"></iframe>',
    count   => '<iframe title="counter" src="%s"></iframe>',
);

sub page {
    my (@bodies) = @_;
    return '<!DOCTYPE html><html lang="en"><title>Page</title><main><h1>Page</h1>'
        . join('', @bodies) . '</main>';
}

# Returns the files of the pages. @PORT@ is replaced in them.
sub files {
    my %files;
    for my $name (keys %FRAME) {
        my $host = $name eq 'count' ? 'count' : 'video';
        $files{$name} = page(
            sprintf $FRAME{$name}, "http://$host.test:\@PORT\@/film/film.html");
    }
    $files{frame} = '<!DOCTYPE html><html lang="en"><title>Page</title>'
        . '<frameset cols="*"><frame title="film" '
        . 'src="http://video.test:@PORT@/film/film.html"></frameset>';
    $files{outer} = page('<iframe title="inner" src="/page/iframe.html" '
        . 'width="600" height="500"></iframe>');
    $files{framing} = page('<iframe title="held" '
        . 'src="http://www.test:@PORT@/cookie-policy/held?category=third-party">'
        . '</iframe>');
    $files{unknown} = page('<iframe title="unknown" '
        . 'src="http://other.test:@PORT@/film/film.html"></iframe>');
    return ('htdocs/film/film.html' =>
                '<!DOCTYPE html><html lang="en"><title>Film</title><h1>FILM</h1>',
            map { ("htdocs/page/$_.html" => $files{$_}) } keys %files);
}

my $httpd;

# Starts the server. Returns the variables that tell the script where it is.
sub variables {
    my $hosts = join '', map {
        "<VirtualHost *:\@PORT\@>\nServerName $_->[0]\n$POLICY$_->[1]\n"
        . "</VirtualHost>\n" } @HOSTS;
    $httpd = CookiePolicy::Httpd->new(conf => <<"CONF");
<Location /page>
Header set Content-Security-Policy "expr=%{unescape:%{QUERY_STRING}}" "expr=-n %{QUERY_STRING}"
</Location>
<VirtualHost *:\@PORT\@>
ServerName video.test
ServerAlias count.test other.test
CookiePolicy Off
Header always set Cross-Origin-Resource-Policy cross-origin
Header always set Cross-Origin-Embedder-Policy require-corp
</VirtualHost>
$hosts
CONF
    my %files = files();
    $httpd->write($_, $httpd->filled($files{$_})) for keys %files;
    $httpd->start;
    return { HELD_PORT => $httpd->{port} };
}

1;
