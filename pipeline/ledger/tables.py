"""The tables of the ledger. Whoever adds one raises the version: an older ledger gets what it lacks when it is opened."""

from typing import Final

VERSION: Final = 6
TABLES: Final = """
CREATE TABLE IF NOT EXISTS runs (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    workbook TEXT NOT NULL,
    started TEXT NOT NULL,
    as_of TEXT NOT NULL,
    command TEXT NOT NULL,
    policy_digest TEXT NOT NULL,
    sha_before TEXT NOT NULL,
    sha_after TEXT NOT NULL,
    backup TEXT NOT NULL,
    counts TEXT NOT NULL,
    undoes TEXT,
    status TEXT NOT NULL,
    has_changes INTEGER NOT NULL DEFAULT 1
);
CREATE TABLE IF NOT EXISTS column_patches (run TEXT NOT NULL, position INTEGER NOT NULL, sheet TEXT NOT NULL,
    "column" INTEGER NOT NULL, header TEXT NOT NULL, kind TEXT NOT NULL, cells BLOB NOT NULL,
    PRIMARY KEY (run, position));
CREATE TABLE IF NOT EXISTS new_columns (run TEXT NOT NULL, position INTEGER NOT NULL, sheet TEXT NOT NULL,
    header_row INTEGER NOT NULL, last_row INTEGER NOT NULL, "column" INTEGER NOT NULL, header TEXT NOT NULL,
    PRIMARY KEY (run, position));
CREATE TABLE IF NOT EXISTS new_rows (run TEXT NOT NULL, position INTEGER NOT NULL, sheet TEXT NOT NULL,
    after_row INTEGER NOT NULL, "count" INTEGER NOT NULL, PRIMARY KEY (run, position));
CREATE TABLE IF NOT EXISTS owned_sheets (run TEXT NOT NULL, position INTEGER NOT NULL, key TEXT NOT NULL,
    name TEXT NOT NULL, content_hash TEXT NOT NULL, body BLOB NOT NULL, PRIMARY KEY (run, position));
CREATE TABLE IF NOT EXISTS tombstones (run TEXT NOT NULL, hash BLOB NOT NULL, PRIMARY KEY (run, hash));
CREATE TABLE IF NOT EXISTS salt (value BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS import_salt (value BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS import_rows (run TEXT NOT NULL, digest BLOB NOT NULL, owner TEXT NOT NULL,
    PRIMARY KEY (run, digest)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS waiting_rows (run TEXT NOT NULL, key TEXT NOT NULL PRIMARY KEY, body BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS settled_rows (run TEXT NOT NULL, key TEXT NOT NULL, customer TEXT NOT NULL,
    PRIMARY KEY (run, key));
CREATE TABLE IF NOT EXISTS calendar_entries (workbook TEXT NOT NULL, seller TEXT NOT NULL, key TEXT NOT NULL,
    sequence INTEGER NOT NULL, digest BLOB NOT NULL, day TEXT NOT NULL, changed TEXT NOT NULL, recurs INTEGER NOT NULL,
    dropped TEXT, PRIMARY KEY (workbook, seller, key));
CREATE TABLE IF NOT EXISTS deliveries (
    key TEXT PRIMARY KEY,
    workbook TEXT NOT NULL,
    channel TEXT NOT NULL,
    as_of TEXT NOT NULL,
    recipient TEXT NOT NULL,
    generation INTEGER NOT NULL,
    status TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    noted TEXT NOT NULL,
    reply TEXT NOT NULL
) WITHOUT ROWID;
"""
