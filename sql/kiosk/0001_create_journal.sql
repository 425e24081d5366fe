-- The kiosk's own memory. Times are UTC, codes and hashes hexadecimal text.
CREATE TABLE state (name TEXT PRIMARY KEY NOT NULL, value TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE roster (
    epoch INTEGER NOT NULL, code TEXT NOT NULL, generation INTEGER NOT NULL, category INTEGER NOT NULL,
    standing INTEGER NOT NULL, scope INTEGER NOT NULL, sessions TEXT NOT NULL, place INTEGER NOT NULL,
    flags INTEGER NOT NULL, number TEXT NOT NULL, short_code TEXT NOT NULL, name TEXT NOT NULL, seat TEXT NOT NULL,
    PRIMARY KEY (epoch, code)) WITHOUT ROWID;
CREATE INDEX roster_by_number ON roster (epoch, number) WHERE number <> '';
CREATE INDEX roster_by_short_code ON roster (epoch, short_code) WHERE short_code <> '';

CREATE TABLE deny (
    code TEXT PRIMARY KEY NOT NULL, min_generation INTEGER NOT NULL, blocked INTEGER NOT NULL) WITHOUT ROWID;

CREATE TABLE elsewhere (
    epoch INTEGER NOT NULL, scan TEXT NOT NULL, code TEXT NOT NULL, device INTEGER NOT NULL, point INTEGER NOT NULL,
    leaving INTEGER NOT NULL, at_ms INTEGER NOT NULL, voided INTEGER NOT NULL,
    PRIMARY KEY (epoch, scan)) WITHOUT ROWID;
CREATE INDEX elsewhere_by_code ON elsewhere (epoch, code);

CREATE TABLE rules (epoch INTEGER PRIMARY KEY NOT NULL, document TEXT NOT NULL);
CREATE TABLE messages (n INTEGER PRIMARY KEY, ru TEXT NOT NULL, en TEXT NOT NULL);

-- Records never change; record is the canonical form, the other columns are copies of it to search by.
CREATE TABLE scans (
    seq INTEGER PRIMARY KEY NOT NULL, last_seq INTEGER NOT NULL, id TEXT NOT NULL UNIQUE, kind INTEGER NOT NULL,
    code TEXT NOT NULL, point INTEGER NOT NULL, leaving INTEGER NOT NULL, late INTEGER NOT NULL,
    at_ms INTEGER NOT NULL, record TEXT NOT NULL, hash TEXT NOT NULL);
CREATE INDEX scans_by_code ON scans (code);
CREATE INDEX scans_late ON scans (code) WHERE late = 1;

-- Admissions that were recorded before a crash and whose green screen nobody saw.
CREATE TABLE hidden (id TEXT PRIMARY KEY NOT NULL) WITHOUT ROWID;
