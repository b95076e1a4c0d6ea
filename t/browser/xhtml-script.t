# SPDX-License-Identifier: Apache-2.0
#
# What a page of XHTML gains by running scripts.
#
# Server: shared, event
# Needs: browser

use strict;
use warnings;

use lib 't/lib';
use CookiePolicy::Browser ();

exit CookiePolicy::Browser::run_xhtml('script.mjs');
