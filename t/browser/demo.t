# SPDX-License-Identifier: Apache-2.0
#
# The content of another site on the home page of the demo, in Chromium.
#
# Server: own (10 s)
# Needs: browser
# Sanitizers: no (the demo starts its own httpd)

use strict;
use warnings;

use lib 't/lib';
use CookiePolicy::Browser ();
use CookiePolicy::Demo ();

my $demo = CookiePolicy::Demo->start;
exit CookiePolicy::Browser::run_with({ DEMO_PORT => $demo->port }, 'demo.mjs');
