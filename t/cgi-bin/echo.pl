#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# Prints the environment that an application gets.
use strict;
use warnings;

binmode STDOUT;
print "Content-Type: text/plain\n\n";
print map { "$_=$ENV{$_}\n" } sort keys %ENV;
