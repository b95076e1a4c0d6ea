# SPDX-License-Identifier: Apache-2.0
#
# What a page gains by running scripts: in Chromium, strictest policies included.
#
# Server: shared, event
# Needs: browser

use strict;
use warnings;

use lib 't/lib';
use CookiePolicy::Browser ();

exit CookiePolicy::Browser::run('script.mjs');
