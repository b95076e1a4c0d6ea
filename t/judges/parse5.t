# SPDX-License-Identifier: Apache-2.0
#
# What the module adds damages no document: parse5 is the judge.
#
# Server: own (21 s)
# Needs: browser, documents

use strict;
use warnings;

use lib 't/lib';
use CookiePolicy::Judges ();

exit CookiePolicy::Judges::run('parse5.mjs');
