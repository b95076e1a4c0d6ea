# SPDX-License-Identifier: Apache-2.0
#
# MediaWiki: editing, preferences, the API and ResourceLoader.
#
# Server: own (60 s)
# Needs: browser, applications
use strict;
use warnings;

use lib 't/lib';
use CookiePolicy::Application;

my $app = CookiePolicy::Application->new('mediawiki');
my $root = $app->root;
$app->php->run($app->path('usr/share/mediawiki/maintenance/install.php'),
    '--dbtype=sqlite', "--dbpath=$root", '--dbname=wiki', '--scriptpath',
    '/mediawiki', '--server=http://127.0.0.1', '--pass=Enough-of-it-26',
    "--confpath=$root", '--skins=Vector', 'A wiki', 'Admin');
rename "$root/LocalSettings.php", "$root/installed.php" or die $!;

# Both hosts are one wiki, each with the requested address.
$app->write('etc/mediawiki/LocalSettings.php', <<"PHP");
<?php
require '$root/installed.php';
\$wgServer = 'http://' . (\$_SERVER['HTTP_HOST'] ?? '127.0.0.1');
\$wgJobRunRate = 0;
\$wgCacheDirectory = '$root';
PHP

$app->serve('Include "@TREE@/etc/apache2/conf-available/mediawiki.conf"');

exit $app->journey;
