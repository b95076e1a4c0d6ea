# SPDX-License-Identifier: Apache-2.0
#
# noscript.t with pages of XHTML.
#
# Server: shared, event (18 s)
# Needs: browser

use strict;
use warnings;

use lib 't/lib';
use CookiePolicy::Browser ();

exit CookiePolicy::Browser::run_xhtml('choice.mjs', 'off');
