# SPDX-License-Identifier: Apache-2.0
#
# A visitor's way from the banner to the withdrawal, in Chromium.
#
# Server: shared, event

use strict;
use warnings;

use Cwd qw(abs_path);
use File::Basename qw(dirname);
use lib dirname(abs_path(__FILE__));
use Browser ();

exit Browser::run('choice.mjs', 'on');
