# SPDX-License-Identifier: Apache-2.0
#
# What is put into pages of XHTML, as Chromium reads XML.
#
# Server: shared, event

use strict;
use warnings;

use Cwd qw(abs_path);
use File::Basename qw(dirname);
use lib dirname(abs_path(__FILE__));
use Browser ();

exit Browser::run_xhtml('xhtml.mjs');
