# SPDX-License-Identifier: Apache-2.0
#
# Packs one script: removes comments and blanks, and gives local names one or
# two letters. embed.pl calls it at build time.
#
# It reads the subset of ECMAScript that src/client uses: functions, var, and
# strings in single quotes. It stops at anything else, because it could not be
# sure that the packed script does the same. (eslint reports the same places
# with a better message; the build does not need eslint.)
package Script;
use strict;
use warnings;

# Words that declare names in a way that is not followed here, or that give
# code access to names at run time.
my %REFUSED = map { $_ => 1 }
    qw(async await catch class const eval export import let with yield);

# All words that are too short to be excluded by the length of a name.
my %SHORT_WORD = map { $_ => 1 } qw(do if in);

my $NAME = qr/[A-Za-z_\$][\w\$]*/;
my $STRING = qr/'(?:[^'\\\n]|\\.)*'/;
my $SIGN = qr/=>|\.\.|[=!]==?|[<>]=|\+\+|--|[-+*%|]=|\|\||&&|[-+*%=<>!?:;,.(){}\[\]~^|&]/;

# Returns the script SOURCE with the same effect and fewer bytes. Dies with
# "cannot pack '...'" at the first token that is outside the subset.
sub packed {
    my ($source) = @_;
    my @tokens = tokens($source);
    shorten(\@tokens, resolve(\@tokens));
    return join_tokens(without_last_semicolons(\@tokens));
}

# Returns the tokens of SOURCE without comments, each as {type, text}. The type
# is name, string, number or sign.
sub tokens {
    my ($source) = @_;
    my @tokens;
    for ($source) {
        pos = 0;
        while (pos() < length) {
            if (m{\G(?:\s+|//[^\n]*|/\*.*?\*/)}gcs) { next }
            my $type
                = /\G($NAME)/gc ? 'name'
                : /\G($STRING)/gc ? 'string'
                : /\G(\.?\d[\w.]*)/gc ? 'number'
                : /\G($SIGN)/gc ? 'sign'
                : refuse(substr $_, pos, 1);
            push @tokens, { type => $type, text => $1 };
        }
    }
    return @tokens;
}

sub refuse {
    my ($text) = @_;
    die "cannot pack '$text'\n";
}

# Finds the function that declares each name. A token that refers to a local
# variable gets the member `scope`. Returns the names that refer to something
# else: globals and words of the language.
sub resolve {
    my ($tokens) = @_;
    my @uses = declare($tokens);
    my %foreign;
    for my $use (@uses) {
        my ($token, $scope) = @$use;
        $scope = $scope->{outer} while $scope && !$scope->{names}{ $token->{text} };
        # The outermost scope is the window. Its names can be seen outside.
        if ($scope && $scope->{outer}) {
            $token->{scope} = $scope;
        }
        else {
            $foreign{ $token->{text} } = 1;
        }
    }
    return \%foreign;
}

# Walks over the tokens, and notes in each scope the names that it declares.
# Returns a list of [token, scope] for each name that is not a property.
sub declare {
    my ($tokens) = @_;
    my $walk = {
        tokens => $tokens,
        at => 0,
        scope => { names => {} },
        levels => [ {} ],
        uses => [],
    };
    while ($walk->{at} < @$tokens) {
        my $token = $tokens->[ $walk->{at} ];
        my $level = $walk->{levels}[-1];
        if ($level->{wants_key}) {
            read_key($walk);
        }
        elsif ($token->{type} eq 'name') {
            read_name($walk);
        }
        elsif ($token->{type} eq 'sign') {
            read_sign($walk);
        }
        $walk->{at}++;
    }
    refuse('the end') if @{ $walk->{levels} } > 1;
    return @{ $walk->{uses} };
}

sub text_at {
    my ($walk, $offset) = @_;
    my $at = $walk->{at} + $offset;
    return $at < 0 ? '' : ($walk->{tokens}[$at] // { text => '' })->{text};
}

# Reads a key of an object literal. A key is not a variable. The short form
# `{ a }` is refused, because there one token is both.
sub read_key {
    my ($walk) = @_;
    my $token = $walk->{tokens}[ $walk->{at} ];
    delete $walk->{levels}[-1]{wants_key};
    return read_sign($walk) if $token->{text} eq '}';
    refuse($token->{text})
        if $token->{type} eq 'sign' || text_at($walk, 1) ne ':';
    return;
}

sub read_name {
    my ($walk) = @_;
    my $token = $walk->{tokens}[ $walk->{at} ];
    my $name = $token->{text};
    my $level = $walk->{levels}[-1];
    return if text_at($walk, -1) eq '.';
    refuse($name) if $REFUSED{$name};
    return read_function($walk) if $name eq 'function';
    if ($name eq 'var') {
        $level->{in_var} = $level->{wants_variable} = 1;
        return;
    }
    $walk->{scope}{names}{$name} = 1 if delete $level->{wants_variable};
    push @{ $walk->{uses} }, [ $token, $walk->{scope} ];
    return;
}

# Reads `function name(a, b) {`. The name belongs to the outer scope, because
# only declarations may have a name; the parameters belong to the new one.
sub read_function {
    my ($walk) = @_;
    my $inner = { names => {}, outer => $walk->{scope} };
    if (text_at($walk, 1) =~ /^$NAME$/) {
        refuse('function') if text_at($walk, -1) !~ /^[;{}]?$/;
        declared($walk, $walk->{scope}, ++$walk->{at});
    }
    refuse('function') if text_at($walk, 1) ne '(';
    $walk->{at}++;
    while (text_at($walk, 1) ne ')') {
        declared($walk, $inner, ++$walk->{at});
        $walk->{at}++ if text_at($walk, 1) eq ',';
    }
    refuse('function') if text_at($walk, 2) ne '{';
    $walk->{at} += 2;
    push @{ $walk->{levels} }, { close => '}', function => $walk->{scope} };
    $walk->{scope} = $inner;
    return;
}

sub declared {
    my ($walk, $scope, $at) = @_;
    my $token = $walk->{tokens}[$at];
    refuse($token->{text}) if $token->{type} ne 'name';
    $scope->{names}{ $token->{text} } = 1;
    push @{ $walk->{uses} }, [ $token, $scope ];
    return;
}

sub read_sign {
    my ($walk) = @_;
    my $sign = $walk->{tokens}[ $walk->{at} ]{text};
    my $level = $walk->{levels}[-1];
    refuse($sign) if $sign =~ /^(?:=>|\.\.)$/ || $level->{wants_variable};
    if ($sign =~ /^[(\[{]$/) {
        (my $close = $sign) =~ tr/([{/)]}/;
        my $object = $sign eq '{' && !opens_block(text_at($walk, -1));
        push @{ $walk->{levels} },
            { close => $close, object => $object, wants_key => $object };
    }
    elsif ($sign =~ /^[)\]}]$/) {
        refuse($sign) if ($level->{close} // '') ne $sign;
        $walk->{scope} = $level->{function} if $level->{function};
        pop @{ $walk->{levels} };
    }
    elsif ($sign eq ',') {
        $level->{wants_key} = 1 if $level->{object};
        $level->{wants_variable} = 1 if $level->{in_var};
    }
    elsif ($sign eq ';') {
        delete $level->{in_var};
    }
    return;
}

# True if a `{` after the token BEFORE starts a block. After any other token it
# starts an object.
sub opens_block {
    my ($before) = @_;
    return $before =~ /^(?:[;{})]|else|do|try|finally|)$/;
}

# Gives each local name another name, the shortest to the most frequent. One
# name gets the same letters in all functions. The result is never a name that
# is used for something else in this script, so each name refers to the same
# variable as before.
sub shorten {
    my ($tokens, $foreign) = @_;
    my %count;
    $count{ $_->{text} }++ for grep { $_->{scope} } @$tokens;
    my @free = grep { !$foreign->{$_} && !$SHORT_WORD{$_} } short_names();
    my %short;
    for my $name (sort { $count{$b} <=> $count{$a} || $a cmp $b } keys %count) {
        $short{$name} = shift @free // refuse($name);
    }
    $_->{text} = $short{ $_->{text} } for grep { $_->{scope} } @$tokens;
    return;
}

sub short_names {
    my @letters = ('a' .. 'z', 'A' .. 'Z');
    return @letters, map { my $first = $_; map { "$first$_" } @letters } @letters;
}

# Removes each `;` before a `}`, unless it is an empty statement: after `else`,
# or after the parentheses of `if`, `for` and `while`.
sub without_last_semicolons {
    my ($tokens) = @_;
    my (@out, @opened_after, $closes_head);
    for my $i (0 .. $#$tokens) {
        my $text = $tokens->[$i]{text};
        my $next = $i < $#$tokens ? $tokens->[ $i + 1 ]{text} : '';
        my $empty = $closes_head || (@out && $out[-1]{text} =~ /^(?:else|do)$/);
        next if $text eq ';' && $next eq '}' && !$empty;
        push @opened_after, $i ? $tokens->[ $i - 1 ]{text} : '' if $text eq '(';
        $closes_head = $text eq ')'
            && pop(@opened_after) =~ /^(?:if|for|while)$/;
        push @out, $tokens->[$i];
    }
    return \@out;
}

# Returns the text of the tokens, with a blank where two of them would become
# one.
sub join_tokens {
    my ($tokens) = @_;
    my $text = '';
    for my $token (@$tokens) {
        my $next = $token->{text};
        $text .= ' '
            if $text =~ /[\w\$]$/ && $next =~ /^[\w\$]/
            || $text =~ /\d$/ && $next =~ /^\./
            || $text =~ /([-+])$/ && $next =~ /^\Q$1/;
        $text .= $next;
    }
    return $text;
}

1;
