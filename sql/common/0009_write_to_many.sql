-- One letter to many: who changed an event's time or place, or set a reminder, writes one row here in the same
-- transaction; the letters themselves follow in portions, so that nobody waits for five thousand of them.
CREATE TABLE mailing (
    event_id BIGINT NOT NULL REFERENCES event (id),
    number BIGINT NOT NULL, -- from 1 in each event
    kind TEXT NOT NULL, -- the word of the letters: changed, reminder
    mark TEXT NOT NULL, -- what it is about: the same is never begun twice
    created_at BIGINT NOT NULL,
    due_at BIGINT NOT NULL, -- > 0 while letters are still to be promised
    last_told BIGINT NOT NULL, -- everybody up to this registration has been promised theirs
    told BIGINT NOT NULL, -- how many letters were promised
    tickets_before BIGINT NOT NULL, -- whose ticket is younger knows already
    facts TEXT NOT NULL, -- what the letter compares with (JSON), '' = nothing
    PRIMARY KEY (event_id, number)
);
CREATE UNIQUE INDEX mailing_once ON mailing (event_id, kind, mark);
CREATE INDEX mailing_due ON mailing (due_at) WHERE due_at > 0;

-- When people are reminded; an event without a row has the usual rule.
CREATE TABLE reminder_rule (
    event_id BIGINT NOT NULL PRIMARY KEY REFERENCES event (id),
    day_before BIGINT NOT NULL,
    hours_before BIGINT NOT NULL -- 0 = none
);

-- What somebody answered to a reminder.
CREATE TABLE attendee_reply (
    event_id BIGINT NOT NULL,
    registration_id BIGINT NOT NULL,
    coming_at BIGINT NOT NULL, -- when they said that they come, 0 = have not
    no_reminders BIGINT NOT NULL,
    PRIMARY KEY (event_id, registration_id),
    FOREIGN KEY (event_id, registration_id) REFERENCES registration (event_id, id)
);

-- A ticket never waits behind letters to many, so each sort has its own short index.
ALTER TABLE outbox ADD COLUMN mailing BIGINT NOT NULL DEFAULT 0; -- number of the mailing, 0 = a letter to one person
DROP INDEX outbox_due;
CREATE INDEX outbox_due ON outbox (next_at) WHERE next_at > 0 AND mailing = 0;
CREATE INDEX outbox_due_to_many ON outbox (next_at) WHERE next_at > 0 AND mailing > 0;
CREATE UNIQUE INDEX outbox_once ON outbox (event_id, registration_id, mailing) WHERE mailing > 0;
