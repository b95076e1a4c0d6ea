# SPDX-License-Identifier: Apache-2.0
#
# Banner and link in Chromium on pages of many layouts: no control of the site
# stays covered, with script and without.
#
# Server: shared, event (25 s)

use strict;
use warnings;

use Cwd qw(abs_path);
use File::Basename qw(dirname);
use lib dirname(abs_path(__FILE__));
use Browser ();

exit Browser::run('room.mjs');
