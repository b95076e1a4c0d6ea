-- SPDX-License-Identifier: Apache-2.0
--
-- The table of CookiePolicyRecords dbd, for SQLite:
--
--     sqlite3 /var/lib/apache2/records.db < conf/records/sqlite.sql
--     chown -R www-data /var/lib/apache2
--
-- A column for each member of a record, as text: arrays and objects are JSON, a
-- member that the record does not have is null. `line` is the line that the
-- hash belongs to. `server` is the name of the machine: each has a chain of its
-- own. docs/guide/proof.md describes the members.

CREATE TABLE IF NOT EXISTS cookie_policy_records (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    server TEXT NOT NULL,
    schema TEXT NOT NULL,
    kind TEXT NOT NULL,
    id TEXT NOT NULL UNIQUE,
    time TEXT NOT NULL,
    host TEXT NOT NULL,
    policy TEXT NOT NULL,
    language TEXT,
    place TEXT,
    action TEXT,
    granted TEXT,
    refused TEXT,
    signal TEXT,
    document TEXT,
    banner TEXT,
    since TEXT,
    counters TEXT,
    previous TEXT,
    hash TEXT NOT NULL UNIQUE,
    line TEXT NOT NULL
);

CREATE INDEX IF NOT EXISTS cookie_policy_records_time
    ON cookie_policy_records (time);
CREATE INDEX IF NOT EXISTS cookie_policy_records_server
    ON cookie_policy_records (server, seq);
