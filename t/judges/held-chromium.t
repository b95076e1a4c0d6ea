# SPDX-License-Identifier: Apache-2.0
#
# Chromium requests nothing from a host whose addresses are held, in documents
# that contain them in every context. `make judge` loads all documents.
#
# Server: none (30 s)
# Needs: unit, browser

use strict;
use warnings;

use Cwd qw(abs_path getcwd);
use lib 't/lib';
use CookiePolicy::Browser ();

exit CookiePolicy::Browser::run_with({},
    getcwd() . '/t/judges/held-chromium.mjs',
    abs_path($ENV{CP_BUILD} || '.build') . '/unit/html/cp_html_held');
