# SPDX-License-Identifier: Apache-2.0
#
# The quick reference: one row for each directive, as in httpd's manual. It is
# made of the fields of directives.md, in each language that has them.
package Manual::QuickReference;
use strict;
use warnings;
use utf8;

use XML::LibXML ();

use Manual::Fields;
use Manual::Page;
use Manual::Words qw(words);

# The letter of each context.
my @LETTERS = (
    [s => qr/server config|configuration du serveur/],
    [v => qr/virtual host|serveur virtuel/],
    [d => qr/\bdirectory|répertoire/],
    [h => qr/\.htaccess/],
);

# Returns the pages for the languages in which the site describes directives.
sub pages {
    my ($site) = @_;
    my @found;
    for my $page (grep { $_->{mirrors} eq 'directives.html' } $site->pages) {
        my @directives = grep { $_->{is_directive} } @{ $page->{sections} };
        push @found, page($page, @directives) if @directives;
    }
    return @found;
}

sub page {
    my ($of, @directives) = @_;
    my $language = $of->{language};
    my $words = words($language);
    my $content = XML::LibXML::Element->new('main');
    add($content, 'h1', $words->{quick_reference})->setAttribute(id => 'top');
    add($content, 'p', $words->{quick_reference_about});
    $content->appendChild(key($words));
    my $table = $content->appendChild(XML::LibXML::Element->new('table'));
    $table->setAttribute(class => 'quick');
    my $head = add(add($table, 'thead'), 'tr');
    add($head, 'th', $words->{$_})->setAttribute(scope => 'col')
        for qw(syntax default context);
    row($table, $of, $_) for @directives;
    return Manual::Page->new(language => $language, content => $content,
        to => $of->{to} =~ s/directives/quickreference/r,
        mirrors => 'quickreference.html', title => $words->{quick_reference});
}

sub add {
    my ($to, $name, $text) = @_;
    my $element = $to->appendChild(XML::LibXML::Element->new($name));
    $element->appendText($text) if defined $text;
    return $element;
}

# The meaning of the letters.
sub key {
    my ($words) = @_;
    my $list = XML::LibXML::Element->new('ul');
    $list->setAttribute(class => 'key');
    for my $letter (map { $_->[0] } @LETTERS) {
        my $item = add($list, 'li');
        add($item, 'b', $letter);
        $item->appendText(" $words->{contexts}{$letter}");
    }
    return $list;
}

# Each directive is a group of two rows; the second one is its description.
sub row {
    my ($table, $of, $directive) = @_;
    my $names = Manual::Fields::names($of->{language});
    my %field = map { $_ => $directive->{fields}{ $names->{$_} } } keys %$names;
    my $group = add($table, 'tbody');
    my $first = add($group, 'tr');
    my $syntax = add($first, 'th');
    $syntax->setAttribute(scope => 'rowgroup');
    my $text = $field{syntax}->textContent;
    # "Require cookie-policy" has two words.
    my ($name) = $text =~ /^(\Q$directive->{text}\E|\S+)/;
    my $link = add($syntax, 'a', $name);
    $link->setAttribute(href => "$of->{to}#$directive->{id}");
    add($syntax, 'code', substr $text, length $name);
    copy($field{default}, add($first, 'td'), $name);
    my $contexts = $field{context} ? $field{context}->textContent : '';
    add($first, 'td', join '', map { $contexts =~ $_->[1] ? $_->[0] : () }
        @LETTERS);
    my $about = add(add($group, 'tr'), 'td');
    $about->setAttribute(colspan => 3);
    copy($field{description}, $about);
    return;
}

# Copies the content of an element, without a name at its start, and without its
# links: their addresses are those of another page.
sub copy {
    my ($from, $to, $name) = @_;
    return if !$from;
    $to->appendChild($_->cloneNode(1)) for $from->childNodes;
    for my $link ($to->findnodes('.//a')) {
        $link->replaceNode(XML::LibXML::Text->new($link->textContent));
    }
    my ($text) = $to->findnodes('(.//text()[normalize-space()])[1]');
    $text->setData($text->data =~ s/^\Q$name\E //r) if $name && $text;
    return;
}

1;
