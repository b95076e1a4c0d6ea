<?php
// SPDX-License-Identifier: Apache-2.0
//
// Installs WordPress as its web page would: wordpress.php TREE.

define('WP_INSTALLING', true);
$_SERVER['HTTP_HOST'] = '127.0.0.1';
$_SERVER['REQUEST_URI'] = '/';
require $argv[1] . '/usr/share/wordpress/wp-load.php';
require ABSPATH . 'wp-admin/includes/upgrade.php';

wp_install('A site', 'admin', 'admin@example.com', true, '', 'pass');
// Comments appear at once, and pages have addresses to read.
update_option('comment_moderation', 0);
update_option('comment_previously_approved', 0);
update_option('permalink_structure', '/%postname%/');
