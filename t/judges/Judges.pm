# SPDX-License-Identifier: Apache-2.0
#
# A private httpd with every document twice, with and without the module, and
# one of the judges in front of it. JUDGE=long takes more of the documents:
# see t/judges/README.md.
package Judges;

use strict;
use warnings;

use Cwd qw(abs_path getcwd);
use File::Basename qw(dirname);
use lib 't/lib', dirname(dirname(abs_path(__FILE__))) . '/browser';
use Browser ();
use CookiePolicy::Httpd;

my $HERE = dirname(abs_path(__FILE__));

my $DECLARED = 'CookiePolicyCookie statistical _ga';
# One process, so that none is ended while connections are kept to it.
my $CONF = <<"CONF";
ServerLimit 1
ThreadsPerChild 25
MaxRequestWorkers 25
MaxSpareThreads 25
MaxKeepAliveRequests 0
KeepAliveTimeout 60
AddDefaultCharset Off
AddType text/html .htm .HTM .HTML
<VirtualHost *:*>
ServerName off.test
CookiePolicy Off
\@PAGES\@
</VirtualHost>
<VirtualHost *:*>
ServerName on.test
CookiePolicy On
$DECLARED
LogLevel cookie_policy:info
ErrorLog \@ROOT\@/judged_log
ErrorLogFormat "[%{X-Document}i] %M"
\@PAGES\@
</VirtualHost>
<VirtualHost *:*>
ServerName uniform.test
CookiePolicy On
CookiePolicyVariants uniform
$DECLARED
\@PAGES\@
</VirtualHost>
<VirtualHost *:*>
ServerName end.test
CookiePolicy On
CookiePolicyBanner On end
$DECLARED
\@PAGES\@
</VirtualHost>
<VirtualHost *:*>
ServerName signals.test
CookiePolicy On
CookiePolicyConsentMode ad_storage=third-party
$DECLARED
\@PAGES\@
</VirtualHost>
CONF

# Unpacked packages of documents, as t/tools/deps left them.
sub packages {
    my $dir = $ENV{CP_UNPACKED};
    if (!$dir) {
        $dir = `t/tools/deps --cache-dir`;
        chomp $dir;
    }
    my @names = split ' ', `t/tools/deps --pages @{[ is_long() ? 'judge' : 'test' ]}`;
    return grep { -d || die "$_ is missing: run t/tools/deps\n" }
        map { "$dir/$_" } @names;
}

sub is_long { return ($ENV{JUDGE} // '') eq 'long' }

# Each page twice: what it is, and what it would be as XHTML.
sub lines_for {
    return join '', "<Location /xml>\nForceType application/xhtml+xml\n"
        . "</Location>\n", map { my ($name) = m{([^/]+)$};
        "Alias /pages/$name $_\nAlias /xml/$name $_\n"
        . "<Directory $_>\nRequire all granted\n"
        . "Options FollowSymLinks\n</Directory>\n" } @_;
}

sub run {
    my ($script) = @_;
    my @pages = packages();
    (my $conf = $CONF) =~ s/\@PAGES\@/lines_for(@pages)/ge;
    my $httpd = CookiePolicy::Httpd->new(conf => $conf);
    my $made = "$httpd->{root}/htdocs/made";
    system('node', "$HERE/corpus.mjs", $made) == 0
        or die "no documents could be made\n";
    $httpd->start;
    return Browser::run_with({
        JUDGE_PORT  => $httpd->{port},
        JUDGE_INDEX => "$made/index.json",
        JUDGE_PAGES => join(':', @pages),
        JUDGE_LOG   => "$httpd->{root}/judged_log",
    }, "$HERE/$script");
}

1;
