-- Round tables of an event, or of one programme session. The number is what stands on the table, so it is never another one.
CREATE TABLE round_table (
    event_id BIGINT NOT NULL REFERENCES event (id),
    number BIGINT NOT NULL CHECK (number BETWEEN 1 AND 999),
    session_id BIGINT NOT NULL, -- 0 = the whole event
    topic TEXT NOT NULL,
    host TEXT NOT NULL,
    language TEXT NOT NULL, -- '' = not said
    seats BIGINT NOT NULL CHECK (seats BETWEEN 1 AND 200),
    categories TEXT NOT NULL, -- comma separated numbers of who is admitted, '' = everybody
    guests_choose BIGINT NOT NULL,
    step_free BIGINT NOT NULL,
    quiet BIGINT NOT NULL,
    host_salt TEXT NOT NULL, -- the host's link is derived from it and the instance's key
    PRIMARY KEY (event_id, number)
);

-- Who sits where: one table a person, session and round. Row and the list in registration.tables change together.
CREATE TABLE table_place (
    event_id BIGINT NOT NULL,
    registration_id BIGINT NOT NULL,
    session_id BIGINT NOT NULL,
    round BIGINT NOT NULL CHECK (round BETWEEN 1 AND 12),
    table_number BIGINT NOT NULL,
    held_by TEXT NOT NULL, -- plan, guest, staff; wanted = holds no seat until the person has one at the event
    PRIMARY KEY (event_id, registration_id, session_id, round),
    FOREIGN KEY (event_id, registration_id) REFERENCES registration (event_id, id),
    FOREIGN KEY (event_id, table_number) REFERENCES round_table (event_id, number)
);
CREATE INDEX table_place_by_table ON table_place (event_id, table_number, round);

-- The seating that stands, one row a session (0 = the whole event); absent = nobody has been seated by a plan.
CREATE TABLE seating (
    event_id BIGINT NOT NULL REFERENCES event (id),
    session_id BIGINT NOT NULL,
    rounds BIGINT NOT NULL,
    applied_at BIGINT NOT NULL,
    mark TEXT NOT NULL, -- of the proposal that was applied
    PRIMARY KEY (event_id, session_id)
);

-- Where people sat before the last change of the whole seating, for taking it back.
CREATE TABLE table_place_before (
    event_id BIGINT NOT NULL,
    registration_id BIGINT NOT NULL,
    session_id BIGINT NOT NULL,
    round BIGINT NOT NULL,
    table_number BIGINT NOT NULL,
    held_by TEXT NOT NULL,
    PRIMARY KEY (event_id, session_id, registration_id, round)
);

-- One row while there is a step to take back, also when nobody sat anywhere before it.
CREATE TABLE seating_before (
    event_id BIGINT NOT NULL REFERENCES event (id),
    session_id BIGINT NOT NULL,
    rounds BIGINT NOT NULL, -- 0 = no seating stood
    PRIMARY KEY (event_id, session_id)
);

-- Numbers of the person's tables in the order of sessions and rounds, comma separated: what doors, tickets and lists
-- show, so that none of them asks for places one by one.
ALTER TABLE registration ADD COLUMN tables TEXT NOT NULL DEFAULT '';
