-- A change of many registrations' state that can still be taken back. Until then its letters wait, and the seats of people who lost
-- theirs are kept: they count as taken.
CREATE TABLE status_step (
    event_id BIGINT NOT NULL REFERENCES event (id),
    number BIGINT NOT NULL,
    what TEXT NOT NULL, -- approve, decline, cancel
    made_at BIGINT NOT NULL,
    made_by BIGINT NOT NULL, -- staff
    ends_at BIGINT NOT NULL, -- from then on it stands
    changed BIGINT NOT NULL, -- how many people
    PRIMARY KEY (event_id, number)
);
CREATE INDEX status_step_by_end ON status_step (ends_at);
-- Whom it changed, without those whose state somebody has changed since.
CREATE TABLE status_step_person (
    event_id BIGINT NOT NULL,
    step BIGINT NOT NULL,
    registration_id BIGINT NOT NULL,
    was TEXT NOT NULL, -- status before
    hold_until BIGINT NOT NULL, -- before
    queue_number BIGINT NOT NULL, -- before
    category BIGINT NOT NULL,
    keeps_seat BIGINT NOT NULL, -- 1 = what they held is not given back yet
    letter BIGINT NOT NULL, -- number in the outbox of the letter that waits, 0 = none
    letter_before TEXT NOT NULL, -- kind of a letter that this change made needless before it went, '' = none
    session_lines TEXT NOT NULL, -- where they waited: session, place in line, what is left for it; and so on
    places TEXT NOT NULL, -- wishes for tables: session, round, table; and so on
    PRIMARY KEY (event_id, registration_id),
    FOREIGN KEY (event_id, step) REFERENCES status_step (event_id, number),
    FOREIGN KEY (event_id, registration_id) REFERENCES registration (event_id, id)
);
CREATE INDEX status_step_person_by_step ON status_step_person (event_id, step, registration_id);

-- What two registrations were before they were made one, for as long as that can be taken back. Holds personal data of one day.
CREATE TABLE merge_before (
    event_id BIGINT NOT NULL,
    number BIGINT NOT NULL, -- merge_step
    kept_version BIGINT NOT NULL, -- after it: who is of another version now has been changed since
    given_up_version BIGINT NOT NULL,
    family_name TEXT NOT NULL, -- of the one that was kept, as what follows
    given_name TEXT NOT NULL,
    additional_name TEXT NOT NULL,
    email TEXT NOT NULL,
    email_key TEXT NOT NULL,
    phone TEXT NOT NULL,
    phone_raw TEXT NOT NULL,
    organisation TEXT NOT NULL,
    job_position TEXT NOT NULL,
    note TEXT NOT NULL,
    category BIGINT NOT NULL,
    kept_status TEXT NOT NULL,
    kept_queue BIGINT NOT NULL,
    kept_hold BIGINT NOT NULL,
    given_up_status TEXT NOT NULL,
    given_up_queue BIGINT NOT NULL,
    given_up_hold BIGINT NOT NULL,
    sessions TEXT NOT NULL, -- of both: registration, session, standing, place in line, what is left for it; and so on
    places TEXT NOT NULL, -- of both: registration, session, round, table, held; and so on
    tags TEXT NOT NULL, -- that the kept one got
    companions TEXT NOT NULL, -- who had come along with the one given up
    took_need BIGINT NOT NULL, -- 1 = the kept one got the needs of the other
    letter BIGINT NOT NULL, -- number in the outbox of the ticket that it was sent, 0 = none
    PRIMARY KEY (event_id, number),
    FOREIGN KEY (event_id, number) REFERENCES merge_step (event_id, number)
);
CREATE INDEX merge_step_by_kept ON merge_step (event_id, kept_id);
CREATE INDEX merge_step_by_given_up ON merge_step (event_id, given_up_id);
