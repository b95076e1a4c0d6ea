# SPDX-License-Identifier: Apache-2.0
#
# Content security policies as Chromium enforces them: what the module puts
# into a page works and is never reported, and the page itself notices nothing.
#
# Server: own (33 s)
# Needs: browser

use strict;
use warnings;

use lib 't/lib';
use CookiePolicy::Browser ();
use CookiePolicy::Csp;

my $httpd = CookiePolicy::Csp::server();

exit CookiePolicy::Browser::run_with({ CSP_PORT => $httpd->{port} }, 'csp.mjs');
