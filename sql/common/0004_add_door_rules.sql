-- What a lanyard's colour stands for. Number 0 is everybody who was given no category and has no row.
CREATE TABLE category (
    event_id BIGINT NOT NULL REFERENCES event (id),
    number BIGINT NOT NULL CHECK (number BETWEEN 1 AND 65535),
    name TEXT NOT NULL,
    name_en TEXT NOT NULL, -- '' = the same
    colour TEXT NOT NULL, -- a word of a closed list
    PRIMARY KEY (event_id, number)
);

-- Rules of all doors of one event; an event without a row has the defaults.
CREATE TABLE event_door (
    event_id BIGINT NOT NULL PRIMARY KEY REFERENCES event (id),
    moves BIGINT NOT NULL -- coming in at one session's door takes the guest out of the session before
);

ALTER TABLE admission_point ADD COLUMN identity_check BIGINT NOT NULL DEFAULT 0;
ALTER TABLE admission_point ADD COLUMN home_gate BIGINT NOT NULL DEFAULT 0; -- tickets are dealt to these gates

-- One single-entry ticket that was let in more than once in one area (and on one day, where a day counts).
CREATE TABLE double_admission (
    event_id BIGINT NOT NULL REFERENCES event (id),
    number BIGINT NOT NULL,
    registration_id BIGINT NOT NULL,
    area BIGINT NOT NULL,
    day BIGINT NOT NULL, -- since 1970 at the event, 0 where days do not count
    claims TEXT NOT NULL, -- scan ids in the order in which they count, comma separated
    order_unknown BIGINT NOT NULL,
    found_at BIGINT NOT NULL,
    state TEXT NOT NULL, -- open, resolved, gone (taken back by voids)
    resolution TEXT NOT NULL, -- '', same_person, copied, mistake
    resolved_at BIGINT NOT NULL, -- 0 = not yet
    resolved_by BIGINT NOT NULL, -- staff
    PRIMARY KEY (event_id, number),
    FOREIGN KEY (event_id, registration_id) REFERENCES registration (event_id, id)
);
CREATE UNIQUE INDEX double_admission_by_place ON double_admission (event_id, registration_id, area, day);
CREATE INDEX double_admission_open ON double_admission (event_id, number) WHERE state = 'open';
