# SPDX-License-Identifier: Apache-2.0
#
# `make docs` makes a site of the documents, without scripts, in which each link
# leads to a file and a heading. A wrong link in a document stops it.
# t/browser/manual.t looks at the pages.
#
# Server: none
# Sanitizers: no (it runs no compiled code)
use strict;
use warnings;
use utf8;

use Cwd qw(getcwd);
use File::Basename qw(dirname);
use File::Find ();
use File::Path qw(make_path);
use File::Temp ();
use Test::More;
use XML::LibXML ();

use lib 'docs/site';
use Manual::Sources;

my $dir = File::Temp->newdir;
my $site = "$dir/site";
is system("make -s html B=$dir >$dir/said 2>&1"), 0, 'make builds the site'
    or BAIL_OUT slurp("$dir/said");
rename "$dir/docs", $site or die "$dir/docs: $!\n";

sub slurp {
    open my $in, '<:encoding(UTF-8)', $_[0] or die "$_[0]: $!\n";
    local $/;
    return scalar <$in>;
}

sub files_below {
    my ($folder, $name) = @_;
    my @found;
    File::Find::find({ no_chdir => 1, wanted => sub {
        push @found, s{^\Q$folder\E/}{}r if -f && /$name/;
    } }, $folder);
    return sort @found;
}

# ------------------------------------------------------------------- the pages
my @sources = Manual::Sources::documents('.');
my @pages = files_below($site, qr/\.html$/);
cmp_ok scalar(@pages), '>', 20, 'there are pages';
for my $source (@sources) {
    my $page = $source =~ s{^docs/}{}r =~ s/\.md$/.html/r
        =~ s/README\.html$/index.html/r;
    ok scalar(grep { $_ eq $page } @pages), "$source is the page $page";
}
my %document = map { $_ => parsed("$site/$_") } @pages;

sub parsed {
    my ($file) = @_;
    return XML::LibXML->load_html(string => slurp($file), recover => 2,
                                  suppress_errors => 1);
}

is_deeply [ map { $_->toString } map { $document{$_}->findnodes('//script|//style'
    . '|//@*[starts-with(name(), "on") or name() = "style"]') } @pages ], [],
    'no page has a script or a style of its own';

# ------------------------------------------------------------------- the links
my (@dead, @loaded, $links);
for my $page (@pages) {
    for my $attribute ($document{$page}->findnodes('//@href|//@src')) {
        my $link = $attribute->value;
        my $is_link = $attribute->ownerElement->nodeName eq 'a';
        if ($link =~ /^\w+:/) {
            push @loaded, "$page: $link" if !$is_link;
            next;
        }
        $links++;
        my ($path, $anchor) = split /#/, $link, 2;
        my $file = $path eq '' ? $page
            : normal(dirname($page) . "/$path");
        push @dead, "$page: $link" if !-f "$site/$file"
            || defined $anchor && !has_id($document{$file}, $anchor);
    }
}
cmp_ok $links, '>', 1000, 'there are links';
for my $path (qw(support/cookie-policy-advise.html
                 support/cookie-policy-records.html conf/examples/index.html)) {
    ok $document{$path}, "$path is a page";
}
is_deeply \@dead, [], 'each link leads to a file and a heading';
is_deeply \@loaded, [], 'a page loads nothing from other hosts';

sub normal {
    my ($path) = @_;
    1 while $path =~ s{(^|/)(?:\.|(?!\.\./)[^/]+/\.\.)(?:/|$)}{$1};
    return $path;
}

sub has_id {
    my ($in, $anchor) = @_;
    $anchor =~ s/%(..)/chr hex $1/ge;
    utf8::decode($anchor);
    utf8::upgrade($anchor); # or libxml2 reads bytes
    return $in && $in->exists(qq(//*[\@id="$anchor"]));
}

# -------------------------------------------------------------- the references
my %named = map { $_ => 1 } slurp('docs/directives.md')
    =~ /^## (CookiePolicy\w*|Require cookie-policy)$/mg;
my $reference = $document{'directives.html'};
my $quick = $document{'quickreference.html'};
for my $name (sort keys %named) {
    my ($id) = lc($name) =~ tr/ /-/r;
    my ($heading) = $reference->findnodes(qq(//h2[\@id="$id"]));
    my ($table) = $heading->findnodes('following-sibling::*[1]');
    is $table->getAttribute('class'), 'fields', "$name has a table of its fields";
    my ($context) = $table->findvalue('.//tr[th = "Context:"]/td');
    my %letter = ('server config' => 's', 'virtual host' => 'v',
                  directory => 'd', '.htaccess' => 'h');
    my ($row) = $quick->findnodes(
        qq(//tr[th/a[\@href="directives.html#$id"]]));
    is $row && $row->findvalue('td[2]'),
        join('', map { $letter{$_} } split /, /, $context),
        '... and a row of the quick reference has the letters of its contexts';
}
is join(' ', map { $_->textContent } $document{'fr/quickreference.html'}
    ->findnodes('//tbody/tr[1]/td[2]')),
    join(' ', map { $_->textContent } $quick->findnodes('//tbody/tr[1]/td[2]')),
    'the French quick reference has the same letters';

# ------------------------------------------------- the documents of other sites
sub built {
    my (%file) = @_;
    my $top = File::Temp->newdir;
    my %all = ('README.md' => "# M\n\n## Documentation\n\n- [A](docs/a.md)\n",
               'SECURITY.md' => "# S\n", 'docs/a.md' => "# A\n\n## É b\n", %file);
    $all{'README.md'} .= "- [S](SECURITY.md)\n";
    make_path("$top/docs/site", "$top/docs/fr");
    for my $name (keys %all) {
        open my $to, '>:encoding(UTF-8)', "$top/$name" or die "$name: $!\n";
        print $to $all{$name};
    }
    symlink getcwd() . "/docs/site/manual.css", "$top/docs/site/manual.css";
    my $said = `$^X docs/site/build.pl '$top' '$top/out' 2>&1`;
    return ($?, $said, sub { slurp("$top/out/$_[0]") }, $top);
}

for (
    ['a file', "[x](b.md)", qr{docs/a\.md: the link 'b\.md' leads to no file}],
    ['a heading', "[x](#c)", qr{docs/a\.md: the link '#c' names no heading}],
    ['a heading of another page', "[x](../README.md#c)", qr{names no heading}],
    ['a file above the site', "[x](../../x)", qr{leads to no file}],
    ['a host', "[x](https://a_b/)", qr{'https://a_b/' is not a web address}],
    ['an address', "[x](https:/a)", qr{'https:/a' is not a web address}],
) {
    my ($what, $link, $message) = @$_;
    my ($status, $said) = built('docs/a.md' => "# A\n\n$link\n");
    ok $status, "a link to $what that does not exist stops the build";
    like $said, $message, '... with a message';
}
my ($status, $said) = built('docs/b.md' => "# B\n");
ok $status && $said =~ m{^docs/b\.md: no page links to it$}m,
    'so does a page that no page links to';

my ($ok, undef, $page, $kept) = built('docs/fr/a.md' => "# Le A\n",
    'docs/b.md' => "# B c\n\n[a.md](a.md#%C3%A9-b) [b.md](b.md)\n"
        . "[two words](../README.md)\n",
    'README.md' => "# M\n\n## Documentation\n\n- [A](docs/a.md)\n"
        . "- [B](docs/b.md)\n");
is $ok, 0, 'a site of two languages is built';
like $page->('a.html'), qr{<a href="fr/a\.html" hreflang="fr" lang="fr">Français</a>},
    'a page links to its French version';
my $french = $page->('fr/a.html');
like $french, qr{<html lang="fr">}, 'the French page says its language';
like $french, qr{Langues disponibles : <a href="../a\.html" hreflang="en" lang="en">},
    '... and links to the English version';
like $french, qr{<a href="../b\.html" hreflang="en" lang="en">B c</a>},
    '... and to pages that have no French version';
like $page->('b.html'),
    qr{<a href="a\.html\#%C3%A9-b">É b</a> <a href="b\.html">B c</a>\n<a href="index\.html">two words<},
    'a link that shows the name of a file shows the title or the heading';

done_testing;
