# SPDX-License-Identifier: Apache-2.0
#
# Content security policies, enforced by Chromium: the added elements work and
# cause no report, and the page works as without them.
#
# Server: own (40 s)
# Needs: browser

use strict;
use warnings;

use lib 't/lib';
use CookiePolicy::Browser ();
use CookiePolicy::Csp;

my $httpd = CookiePolicy::Csp::server();

exit CookiePolicy::Browser::run_with({ CSP_PORT => $httpd->{port} }, 'csp.mjs');
