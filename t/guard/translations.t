# SPDX-License-Identifier: Apache-2.0
#
# The French documents (docs/fr) have the headings, code, links and directives of
# their English sources; t/tools/translations compares them and names each
# section whose English words have changed.
#
# Server: none
# Sanitizers: no (it runs no compiled code)
use strict;
use warnings;

use Cwd qw(getcwd);
use File::Basename qw(basename dirname);
use File::Path qw(make_path);
use File::Temp ();
use Test::More;

use lib 'docs/site';
use Manual::Sources;

my $tool = getcwd() . '/t/tools/translations';
is scalar `$tool 2>&1`, '', 'each translation agrees with its English source';
ok -e "docs/fr/$_.md", "docs/fr/$_.md exists"
    for qw(guide/quickstart guide/policy directives);

sub slurp {
    my ($file) = @_;
    open my $in, '<', $file or die "$file: $!\n";
    local $/;
    return scalar <$in>;
}

# The documents, for changes.
my $dir = File::Temp->newdir;
my %text = map { $_ => slurp($_) } Manual::Sources::documents('.');

sub put {
    my ($file, $text) = @_;
    make_path(dirname("$dir/$file"));
    open my $out, '>', "$dir/$file" or die "$dir/$file: $!\n";
    print $out $text;
    close $out or die "$dir/$file: $!\n";
    return;
}
put($_, $text{$_}) for keys %text;

# Runs the tool on these documents and returns its lines.
sub said {
    my (@arguments) = @_;
    my $said = `cd $dir && $tool @arguments 2>&1`;
    return $said;
}

# Runs it with one change, and restores the document.
sub said_after {
    my ($file, $old, $new) = @_;
    my $at = index $text{$file}, $old;
    die "$file does not contain: $old\n" if $at < 0;
    my $text = $text{$file};
    substr($text, $at, length $old) = $new;
    put($file, $text);
    my $said = said();
    put($file, $text{$file});
    return $said;
}

my ($quick, $list) = ('docs/fr/guide/quickstart.md', 'docs/fr/directives.md');
for my $row (
    ['a sentence in English', 'docs/guide/quickstart.md',
     'It changes nothing in', 'It changes something in', qr/'1\. Try the demo' have changed/],
    ['the description of a directive', 'docs/directives.md',
     'Keeps a proof of each choice', 'Keeps no proof', qr/'CookiePolicyRecords' have changed/],
    ['a new section in English', 'docs/guide/policy.md',
     '## Classify them', "## More\n\n## Classify them", qr/'More' of .* is missing/],
    ['a new directive', 'docs/directives.md',
     "## CookiePolicyGuard\n", "## CookiePolicyFirst\n\n## CookiePolicyGuard\n",
     qr/'CookiePolicyFirst' of .* is missing/],
    ['the syntax of a directive', 'docs/directives.md',
     '`CookiePolicyGuard Off|On`', '`CookiePolicyGuard Off|On|Log`',
     qr/CookiePolicyGuard: Syntaxe must be: `CookiePolicyGuard Off\|On\|Log`/],
    ['the context of a directive', $list,
     'configuration du serveur, serveur virtuel', 'serveur virtuel',
     qr/CookiePolicy: Contexte must be: configuration du serveur, serveur/],
    ['a field that is missing', $list, '- **AllowOverride', '- **Allow',
     qr/CookiePolicy: AllowOverride is missing/],
    ['a command', $quick, 'sudo a2enmod', 'sudo a2enconf', qr/blocks of code are not those/],
    ['a value of a directive', $quick, 'lifetime=session', 'lifetime=1y', qr/blocks of code/],
    ['a word of code', $quick, '`make deb`', '`make`', qr/`make deb` is missing/],
    ['another order', $quick, "## 3. Observer\n<!-- English: 3. Observe,",
     "### 3. Observer\n<!-- English: 3. Observe,", qr/not in the order of .*, or not on its levels/],
    ['a link that is missing', $quick, '](../../guide/caching.md)', '](../../guide/proxy.md)',
     qr{the link to docs/guide/caching\.md is missing}],
    ['a link to no heading', $quick, 'policy.md#trouver-tous', 'policy.md#trouver-nuls',
     qr/trouver-nuls\S* leads nowhere/],
    ['an apostrophe of a typewriter', $quick, 'Ctrl-C arr', "l'arr", qr/mark of a typewriter/],
    ['an ordinary space', $quick, "construit\xE2\x80\xAF:", 'construit :', qr/no narrow no-break/],
    ['a wrong name of the source', $quick, 'English: 2. Install', 'English: Install',
     qr/names no section/],
) {
    my ($about, $file, $old, $new, $expected) = @$row;
    like said_after($file, $old, $new), $expected, "$about is reported";
}
is said_after('docs/guide/quickstart.md', 'On other', "On\nother"), '',
    'other line ends change nothing';
is said_after($quick, 'provider="This site"', 'provider="Notre boutique"'), '',
    'texts for visitors in an example may be translated';

# A newer English text: readers see a notice, until somebody translates it.
my $source = 'docs/guide/quickstart.md';
put($source, $text{$source} =~ s/It changes nothing in/It changes little in/r);
is said('--outdated'), '', 'a section with the notice is accepted';
my $notice = '*Le texte anglais de cette section est plus récent.*';
is scalar(() = slurp("$dir/$quick") =~ /\Q$notice\E/g), 1,
    'the notice is in this section only';
is said('--outdated'), '', 'a second run is accepted, too';
is scalar(() = slurp("$dir/$quick") =~ /\Q$notice\E/g), 1, 'it adds no second notice';
is said('--translated', $quick), '', 'the translated section is accepted';
unlike slurp("$dir/$quick"), qr/\Q$notice\E/, 'its notice is removed';
put($source, $text{$source});
like said(), qr/'1\. Try the demo' have changed/, 'it has the digest of the new words';
is said('--translated'), '', 'the digests can be written again';
is slurp("$dir/$_"), $text{$_}, "$_ is as before" for $quick, $list;

done_testing;
