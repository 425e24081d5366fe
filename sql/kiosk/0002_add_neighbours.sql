-- What was heard from the other kiosks of the hall, without the server. Kept through epochs: it is nobody's list but ours.
CREATE TABLE neighbours (
    scan TEXT PRIMARY KEY NOT NULL, n INTEGER NOT NULL, code TEXT NOT NULL, device INTEGER NOT NULL,
    point INTEGER NOT NULL, leaving INTEGER NOT NULL, at_ms INTEGER NOT NULL, voided INTEGER NOT NULL) WITHOUT ROWID;
CREATE UNIQUE INDEX neighbours_by_n ON neighbours (n);
CREATE INDEX neighbours_by_code ON neighbours (code);

-- A hub's neighbours: who may ask and tell, and how far each has told.
CREATE TABLE paired (
    device INTEGER PRIMARY KEY NOT NULL, key TEXT NOT NULL, incarnation INTEGER NOT NULL, seq INTEGER NOT NULL,
    hash TEXT NOT NULL, set_aside INTEGER NOT NULL);

-- How far this device has heard its hub, and which life this hub's own journal has.
CREATE TABLE hub_place (
    name TEXT PRIMARY KEY NOT NULL, life INTEGER NOT NULL, neighbours INTEGER NOT NULL, own INTEGER NOT NULL) WITHOUT ROWID;
