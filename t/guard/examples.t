# SPDX-License-Identifier: Apache-2.0
#
# httpd accepts every configuration that this project publishes.
#
# Server: own
use strict;
use warnings;

use CPAN::Meta::YAML ();
use Cwd qw(getcwd);
use File::Temp ();

use lib 't/lib';
use CookiePolicy::Httpd;
use Test::More;

my @files = ('conf/cookie_policy.conf', 'conf/status.conf',
             glob 'conf/{examples,markup}/*.conf');
cmp_ok scalar(@files), '>', 1, 'examples were found';
my @modules = qw(dbd proxy proxy_http rewrite expires filter deflate cache
                 cache_disk ssl socache_shmcb negotiation usertrack log_debug);

for my $file (@files) {
    open my $fh, '<', $file or die "$file: $!\n";
    my $text = do { local $/; <$fh> };
    # The module list contains all modules that examples use.
    my $httpd = CookiePolicy::Httpd->new(modules => \@modules);
    $httpd->write('example.conf', $text);
    $httpd->write('httpd.conf', CookiePolicy::Httpd::slurp(
        "$httpd->{root}/httpd.conf") . "Include $httpd->{root}/example.conf\n");
    my ($ok, $said) = $httpd->check;
    ok $ok, "$file is accepted" or diag $said;
    unlike $said, qr/CP\d{4}:/, "$file: the module logs nothing";
    like $text, qr/^\s*(?:#\s*)?(?:CookiePolicy|SetHandler cookie-policy)/m,
        "$file: has a directive of the module";
}

# The file that is installed must not publish a cookie that the site does not
# have.
my ($shipped) = map { CookiePolicy::Httpd::slurp($_) } 'conf/cookie_policy.conf';
unlike $shipped, qr/^\s*CookiePolicyCookie\b/m,
    'cookie_policy.conf declares no cookie';
my @offered = $shipped =~ /^\s*#(CookiePolicy\w+ (?:.*\\\n)*.*)$/mg;
cmp_ok scalar(@offered), '>=', 5,
    'cookie_policy.conf contains lines in comments';
for my $offered (@offered) {
    (my $lines = $offered) =~ s/^\s*#//mg;
    my ($ok, $said) = CookiePolicy::Httpd::verdict(conf => "$lines\n");
    ok $ok, 'such a line is accepted: ' . ($lines =~ /^(\S+ \S+)/)[0]
        or diag $lines, $said;
}

# The examples of the documents: every block that is marked as configuration. If
# a block includes a file, the file is one of this project.
my $top = getcwd();

sub blocks {
    my ($text) = @_;
    my @blocks;
    while ($text =~ /^( *)```apache\n(.*?)^ *```$/gms) {
        my ($indent, $block) = ($1, $2);
        push @blocks, $block =~ s/^$indent//mgr;
    }
    return @blocks;
}

sub accepted {
    my ($name, $block) = @_;
    # The module is already loaded, and the folder of modules differs between
    # systems.
    (my $lines = $block) =~ s/^LoadModule .*\n//mg;
    $lines =~ s{^(\s*Include) (?:\S*/)?((?:conf|locale|examples)/\S+)}{$1 $top/$2}mg;
    $lines =~ s{^(\s*Include) \S*/((?:catalogue|markup)/\S+|status\.conf)$}{$1 $top/conf/$2}mg;
    my ($ok, $said) = CookiePolicy::Httpd::verdict(
        modules => \@modules, conf => $lines);
    ok $ok, "$name is accepted" or diag "$block$said";
    unlike $said, qr/CP\d{4}:/, "$name: the module logs nothing";
    return;
}

my %blocks = map { $_ => [ blocks(CookiePolicy::Httpd::slurp($_)) ] }
    'README.md', glob('docs/*.md docs/guide/*.md docs/fr/*.md docs/fr/guide/*.md');
for my $file (sort keys %blocks) {
    my $n = 0;
    accepted("$file, example " . ++$n, $_) for @{ $blocks{$file} };
}
cmp_ok scalar(@{ $blocks{"docs/guide/$_.md"} // [] }), '>=', 1,
    "$_.md has examples" for qw(quickstart policy catalogue recipes limits caching);
my $reference = CookiePolicy::Httpd::slurp('docs/directives.md');
while ($reference =~ /^## (CookiePolicy\w*)\n(.*?)(?=^## |\z)/gms) {
    my ($name, $block) = ($1, $2);
    ok scalar(grep { /\b$name\b/ } blocks($block)), "$name has an example";
}

# The commands of the guides, with logs that contain all kinds of lines.
my $dir = File::Temp->newdir;
my $begin = '[Mon Nov 23 10:00:00 2026] [cookie_policy:warn] [pid 4:tid 4] ';
my $end = 'provider="-" uri="/"';
for my $log (['error.log', 'PHPSESSID', '_ga'], ['shop_error.log', 'cart', '_ga']) {
    my ($name, $undeclared, $declared) = @$log;
    open my $to, '>', "$dir/$name" or die "$dir/$name: $!\n";
    print $to $begin, $_, "\n" for
        qq(CP0001: would suppress Set-Cookie name="$undeclared" category="-" reason="undeclared" $end),
        qq(CP0001: would suppress Set-Cookie name="$declared" category="statistical" reason="undecided" $end),
        qq(CP0002: would strip Cookie name="wp-settings-1" category="-" reason="undeclared"),
        qq(CP0020: would hold source="fonts.example" category="-" reason="undeclared" element="link" uri="/"),
        'AH00094: Command line: apache2';
    close $to or die "$dir/$name: $!\n";
}
system('gzip', '-k', "$dir/error.log") == 0 or die "gzip\n";

# Returns the lines that the first command of the guide prints.
sub listed_by {
    my ($guide) = @_;
    my ($command) = CookiePolicy::Httpd::slurp("docs/guide/$guide")
        =~ /^ *```sh\n( *sudo sh .*?)^ *```$/ms;
    ok $command, "$guide has a command that reads the logs" or return [];
    $command =~ s{sudo }{}g;
    $command =~ s{/var/log/apache2/}{$dir/}g or die "no log in: $command";
    return [ map { s/^\s+//r } split /\n/, scalar `$command` ];
}

for my $guide (qw(quickstart.md policy.md)) {
    is_deeply listed_by($guide),
        ['3 Cookie name="wp-settings-1"', '2 Set-Cookie name="PHPSESSID"',
         '1 Set-Cookie name="cart"'],
        'it lists the undeclared cookies of all logs, and no declared cookie';
}
is_deeply listed_by('third-party.md'),
    ['3 source="fonts.example" category="-"'],
    'it lists the sources of all logs';

# The configuration of Prometheus: each query of an alert names a metric of ours.
my ($scrape) = @{ CPAN::Meta::YAML->read('conf/examples/prometheus.yml') };
my ($rules) = @{ CPAN::Meta::YAML->read('conf/examples/prometheus-rules.yml') };
my ($job) = @{ $scrape->{scrape_configs} };
is_deeply [ $job->{metrics_path}, sort keys %{ $job->{params} } ],
    ['/cookie-policy-status', 'prometheus'], 'prometheus.yml reads the metrics';
is_deeply $scrape->{rule_files}, ['prometheus-rules.yml'],
    'it loads the file with the alerts';
my $metrics = CookiePolicy::Httpd::slurp('src/core/status/cp_exposition.c');
for my $rule (map { @{ $_->{rules} } } @{ $rules->{groups} }) {
    my ($metric) = $rule->{expr} =~ /cookie_policy_(\w+)/;
    like $metrics, qr/"$metric"/, "$rule->{alert}: the metric exists";
}

# a2enmod of Debian reads this file.
open my $load, '<', 'conf/cookie_policy.load' or die $!;
my $line = do { local $/; <$load> };
like $line, qr{^LoadModule cookie_policy_module \S+/mod_cookie_policy\.so$}m,
    'cookie_policy.load loads the module';

done_testing;
