# SPDX-License-Identifier: Apache-2.0
#
# A page of the manual as an HTML document: the path above it, its languages,
# the content, and beside it the contents of the page and of the manual.
package Manual::Layout;
use strict;
use warnings;
use utf8;

use XML::LibXML ();

use Manual::Page;
use Manual::Site;
use Manual::Words qw(words);

# Elements of HTML without an end tag.
my $VOID = qr/br|col|hr|img|link|meta/;

# Returns the document of a page.
sub document {
    my ($site, $page) = @_;
    my $words = words($page->{language});
    my $to = sub { escape(Manual::Site::address($page, $_[0])) };
    my $title = escape($page->{title});
    my $name = $words->{manual};
    my $home = $site->page('index.html', $page->{language});
    my $is_home = $page == $home;
    my $head = $is_home ? $name : "$title – mod_cookie_policy";
    my $path = $is_home ? "<span>$name</span>"
        : "<a href=\"@{[ $to->($home->{to}) ]}\">$name</a>"
            . " <span>› $title</span>";
    my $languages = languages($site, $page, $words, $to);
    my $alternates = join '', map {
        "<link rel=\"alternate\" hreflang=\"$_->{language}\""
            . " href=\"@{[ $to->($_->{to}) ]}\">\n"
    } translations($site, $page);
    add_permanent_links($page, $words);
    my ($content, $side) = (html($page->{content}),
        contents($page, $words) . pages($site, $page, $words, $to));
    return <<"HTML";
<!DOCTYPE html>
<html lang="$page->{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>$head</title>
<link rel="stylesheet" href="@{[ $to->('manual.css') ]}">
$alternates</head>
<body>
<header>
<p class="path">$path</p>
<p class="to-contents"><a href="#contents">$words->{to_contents}</a></p>
$languages</header>
$content
<aside id="contents">
$side</aside>
<footer>
$languages<p>$words->{licence}</p>
</footer>
</body>
</html>
HTML
}

sub escape {
    my ($text) = @_;
    my %entity = ('&' => '&amp;', '<' => '&lt;', '>' => '&gt;', '"' => '&quot;');
    return $text =~ s/([&<>"])/$entity{$1}/gr;
}

# Returns an element as HTML.
sub html {
    my ($element) = @_;
    local $XML::LibXML::setTagCompression = 1;
    return $element->toString =~ s{></(?:$VOID)>}{>}gr;
}

# Returns all versions of a page, unless there is only one.
sub translations {
    my ($site, $page) = @_;
    my @versions = $site->versions($page);
    return @versions > 1 ? @versions : ();
}

sub languages {
    my ($site, $page, $words, $to) = @_;
    my @versions = translations($site, $page) or return '';
    my @links = map {
        my $language = $_->{language};
        my $name = words($language)->{name};
        $_ == $page ? "<span aria-current=\"page\">$name</span>"
            : "<a href=\"@{[ $to->($_->{to}) ]}\" hreflang=\"$language\""
                . " lang=\"$language\">$name</a>";
    } @versions;
    return "<p class=\"languages\">$words->{languages} "
        . join(' | ', @links) . "</p>\n";
}

# Each heading gets a link to itself, and that of a directive says what it is.
sub add_permanent_links {
    my ($page, $words) = @_;
    my %section = map { $_->{id} => $_ } @{ $page->{sections} };
    for my $heading ($page->{content}->findnodes('./h2|./h3')) {
        my $section = $section{ $heading->getAttribute('id') };
        if ($section->{is_directive}) {
            my ($before, $after) = @{ $words->{directive} };
            $heading->insertBefore(XML::LibXML::Text->new($before),
                                   $heading->firstChild) if $before;
            $heading->appendText($after) if $after;
        }
        $heading->appendText(' ');
        my $link = $heading->appendChild(XML::LibXML::Element->new('a'));
        $link->setAttribute(class => 'permanent');
        $link->setAttribute(href => "#$section->{id}");
        $link->setAttribute('aria-label' =>
            "$words->{permanent} “$section->{text}”");
        $link->appendText('¶');
    }
    return;
}

# Returns the contents of a page. Directives have a list of their own.
sub contents {
    my ($page, $words) = @_;
    my @sections = grep { $_->{level} < 4 } @{ $page->{sections} } or return '';
    my @directives = grep { $_->{is_directive} } @sections;
    my @topics = grep { !$_->{is_directive} } @sections;
    my $html = '';
    for ([$words->{directives}, @directives],
         [@directives ? $words->{topics} : $words->{contents}, @topics]) {
        my ($title, @entries) = @$_;
        $html .= navigation($title, map { link_to($_) } @entries) if @entries;
    }
    return $html;
}

sub link_to {
    my ($section) = @_;
    my $class = $section->{level} > 2 ? ' class="deeper"' : '';
    return "<li$class><a href=\"#$section->{id}\">" . escape($section->{text})
        . '</a></li>';
}

sub navigation {
    my ($title, @items) = @_;
    return "<nav aria-label=\"$title\">\n<h2>$title</h2>\n<ul>\n"
        . join("\n", @items) . "\n</ul>\n</nav>\n";
}

# Returns the list of the pages: those to which the documentation list of the
# first page links, in its order.
sub pages {
    my ($site, $page, $words, $to) = @_;
    my $language = $page->{language};
    my @items;
    for my $path ('index.html', 'quickreference.html', $site->listed) {
        my $target = $site->page($path, $language) or next;
        my $title = escape($target->{title});
        my $is_foreign = $target->{language} ne $language;
        my $more = $is_foreign ? " hreflang=\"$target->{language}\""
            . " lang=\"$target->{language}\"" : '';
        push @items, $target == $page
            ? "<li><span aria-current=\"page\">$title</span></li>"
            : "<li><a href=\"@{[ $to->($target->{to}) ]}\"$more>$title</a></li>";
    }
    return navigation($words->{pages}, @items);
}

1;
