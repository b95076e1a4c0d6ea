# SPDX-License-Identifier: Apache-2.0
#
# axe-core checks every page and element that the module shows.
#
# Server: shared, event (35 s)
# Needs: browser

use strict;
use warnings;

use lib 't/lib';
use CookiePolicy::Browser ();

exit CookiePolicy::Browser::run('axe.mjs');
