-- Texts that only the server can read, each beside its scan until the server has it.
CREATE TABLE enclosures (
    scan TEXT PRIMARY KEY NOT NULL, seq INTEGER NOT NULL, enclosed TEXT NOT NULL) WITHOUT ROWID;
