#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# Makes one HTML site of the documents, in the style of httpd's manual. The
# Makefile calls it:
#     build.pl TOP OUTPUT_DIR
# The sources are README.md, SECURITY.md and the Markdown below TOP/docs. A page
# docs/fr/X.md is the French version of docs/X.md; other languages work in the
# same way. The program fails if a link leads to nothing, or if no link leads to
# a page. It needs no network: of an external link it checks only the form.
use strict;
use warnings;

use File::Basename qw(dirname);
use File::Copy qw(copy);
use File::Path qw(make_path);

use lib dirname(__FILE__);
use Manual::Layout;
use Manual::Listing;
use Manual::Page;
use Manual::Program;
use Manual::QuickReference;
use Manual::Site;
use Manual::Sources;

my ($top, $out) = @ARGV;
die "usage: build.pl TOP OUTPUT_DIR\n" unless $out;
my $site = Manual::Site->new($top);
$site->add(map { Manual::Page->from_markdown($top, $_) }
           Manual::Sources::documents($top));
$site->add(Manual::QuickReference::pages($site));
$site->resolve(sub {
    my ($in, $path) = @_;
    return -d "$top/$path" ? Manual::Listing::page($in, $path)
        : Manual::Program::page($in, $path);
});
my @wrong = $site->problems;
die map({ "$_\n" } @wrong), "build.pl: the documents have wrong links\n"
    if @wrong;
write_file($_->{to}, Manual::Layout::document($site, $_)) for $site->pages;
copy_file(@$_) for $site->files, ["docs/site/manual.css", 'manual.css'];

sub write_file {
    my ($name, $text) = @_;
    make_path(dirname("$out/$name"));
    open my $to, '>:encoding(UTF-8)', "$out/$name" or die "$out/$name: $!\n";
    print $to $text;
    close $to or die "$out/$name: $!\n";
    return;
}

sub copy_file {
    my ($from, $to) = @_;
    make_path(dirname("$out/$to"));
    copy("$top/$from", "$out/$to") or die "$out/$to: $!\n";
    return;
}
