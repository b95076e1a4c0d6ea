# SPDX-License-Identifier: Apache-2.0
#
# The look in Chromium: layouts, narrow and zoomed windows, forced colours, from
# right to left, on sites whose own style would spoil it; valid HTML.
#
# Server: shared, event

use strict;
use warnings;

use Cwd qw(abs_path);
use File::Basename qw(dirname);
use lib dirname(abs_path(__FILE__));
use Browser ();

exit Browser::run('look.mjs');
