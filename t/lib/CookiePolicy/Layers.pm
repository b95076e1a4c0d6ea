# SPDX-License-Identifier: Apache-2.0
#
# The rules of t/guard/layers.t: which folder may include which, and how long
# files and functions are. Each check takes text and returns a list of faults,
# so that a test can show that it finds them.
package CookiePolicy::Layers;

use strict;
use warnings;

use constant {
    LINES_OF_FILE     => 600,
    LINES_OF_FUNCTION => 40,
    COLUMNS           => 80,
};

# Reads the table of docs/architecture.md: rows "| `core/x` | … | includes |".
# The last column names folders of the same layer, or "core" for all of the
# core. A folder may only name folders of rows above its own: therefore no table
# contains a cycle. Dies at any other row. Returns folder => { folder => 1 }.
sub table {
    my ($text) = @_;
    my %may;
    while ($text =~ /^\| `((core|httpd)\/\w+)` \|[^|\n]*\|([^|\n]*)\|$/mg) {
        my ($folder, $layer, $column) = ($1, $2, $3);
        die "$folder has two rows\n" if $may{$folder};
        my @others = map { "$layer/$_" } $column =~ /`(\w+)`/g;
        for (@others) {
            die "$folder names $_, which has no row above\n" unless $may{$_};
        }
        push @others, grep { /^core/ } keys %may
            if $layer eq 'httpd' && $column =~ /^ core\b/;
        $may{$folder} = { map { $_ => 1 } @others };
    }
    return \%may;
}

# The folder of a file or of an include: core/base of src/core/base/cp_span.h.
sub folder {
    my ($path) = @_;
    return $path =~ m{^(?:src/)?(.+)/[^/]+$} ? $1 : '';
}

# Paths of the headers of ours that a text includes.
sub includes {
    my ($text) = @_;
    return $text =~ /^[ \t]*#[ \t]*include[ \t]*"([^"]+)"/gm;
}

# Faults of the includes of ours. Notes each dependency in %$used.
sub wrong_includes {
    my ($may, $file, $text, $used) = @_;
    my $from = folder($file);
    return ("its folder $from has no row in the table") unless $may->{$from};
    my @faults;
    for my $header (includes($text)) {
        next if $header eq 'cp_assets.h'; # made by src/client/embed.pl
        my $to = folder($header);
        $used->{"$from: $to"} = 1;
        push @faults, "includes $header"
            unless $to eq $from || $may->{$from}{$to};
    }
    return @faults;
}

# Faults of a core file: headers other than those of APR, of libidn2 and a few of
# the C library; calls that log, ask for the time, open files, read the environment
# or make random numbers.
sub not_pure {
    my ($text) = @_;
    my @faults = map { "includes <$_>" }
        grep { !/^apr_?\w*\.h$/ && !/^(?:emmintrin|idn2)\.h$/
            && !/^(?:string|strings|stdarg|stddef|stdint|stdlib|limits|ctype)\.h$/ }
        $text =~ /^[ \t]*#[ \t]*include[ \t]*<([^>]+)>/gm;
    return @faults, map { "calls $_()" } without_comments($text) =~
        /\b(ap_\w+|apr_time_now|apr_file_\w+|time|fopen|getenv|rand|random
            |apr_generate_random_bytes|printf)\s*\(/gx;
}

sub without_comments {
    my ($text) = @_;
    return $text =~ s{/\*.*?\*/}{}gsr;
}

# The folders that a row names, but of which no file of the row's folder includes
# a header. The word "core" may name more than a folder uses.
sub unused {
    my ($may, $used) = @_;
    return map {
        my $from = $_;
        my ($layer) = $from =~ m{^(\w+)/};
        map { "$from: $_" } grep { m{^$layer/} && !$used->{"$from: $_"} }
            sort keys %{ $may->{$from} };
    } sort keys %$may;
}

# Faults of size and form.
sub wrong_form {
    my ($text) = @_;
    my @faults;
    push @faults, 'the first line has no SPDX-License-Identifier'
        unless $text =~ /\A[^\n]*SPDX-License-Identifier: Apache-2\.0/;
    my $lines = $text =~ tr/\n//;
    push @faults, "$lines lines" if $lines > LINES_OF_FILE;
    my $number = 0;
    for (split /\n/, $text) {
        $number++;
        push @faults, "line $number: more than " . COLUMNS . ' columns'
            if length > COLUMNS && !/[^\x00-\x7f]/;
        push @faults, "line $number: a tab" if /\t/;
        push @faults, "line $number: unfinished" if /\b(?:TODO|FIXME|XXX)\b/;
    }
    return @faults, long_functions($text);
}

# Functions with too many lines between their braces.
sub long_functions {
    my ($text) = @_;
    my @faults;
    while ($text =~ /^(\w[^;{}]*?)(?:\n)?^\{\n(.*?)^\}/gms) {
        my ($head, $lines) = ($1, $2 =~ tr/\n//);
        next if $lines <= LINES_OF_FUNCTION;
        my ($name) = $head =~ /(\w+)\s*\(/;
        push @faults, ($name // 'a function') . " has $lines lines";
    }
    return @faults;
}

1;
