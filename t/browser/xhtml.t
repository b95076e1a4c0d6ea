# SPDX-License-Identifier: Apache-2.0
#
# What is put into pages of XHTML, as Chromium reads XML.
#
# Server: shared, event
# Needs: browser

use strict;
use warnings;

use lib 't/lib';
use CookiePolicy::Browser ();

exit CookiePolicy::Browser::run_xhtml('xhtml.mjs');
