# SPDX-License-Identifier: Apache-2.0
#
# Held frames in Chromium for a visitor without scripts.
#
# Server: own (15 s)
# Needs: browser

use strict;
use warnings;

use lib 't/lib';
use CookiePolicy::Browser ();
use CookiePolicy::Held;

exit CookiePolicy::Browser::run_with(CookiePolicy::Held::variables(),
                                     'held.mjs', 'noscript');
