# SPDX-License-Identifier: Apache-2.0
#
# The appearance in Chromium: layouts, narrow and zoomed windows, forced
# colours, right to left, sites whose style sheets would affect the banner. The
# HTML is valid.
#
# Server: shared, event (25 s)
# Needs: browser

use strict;
use warnings;

use lib 't/lib';
use CookiePolicy::Browser ();

exit CookiePolicy::Browser::run('look.mjs');
