# SPDX-License-Identifier: Apache-2.0
#
# The promised version of httpd is the same everywhere, and the sources use
# nothing that later versions have added, unless a guard of the preprocessor
# asks for it. ap_mmn.h of the installed httpd lists the additions.
#
# Server: none
# Sanitizers: no (it runs no compiled code)
use strict;
use warnings;

use lib 't/lib';
use CookiePolicy::Apxs ();
use Test::More tests => 7;

use constant PROMISED => '2.4.52';
# The last number of ap_mmn.h that httpd 2.4.52 has.
use constant LAST_NUMBER => 121;

sub slurp {
    my ($file) = @_;
    open my $fh, '<:raw', $file or die "$file: $!\n";
    local $/;
    return scalar <$fh>;
}

# file => each statement of the oldest version in it
my %stated = (
    'README.md' => qr/Apache httpd (2\.4\.\d+) or later/,
    'docs/directives.md' => qr/Compatibility:\*\* Apache httpd (2\.4\.\d+) and/,
    'debian/control' => qr/apache2-(?:dev|bin) \(>= (2\.4\.\d+)\)/,
    'packaging/mod_cookie_policy.spec' => qr/httpd(?:-devel)? >= (2\.4\.\d+)/,
);
for my $file (sort keys %stated) {
    my %said = map { $_ => 1 } slurp($file) =~ /$stated{$file}/g;
    is_deeply [keys %said], [PROMISED], "$file promises this version";
}

# Returns the names of functions and macros that later versions have added.
sub added {
    my ($header) = @_;
    my ($list) = slurp($header) =~ m{/\*(.*? 20120211\.121 .*?)\*/}s
        or die "$header: no list\n";
    $list =~ s/^ \* {5,}/ /mg;
    $list =~ s/\n / /g;
    my %names;
    for my $entry ($list =~ /20120211\.\d+ [^*]*/g) {
        my ($number, $text) = $entry =~ /^20120211\.(\d+) (.*)/s;
        next if $number <= LAST_NUMBER;
        $names{$_} = 1 for $text =~ /\b((?:ap_|AP_)\w*\w)\b(?!\.)/g;
    }
    return sort keys %names;
}

# Returns the lines that use one of the names outside of a guard.
sub uses {
    my ($source, $names) = @_;
    my ($depth, $guarded, $number, @found) = (0, 0, 0);
    for my $line (split /\n/, $source) {
        $number++;
        $depth++ if $line =~ /^\s*#\s*if/;
        $guarded ||= $depth if $line =~ /^\s*#\s*if.*AP_MODULE_MAGIC_AT_LEAST/;
        push @found, $number if !$guarded && $line =~ /\b(?:$names)\b/;
        next unless $line =~ /^\s*#\s*endif/;
        $guarded = 0 if $guarded == $depth;
        $depth--;
    }
    return @found;
}

my @added = added(CookiePolicy::Apxs::asked('INCLUDEDIR') . '/ap_mmn.h');
# One name is always there: httpd 2.4.52 lists none.
my $names = join '|', @added, 'ap_thread_create';
is_deeply [uses(<<'C', 'ap_later')], [1, 7], 'a use outside of a guard is found';
a = ap_later();
#if AP_MODULE_MAGIC_AT_LEAST(20120211, 122)
#ifdef X
b = ap_later();
#endif
#endif
c = ap_later();
C
my @wrong;
for my $file ('mod_cookie_policy.c', glob 'src/httpd/*/*.[ch]') {
    push @wrong, map { "$file:$_" } uses(slurp($file), $names);
}
is_deeply \@wrong, [], 'the sources use nothing newer';
ok !CookiePolicy::Apxs::at_least('2.4.55') || grep({ $_ eq 'ap_thread_create' }
    @added), 'the list of the installed httpd is read';
