# SPDX-License-Identifier: Apache-2.0
#
# WordPress: posts, comments, media, administration, customizer.
#
# Server: own (95 s)
# Needs: browser, applications
use strict;
use warnings;

use lib 't/lib';
use CookiePolicy::Application;

my $app = CookiePolicy::Application->new('wordpress');
my $socket = $app->database(<<'SQL');
CREATE DATABASE wordpress CHARACTER SET utf8mb4;
CREATE USER wordpress@localhost IDENTIFIED BY 'pass';
GRANT ALL ON wordpress.* TO wordpress@localhost;
SQL

# Both hosts are one site, each with the requested address. WordPress must not
# use the network.
$app->write('etc/wordpress/config-127.0.0.1.php', <<"PHP");
<?php
define('DB_NAME', 'wordpress');
define('DB_USER', 'wordpress');
define('DB_PASSWORD', 'pass');
define('DB_HOST', 'localhost:$socket');
define('WP_HOME', 'http://' . (\$_SERVER['HTTP_HOST'] ?? '127.0.0.1'));
define('WP_SITEURL', WP_HOME);
define('WP_HTTP_BLOCK_EXTERNAL', true);
define('DISABLE_WP_CRON', true);
define('DISALLOW_FILE_EDIT', true);
define('FS_METHOD', 'direct');
define('AUTH_KEY', 'auth'); define('SECURE_AUTH_KEY', 'secure');
define('LOGGED_IN_KEY', 'logged'); define('NONCE_KEY', 'nonce');
define('AUTH_SALT', 'a'); define('SECURE_AUTH_SALT', 'b');
define('LOGGED_IN_SALT', 'c'); define('NONCE_SALT', 'd');
PHP
mkdir $app->path('var/lib/wordpress/wp-content/uploads');
$app->php->run('t/apps/wordpress.php', $app->path(''));

# The catalogue asks about the cookies of comments. A virtual host may differ.
$app->serve(<<'CONF', <<'OWN');
DocumentRoot "@TREE@/usr/share/wordpress"
Alias /wp-content "@TREE@/var/lib/wordpress/wp-content"
<Directory "@TREE@/usr/share/wordpress">
    RewriteEngine On
    RewriteRule ^index\.php$ - [L]
    RewriteCond %{REQUEST_FILENAME} !-f
    RewriteCond %{REQUEST_FILENAME} !-d
    RewriteRule . /index.php [L]
</Directory>
CONF
CookiePolicyCookie necessary \
    comment_author_* comment_author_email_* comment_author_url_* \
    provider="This site" function="Comments" \
    purpose="to fill in your name the next time, as you have asked" lifetime=1y
OWN

exit $app->journey;
