# SPDX-License-Identifier: Apache-2.0
#
# The pages of the manual, which `make docs` makes, in Chromium.
#
# Server: none
# Needs: browser
# Sanitizers: no (it runs no compiled code)

use strict;
use warnings;

use File::Temp ();

use lib 't/lib';
use CookiePolicy::Browser ();

my $dir = File::Temp->newdir;
chmod 0755, "$dir";
system("make -s html B=$dir") == 0 or die "make html failed\n";
exit CookiePolicy::Browser::run_with({ MANUAL => "$dir/docs" }, 'manual.mjs');
