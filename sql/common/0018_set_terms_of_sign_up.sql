-- Who may sign up, and whom along: terms of the event and of its categories, invitation codes, companions and children.
ALTER TABLE event ADD COLUMN email_domains TEXT NOT NULL DEFAULT ''; -- comma separated, '' = any
ALTER TABLE event ADD COLUMN companions_max BIGINT NOT NULL DEFAULT 0;
ALTER TABLE event ADD COLUMN companions_outside BIGINT NOT NULL DEFAULT 0;
ALTER TABLE event ADD COLUMN minors BIGINT NOT NULL DEFAULT 0;
ALTER TABLE event ADD COLUMN group_max BIGINT NOT NULL DEFAULT 0;

ALTER TABLE registration ADD COLUMN leader_id BIGINT NOT NULL DEFAULT 0; -- who registered this one along, 0 = nobody
ALTER TABLE registration ADD COLUMN takes_no_seat BIGINT NOT NULL DEFAULT 0;
ALTER TABLE registration ADD COLUMN decline_reason TEXT NOT NULL DEFAULT '';
CREATE INDEX registration_by_leader ON registration (event_id, leader_id) WHERE leader_id > 0;

-- The quota itself is a seat_pool of scope 1000000 + category.
CREATE TABLE category_terms (
    event_id BIGINT NOT NULL REFERENCES event (id),
    category BIGINT NOT NULL,
    guests_choose BIGINT NOT NULL,
    by_code_only BIGINT NOT NULL,
    quota BIGINT CHECK (quota BETWEEN 0 AND 1000000),
    opens_at BIGINT,
    closes_at BIGINT,
    PRIMARY KEY (event_id, category)
);

CREATE TABLE invitation (
    event_id BIGINT NOT NULL REFERENCES event (id),
    number BIGINT NOT NULL,
    code TEXT NOT NULL, -- capital letters and digits
    uses_max BIGINT NOT NULL,
    used BIGINT NOT NULL CHECK (used BETWEEN 0 AND uses_max),
    expires_at BIGINT,
    category BIGINT NOT NULL, -- 0 = none
    reserves BIGINT NOT NULL, -- its unused seats are counted as taken
    revoked BIGINT NOT NULL,
    note TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (event_id, number),
    UNIQUE (event_id, code)
);
CREATE INDEX invitation_expiring ON invitation (expires_at) WHERE reserves = 1 AND revoked = 0;

-- Who answers for somebody: the guardian of a minor, or the contact of a group.
CREATE TABLE representative (
    event_id BIGINT NOT NULL,
    registration_id BIGINT NOT NULL,
    kind TEXT NOT NULL, -- guardian, contact
    family_name TEXT NOT NULL,
    given_name TEXT NOT NULL,
    additional_name TEXT NOT NULL,
    phone TEXT NOT NULL,
    PRIMARY KEY (event_id, registration_id),
    FOREIGN KEY (event_id, registration_id) REFERENCES registration (event_id, id)
);
