# SPDX-License-Identifier: Apache-2.0
#
# The elements that the module adds to a page in Chromium, and the parts of the
# page that stay unchanged.
#
# Server: shared, event (13 s)
# Needs: browser

use strict;
use warnings;

use lib 't/lib';
use CookiePolicy::Browser ();

exit CookiePolicy::Browser::run('page.mjs');
