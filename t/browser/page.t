# SPDX-License-Identifier: Apache-2.0
#
# What the module adds to a page in Chromium, and what it leaves alone.
#
# Server: shared, event

use strict;
use warnings;

use Cwd qw(abs_path);
use File::Basename qw(dirname);
use lib dirname(abs_path(__FILE__));
use Browser ();

exit Browser::run('page.mjs');
