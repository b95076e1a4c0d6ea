# SPDX-License-Identifier: Apache-2.0
#
# Starts an httpd that serves every document twice, with the module and without
# it, and runs a script of t/judges that compares them. JUDGE=long adds
# documents: see t/judges/README.md.
package CookiePolicy::Judges;

use strict;
use warnings;

use Cwd qw(getcwd);

use CookiePolicy::Browser ();
use CookiePolicy::Httpd;

my $SCRIPTS = getcwd() . '/t/judges';

my $DECLARED = 'CookiePolicyCookie statistical _ga';
# One process only: httpd must not end one that has kept-alive connections.
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

# The folders of the documentation packages that t/tools/deps unpacked.
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

# Serves each page twice: with its own type, and as XHTML.
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
    system('node', "$SCRIPTS/corpus.mjs", $made) == 0
        or die "no documents could be made\n";
    $httpd->start;
    return CookiePolicy::Browser::run_with({
        JUDGE_PORT  => $httpd->{port},
        JUDGE_INDEX => "$made/index.json",
        JUDGE_PAGES => join(':', @pages),
        JUDGE_LOG   => "$httpd->{root}/judged_log",
    }, "$SCRIPTS/$script");
}

1;
