-- Who earns a certificate of participation; an event without a row issues none.
CREATE TABLE certificate_rule (
    event_id BIGINT NOT NULL PRIMARY KEY REFERENCES event (id),
    basis TEXT NOT NULL, -- admitted, share, sessions
    minimum BIGINT NOT NULL, -- per cent of the event's time, or sessions; 1 with admitted
    hours BIGINT NOT NULL, -- as stated on the paper, 0 = not stated
    signer TEXT NOT NULL -- who signs, with their post; '' = a blank line
);

-- Names are not kept here: they are read from the registration, so an erased person's certificate has none.
CREATE TABLE certificate (
    event_id BIGINT NOT NULL REFERENCES event (id),
    number BIGINT NOT NULL, -- 1, 2, … in the event
    registration_id BIGINT NOT NULL,
    code TEXT NOT NULL UNIQUE, -- of the public address, 16 digits
    state TEXT NOT NULL, -- valid, revoked, replaced
    issued_at BIGINT NOT NULL,
    issued_by BIGINT NOT NULL, -- staff, 0 = the shell
    changed_at BIGINT NOT NULL, -- when it was revoked or replaced, 0 = it stands
    hours BIGINT NOT NULL,
    signer TEXT NOT NULL,
    name_mark TEXT NOT NULL, -- MAC of the name it was issued for: tells that the name was corrected since
    PRIMARY KEY (event_id, number),
    FOREIGN KEY (event_id, registration_id) REFERENCES registration (event_id, id)
);
CREATE UNIQUE INDEX certificate_standing ON certificate (event_id, registration_id) WHERE state = 'valid';

-- Sign-in sheets as they were printed, so that the rows that people signed come back into the log of scans.
CREATE TABLE paper_sheet (
    event_id BIGINT NOT NULL REFERENCES event (id),
    number BIGINT NOT NULL, -- 1, 2, … in the event, printed in every row
    session_id BIGINT NOT NULL, -- 0 = the whole event
    printed_at BIGINT NOT NULL,
    printed_by BIGINT NOT NULL, -- staff, 0 = the shell
    people TEXT NOT NULL, -- numbers of registrations in the order of the rows, comma separated
    PRIMARY KEY (event_id, number)
);
