-- Where a record comes from: '' = a door; 'paper:3:17' = row 17 of paper sheet 3. Part of the scan log that is hashed.
ALTER TABLE scan ADD COLUMN source TEXT NOT NULL DEFAULT '';

-- What an organiser has handed out as evidence, and the scan log as it was then. No personal data: it outlives the people.
CREATE TABLE evidence_pack (
    event_id BIGINT NOT NULL REFERENCES event (id),
    number BIGINT NOT NULL, -- 1, 2, … in the event
    code TEXT NOT NULL UNIQUE, -- of the public address, 16 digits
    made_at BIGINT NOT NULL,
    made_by BIGINT NOT NULL, -- staff, 0 = the shell
    log_count BIGINT NOT NULL,
    log_last BIGINT NOT NULL, -- number of the last record, 0 = there was none
    log_last_ms BIGINT NOT NULL, -- when it was made
    log_hash TEXT NOT NULL, -- SHA-256 hex of head and lines
    registered BIGINT NOT NULL,
    attended BIGINT NOT NULL,
    report_hash TEXT NOT NULL, -- SHA-256 hex of the report, PDF
    public_key TEXT NOT NULL, -- hex; whose signature lies beside the sums
    PRIMARY KEY (event_id, number)
);
