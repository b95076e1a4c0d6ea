# SPDX-License-Identifier: Apache-2.0
#
# phpMyAdmin: statements, tables and its strict content security policy.
#
# Server: own (60 s)
# Needs: browser, applications
use strict;
use warnings;

use lib 't/lib';
use CookiePolicy::Application;

my $app = CookiePolicy::Application->new('phpmyadmin');
my $socket = $app->database(<<'SQL');
CREATE DATABASE shop;
CREATE TABLE shop.items (id INT PRIMARY KEY, name VARCHAR(40));
INSERT INTO shop.items VALUES (1, 'Lamp'), (2, 'Chair');
CREATE USER keeper@localhost IDENTIFIED BY 'pass';
GRANT ALL ON *.* TO keeper@localhost;
SQL

# The settings for which the package's maintainer script would have asked.
$app->write('etc/phpmyadmin/conf.d/site.php', <<"PHP");
<?php
\$cfg['blowfish_secret'] = 'thirty-two-bytes-of-no-secret-xx';
\$cfg['Servers'][1]['auth_type'] = 'cookie';
\$cfg['Servers'][1]['host'] = 'localhost';
\$cfg['Servers'][1]['socket'] = '$socket';
\$cfg['PmaNoRelation_DisableWarning'] = true;
\$cfg['VersionCheck'] = false;
PHP

$app->serve('Include "@TREE@/etc/phpmyadmin/apache.conf"');

exit $app->journey;
