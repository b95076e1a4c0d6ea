# SPDX-License-Identifier: Apache-2.0
#
# The functions that need scripts, in Chromium, also under the strictest
# policies.
#
# Server: shared, event (17 s)
# Needs: browser

use strict;
use warnings;

use lib 't/lib';
use CookiePolicy::Browser ();

exit CookiePolicy::Browser::run('script.mjs');
