# SPDX-License-Identifier: Apache-2.0
#
# The page in place of a held frame, in Chromium: its size, look and languages.
#
# Server: own (16 s)
# Needs: browser

use strict;
use warnings;

use lib 't/lib';
use CookiePolicy::Browser ();
use CookiePolicy::Held;

exit CookiePolicy::Browser::run_with(CookiePolicy::Held::variables(),
                                     'held-page.mjs');
