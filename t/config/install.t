# SPDX-License-Identifier: Apache-2.0
#
# make install and make uninstall below DESTDIR: what one installs, the other
# removes, and a configuration that the administrator has changed stays.
#
# Server: none
# Sanitizers: no (it runs no compiled code)
use strict;
use warnings;

use CookiePolicy::Apxs ();
use File::Find qw(find);
use File::Temp qw(tempdir);
use Test::More tests => 27;

my $root = tempdir(CLEANUP => 1) . '/root';
my %dir = (etc => CookiePolicy::Apxs::asked('SYSCONFDIR'),
           lib => CookiePolicy::Apxs::asked('LIBEXECDIR'),
           bin => CookiePolicy::Apxs::asked('BINDIR'),
           data => '/usr/share/mod_cookie_policy');
my $conf = "$dir{etc}/mods-available/cookie_policy.conf";
my @data = map { s{^conf}{$dir{data}}r }
    'conf/status.conf', glob 'conf/{catalogue,markup,records}/*';
my @system = sort "$dir{lib}/mod_cookie_policy.so", @data,
    map { s{^support}{$dir{bin}}r } glob 'support/*';
my @debian = sort @system, $conf, $conf =~ s/conf$/load/r;

my ($ok, $said) = make('install', 'DEBIAN=0');
ok $ok, 'installed on another system' or diag $said;
like $said, qr{^LoadModule cookie_policy_module \Q$dir{lib}\E/mod}m,
    'the output has the next step';
is_deeply [files()], \@system, 'without files for a2enmod';
ok((make('uninstall'))[0], 'uninstalled');
is_deeply [files()], [], 'no file is left';

my $is_debian = -e '/etc/debian_version' && $dir{etc} eq '/etc/apache2';
make('install');
is_deeply [files()], $is_debian ? \@debian : \@system,
    'without DEBIAN= the files are those of this system';
make('uninstall');
is_deeply [files()], [], '... and are removed';

($ok, $said) = make('install', 'DEBIAN=1');
ok $ok, 'installed on Debian' or diag $said;
like $said, qr/a2enmod cookie_policy/, 'the output names the next step';
is_deeply [files()], \@debian, 'with files for a2enmod';
is_deeply [grep { mode($_) != (m{/bin/} ? 0755 : 0644) } files()], [],
    'everyone may read them, and run the program';
is text($conf =~ s/conf$/load/r),
    "LoadModule cookie_policy_module $dir{lib}/mod_cookie_policy.so\n",
    'cookie_policy.load names the installed module';
is text($conf), slurp('conf/cookie_policy.conf'), 'the configuration is ours';

unlike +(make('install', 'DEBIAN=1'))[1], qr/was changed/,
    'an update without a changed configuration';
is_deeply [files()], \@debian, '... has the same files';

write_text($conf, "CookiePolicy On\n");
write_text("$dir{data}/catalogue/own.conf", "# Ours.\n");
($ok, $said) = make('install', 'DEBIAN=1');
ok $ok, 'an update with a changed configuration';
like $said, qr/\Q$conf\E was changed: kept; the new one is .*\.new/,
    '... reports it';
is text($conf), "CookiePolicy On\n", '... and keeps it';
is text("$conf.new"), slurp('conf/cookie_policy.conf'),
    '... with the new one beside it';

my $enabled = "$dir{etc}/mods-enabled";
mkdir "$root$enabled" or die "$root$enabled: $!\n";
symlink '../mods-available/cookie_policy.load',
    "$root$enabled/cookie_policy.load" or die "symlink: $!\n";
my @before = files();
($ok, $said) = make('uninstall');
ok !$ok, 'a module that is switched on is not removed';
like $said, qr/first: a2dismod cookie_policy/, '... with the reason';
is_deeply [files()], \@before, '... and with all its files';
unlink "$root$enabled/cookie_policy.load";

($ok, $said) = make('uninstall');
ok $ok, 'uninstalled' or diag $said;
like $said, qr/\Q$conf\E was changed: kept/, 'the output names what stays';
is_deeply [files()], [sort $conf, "$dir{data}/catalogue/own.conf"],
    'files of the administrator stay';

unlink "$root$dir{data}/catalogue/own.conf", "$root$conf";
make('install', 'DEBIAN=1');
make('uninstall');
is_deeply [files()], [], 'no file is left';
ok !-e "$root$dir{data}", 'the folders of the data are removed';

sub make {
    my (@arguments) = @_;
    my $said = `make --no-print-directory DESTDIR='$root' @arguments 2>&1`;
    return ($? == 0, $said);
}

# The files below the root, without it.
sub files {
    my @found;
    find({ no_chdir => 1, wanted => sub {
        push @found, s/^\Q$root\E//r if !-d || -l;
    } }, $root);
    return sort @found;
}

sub mode { return (stat "$root$_[0]")[2] & 07777 }

sub slurp {
    my ($file) = @_;
    open my $fh, '<:raw', $file or die "$file: $!\n";
    local $/;
    return scalar <$fh>;
}

sub text { return slurp("$root$_[0]") }

sub write_text {
    my ($file, $text) = @_;
    open my $fh, '>', "$root$file" or die "$file: $!\n";
    print $fh $text;
    return close $fh;
}
