# SPDX-License-Identifier: Apache-2.0
#
# Held elements fetch nothing, and no other part of a document changes,
# according to parse5.
#
# Server: none
# Needs: unit, browser
use strict;
use warnings;

exec 'node', 't/judges/held.mjs',
    ($ENV{CP_BUILD} || '.build') . '/unit/html/cp_html_held'
    or die "node: $!\n";
