# SPDX-License-Identifier: Apache-2.0
#
# What the module adds damages no document: Chromium is the judge.
#
# Server: own (130 s)
# Needs: browser, documents

use strict;
use warnings;

use lib 't/lib';
use CookiePolicy::Judges ();

exit CookiePolicy::Judges::run('chromium.mjs');
