# SPDX-License-Identifier: Apache-2.0
#
# Packs one style: removes comments and blanks, and gives the style's own custom
# properties one letter. embed.pl calls it at build time.
package Style;
use strict;
use warnings;

# Custom properties with another writer or reader keep their names: a site sets
# --cp-*, and the script sets --cpolicy-*.
my $OWN = qr/--(?!cp-|cpolicy-)[a-z][a-z-]*/;

# Returns the style TEXT with the same effect and fewer bytes. Refuses a string
# that contains a sign or blanks, because they could be changed.
sub packed {
    my ($text) = @_;
    $text =~ s{/\*.*?\*/}{}gs;
    for my $string ($text =~ /"([^"]*)"/g) {
        die "cannot pack \"$string\"\n" if $string !~ /^(?:\w*| )$/;
    }
    $text =~ s/\s+/ /g;
    $text =~ s/^ | $//g;
    $text =~ s/ ?([{};,>]) ?/$1/g;
    $text =~ s/([a-z-]): /$1:/g;
    $text =~ s/;\}/}/g;
    return shortened($text);
}

# The letters follow the order of the first use. So a style gives a property the
# same letter as the style that it imports, and both fit into one page.
sub shortened {
    my ($text) = @_;
    my @letters = ('a' .. 'z');
    my %short;
    $text =~ s{(?<![\w-])($OWN)}{
        $short{$1} //= '--' . (shift @letters // die "too many properties\n")
    }ge;
    return $text;
}

1;
