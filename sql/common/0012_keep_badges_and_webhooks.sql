-- How often somebody's badge was printed: a second one is a second way in, so it is counted.
CREATE TABLE badge_print (
    event_id BIGINT NOT NULL,
    registration_id BIGINT NOT NULL,
    times BIGINT NOT NULL CHECK (times > 0),
    last_at BIGINT NOT NULL,
    PRIMARY KEY (event_id, registration_id),
    FOREIGN KEY (event_id, registration_id) REFERENCES registration (event_id, id)
);

-- Where an organisation wants to hear of what happens at its events.
CREATE TABLE webhook (
    id BIGINT NOT NULL PRIMARY KEY,
    organisation_id BIGINT NOT NULL REFERENCES organisation (id),
    event_id BIGINT NOT NULL, -- 0 = every event of the organisation
    url TEXT NOT NULL,
    kinds TEXT NOT NULL, -- comma separated words, each with a comma before and after
    sealed_secret TEXT NOT NULL, -- of the signatures; shown once
    state TEXT NOT NULL, -- active, paused (by somebody), failing (by itself, after too many failures in a row)
    created_at BIGINT NOT NULL,
    failures BIGINT NOT NULL -- in a row
);
CREATE INDEX webhook_by_organisation ON webhook (organisation_id);

-- One message to one receiver, born in the transaction of what it tells (0013). Ids and words only.
CREATE TABLE webhook_delivery (
    webhook_id BIGINT NOT NULL REFERENCES webhook (id),
    delivery_id TEXT NOT NULL PRIMARY KEY, -- 32 hex digits; the same at every try
    kind TEXT NOT NULL,
    event_id BIGINT NOT NULL,
    subject BIGINT NOT NULL, -- number of the registration or scan, 0 = the event itself
    occurred_at BIGINT NOT NULL, -- 0 until it is first looked at, where the row that changed carries no time
    state TEXT NOT NULL, -- queued, delivered, dead
    attempts BIGINT NOT NULL,
    next_at BIGINT NOT NULL, -- > 0 while it is to be sent
    status BIGINT NOT NULL, -- of the last answer, 0 = there was none
    milliseconds BIGINT NOT NULL, -- of the last try
    failure TEXT NOT NULL, -- a stable word, '' = none
    last_at BIGINT NOT NULL -- of the last try, 0 = none yet
);
CREATE INDEX webhook_delivery_due ON webhook_delivery (next_at) WHERE next_at > 0;
CREATE INDEX webhook_delivery_by_webhook ON webhook_delivery (webhook_id, occurred_at);

-- How an event's badges are printed; an event without a row has the usual layout and prints none by itself.
CREATE TABLE badge_setting (
    event_id BIGINT NOT NULL PRIMARY KEY REFERENCES event (id),
    layout TEXT NOT NULL,
    on_check_in BIGINT NOT NULL
);
