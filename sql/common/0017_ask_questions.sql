-- The organiser's own questions of an event. The key never becomes another question's: answers point to it.
ALTER TABLE event ADD COLUMN form_version BIGINT NOT NULL DEFAULT 0; -- 0 = nothing was ever asked

CREATE TABLE form_field (
    event_id BIGINT NOT NULL REFERENCES event (id),
    field TEXT NOT NULL, -- as in registration_answer
    position BIGINT NOT NULL,
    kind TEXT NOT NULL,
    label TEXT NOT NULL,
    label_en TEXT NOT NULL, -- '' = the same
    hint TEXT NOT NULL,
    hint_en TEXT NOT NULL,
    required BIGINT NOT NULL,
    asked_when TEXT NOT NULL, -- registration, door
    shown_at_door BIGINT NOT NULL,
    guest_may_change BIGINT NOT NULL,
    categories TEXT NOT NULL, -- comma separated numbers, '' = everybody
    least BIGINT,
    most BIGINT,
    if_field TEXT NOT NULL, -- '' = always asked
    if_answers TEXT NOT NULL, -- comma separated keys
    archived BIGINT NOT NULL,
    PRIMARY KEY (event_id, field)
);

CREATE TABLE form_option (
    event_id BIGINT NOT NULL,
    field TEXT NOT NULL,
    option_key TEXT NOT NULL,
    position BIGINT NOT NULL,
    label TEXT NOT NULL,
    label_en TEXT NOT NULL,
    archived BIGINT NOT NULL,
    PRIMARY KEY (event_id, field, option_key),
    FOREIGN KEY (event_id, field) REFERENCES form_field (event_id, field)
);
