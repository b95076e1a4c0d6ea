-- SPDX-License-Identifier: Apache-2.0
--
-- The table of CookiePolicyRecords dbd, for PostgreSQL 9.5 or later:
--
--     psql -d records -f conf/records/postgresql.sql
--
-- A column for each member of a record, as text: arrays and objects are JSON, a
-- member that the record does not have is null. `line` is the line that the
-- hash belongs to. `server` is the name of the machine: each has a chain of its
-- own. docs/guide/proof.md describes the members.

CREATE TABLE IF NOT EXISTS cookie_policy_records (
    seq BIGSERIAL PRIMARY KEY,
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

-- httpd needs no other rights than these. Replace the role, and leave DELETE out
-- if rows must never be deleted; then keep= has no effect but CP0192.
--
--     GRANT INSERT, SELECT, DELETE ON cookie_policy_records TO httpd;
--     GRANT USAGE ON SEQUENCE cookie_policy_records_seq_seq TO httpd;
