# SPDX-License-Identifier: Apache-2.0
#
# Addresses that are made to be read wrongly: the scheme, host, port and path
# are those of Chromium.
#
# Server: none
# Needs: unit, browser
use strict;
use warnings;

use Cwd ();

use lib 't/lib';
use CookiePolicy::Browser ();

my $build = Cwd::abs_path($ENV{CP_BUILD} || '.build');
exit CookiePolicy::Browser::run_with(
    { ADDRESSES_TOOL => "$build/unit/http/cp_url" }, 'addresses.mjs');
