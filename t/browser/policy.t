# SPDX-License-Identifier: Apache-2.0
#
# The policy page in Chromium, as a reader meets it.
#
# Server: shared, event

use strict;
use warnings;

use Cwd qw(abs_path);
use File::Basename qw(dirname);
use lib dirname(abs_path(__FILE__));
use Browser ();

exit Browser::run('policy.mjs');
