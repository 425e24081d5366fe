-- Portable types only: BIGINT for numbers, times (UTC seconds) and yes/no (0/1), TEXT for everything else.
-- Random numbers are made by the program, so no sequence or rowid has to agree between the databases.

CREATE TABLE instance (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);

CREATE TABLE organisation (
    id BIGINT NOT NULL PRIMARY KEY,
    slug TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    short_name TEXT NOT NULL,
    city TEXT NOT NULL,
    state_raw TEXT NOT NULL
);

CREATE TABLE venue (
    id BIGINT NOT NULL PRIMARY KEY,
    owner_id BIGINT NOT NULL REFERENCES organisation (id),
    slug TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    address_raw TEXT NOT NULL,
    region TEXT NOT NULL,
    city TEXT NOT NULL,
    street TEXT NOT NULL,
    house TEXT NOT NULL,
    timezone TEXT NOT NULL,
    capacity BIGINT CHECK (capacity > 0),
    access_features TEXT
);

CREATE TABLE room (
    id BIGINT NOT NULL PRIMARY KEY,
    venue_id BIGINT NOT NULL REFERENCES venue (id),
    name TEXT NOT NULL,
    capacity BIGINT CHECK (capacity > 0),
    UNIQUE (venue_id, name)
);

CREATE TABLE event (
    id BIGINT NOT NULL PRIMARY KEY CHECK (id BETWEEN 1 AND 4294967295),
    owner_id BIGINT NOT NULL REFERENCES organisation (id),
    slug TEXT NOT NULL UNIQUE,
    version BIGINT NOT NULL,
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    visibility TEXT NOT NULL,
    venue_id BIGINT REFERENCES venue (id),
    parent_id BIGINT REFERENCES event (id),
    capacity BIGINT CHECK (capacity BETWEEN 1 AND 1000000),
    age_mark BIGINT CHECK (age_mark IN (0, 6, 12, 16, 18)),
    created_at BIGINT NOT NULL,
    title TEXT NOT NULL,
    summary TEXT NOT NULL,
    description TEXT NOT NULL,
    language TEXT NOT NULL,
    starts_at BIGINT,
    ends_at BIGINT,
    date_precision TEXT NOT NULL,
    period TEXT NOT NULL,
    timezone TEXT NOT NULL,
    time_raw TEXT NOT NULL,
    opens_at BIGINT,
    closes_at BIGINT,
    registration_mode TEXT NOT NULL,
    confirm_email BIGINT NOT NULL,
    overbooking_percent BIGINT NOT NULL CHECK (overbooking_percent BETWEEN 0 AND 100),
    contact_phone TEXT NOT NULL,
    contact_phone_raw TEXT NOT NULL,
    contact_email TEXT NOT NULL,
    price_kopecks BIGINT CHECK (price_kopecks >= 0),
    admission_access TEXT NOT NULL,
    admission_raw TEXT NOT NULL,
    CHECK (starts_at IS NULL OR ends_at IS NULL OR ends_at >= starts_at),
    CHECK ((date_precision = 'instant') = (starts_at IS NOT NULL))
);
CREATE INDEX event_by_start ON event (state, starts_at);

CREATE TABLE event_organiser (
    event_id BIGINT NOT NULL REFERENCES event (id),
    position BIGINT NOT NULL,
    organisation_id BIGINT NOT NULL REFERENCES organisation (id),
    role TEXT NOT NULL,
    PRIMARY KEY (event_id, position)
);

CREATE TABLE event_person (
    event_id BIGINT NOT NULL REFERENCES event (id),
    position BIGINT NOT NULL,
    session_id BIGINT NOT NULL, -- 0 = the whole event
    role TEXT NOT NULL,
    name TEXT NOT NULL,
    title TEXT NOT NULL,
    PRIMARY KEY (event_id, session_id, position)
);

CREATE TABLE event_reference (
    event_id BIGINT NOT NULL REFERENCES event (id),
    position BIGINT NOT NULL,
    system TEXT NOT NULL,
    external TEXT NOT NULL,
    url TEXT NOT NULL,
    PRIMARY KEY (event_id, position)
);

CREATE TABLE event_link (
    event_id BIGINT NOT NULL REFERENCES event (id),
    position BIGINT NOT NULL,
    relation TEXT NOT NULL,
    other_id BIGINT NOT NULL REFERENCES event (id),
    PRIMARY KEY (event_id, position)
);

-- Numbers that only rise, one row an event. Locking this row is locking the event's order of things.
CREATE TABLE event_counter (
    event_id BIGINT NOT NULL PRIMARY KEY REFERENCES event (id),
    last_registration BIGINT NOT NULL,
    last_scan BIGINT NOT NULL,
    last_feed BIGINT NOT NULL,
    last_mail BIGINT NOT NULL,
    last_session BIGINT NOT NULL,
    last_admission_point BIGINT NOT NULL
);

CREATE TABLE session (
    event_id BIGINT NOT NULL REFERENCES event (id),
    id BIGINT NOT NULL CHECK (id BETWEEN 1 AND 65535),
    title TEXT NOT NULL,
    kind TEXT NOT NULL,
    room TEXT NOT NULL,
    starts_at BIGINT,
    ends_at BIGINT,
    capacity BIGINT CHECK (capacity BETWEEN 1 AND 1000000),
    sign_up TEXT NOT NULL,
    clash TEXT NOT NULL,
    description TEXT NOT NULL,
    PRIMARY KEY (event_id, id),
    CHECK (starts_at IS NULL OR ends_at IS NULL OR ends_at >= starts_at)
);

-- Scope 0 is the whole event, n its n-th session. The CHECK is the last judge against overselling.
CREATE TABLE seat_pool (
    event_id BIGINT NOT NULL REFERENCES event (id),
    scope BIGINT NOT NULL,
    seat_limit BIGINT,
    taken BIGINT NOT NULL CHECK (taken >= 0),
    waiting BIGINT NOT NULL CHECK (waiting >= 0),
    last_queue_number BIGINT NOT NULL,
    PRIMARY KEY (event_id, scope),
    CHECK (seat_limit IS NULL OR taken <= seat_limit)
);

CREATE TABLE event_key (
    event_id BIGINT NOT NULL REFERENCES event (id),
    key_id TEXT NOT NULL, -- 8 hex digits
    public_key TEXT NOT NULL, -- 64 hex digits
    sealed_private TEXT NOT NULL,
    state TEXT NOT NULL, -- active, retired, roster_only, dead
    created_at BIGINT NOT NULL,
    PRIMARY KEY (event_id, key_id)
);

CREATE TABLE registration (
    event_id BIGINT NOT NULL REFERENCES event (id),
    id BIGINT NOT NULL,
    status TEXT NOT NULL,
    source TEXT NOT NULL,
    queue_number BIGINT NOT NULL, -- > 0 exactly while waitlisted
    family_name TEXT NOT NULL,
    given_name TEXT NOT NULL,
    additional_name TEXT NOT NULL,
    search_key TEXT NOT NULL,
    email TEXT NOT NULL,
    email_key TEXT NOT NULL, -- first 16 hex digits of SHA-256 of the address as compared, "" when none
    phone TEXT NOT NULL,
    phone_raw TEXT NOT NULL,
    organisation TEXT NOT NULL,
    job_position TEXT NOT NULL,
    category BIGINT NOT NULL,
    language TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    hold_until BIGINT NOT NULL,
    version BIGINT NOT NULL,
    secret_salt TEXT NOT NULL, -- the manage link is derived from it and the instance's key
    note TEXT NOT NULL,
    ticket_salt BIGINT NOT NULL,
    ticket_generation BIGINT NOT NULL,
    ticket_flags BIGINT NOT NULL,
    ticket_issued_at BIGINT NOT NULL,
    ticket_not_before BIGINT NOT NULL,
    ticket_not_after BIGINT NOT NULL,
    PRIMARY KEY (event_id, id),
    CHECK ((status = 'waitlisted') = (queue_number > 0))
);
CREATE INDEX registration_waiting ON registration (event_id, queue_number) WHERE queue_number > 0;
CREATE INDEX registration_held ON registration (hold_until) WHERE hold_until > 0;
CREATE INDEX registration_by_email ON registration (event_id, email_key, id) WHERE email_key <> '';

CREATE TABLE registration_session (
    event_id BIGINT NOT NULL,
    registration_id BIGINT NOT NULL,
    session_id BIGINT NOT NULL,
    standing TEXT NOT NULL, -- wanted, seated, waiting
    queue_number BIGINT NOT NULL,
    PRIMARY KEY (event_id, registration_id, session_id),
    FOREIGN KEY (event_id, registration_id) REFERENCES registration (event_id, id),
    FOREIGN KEY (event_id, session_id) REFERENCES session (event_id, id),
    CHECK ((standing = 'waiting') = (queue_number > 0))
);
CREATE INDEX registration_session_waiting ON registration_session (event_id, session_id, queue_number);

CREATE TABLE registration_answer (
    event_id BIGINT NOT NULL,
    registration_id BIGINT NOT NULL,
    field TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (event_id, registration_id, field),
    FOREIGN KEY (event_id, registration_id) REFERENCES registration (event_id, id)
);

-- Access needs are sealed (AES-256-GCM): neither a copy of the file nor a careless query shows them.
CREATE TABLE registration_need (
    event_id BIGINT NOT NULL,
    registration_id BIGINT NOT NULL,
    sealed TEXT NOT NULL,
    PRIMARY KEY (event_id, registration_id),
    FOREIGN KEY (event_id, registration_id) REFERENCES registration (event_id, id)
);

CREATE TABLE consent (
    event_id BIGINT NOT NULL,
    registration_id BIGINT NOT NULL,
    document TEXT NOT NULL,
    document_version BIGINT NOT NULL,
    given_at BIGINT NOT NULL,
    withdrawn_at BIGINT NOT NULL, -- 0 = in force
    PRIMARY KEY (event_id, registration_id, document),
    FOREIGN KEY (event_id, registration_id) REFERENCES registration (event_id, id)
);

CREATE TABLE admission_point (
    event_id BIGINT NOT NULL REFERENCES event (id),
    id BIGINT NOT NULL CHECK (id BETWEEN 1 AND 65535),
    name TEXT NOT NULL,
    name_en TEXT NOT NULL, -- '' = the same
    area BIGINT NOT NULL, -- points of one area count entries together
    sessions TEXT NOT NULL, -- comma separated numbers, '' = the whole event
    categories TEXT NOT NULL, -- comma separated numbers, '' = all
    sign_up_required BIGINT NOT NULL,
    opens_minutes_before BIGINT,
    closes_minutes_after BIGINT,
    entry_rule TEXT NOT NULL, -- once, once_a_day, after_exit
    exits_scanned BIGINT NOT NULL,
    walk_ins BIGINT NOT NULL,
    walk_in_limit BIGINT NOT NULL, -- 0 = no limit
    standby_after_minutes BIGINT,
    removed BIGINT NOT NULL,
    PRIMARY KEY (event_id, id)
);

CREATE TABLE device (
    id BIGINT NOT NULL PRIMARY KEY,
    event_id BIGINT NOT NULL REFERENCES event (id),
    admission_point_id BIGINT NOT NULL,
    name TEXT NOT NULL,
    state TEXT NOT NULL, -- invited, enrolled, revoked, quarantined
    code_hash TEXT NOT NULL,
    code_expires_at BIGINT NOT NULL,
    code_tries BIGINT NOT NULL,
    public_key TEXT NOT NULL,
    token_hash TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    enrolled_at BIGINT NOT NULL, -- 0 = not yet
    last_seen_at BIGINT NOT NULL,
    acked_seq BIGINT NOT NULL, -- everything up to here is stored
    head_seq BIGINT NOT NULL, -- the device's own last record, as it said
    FOREIGN KEY (event_id, admission_point_id) REFERENCES admission_point (event_id, id)
);
CREATE INDEX device_by_event ON device (event_id);

-- Scans are immutable: an undo is a row of kind 'void'. State is derived from them.
CREATE TABLE scan (
    event_id BIGINT NOT NULL REFERENCES event (id),
    number BIGINT NOT NULL, -- order of arrival at this server
    scan_id TEXT NOT NULL, -- 32 hex digits
    device_id BIGINT NOT NULL, -- 0 = this server (page or API)
    incarnation BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    kind TEXT NOT NULL, -- admit, refuse, override, exit, void, shown_again, walk_in, loss
    reason BIGINT NOT NULL, -- number of the verdict's reason
    registration_id BIGINT NOT NULL, -- 0 = not known
    ticket_id BIGINT NOT NULL, -- the same 64 bits signed; 0 = none
    ticket_generation BIGINT NOT NULL,
    admission_point_id BIGINT NOT NULL,
    operator_id BIGINT NOT NULL, -- staff, 0 = none
    scanned_ms BIGINT NOT NULL, -- corrected to server time, UTC milliseconds
    error_ms BIGINT NOT NULL, -- plus or minus
    received_ms BIGINT NOT NULL,
    known_epoch BIGINT NOT NULL, -- what the device knew of the others when it decided
    known_n BIGINT NOT NULL,
    published_n BIGINT NOT NULL, -- where the feed told the others, 0 = not told
    code_hash TEXT NOT NULL, -- of a code that no registration answers to, SHA-256 hex, else ''
    refers_to TEXT NOT NULL, -- the scan that a void or shown_again speaks of, else ''
    override_reason TEXT NOT NULL,
    hash TEXT NOT NULL, -- link of the device's chain, '' for this server's own
    record TEXT NOT NULL, -- the device's record as it was hashed (base64url), '' for this server's own
    doubt TEXT NOT NULL, -- '', chain (does not fit) or quarantine
    PRIMARY KEY (event_id, number)
);
CREATE UNIQUE INDEX scan_by_id ON scan (scan_id);
CREATE INDEX scan_by_registration ON scan (event_id, registration_id, number);
CREATE INDEX scan_by_device ON scan (device_id, seq) WHERE device_id > 0;

-- What devices must hear of, in order. A row is born without its text; the text is written once, when the first
-- device asks, and never changes after: the chain of hashes goes over it.
CREATE TABLE feed (
    event_id BIGINT NOT NULL REFERENCES event (id),
    n BIGINT NOT NULL,
    kind TEXT NOT NULL, -- roster, admission, keys, rules, message
    subject BIGINT NOT NULL, -- registration number, scan number, …
    item TEXT NOT NULL, -- '' until told
    chain TEXT NOT NULL, -- hex, '' until told
    PRIMARY KEY (event_id, n)
);

CREATE TABLE outbox (
    event_id BIGINT NOT NULL REFERENCES event (id),
    number BIGINT NOT NULL,
    registration_id BIGINT NOT NULL,
    kind TEXT NOT NULL,
    state TEXT NOT NULL, -- queued, sending, sent, ambiguous, dead
    attempts BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    next_at BIGINT NOT NULL,
    sent_at BIGINT NOT NULL,
    failure TEXT NOT NULL, -- a stable word, never a server's free text
    address_key TEXT NOT NULL DEFAULT '', -- email_key it went to, written when sent, forgotten after a day
    PRIMARY KEY (event_id, number)
);
CREATE INDEX outbox_due ON outbox (next_at) WHERE next_at > 0;
CREATE INDEX outbox_by_address ON outbox (address_key, sent_at) WHERE address_key <> '';

CREATE TABLE staff (
    id BIGINT NOT NULL PRIMARY KEY,
    email TEXT NOT NULL UNIQUE, -- as compared
    name TEXT NOT NULL,
    language TEXT NOT NULL,
    password_hash TEXT NOT NULL, -- '' = none set, nobody can sign in with it
    state TEXT NOT NULL, -- active, removed
    created_at BIGINT NOT NULL
);

CREATE TABLE staff_role (
    staff_id BIGINT NOT NULL REFERENCES staff (id),
    organisation_id BIGINT NOT NULL, -- 0 = the instance
    event_id BIGINT NOT NULL, -- 0 = every event of the organisation
    role TEXT NOT NULL,
    PRIMARY KEY (staff_id, organisation_id, event_id, role)
);

CREATE TABLE login (
    id_hash TEXT NOT NULL PRIMARY KEY,
    staff_id BIGINT NOT NULL REFERENCES staff (id),
    csrf_secret TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL
);
CREATE INDEX login_by_staff ON login (staff_id);

CREATE TABLE api_token (
    id BIGINT NOT NULL PRIMARY KEY,
    token_hash TEXT NOT NULL UNIQUE,
    staff_id BIGINT NOT NULL REFERENCES staff (id),
    name TEXT NOT NULL,
    scopes TEXT NOT NULL, -- comma separated actions, '' = all that the person may
    created_at BIGINT NOT NULL,
    revoked_at BIGINT NOT NULL
);

CREATE TABLE idempotency (
    principal TEXT NOT NULL,
    idempotency_key TEXT NOT NULL,
    request_hash TEXT NOT NULL,
    state TEXT NOT NULL, -- running, done
    status BIGINT NOT NULL,
    body TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (principal, idempotency_key)
);
CREATE INDEX idempotency_by_age ON idempotency (created_at);

-- Who did what. Numbers and stable words only: erasing a person never has to touch it.
CREATE TABLE audit (
    number BIGINT NOT NULL PRIMARY KEY,
    at BIGINT NOT NULL,
    actor_kind TEXT NOT NULL, -- staff, token, attendee, visitor, device, system, shell
    actor_id BIGINT NOT NULL,
    what TEXT NOT NULL,
    event_id BIGINT NOT NULL, -- 0 = none
    subject BIGINT NOT NULL,
    facts TEXT NOT NULL
);
CREATE INDEX audit_by_event ON audit (event_id, number);


-- A plan of venues as its source has it: a year that cannot be is kept as it was written, with a remark.
CREATE TABLE network_phase (
    unit TEXT NOT NULL,
    position BIGINT NOT NULL,
    region TEXT NOT NULL,
    years_raw TEXT NOT NULL,
    first_year BIGINT NOT NULL, -- 0 = not believed
    last_year BIGINT NOT NULL,
    cities TEXT NOT NULL, -- comma separated, '' = not named
    cities_count BIGINT NOT NULL,
    what TEXT NOT NULL,
    doubt TEXT NOT NULL, -- '' or the stable word of what looks wrong
    PRIMARY KEY (unit, position)
);
