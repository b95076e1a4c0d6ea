# SPDX-License-Identifier: Apache-2.0
#
# The added elements damage no document, according to parse5.
#
# Server: own (35 s)
# Needs: browser, documents

use strict;
use warnings;

use lib 't/lib';
use CookiePolicy::Judges ();

exit CookiePolicy::Judges::run('parse5.mjs');
