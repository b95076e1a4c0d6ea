# SPDX-License-Identifier: Apache-2.0
#
# Roundcube: reading and writing mail, with an IMAP server of the test's own.
#
# Server: own (50 s)
# Needs: browser, applications
use strict;
use warnings;

use lib 't/lib';
use CookiePolicy::Application;
use CookiePolicy::Imap;

my $app = CookiePolicy::Application->new('roundcube');
my $root = $app->root;
my $imap = CookiePolicy::Imap->start(user => 'reader', password => 'pass',
    messages => [map { <<"MAIL" } 1 .. 12]);
From: Writer <writer\@example.com>
To: Reader <reader\@example.com>
Subject: Message $_
Date: Sun, 29 Nov 2026 12:00:00 +0000
Message-ID: <$_\@example.com>
MIME-Version: 1.0
Content-Type: text/plain; charset=UTF-8

This is message $_.
MAIL

# The settings for which the packages' maintainer scripts would have asked.
$app->write('etc/roundcube/config.inc.php', <<"PHP");
<?php
\$config = [
    'db_dsnw' => 'sqlite:///$root/mail.db?mode=0640',
    'imap_host' => '127.0.0.1:@{[ $imap->port ]}',
    'des_key' => 'twenty-four-bytes-of-key',
    'product_name' => 'Webmail',
    'mail_domain' => 'example.com',
    'log_dir' => '$root',
    'temp_dir' => '$root',
    'enable_spellcheck' => false,
    'plugins' => [],
    'skin' => 'elastic',
];
PHP

$app->serve(<<'CONF');
Include "@TREE@/etc/roundcube/apache.conf"
Alias /roundcube "@TREE@/var/lib/roundcube/public_html"
CONF

my $failed = $app->journey;
$imap->stop;
exit $failed;
