# SPDX-License-Identifier: Apache-2.0
#
# The parts of a reference that the Markdown writes as lists and paragraphs and
# httpd's manual shows as tables and boxes:
#
#     ## CookiePolicy
#     - **Description:** …     a list of fields becomes a table
#     **Example:** …           a paragraph and the block after it become a box
package Manual::Fields;
use strict;
use warnings;
use utf8;

use XML::LibXML ();

# The names of fields that the site itself reads, in each language.
my %NAMES = (
    en => { description => 'Description', syntax => 'Syntax',
            default => 'Default', context => 'Context' },
    fr => { description => 'Description', syntax => 'Syntaxe',
            default => 'Défaut', context => 'Contexte' },
);

sub names { my ($language) = @_; return $NAMES{$language} || $NAMES{en} }

my $FIRST = '(self::li/strong[1]|self::li/p[1]/strong[1])'
    . '[not(preceding-sibling::node()[normalize-space()])]';

# Changes the content of a page. A section with a syntax is that of a directive.
sub change {
    my ($page) = @_;
    my %section = map { $_->{id} => $_ } @{ $page->{sections} };
    my $syntax = names($page->{language})->{syntax};
    for my $list ($page->{content}->findnodes('./ul')) {
        my @rows = map { field($_) } $list->findnodes('./li');
        my $heading = ($list->findnodes('preceding-sibling::*[1]'))[0];
        next if !@rows || !$heading || grep { !$_ } @rows;
        next if $heading->nodeName !~ /^h[123]$/;
        my $section = $section{ $heading->getAttribute('id') };
        $section->{fields} = { map { $_->{name} => $_->{value} } @rows }
            if $section;
        $section->{is_directive} = 1 if $section && $section->{fields}{$syntax};
        $list->replaceNode(table($heading, @rows));
    }
    box($_) for $page->{content}->findnodes('./p[strong][following-sibling::*[1]'
        . '[self::pre]]');
    return;
}

# Returns { name, label => the name with its colon, value => <td> } of an item
# that begins with **Name:**.
sub field {
    my ($item) = @_;
    my ($strong) = $item->findnodes($FIRST) or return 0;
    $strong->textContent =~ /^(.+?)\s*:$/ or return 0;
    my ($name, $label) = ($1, $strong->textContent);
    $strong->unbindNode;
    my $value = XML::LibXML::Element->new('td');
    $value->appendChild($_) for $item->childNodes;
    trim($value);
    return { name => $name, label => $label, value => $value };
}

# Removes the blank that followed the name.
sub trim {
    my ($element) = @_;
    my ($text) = $element->findnodes('(.//text())[1]') or return;
    $text->setData($text->data =~ s/^\s+//r);
    return;
}

sub table {
    my ($heading, @rows) = @_;
    my $table = XML::LibXML::Element->new('table');
    $table->setAttribute(class => 'fields');
    $table->setAttribute('aria-labelledby', $heading->getAttribute('id'));
    my $body = $table->appendChild(XML::LibXML::Element->new('tbody'));
    for my $row (@rows) {
        my $line = $body->appendChild(XML::LibXML::Element->new('tr'));
        my $name = $line->appendChild(XML::LibXML::Element->new('th'));
        $name->setAttribute(scope => 'row');
        $name->appendText($row->{label});
        $line->appendChild($row->{value});
    }
    return $table;
}

sub box {
    my ($paragraph) = @_;
    my $strong = $paragraph->firstChild;
    return if $strong->nodeName ne 'strong'
        || $strong->textContent !~ /^(?:Example|Exemple)\s*:$/;
    my $block = $paragraph->findnodes('following-sibling::*[1]')->[0];
    my $box = XML::LibXML::Element->new('div');
    $box->setAttribute(class => 'example');
    $paragraph->replaceNode($box);
    $box->appendChild($_) for $paragraph, $block;
    return;
}

1;
