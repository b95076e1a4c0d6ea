#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# Turns the files of src/client and the texts of conf/locale into C, so that
# the module needs no file at run time.
#     embed.pl OUTPUT_DIR FILE...
# writes cp_assets.c and cp_assets.h: of banner.css the array
# cp_asset_banner_css, of each *.conf its CookiePolicyText lines. Style and
# script are packed: either may import other files, by a line `@import "x.css";`
# or `// @import "x.js";`; comments, line breaks and needless blanks go; ASCII
# and LF are enforced, because a CSP hash covers every byte. A file
# that is only a part of others is in a subfolder, and not an argument.
use strict;
use warnings;

my ($out, @files) = @ARGV;
die "usage: embed.pl OUTPUT_DIR FILE...\n" unless $out && @files;

my $IMPORT = qr{^ *(?:// )?\@import "([\w./]+)";$}m;

sub slurp {
    my ($name) = @_;
    open my $in, '<:raw', $name or die "$name: $!\n";
    local $/;
    return scalar <$in>;
}

sub c_string {
    my ($bytes) = @_;
    $bytes =~ s/([^ !#-\[\]-~])/sprintf '\\%03o', ord $1/ge;
    $bytes =~ s/\?\?/?\\?/g;
    return join "\n    ", map { qq("$_") }
        $bytes =~ /((?:\\.{3}|[^\\]|\\.){1,60})/g;
}

sub packed {
    my ($name, $text) = @_;
    my ($dir) = $name =~ m{^(.*/)?};
    $dir //= '';
    $text =~ s{$IMPORT}{slurp("$dir$1")}ge;
    die "$name: not ASCII\n" if $text =~ /[^\x00-\x7F]/;
    $text =~ s{/\*.*?\*/}{}gs;
    $text =~ s{^\s*//.*$}{}gm;
    $text =~ s/\s*\n\s*/ /g;
    $text =~ s/^ | $//g;
    if ($name =~ /\.css$/) {
        $text =~ s/\s*([{};,>])\s*/$1/g;
        $text =~ s/([a-z-]):\s+/$1:/g;
        $text =~ s/;\}/}/g;
    }
    elsif ($name =~ /\.js$/) {
        $text = join '', map { /^'/ ? $_ : packed_code($name, $_) }
            split /('(?:[^'\\]|\\.)*')/, $text;
    }
    return $text;
}

# Script between its strings. What could be a regular expression, a string of
# another kind or two signs in one (`a + +b`) is not told apart: not allowed.
sub packed_code {
    my ($name, $code) = @_;
    die "$name: cannot pack '$1'\n" if $code =~ m{(["`/]|[-+]\s+[-+])};
    $code =~ s/\s*([^\w\s\$])\s*/$1/g;
    return $code;
}

sub texts_of {
    my ($name) = @_;
    my @texts;
    my $number = 0;
    for my $line (split /\n/, slurp($name)) {
        $number++;
        next if $line =~ /^\s*(#|$)/;
        $line =~ /^CookiePolicyText\s+(\S+)\s+(\S+)\s+"((?:[^"\\]|\\.)*)"\s*$/
            or die "$name:$number: not a CookiePolicyText line\n";
        my ($language, $key, $text) = ($1, $2, $3);
        $text =~ s/\\(["\\])/$1/g;
        push @texts, [$language, $key, $text];
    }
    return @texts;
}

my (@texts, %assets);
for my $file (sort @files) {
    if ($file =~ /\.conf$/) {
        push @texts, texts_of($file);
    }
    elsif ($file =~ m{([^/]+)\.(css|js)$}) {
        $assets{"cp_asset_$1_$2"} = packed($file, slurp($file));
    }
}
die "embed.pl: no texts\n" unless @texts;

my $spdx = "/* SPDX-License-Identifier: Apache-2.0 */\n"
    . "/* Made by src/client/embed.pl; do not edit. */\n";
open my $h, '>:raw', "$out/cp_assets.h" or die "$out/cp_assets.h: $!\n";
print $h $spdx, <<'END';
#ifndef CP_ASSETS_H
#define CP_ASSETS_H

/* A built-in text; the list ends with a NULL language. */
typedef struct cp_asset_text {
    const char *language;
    const char *key;
    const char *text;
} cp_asset_text;

extern const cp_asset_text cp_asset_texts[];
END
print $h "extern const char $_\[];\n" for sort keys %assets;
print $h "\n#endif\n";
close $h or die "$out/cp_assets.h: $!\n";

open my $c, '>:raw', "$out/cp_assets.c" or die "$out/cp_assets.c: $!\n";
print $c $spdx, qq(#include "cp_assets.h"\n\n#include <stddef.h>\n\n);
print $c "const char $_\[] =\n    ", c_string($assets{$_}) || '""', ";\n\n"
    for sort keys %assets;
print $c "const cp_asset_text cp_asset_texts[] = {\n";
print $c '    {', join(', ', map { c_string($_) } @$_), "},\n" for @texts;
print $c "    {NULL, NULL, NULL}};\n";
close $c or die "$out/cp_assets.c: $!\n";
