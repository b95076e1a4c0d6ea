# SPDX-License-Identifier: Apache-2.0
#
# Content security policies as Chromium enforces them: what the module puts
# into a page works and is never reported, and the page itself notices nothing.
#
# Server: own (33 s)

use strict;
use warnings;

use Cwd qw(abs_path);
use File::Basename qw(dirname);
use lib 't/lib', dirname(abs_path(__FILE__));
use Browser ();
use CookiePolicy::Csp;

my $httpd = CookiePolicy::Csp::server();

exit Browser::run_with({ CSP_PORT => $httpd->{port} }, 'csp.mjs');
