# SPDX-License-Identifier: Apache-2.0
#
# A visitor in Chromium, from the first banner to the withdrawal.
#
# Server: shared, event (17 s)
# Needs: browser

use strict;
use warnings;

use lib 't/lib';
use CookiePolicy::Browser ();

exit CookiePolicy::Browser::run('choice.mjs', 'on');
