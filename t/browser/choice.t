# SPDX-License-Identifier: Apache-2.0
#
# A visitor's way from the banner to the withdrawal, in Chromium.
#
# Server: shared, event
# Needs: browser

use strict;
use warnings;

use lib 't/lib';
use CookiePolicy::Browser ();

exit CookiePolicy::Browser::run('choice.mjs', 'on');
