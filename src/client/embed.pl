#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# Turns the styles and scripts of src/client and the texts of conf/locale into C
# strings, so that the module reads no file at run time. The Makefile calls it:
#     embed.pl OUTPUT_DIR FILE...
# It writes cp_assets.c and cp_assets.h. A file banner.css becomes the array
# cp_asset_banner_css; the CookiePolicyText lines of all *.conf files become the
# table cp_asset_texts.
#
# A style or script may import a part: `@import "style/base.css";` or
# `// @import "script/choice.js";`. A part is in a subfolder, is not an argument,
# and becomes no array.
use strict;
use warnings;

use File::Basename qw(basename dirname);
use lib dirname(__FILE__) . '/pack';
use Script;
use Style;

my $IMPORT = qr{^ *(?:// )?\@import "([\w./]+)";$}m;
my $HEAD = <<'END';
/* SPDX-License-Identifier: Apache-2.0 */
/* Made by src/client/embed.pl; do not edit. */
END

my ($out, @files) = @ARGV;
die "usage: embed.pl OUTPUT_DIR FILE...\n" unless $out && @files;
my @texts = map { texts_of($_) } grep { /\.conf$/ } sort @files;
my %assets = map { asset_name($_) => asset($_) } grep { /\.(?:css|js)$/ } @files;
die "embed.pl: no texts\n" unless @texts;
write_file("$out/cp_assets.h", $HEAD, header());
write_file("$out/cp_assets.c", $HEAD, arrays(), table_of_texts());

sub read_file {
    my ($name) = @_;
    open my $in, '<:raw', $name or die "$name: $!\n";
    local $/;
    return scalar <$in>;
}

sub write_file {
    my ($name, @parts) = @_;
    open my $to, '>:raw', $name or die "$name: $!\n";
    print $to @parts;
    close $to or die "$name: $!\n";
    return;
}

# "src/client/banner.css" => "cp_asset_banner_css"
sub asset_name {
    my ($file) = @_;
    return 'cp_asset_' . basename($file) =~ tr/./_/r;
}

# Returns the packed text of a style or script. A CSP hash covers each byte of
# the text, and one hash serves HTML and XHTML: so the text is ASCII, and it
# contains no sign that is markup in XML.
sub asset {
    my ($file) = @_;
    my $text = with_imports($file);
    $text = eval { $file =~ /\.css$/ ? Style::packed($text) : Script::packed($text) }
        // die "$file: $@";
    die "$file: contains '$1'\n" if $text =~ /([^\x20-\x7E]|[<&]|\]\]>)/;
    return $text;
}

# Returns the text of FILE with the imported files in place of the imports. Their
# paths are relative to the folder of the file that imports them.
sub with_imports {
    my ($file) = @_;
    my $text = read_file($file);
    my $dir = dirname($file);
    $text =~ s{$IMPORT}{with_imports("$dir/$1")}ge;
    return $text;
}

# Returns [language, key, text] for each CookiePolicyText line of FILE.
sub texts_of {
    my ($file) = @_;
    my @found;
    my $number = 0;
    for my $line (split /\n/, read_file($file)) {
        $number++;
        next if $line =~ /^\s*(?:#|$)/;
        $line =~ /^CookiePolicyText\s+(\S+)\s+(\S+)\s+"((?:[^"\\]|\\.)*)"\s*$/
            or die "$file:$number: not a CookiePolicyText line\n";
        my ($language, $key, $text) = ($1, $2, $3);
        $text =~ s/\\(["\\])/$1/g;
        push @found, [ $language, $key, $text ];
    }
    return @found;
}

sub header {
    return <<'END', (map { "extern const char $_\[];\n" } sort keys %assets), "\n#endif\n";
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
}

sub arrays {
    return qq(#include "cp_assets.h"\n\n#include <stddef.h>\n\n),
        map { "const char $_\[] =\n    " . c_string($assets{$_}) . ";\n\n" }
        sort keys %assets;
}

sub table_of_texts {
    return "const cp_asset_text cp_asset_texts[] = {\n",
        (map { '    {' . join(', ', map { c_string($_) } @$_) . "},\n" } @texts),
        "    {NULL, NULL, NULL}};\n";
}

# Returns BYTES as a C string literal, split into literals of 60 characters. `??`
# could start a trigraph.
sub c_string {
    my ($bytes) = @_;
    $bytes =~ s/([^ !#-\[\]-~])/sprintf '\\%03o', ord $1/ge;
    $bytes =~ s/\?\?/?\\?/g;
    my @pieces = $bytes =~ /((?:\\.{3}|[^\\]|\\.){1,60})/g;
    return join("\n    ", map { qq("$_") } @pieces) || '""';
}
