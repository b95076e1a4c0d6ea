# SPDX-License-Identifier: Apache-2.0
#
# The same way with JavaScript switched off, in pages of XHTML.
#
# Server: shared, event

use strict;
use warnings;

use Cwd qw(abs_path);
use File::Basename qw(dirname);
use lib dirname(abs_path(__FILE__));
use Browser ();

exit Browser::run_xhtml('choice.mjs', 'off');
