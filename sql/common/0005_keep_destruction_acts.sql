-- When the personal data of a registration was destroyed; its number, status and scans stay and are counted. 0 = it stands.
ALTER TABLE registration ADD COLUMN erased_at BIGINT NOT NULL DEFAULT 0;

-- What was destroyed, of whom, why, how and when: numbers and stable words, kept for three years. Proves the destruction
-- without holding what was destroyed.
CREATE TABLE destruction_act (
    number BIGINT NOT NULL PRIMARY KEY,
    at BIGINT NOT NULL,
    event_id BIGINT NOT NULL REFERENCES event (id),
    registration_id BIGINT NOT NULL, -- 0 = everybody of the event whose time was over
    people BIGINT NOT NULL,
    reason TEXT NOT NULL, -- asked, demanded, needs_age, data_age, restored
    categories TEXT NOT NULL, -- comma separated: name, contacts, work, answers, needs, notes, letters, lists
    actor_kind TEXT NOT NULL,
    actor_id BIGINT NOT NULL
);
CREATE INDEX destruction_act_by_event ON destruction_act (event_id, number);
