# SPDX-License-Identifier: Apache-2.0
#
# The embed codes of t/embeds/pages in Chromium, with and without scripts: no
# connection to a vendor before the choice and after a refusal, and the requests
# of the original page after acceptance. With CookiePolicyUndeclaredSource hold
# this is true for all pages; with declarations alone, for all pages whose tags
# contain the addresses.
#
# `make test-apps` runs it, because it takes 166 s of processor time.
# EMBEDS_ONLY=word selects pages, EMBEDS_MODES="tags hold" servers.
#
# Server: own (90 s)
# Needs: browser

use strict;
use warnings;

use lib 't/lib';
use CookiePolicy::Browser ();
use CookiePolicy::Httpd ();
use File::Temp ();

my %page = map { (s{.*/}{}r => CookiePolicy::Httpd::slurp($_)) }
    glob 't/embeds/pages/*.html';
my $sources = join "\n", map { /^(CookiePolicySource .*)$/m } values %page;

# A self-signed certificate: the script answers for every vendor with it.
my $keys = File::Temp->newdir;
system("openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=vendor"
    . " -keyout $keys/key.pem -out $keys/cert.pem >$keys/log 2>&1") == 0
    or die "openssl req: $?\n";

# The names of the pages with this mark.
sub named_in {
    my ($place) = @_;
    return join q{ },
        grep { $page{$_} =~ /^Named in: $place/m } sort keys %page;
}

sub server {
    my (@lines) = @_;
    my $httpd = CookiePolicy::Httpd->new(
        conf => join("\n", @lines, ''),
        files => { map { ("htdocs/$_" => $page{$_}) } keys %page });
    $httpd->start;
    return $httpd;
}

my $plain = server('CookiePolicy Off');
my $tags = server('CookiePolicy On', $sources);
my $hold = server('CookiePolicy On', $sources,
    'CookiePolicyUndeclaredSource hold');

exit CookiePolicy::Browser::run_with({
    EMBEDS_PAGES => join(q{ }, sort keys %page),
    EMBEDS_BY_SCRIPT => named_in('script'),
    EMBEDS_BY_OTHER => named_in('(?!script)'),
    EMBEDS_PLAIN => $plain->{port},
    EMBEDS_TAGS => $tags->{port},
    EMBEDS_HOLD => $hold->{port},
    EMBEDS_KEY => CookiePolicy::Httpd::slurp("$keys/key.pem"),
    EMBEDS_CERT => CookiePolicy::Httpd::slurp("$keys/cert.pem"),
}, 'embeds.mjs');
