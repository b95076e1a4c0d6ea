# SPDX-License-Identifier: Apache-2.0
#
# One page of the manual. Its members:
#     source    the Markdown file, relative to the top; '' for a made page
#     to        the HTML file, relative to the site
#     language  of its text
#     mirrors   the HTML file of the same page in English
#     title     the text of its <h1>
#     content   <main>, an element of XML::LibXML
#     sections  [{ level, id, text, is_directive }]: its headings below <h1>
package Manual::Page;
use strict;
use warnings;

use XML::LibXML ();

use Manual::Fields;

# cmark-gfm writes HTML that is also XML, unless a document contains HTML.
sub from_markdown {
    my ($class, $top, $source) = @_;
    open my $pipe, '-|', qw(cmark-gfm --unsafe --extension table --extension
        autolink --extension strikethrough), "$top/$source"
        or die "cmark-gfm: $!\n";
    my $html = do { local $/; <$pipe> };
    close $pipe or die "cmark-gfm failed for $source\n";
    my ($language) = $source =~ m{^docs/([a-z]{2})/};
    my $mirrored = $language ? $source =~ s{^docs/..}{docs}r : $source;
    return $class->from_html($html, source => $source, to => path_of($source),
        language => $language // 'en', mirrors => path_of($mirrored));
}

# Makes a page of HTML that is also XML: from_html(html, members).
sub from_html {
    my ($class, $html, %member) = @_;
    my $document = eval {
        XML::LibXML->load_xml(string => "<main>$html</main>");
    } or die "$member{source}: contains HTML: $@";
    my $self = $class->new(%member, content => $document->documentElement);
    $self->read_content;
    return $self;
}

sub new {
    my ($class, %member) = @_;
    return bless { source => '', language => 'en', sections => [], %member },
        $class;
}

# Returns the place of a file in the site. Browsers show a configuration as text
# if its name ends so.
sub path_of {
    my ($source) = @_;
    my $to = $source =~ s{^docs/}{}r;
    $to =~ s{(^|/)README\.md$}{$1index.html};
    return $to if $to =~ s/\.md$/.html/ || $to =~ /\.(?:html|png|svg)$/;
    return "$to.txt";
}

# Changes the elements of cmark-gfm into those of the site.
sub read_content {
    my ($self) = @_;
    my $content = $self->{content};
    $_->unbindNode for $content->findnodes('.//comment()');
    $self->name_headings;
    for my $cell ($content->findnodes('.//*[@align]')) {
        $cell->setAttribute(class => $cell->getAttribute('align'));
        $cell->removeAttribute('align');
    }
    for my $heading ($content->findnodes('.//thead//th')) {
        if ($heading->hasChildNodes) {
            $heading->setAttribute(scope => 'col');
        }
        else {
            $heading->setNodeName('td'); # the corner of two lists of headings
        }
    }
    Manual::Fields::change($self);
    for my $table ($content->findnodes('.//table[not(@class)]')) {
        wrap($table, 'div', is_wide($table) ? wide_attributes($table)
            : (class => 'table'));
    }
    return;
}

# Gives each heading the id that a forge gives it.
sub name_headings {
    my ($self) = @_;
    my %used;
    for my $heading ($self->{content}->findnodes('.//h1|.//h2|.//h3|.//h4')) {
        my $text = $heading->textContent;
        (my $id = lc $text) =~ s/[^\p{L}\p{M}\p{N}_\- ]//g;
        $id =~ tr/ /-/;
        $id .= "-$used{$id}" if $used{$id}++;
        $heading->setAttribute(id => $id);
        my ($level) = $heading->nodeName =~ /(\d)/;
        if ($level > 1) {
            push @{ $self->{sections} },
                { level => $level, id => $id, text => $text };
        }
        else {
            $self->{title} //= $text;
        }
    }
    defined $self->{title} or die "$self->{source}: has no title\n";
    return;
}

# True for a table that does not fit into a narrow window.
sub is_wide {
    my ($table) = @_;
    return $table->findvalue('count(./thead/tr/*)') > 3;
}

# Keyboards can scroll a table only if it can have the focus.
sub wide_attributes {
    my ($table) = @_;
    my ($heading) = $table->findnodes('(preceding::h2|preceding::h3)[last()]');
    return (class => 'table wide', role => 'group', tabindex => 0,
            'aria-label' => $heading->textContent);
}

# Puts a new element around an element.
sub wrap {
    my ($element, $name, %attribute) = @_;
    my $around = XML::LibXML::Element->new($name);
    $around->setAttribute($_, $attribute{$_}) for sort keys %attribute;
    $element->replaceNode($around);
    $around->appendChild($element);
    return $around;
}

# Returns the ids of the page, as the keys of a hash.
sub ids {
    my ($self) = @_;
    return { map { $_->value => 1 } $self->{content}->findnodes('.//@id') };
}

1;
