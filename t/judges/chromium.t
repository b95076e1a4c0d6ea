# SPDX-License-Identifier: Apache-2.0
#
# What the module adds damages no document: Chromium is the judge.
#
# Server: own (130 s)

use strict;
use warnings;

use Cwd qw(abs_path);
use File::Basename qw(dirname);
use lib 't/lib', dirname(abs_path(__FILE__));
use Judges ();

exit Judges::run('chromium.mjs');
