# SPDX-License-Identifier: Apache-2.0
#
# The page for a program: the manual at the end of its source (POD).
package Manual::Program;
use strict;
use warnings;

use Pod::Simple::XHTML ();

use Manual::Page;

# Returns the page for a program below the top of the site's sources, or nothing
# if the file has no manual.
sub page {
    my ($site, $source) = @_;
    open my $in, '<:raw', "$site->{top}/$source" or die "$source: $!\n";
    my $pod = do { local $/; <$in> };
    return if $pod !~ /^=head1 NAME$/m;
    my ($name) = $source =~ m{([^/]+)$};
    my $parser = Pod::Simple::XHTML->new;
    $parser->html_header('');
    $parser->html_footer('');
    $parser->html_charset('UTF-8');
    $parser->html_encode_chars('<>&"');
    $parser->strip_verbatim_indent('    ');
    $parser->output_string(\my $html);
    $parser->parse_string_document($pod);
    # The page has a heading of its own. Those of manual pages are capitals.
    $html =~ s{<(/?)h(\d)( id="[^"]*")?>}{"<$1h" . ($2 + 1) . '>'}ge;
    $html =~ s{<h2>([A-Z ]+)</h2>}{'<h2>' . ucfirst(lc $1) . '</h2>'}ge;
    utf8::encode($html) if utf8::is_utf8($html);
    return Manual::Page->from_html("<h1>$name</h1>\n$html", source => $source,
        to => "$source.html", mirrors => "$source.html");
}

1;
