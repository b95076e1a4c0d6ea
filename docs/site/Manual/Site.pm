# SPDX-License-Identifier: Apache-2.0
#
# All pages of the manual, their links, and the files that they show. The
# Markdown links to Markdown, so that it can be read on a forge; the site links
# to its own files.
package Manual::Site;
use strict;
use warnings;

use File::Basename qw(dirname);
use File::Spec ();

use Manual::Page;

sub new {
    my ($class, $top) = @_;
    return bless { top => $top, by_source => {}, by_path => {}, file => {},
                   wanted => [], wrong => [], linked => {} }, $class;
}

sub add {
    my ($self, @pages) = @_;
    for my $page (@pages) {
        $self->{by_path}{ $page->{to} } = $page;
        $self->{by_source}{ $page->{source} } = $page if $page->{source};
    }
    return;
}

sub pages { my ($self) = @_; return map { $self->{by_path}{$_} }
                sort keys %{ $self->{by_path} } }

# Returns pairs: the source of a file and its place in the site.
sub files { my ($self) = @_; return map { [$_, $self->{file}{$_}] }
                sort keys %{ $self->{file} } }

# Returns the page at a path in a language, or else the English one.
sub page {
    my ($self, $path, $language) = @_;
    return $self->{by_path}{"$language/$path"} || $self->{by_path}{$path};
}

# Returns the versions of a page: [language, page]...
sub versions {
    my ($self, $page) = @_;
    my $path = $page->{mirrors};
    my @all = grep { $_->{mirrors} eq $path } $self->pages;
    return sort { ($b->{language} eq 'en') - ($a->{language} eq 'en')
        || $a->{language} cmp $b->{language} } @all;
}

# Returns the relative address of a path of the site, on a page.
sub address {
    my ($page, $path) = @_;
    return File::Spec->abs2rel("/$path", '/' . dirname($page->{to}));
}

# Returns the paths of the pages that the list of documents in README.md names,
# in its order.
sub listed { my ($self) = @_; return @{ $self->{listed} } }

# Changes every link of every page into one of the site. MAKER returns the page
# for a folder or a file to which a document links, or nothing: MAKER(site, path).
sub resolve {
    my ($self, $maker) = @_;
    for my $page ($self->pages) {
        for my $element ($page->{content}->findnodes('.//a[@href]|.//img')) {
            my $name = $element->nodeName eq 'a' ? 'href' : 'src';
            my $link = $element->getAttribute($name);
            my $to = $self->target($page, $link, $maker) // next;
            $element->setAttribute($name => $to);
            $self->name_target($page, $element, $link);
        }
    }
    my $list = '//h2[@id="documentation"]/following-sibling::ul[1]//@href';
    $self->{listed} = [ grep { $self->{by_path}{$_}
            && $self->{by_path}{$_}{language} eq 'en' } map { $_->value }
        $self->{by_path}{'index.html'}{content}->findnodes($list) ];
    $self->check_anchors;
    return;
}

# A link that shows the name of its Markdown file shows the title of the page, or
# the heading, to a reader of the site.
sub name_target {
    my ($self, $page, $element, $link) = @_;
    my ($file, $anchor) = $link =~ /([^\/#]+\.md)(?:#(.*))?$/ or return;
    return if $element->textContent !~ m{^(?:[\w./-]*/)?\Q$file\E$};
    my $source = normal(dirname($page->{source}) . '/' . $link =~ s/#.*//r);
    my $target = $self->{by_source}{$source};
    my ($section) = grep { defined $anchor && $_->{id} eq decoded($anchor) }
        @{ $target->{sections} };
    $element->removeChildNodes;
    $element->appendText($section ? $section->{text} : $target->{title});
    return;
}

# Returns the address on the page for a link of its source, or undef.
sub target {
    my ($self, $page, $link, $maker) = @_;
    return $self->external($page, $link) if $link =~ /^[a-z][a-z0-9+.-]*:/i;
    my ($path, $anchor) = $link =~ /^([^#]*)(?:#(.+))?$/
        or return $self->wrong($page, $link, 'is not an address');
    my $to = $path eq '' ? $page->{to}
        : $self->place($page, $path, $maker)
            // return $self->wrong($page, $link, 'leads to no file');
    $self->{linked}{$to} = 1 if $to ne $page->{to};
    push @{ $self->{wanted} }, [$page, $link, $to, decoded($anchor)]
        if defined $anchor;
    return ($path eq '' ? '' : address($page, $to))
        . (defined $anchor ? "#$anchor" : '');
}

# Returns the place in the site of a path in a source, or undef. A made page
# links to places in the site.
sub place {
    my ($self, $page, $path, $maker) = @_;
    return $path if $page->{source} eq '' && $self->{by_path}{$path};
    my $source = normal(dirname($page->{source}) . "/$path");
    return $self->{by_source}{$source}{to} if $self->{by_source}{$source};
    return undef if $source =~ m{^\.\.(?:/|$)};
    return undef if !-e "$self->{top}/$source";
    my $made = $maker->($self, $source);
    $self->add($made) if $made;
    return $made ? $made->{to}
        : ($self->{file}{$source} = Manual::Page::path_of($source));
}

# Returns an anchor without the escapes that an address needs.
sub decoded {
    my ($anchor) = @_;
    $anchor =~ s/%([0-9A-Fa-f]{2})/chr hex $1/ge;
    utf8::decode($anchor);
    return $anchor;
}

# Returns a path without "." and ".." in it.
sub normal {
    my ($path) = @_;
    my @parts;
    for my $part (grep { $_ ne '' && $_ ne '.' } split m{/}, $path) {
        if ($part eq '..' && @parts && $parts[-1] ne '..') {
            pop @parts;
        }
        else {
            push @parts, $part;
        }
    }
    return join '/', @parts;
}

# Returns the address of another site, if it is one.
sub external {
    my ($self, $page, $link) = @_;
    my $host = qr/[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?/i;
    return $link if $link =~ m{^https?://$host(?::\d+)?(?:[/?#][!-~]*)?$}
        || $link =~ m{^mailto:[!-?A-~]+\@$host$};
    return $self->wrong($page, $link, 'is not a web address');
}

sub check_anchors {
    my ($self) = @_;
    my %ids;
    for (@{ $self->{wanted} }) {
        my ($page, $link, $to, $anchor) = @$_;
        my $target = $self->{by_path}{$to};
        $ids{$to} ||= $target ? $target->ids : {};
        $self->wrong($page, $link, 'names no heading') if !$ids{$to}{$anchor};
    }
    return;
}

sub wrong {
    my ($self, $page, $link, $why) = @_;
    push @{ $self->{wrong} }, ($page->{source} || $page->{to})
        . ": the link '$link' $why";
    return;
}

# Returns what is wrong with the links. A translation needs no link of its own,
# because the page that it translates has one.
sub problems {
    my ($self) = @_;
    my $linked = $self->{linked};
    my @lost = grep { $_->{source} && $_->{mirrors} ne 'index.html'
        && !$linked->{ $_->{to} } && !$linked->{ $_->{mirrors} } } $self->pages;
    return (@{ $self->{wrong} },
            map { "$_->{source}: no page links to it" } @lost);
}

1;
