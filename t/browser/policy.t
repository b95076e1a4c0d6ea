# SPDX-License-Identifier: Apache-2.0
#
# The policy page in Chromium, for a reader.
#
# Server: shared, event (12 s)
# Needs: browser

use strict;
use warnings;

use lib 't/lib';
use CookiePolicy::Browser ();

exit CookiePolicy::Browser::run('policy.mjs');
