# SPDX-License-Identifier: Apache-2.0
#
# The page for a folder of examples: each file with the comment at its start.
package Manual::Listing;
use strict;
use warnings;

use XML::LibXML ();

use Manual::Page;

# Returns the page for a folder below the top of the site's sources.
sub page {
    my ($site, $folder) = @_;
    my @files = grep { -f } sort glob "$site->{top}/$folder/*";
    @files or die "$folder: has no file to list\n";
    my ($title) = $folder =~ m{([^/]+)$};
    my $content = XML::LibXML::Element->new('main');
    my $heading = $content->appendChild(XML::LibXML::Element->new('h1'));
    $heading->setAttribute(id => 'top');
    $heading->appendText(ucfirst $title);
    my $list = $content->appendChild(XML::LibXML::Element->new('dl'));
    for my $file (@files) {
        my ($name) = $file =~ m{([^/]+)$};
        $site->{file}{"$folder/$name"} = Manual::Page::path_of("$folder/$name");
        my $link = $list->appendChild(XML::LibXML::Element->new('dt'))
            ->appendChild(XML::LibXML::Element->new('a'));
        $link->setAttribute(href => "$name.txt");
        $link->appendText($name);
        describe($list->appendChild(XML::LibXML::Element->new('dd')), $file);
    }
    return Manual::Page->new(source => $folder, to => "$folder/index.html", content => $content,
        mirrors => "$folder/index.html", title => ucfirst $title);
}

# Writes the first paragraph of the comment at the start of a file, without a
# sentence that introduces the next paragraph. `x` is code, as in Markdown.
sub describe {
    my ($element, $file) = @_;
    open my $in, '<:encoding(UTF-8)', $file or die "$file: $!\n";
    my $text = do { local $/; <$in> };
    $text =~ s/\A# SPDX.*\n#?\n?//;
    my ($comment) = $text =~ /\A((?:# .*\n)+)/ or die "$file: has no comment\n";
    my $said = join ' ', $comment =~ /^# (.*)$/mg;
    for my $part (split /(`[^`]+`)/, $said =~ s/ [^.]*:\z//r) {
        if ($part =~ /^`(.*)`$/) {
            $element->appendChild(XML::LibXML::Element->new('code'))
                ->appendText($1);
        }
        else {
            $element->appendText($part);
        }
    }
    return;
}

1;
