# SPDX-License-Identifier: Apache-2.0
#
# The same way with JavaScript switched off, in pages of XHTML.
#
# Server: shared, event
# Needs: browser

use strict;
use warnings;

use lib 't/lib';
use CookiePolicy::Browser ();

exit CookiePolicy::Browser::run_xhtml('choice.mjs', 'off');
