# SPDX-License-Identifier: Apache-2.0
#
# The texts in every language: complete, well-formed, with the placeholders of
# English, and in letters that can be shown.
#
# Server: none
# Sanitizers: no (it runs no compiled code)
use strict;
use warnings;
use utf8;

use Encode qw(decode FB_CROAK LEAVE_SRC);
use Test::More;
use Unicode::Normalize qw(NFC);

binmode $_, ':encoding(UTF-8)'
    for map { Test::More->builder->$_ } qw(output failure_output todo_output);

# The plural rule of each language (CLDR), and the forms that each rule needs.
my %rule_of = (
    (map { $_ => 'en' } qw(bg da de el en es et fi fr hu it nl pt sv)),
    (map { $_ => $_ } qw(ar cs ga he hr lt lv mt pl ro sl)), sk => 'cs',
);
my %forms_of = (
    en => 'one other',              he => 'one two other',
    cs => 'one few other',          hr => 'one few other',
    lt => 'one few other',          ro => 'one few other',
    lv => 'zero one other',         sl => 'one two few other',
    pl => 'one few many other',     ga => 'one two few many other',
    mt => 'one two few many other', ar => 'one two few many other',
);
# A form for a single number may have a word instead of the number.
my %single = (
    one => { map { $_ => 1 } qw(en he cs ro pl ga mt ar) },
    two => { map { $_ => 1 } qw(he ga mt ar) },
);
my %script = (bg => 'Cyrillic', el => 'Greek', ar => 'Arabic', he => 'Hebrew');
my %longest = (
    'banner.accept' => 22, 'banner.refuse' => 22, 'banner.choose' => 24,
    'banner.save' => 24, 'reopen.link' => 30, 'banner.text' => 200,
    map { ("category.$_.purpose" => 70) } qw(statistical first-party third-party),
);
# Words that are the same in English and in another language.
my %same = (
    'date.month.4' => 'da de sv', 'date.month.8' => 'da de',
    'date.month.9' => 'da de nl sv', 'date.month.11' => 'da de nl sv',
    'lifetime.min.one' => 'fr', 'lifetime.min.other' => 'fr',
    'lifetime.w.one' => 'nl',
);

# Texts that contain no word.
my $symbols = qr/^(?:language\.(?:dir|plural)|date\.format|mark\.\w+)$/;

my ($lines, %texts) = (0);
for my $file (sort glob 'conf/locale/*.conf') {
    my ($language) = $file =~ m{([^/]+)\.conf$};
    open my $in, '<:raw', $file or die "$file: $!\n";
    my $bytes = do { local $/; <$in> };
    my $text = eval { decode('UTF-8', $bytes, FB_CROAK | LEAVE_SRC) };
    ok defined $text, "$file: is UTF-8" or next;
    ok $text eq NFC($text), "$file: is in normal form C";
    # Tabs are not allowed, either. Direction marks would affect the text after
    # them.
    unlike $text, qr/[^\n\P{Cc}]|[\x{061C}\x{200B}-\x{200F}\x{202A}-\x{202E}]
                     |[\x{2060}-\x{2069}\x{FEFF}]/x,
                         "$file: has no control characters";
    my @wrong;
    for my $line (split /\n/, $text) {
        next if $line =~ /^(?:#|$)/;
        if ($line =~ /^CookiePolicyText (\S+) (\S+) "((?:[^"\\]|\\.)+)"$/
            && $1 eq $language && !exists $texts{$language}{$2}) {
            $texts{$language}{$2} = $3;
            $lines++;
            next;
        }
        push @wrong, $line;
    }
    is_deeply \@wrong, [],
        "$file: has texts of its own language only, each once";
}
is_deeply [ sort keys %texts ], [ sort keys %rule_of ],
    'there are the 24 official languages of the EU, Arabic and Hebrew';
cmp_ok $lines, '>', 90 * keys %rule_of, 'each language has its texts';

sub blanks { return [ sort $_[0] =~ /\{[^{}]*\}/g ] }

# The keys of a language: those of English, with the plural forms of its own
# rule.
sub keys_for {
    my ($language) = @_;
    my @keys;
    for my $key (keys %{ $texts{en} }) {
        if ($key =~ /^(lifetime\.\w+\.|parties\.more\.)(?:one|other)$/) {
            push @keys, map { "$1$_" } split ' ', $forms_of{ $rule_of{$language} };
        }
        else {
            push @keys, $key;
        }
    }
    my %once = map { $_ => 1 } @keys;
    return sort keys %once;
}

sub wrong_blanks {
    my ($language, $key, $text) = @_;
    my $got = join ' ', @{ blanks($text) };
    if ($key eq 'date.format') {
        return $got !~ /^\{d(?:\|\w+)?\} (?:\{m\}|\{month\}) \{y\}$/;
    }
    if ($key =~ /^(?:lifetime\.\w+|parties\.more)\.(\w+)$/) {
        return 0 if $got eq '{n}';
        return $got ne '' || !$single{$1}{ $rule_of{$language} };
    }
    return $got ne join ' ', @{ blanks($texts{en}{$key}) };
}

# Returns the faults of a text, in a few words each.
sub faults {
    my ($language, $key, $text) = @_;
    my $english = $texts{en}{$key};
    my @faults;
    push @faults, 'blanks' if wrong_blanks($language, $key, $text);
    push @faults, 'a loose brace' if $text =~ s/\{\w+(?:\|\w+)?\}//gr =~ /[{}]/;
    push @faults, 'spaces' if $text =~ /^\s|\s$|\s\s/;
    push @faults, 'too long' if length $text > ($longest{$key} // 500);
    if (defined $english) {
        push @faults, 'no full stop'
            if $english =~ /\.$/ && $text !~ /\.$/;
        push @faults, 'English'
            if $language ne 'en' && $text eq $english && $text =~ /[a-z]{3}/
            && $key !~ $symbols
            && " $same{$key} " !~ / \Q$language\E /;
    }
    return @faults if $language eq 'en';
    push @faults, 'a typewriter\'s quotation mark' if $text =~ /["']/;
    push @faults, 'no narrow space before : ; ? !'
        if $language eq 'fr' && $text =~ /(?<!\x{202F})[:;?!]/;
    return @faults;
}

$same{$_} //= '' for keys %{ $texts{en} };
for my $language (sort keys %texts) {
    my $own = $texts{$language};
    is_deeply [ sort keys %$own ], [ keys_for($language) ],
        "$language: the keys of English, with its own plural forms";
    is $own->{'language.plural'}, $rule_of{$language},
        "$language: the plural rule";
    is $own->{'language.dir'}, $language =~ /^(?:ar|he)$/ ? 'rtl' : 'ltr',
        "$language: the direction";
    my @faults = map {
        my $key = $_;
        map { "$key: $_" } faults($language, $key, $own->{$key});
    } sort keys %$own;
    is_deeply \@faults, [], "$language: no text has a fault";

    # A text must not be in the script of another language.
    my $letters = $script{$language} // 'Latin';
    my @foreign = grep {
        $_ !~ $symbols
            && $own->{$_} !~ /\p{Script=$letters}/
    } keys %$own;
    is_deeply \@foreign, [], "$language: is written in $letters letters";

    # Accept and refuse must have the same weight.
    my ($yes, $no) = @$own{qw(banner.accept banner.refuse)};
    isnt $yes, $no, "$language: the two answers differ";
    cmp_ok abs(length($yes) - length $no), '<=', 7,
        "$language: '$yes' and '$no' are of a size";
    my %months = map { $own->{"date.month.$_"} => 1 } 1 .. 12;
    is scalar(keys %months), 12, "$language: has twelve months";
}
my %names = map { $_->{'language.name'} => 1 } values %texts;
is scalar(keys %names), scalar(keys %texts), 'each language has its own name';

done_testing;
