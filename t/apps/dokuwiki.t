# SPDX-License-Identifier: Apache-2.0
#
# DokuWiki: editing and the media manager.
#
# Server: own (40 s)
# Needs: browser, applications
use strict;
use warnings;

use lib 't/lib';
use CookiePolicy::Application;

my $app = CookiePolicy::Application->new('dokuwiki');

# The settings for which the package's maintainer script would have asked.
$app->write('etc/dokuwiki/local.php', <<'PHP');
<?php
$conf['title'] = 'A wiki';
$conf['license'] = '0';
$conf['useacl'] = 1;
$conf['superuser'] = '@admin';
$conf['updatecheck'] = 0;
PHP
my $word = crypt 'pass', '$1$ofnosecret$';
$app->write('var/lib/dokuwiki/acl/acl.auth.php', "*\t\@ALL\t1\n"
    . "*\t\@user\t8\n");
$app->write('var/lib/dokuwiki/acl/users.auth.php',
    "admin:$word:Somebody:admin\@example.com:admin,user\n");

$app->serve('Alias /dokuwiki "@TREE@/usr/share/dokuwiki"');

exit $app->journey;
