# SPDX-License-Identifier: Apache-2.0
#
# What the module adds to a page in Chromium, and what it leaves alone.
#
# Server: shared, event
# Needs: browser

use strict;
use warnings;

use lib 't/lib';
use CookiePolicy::Browser ();

exit CookiePolicy::Browser::run('page.mjs');
