# SPDX-License-Identifier: Apache-2.0
#
# Held frames in Chromium: the page in their place, its button, and the content
# after it.
#
# Server: own (15 s)
# Needs: browser

use strict;
use warnings;

use lib 't/lib';
use CookiePolicy::Browser ();
use CookiePolicy::Held;

exit CookiePolicy::Browser::run_with(CookiePolicy::Held::variables(),
                                     'held.mjs');
