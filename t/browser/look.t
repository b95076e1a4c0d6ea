# SPDX-License-Identifier: Apache-2.0
#
# The look in Chromium: layouts, narrow and zoomed windows, forced colours, from
# right to left, on sites whose own style would spoil it; valid HTML.
#
# Server: shared, event
# Needs: browser

use strict;
use warnings;

use lib 't/lib';
use CookiePolicy::Browser ();

exit CookiePolicy::Browser::run('look.mjs');
