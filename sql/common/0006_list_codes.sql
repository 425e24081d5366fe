-- Codes beside the signed ticket that let a registration in: the barcode that another service printed, or a short code
-- of ours. Only the hash that devices hold as well; an outside code has generation 0 and outlives a re-issued ticket.
CREATE TABLE listed_code (
    event_id BIGINT NOT NULL,
    code_hash TEXT NOT NULL,
    registration_id BIGINT NOT NULL,
    generation BIGINT NOT NULL,
    PRIMARY KEY (event_id, code_hash),
    FOREIGN KEY (event_id, registration_id) REFERENCES registration (event_id, id)
);
CREATE UNIQUE INDEX listed_code_by_registration ON listed_code (event_id, registration_id);

-- Events whose confirmed registrations are given short codes.
CREATE TABLE short_code_event (
    event_id BIGINT NOT NULL PRIMARY KEY REFERENCES event (id)
);
