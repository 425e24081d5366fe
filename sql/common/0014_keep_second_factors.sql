-- A login says where it is and when its person last proved to be there; without a second factor that has been asked for
-- it opens nothing yet.
ALTER TABLE login ADD COLUMN number BIGINT NOT NULL DEFAULT 0; -- names it on the person's own list, 0 = older than this list
ALTER TABLE login ADD COLUMN device TEXT NOT NULL DEFAULT ''; -- stable words: 'firefox windows', '' = not known
ALTER TABLE login ADD COLUMN confirmed_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE login ADD COLUMN awaits_factor BIGINT NOT NULL DEFAULT 0; -- 1 = the password was right, the factor is still asked for

-- The app that shows six digits (RFC 6238).
CREATE TABLE code_app (
    staff_id BIGINT NOT NULL PRIMARY KEY REFERENCES staff (id),
    sealed_seed TEXT NOT NULL,
    last_step BIGINT NOT NULL, -- of the last code that was accepted; that code and older ones are never accepted again
    begun_at BIGINT NOT NULL,
    confirmed_at BIGINT NOT NULL -- 0 = being set up, not asked for yet
);

-- Words on paper for the day the app is lost; a row goes when its code is used.
CREATE TABLE recovery_code (
    staff_id BIGINT NOT NULL REFERENCES staff (id),
    code_hash TEXT NOT NULL,
    PRIMARY KEY (staff_id, code_hash)
);

-- Wrong codes in a row, and when the next may be tried.
CREATE TABLE factor_guess (
    staff_id BIGINT NOT NULL PRIMARY KEY REFERENCES staff (id),
    failures BIGINT NOT NULL,
    next_at BIGINT NOT NULL
);

-- WebAuthn credentials; public keys only.
CREATE TABLE passkey (
    credential_id TEXT NOT NULL PRIMARY KEY, -- base64url
    number BIGINT NOT NULL UNIQUE, -- names it on the person's own list
    staff_id BIGINT NOT NULL REFERENCES staff (id),
    public_key TEXT NOT NULL, -- 'es256:', 'eddsa:' or 'rs256:' and hex
    sign_count BIGINT NOT NULL,
    name TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    used_at BIGINT NOT NULL
);
CREATE INDEX passkey_by_staff ON passkey (staff_id);

-- Challenges that were answered; each counts once.
CREATE TABLE used_challenge (
    challenge TEXT NOT NULL PRIMARY KEY,
    used_at BIGINT NOT NULL
);

-- What an organisation demands of its people.
CREATE TABLE organisation_rule (
    organisation_id BIGINT NOT NULL PRIMARY KEY REFERENCES organisation (id),
    factor_required BIGINT NOT NULL
);

-- Each row of the trail holds a hash over itself and the row before it; rows older than this have none.
ALTER TABLE audit ADD COLUMN chain TEXT NOT NULL DEFAULT '';
