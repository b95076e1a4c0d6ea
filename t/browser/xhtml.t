# SPDX-License-Identifier: Apache-2.0
#
# The elements that the module adds to pages of XHTML, parsed as XML by
# Chromium.
#
# Server: shared, event (17 s)
# Needs: browser

use strict;
use warnings;

use lib 't/lib';
use CookiePolicy::Browser ();

exit CookiePolicy::Browser::run_xhtml('xhtml.mjs');
