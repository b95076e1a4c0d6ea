# SPDX-License-Identifier: Apache-2.0
#
# axe-core's judgement of everything that the module shows.
#
# Server: shared, event
# Needs: browser

use strict;
use warnings;

use lib 't/lib';
use CookiePolicy::Browser ();

exit CookiePolicy::Browser::run('axe.mjs');
