# SPDX-License-Identifier: Apache-2.0
#
# The words that the site adds to its pages, in each language of the documents.
package Manual::Words;
use strict;
use warnings;
use utf8;

use Exporter 'import';

our @EXPORT_OK = qw(words);

my %WORDS = (
    en => {
        name => 'English',
        manual => 'mod_cookie_policy manual',
        languages => 'Available languages:',
        contents => 'On this page',
        directives => 'Directives',
        topics => 'Topics',
        pages => 'Manual',
        to_contents => 'Contents',
        directive => ['', ' Directive'],
        permanent => 'Permanent link to',
        quick_reference => 'Directive quick reference',
        quick_reference_about => 'The syntax, the default and the contexts of'
            . ' each directive. The letters of the contexts:',
        syntax => 'Syntax', default => 'Default', context => 'Context',
        contexts => { s => 'server config', v => 'virtual host',
                      d => 'directory', h => '.htaccess' },
        licence => 'Licensed under the Apache License, Version 2.0.',
    },
    fr => {
        name => 'Français',
        manual => 'Manuel de mod_cookie_policy',
        languages => 'Langues disponibles :',
        contents => 'Sur cette page',
        directives => 'Directives',
        topics => 'Sujets',
        pages => 'Manuel',
        to_contents => 'Sommaire',
        directive => ['Directive ', ''],
        permanent => 'Lien permanent vers',
        quick_reference => 'Référence rapide des directives',
        quick_reference_about => 'La syntaxe, la valeur par défaut et les'
            . ' contextes de chaque directive. Les lettres des contextes :',
        syntax => 'Syntaxe', default => 'Défaut', context => 'Contexte',
        contexts => { s => 'configuration du serveur', v => 'serveur virtuel',
                      d => 'répertoire', h => '.htaccess' },
        licence => 'Autorisé sous Apache License, Version 2.0.',
    },
);

# Returns the words in a language.
sub words {
    my ($language) = @_;
    return $WORDS{$language}
        || die "Manual/Words.pm: has no words in the language '$language'\n";
}

1;
