-- Words by which guests find sessions, comma separated; '' = none.
ALTER TABLE session ADD COLUMN tags TEXT NOT NULL DEFAULT '';
-- Whether a room can be reached without steps.
ALTER TABLE room ADD COLUMN step_free TEXT NOT NULL DEFAULT ''; -- yes, no, '' = nobody has said

-- Who waits for one session with a seat in another: that seat is given back the moment this one is got.
ALTER TABLE registration_session ADD COLUMN leaves BIGINT NOT NULL DEFAULT 0; -- number of the session, 0 = none is given back
CREATE INDEX registration_session_swaps ON registration_session (event_id, registration_id) WHERE leaves > 0;

-- How strictly sessions at the same time are taken, for sessions that are added; an event without a row warns.
CREATE TABLE programme (
    event_id BIGINT NOT NULL PRIMARY KEY REFERENCES event (id),
    clash TEXT NOT NULL -- allow, warn, block
);

-- Which seats in sessions a letter speaks of.
CREATE TABLE session_letter (
    event_id BIGINT NOT NULL,
    mail BIGINT NOT NULL,
    session_id BIGINT NOT NULL,
    left_id BIGINT NOT NULL, -- the seat that was given back for it, 0 = none
    PRIMARY KEY (event_id, mail, session_id),
    FOREIGN KEY (event_id, mail) REFERENCES outbox (event_id, number)
);

-- Events that repeat. Each is an event of its own; the series remembers that they belong together and by which rule.
CREATE TABLE event_series (
    id BIGINT NOT NULL PRIMARY KEY,
    owner_id BIGINT NOT NULL REFERENCES organisation (id),
    rule TEXT NOT NULL, -- RRULE subset as it was asked for
    created_at BIGINT NOT NULL
);
CREATE TABLE event_series_member (
    event_id BIGINT NOT NULL PRIMARY KEY REFERENCES event (id),
    series_id BIGINT NOT NULL REFERENCES event_series (id),
    position BIGINT NOT NULL, -- days after the first one
    UNIQUE (series_id, position)
);
CREATE INDEX event_by_parent ON event (parent_id) WHERE parent_id IS NOT NULL;
