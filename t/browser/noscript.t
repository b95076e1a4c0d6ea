# SPDX-License-Identifier: Apache-2.0
#
# choice.t with JavaScript switched off: forms and redirects are sufficient.
#
# Server: shared, event (18 s)
# Needs: browser

use strict;
use warnings;

use lib 't/lib';
use CookiePolicy::Browser ();

exit CookiePolicy::Browser::run('choice.mjs', 'off');
