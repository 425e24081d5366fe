-- Links that let somebody into an account once: an invitation, or a new password. The link itself is not kept: it follows from
-- the salt and the instance's key.
CREATE TABLE account_link (
    id BIGINT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL, -- invitation, password; nobody = asked for an address that has no account
    state TEXT NOT NULL, -- open, used, revoked
    salt TEXT NOT NULL, -- a new one ends the link that was sent before
    email TEXT NOT NULL, -- as compared; '' = nobody
    staff_id BIGINT NOT NULL, -- whose password; 0 = an invitation
    role TEXT NOT NULL, -- that is offered, '' = none
    organisation_id BIGINT NOT NULL,
    event_id BIGINT NOT NULL,
    made_by BIGINT NOT NULL, -- staff, 0 = the shell or the person themselves
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    browser_hash TEXT NOT NULL, -- of the browser that opened it and alone may go on, '' = none yet
    opened_at BIGINT NOT NULL
);
CREATE INDEX account_link_by_organisation ON account_link (organisation_id, state);
CREATE INDEX account_link_by_browser ON account_link (browser_hash) WHERE browser_hash <> '';

-- Letters about accounts; those to guests are in outbox.
CREATE TABLE account_letter (
    number BIGINT NOT NULL PRIMARY KEY,
    link_id BIGINT NOT NULL REFERENCES account_link (id),
    language TEXT NOT NULL,
    state TEXT NOT NULL, -- queued, sending, sent, ambiguous, dead
    attempts BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    next_at BIGINT NOT NULL, -- > 0 while it is to go
    failure TEXT NOT NULL
);
CREATE INDEX account_letter_due ON account_letter (next_at) WHERE next_at > 0;
CREATE INDEX account_letter_by_link ON account_letter (link_id);
