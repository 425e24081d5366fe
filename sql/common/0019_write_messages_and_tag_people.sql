-- What an organiser writes to many. Letters go through mailing and outbox like those the house writes itself.
CREATE TABLE message (
    event_id BIGINT NOT NULL REFERENCES event (id),
    number BIGINT NOT NULL, -- 1, 2, … in the event
    sort TEXT NOT NULL, -- event (about the event), news (who consented)
    state TEXT NOT NULL, -- draft, scheduled, begun, stopped
    version BIGINT NOT NULL,
    filter TEXT NOT NULL, -- whom it is for: fixed words and numbers, no personal data
    subject_ru TEXT NOT NULL,
    text_ru TEXT NOT NULL,
    subject_en TEXT NOT NULL, -- '' = who reads English gets the Russian text
    text_en TEXT NOT NULL,
    send_at BIGINT NOT NULL, -- when it is scheduled for, 0 = not by the clock
    hours_after BIGINT NOT NULL, -- scheduled so long after the event's end, 0 = not by the end
    at_night BIGINT NOT NULL, -- the organiser has said that the night is meant
    created_at BIGINT NOT NULL,
    created_by BIGINT NOT NULL, -- staff
    begun_at BIGINT NOT NULL, -- 0 = not yet
    mailing BIGINT NOT NULL, -- number of its mailing, 0 = not begun
    PRIMARY KEY (event_id, number)
);
CREATE INDEX message_scheduled ON message (event_id, number) WHERE state = 'scheduled';

-- Letters of a message that go to their author alone; the row of the outbox names nobody.
CREATE TABLE message_try (
    event_id BIGINT NOT NULL,
    mail_number BIGINT NOT NULL, -- outbox
    message_number BIGINT NOT NULL,
    staff_id BIGINT NOT NULL,
    language TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    PRIMARY KEY (event_id, mail_number)
);

-- What people thought of the event. The key is a MAC of the registration: nobody can read from here who said what.
CREATE TABLE feedback (
    event_id BIGINT NOT NULL REFERENCES event (id),
    answer_key TEXT NOT NULL,
    stars BIGINT NOT NULL CHECK (stars BETWEEN 1 AND 5),
    words TEXT NOT NULL,
    PRIMARY KEY (event_id, answer_key)
);

-- Own tags of an event; the numbers below 10 belong to the house (1 = VIP, 2 = press) and have no row.
CREATE TABLE tag (
    event_id BIGINT NOT NULL REFERENCES event (id),
    number BIGINT NOT NULL CHECK (number BETWEEN 10 AND 999),
    name TEXT NOT NULL,
    name_key TEXT NOT NULL, -- folded: two tags that look alike are one
    PRIMARY KEY (event_id, number),
    UNIQUE (event_id, name_key)
);
CREATE TABLE registration_tag (
    event_id BIGINT NOT NULL,
    registration_id BIGINT NOT NULL,
    tag_number BIGINT NOT NULL,
    PRIMARY KEY (event_id, registration_id, tag_number),
    FOREIGN KEY (event_id, registration_id) REFERENCES registration (event_id, id)
);
CREATE INDEX registration_tag_by_tag ON registration_tag (event_id, tag_number, registration_id);

-- The last change of many that can be taken back: whom it really changed.
CREATE TABLE group_step (
    event_id BIGINT NOT NULL REFERENCES event (id),
    number BIGINT NOT NULL,
    what TEXT NOT NULL, -- add_tag, remove_tag
    tag_number BIGINT NOT NULL,
    made_at BIGINT NOT NULL,
    made_by BIGINT NOT NULL, -- staff
    people TEXT NOT NULL, -- numbers of registrations, comma separated
    PRIMARY KEY (event_id, number)
);

-- A list that somebody wants to find again: filters only, no search text.
CREATE TABLE people_view (
    event_id BIGINT NOT NULL REFERENCES event (id),
    number BIGINT NOT NULL,
    owner_id BIGINT NOT NULL, -- staff
    is_shared BIGINT NOT NULL,
    name TEXT NOT NULL,
    filter TEXT NOT NULL,
    PRIMARY KEY (event_id, number)
);
-- Which columns of lists somebody wants to see; no row = the usual ones.
CREATE TABLE people_columns (
    staff_id BIGINT NOT NULL PRIMARY KEY,
    columns TEXT NOT NULL -- words of a closed list, comma separated
);

-- Two registrations of one person made one. The one that was given up keeps its scans and its number.
CREATE TABLE merge_step (
    event_id BIGINT NOT NULL REFERENCES event (id),
    number BIGINT NOT NULL,
    kept_id BIGINT NOT NULL,
    given_up_id BIGINT NOT NULL,
    made_at BIGINT NOT NULL,
    made_by BIGINT NOT NULL, -- staff
    PRIMARY KEY (event_id, number)
);
