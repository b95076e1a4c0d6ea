# SPDX-License-Identifier: Apache-2.0
#
# WebDAV clients write back the document that they have read. Therefore no
# element is added, and preconditions apply to the resource.
#
# Server: own

use strict;
use warnings;

use lib 't/lib';
use CookiePolicy::Httpd;
use Test::More;

my $page = '<!DOCTYPE html><html lang="en"><title>x</title><body>x</body></html>';
my $httpd = CookiePolicy::Httpd->new(
    modules => [qw(dav dav_fs)],
    files   => { map { ("htdocs/$_/a.html" => $page) } qw(dav plain view) },
    conf    => <<'CONF');
CookiePolicy On
CookiePolicyCookie necessary sid
CookiePolicyCookie statistical _ga
DavLockDB "@ROOT@/locks"
Alias /same "@ROOT@/htdocs/view"
<Directory "@ROOT@/htdocs/dav">
    Dav On
</Directory>
<Location /view>
    Dav On
</Location>
<Directory "@ROOT@/htdocs/dav/off">
    Dav Off
</Directory>
CONF
utime 1_700_000_000, 1_700_000_000,
    map { "$httpd->{root}/htdocs/$_/a.html" } qw(dav plain view);
chmod 0777, "$httpd->{root}/htdocs", map { "$httpd->{root}/htdocs/$_" }
    qw(dav plain view);
chmod 0666, map { "$httpd->{root}/htdocs/$_/a.html" } qw(dav plain view);
chmod 0777, $httpd->{root};
$httpd->start;

sub ask { return $httpd->fetch('localhost', @_) }

like ask('/plain/a.html')->body, qr/data-cookie-policy="banner"/,
    'an ordinary page has a banner';
for my $fields ([], ['Accept: */*'], ['Accept: text/html'],
                ['Sec-Fetch-Dest: document', 'Sec-Fetch-Mode: navigate']) {
    my $read = ask('/dav/a.html', headers => $fields);
    is $read->body, $page, "with Dav On the page is unchanged (@$fields)";
    unlike $read->header('ETag'), qr/-cp/,
        "with Dav On the entity tag is unchanged (@$fields)";
}
my $read = ask('/dav/a.html');
is ask('/dav/a.html', method => 'PUT', body => $read->body,
       headers => ['If-Match: ' . $read->header('ETag')])->status, 204,
    'the document can be written back';
is ask('/dav/a.html')->body, $page, 'it has not changed';

# The same file is read as a page at one URL and written at another.
my $seen = ask('/same/a.html')->header('ETag');
like $seen, qr/-cp/,
    'a page that was read at the other URL has the tag of a variant';
my $lock = ask('/view/a.html', method => 'LOCK',
    headers => ['Content-Type: text/xml'],
    body => '<?xml version="1.0"?><lockinfo xmlns="DAV:"><lockscope>'
        . '<exclusive/></lockscope><locktype><write/></locktype></lockinfo>');
my ($token) = ($lock->header('Lock-Token') // '') =~ /(<[^>]+>)/;
ok $token, 'the file is locked';
for my $row (['the tag of the variant', $seen, 204],
             ['another tag', '"other"', 412]) {
    my ($what, $tag, $status) = @$row;
    is ask('/view/a.html', method => 'PUT', body => $page,
           headers => ["If: ($token [$tag])"])->status, $status,
        "If with the lock and $what: the status is $status";
    $seen = ask('/same/a.html')->header('ETag');
}

done_testing;
