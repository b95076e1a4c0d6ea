# SPDX-License-Identifier: Apache-2.0
#
# What a page gains by running scripts: in Chromium, strictest policies included.
#
# Server: shared, event

use strict;
use warnings;

use Cwd qw(abs_path);
use File::Basename qw(dirname);
use lib dirname(abs_path(__FILE__));
use Browser ();

exit Browser::run('script.mjs');
