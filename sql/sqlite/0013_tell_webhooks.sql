-- Whatever changes a registration, records a scan or moves an event also writes what its webhooks are to be told, in the
-- same transaction and on every way that leads there: pages, API, devices, imports, the shell. Without webhooks each of
-- these costs one look at an empty table.

CREATE TRIGGER webhook_registration_created AFTER INSERT ON registration
WHEN EXISTS (SELECT 1 FROM webhook)
BEGIN
    INSERT INTO webhook_delivery (webhook_id, delivery_id, kind, event_id, subject, occurred_at, state, attempts, next_at, status, milliseconds, failure, last_at)
    SELECT w.id, lower(hex(randomblob(16))), k.kind, e.id, NEW.id, NEW.created_at, 'queued', 0, 1, 0, 0, '', 0
    FROM (SELECT 'registration.created' AS kind) k, webhook w, event e
    WHERE e.id = NEW.event_id AND e.owner_id = w.organisation_id AND w.event_id IN (0, e.id) AND w.state = 'active'
        AND instr(w.kinds, ',' || k.kind || ',') > 0;
END;

CREATE TRIGGER webhook_registration_changed AFTER UPDATE OF version ON registration
WHEN NEW.version <> OLD.version AND EXISTS (SELECT 1 FROM webhook)
BEGIN
    INSERT INTO webhook_delivery (webhook_id, delivery_id, kind, event_id, subject, occurred_at, state, attempts, next_at, status, milliseconds, failure, last_at)
    SELECT w.id, lower(hex(randomblob(16))), k.kind, e.id, NEW.id, MAX(NEW.changed_at, NEW.erased_at), 'queued', 0, 1, 0, 0, '', 0
    FROM (SELECT CASE WHEN NEW.erased_at > OLD.erased_at THEN 'registration.erased' WHEN NEW.status = 'cancelled' AND OLD.status <> 'cancelled' THEN 'registration.cancelled' ELSE 'registration.updated' END AS kind) k, webhook w, event e
    WHERE e.id = NEW.event_id AND e.owner_id = w.organisation_id AND w.event_id IN (0, e.id) AND w.state = 'active'
        AND instr(w.kinds, ',' || k.kind || ',') > 0;
END;

CREATE TRIGGER webhook_scan_recorded AFTER INSERT ON scan
WHEN NEW.registration_id > 0 AND NEW.kind IN ('admit', 'override', 'walk_in', 'exit', 'void') AND NEW.doubt <> 'quarantine'
    AND EXISTS (SELECT 1 FROM webhook)
BEGIN
    INSERT INTO webhook_delivery (webhook_id, delivery_id, kind, event_id, subject, occurred_at, state, attempts, next_at, status, milliseconds, failure, last_at)
    SELECT w.id, lower(hex(randomblob(16))), k.kind, e.id, NEW.number, NEW.scanned_ms / 1000, 'queued', 0, 1, 0, 0, '', 0
    FROM (SELECT CASE NEW.kind WHEN 'exit' THEN 'check_out.recorded' WHEN 'void' THEN 'check_in.voided' ELSE 'check_in.recorded' END AS kind) k, webhook w, event e
    WHERE e.id = NEW.event_id AND e.owner_id = w.organisation_id AND w.event_id IN (0, e.id) AND w.state = 'active'
        AND instr(w.kinds, ',' || k.kind || ',') > 0;
END;

-- A walk-in of a device without a network becomes known after its record.
CREATE TRIGGER webhook_scan_named AFTER UPDATE OF registration_id ON scan
WHEN OLD.registration_id = 0 AND NEW.registration_id > 0 AND NEW.kind IN ('admit', 'override', 'walk_in', 'exit', 'void') AND NEW.doubt <> 'quarantine'
    AND EXISTS (SELECT 1 FROM webhook)
BEGIN
    INSERT INTO webhook_delivery (webhook_id, delivery_id, kind, event_id, subject, occurred_at, state, attempts, next_at, status, milliseconds, failure, last_at)
    SELECT w.id, lower(hex(randomblob(16))), k.kind, e.id, NEW.number, NEW.scanned_ms / 1000, 'queued', 0, 1, 0, 0, '', 0
    FROM (SELECT CASE NEW.kind WHEN 'exit' THEN 'check_out.recorded' WHEN 'void' THEN 'check_in.voided' ELSE 'check_in.recorded' END AS kind) k, webhook w, event e
    WHERE e.id = NEW.event_id AND e.owner_id = w.organisation_id AND w.event_id IN (0, e.id) AND w.state = 'active'
        AND instr(w.kinds, ',' || k.kind || ',') > 0;
END;

CREATE TRIGGER webhook_event_changed AFTER UPDATE ON event
WHEN (NEW.state <> OLD.state OR NEW.version <> OLD.version) AND NEW.state <> 'draft' AND EXISTS (SELECT 1 FROM webhook)
BEGIN
    INSERT INTO webhook_delivery (webhook_id, delivery_id, kind, event_id, subject, occurred_at, state, attempts, next_at, status, milliseconds, failure, last_at)
    SELECT w.id, lower(hex(randomblob(16))), k.kind, e.id, 0, 0, 'queued', 0, 1, 0, 0, '', 0
    FROM (SELECT CASE WHEN NEW.state = OLD.state THEN 'event.updated' ELSE 'event.' || NEW.state END AS kind) k, webhook w, event e
    WHERE e.id = NEW.id AND e.owner_id = w.organisation_id AND w.event_id IN (0, e.id) AND w.state = 'active'
        AND instr(w.kinds, ',' || k.kind || ',') > 0;
END;
