# SPDX-License-Identifier: Apache-2.0
#
# Banner and link in Chromium on pages of many layouts: no control of the site
# stays covered, with scripts and without.
#
# Server: shared, event (25 s)
# Needs: browser

use strict;
use warnings;

use lib 't/lib';
use CookiePolicy::Browser ();

exit CookiePolicy::Browser::run('room.mjs');
