-- Whatever changes a registration, records a scan or moves an event also writes what its webhooks are to be told, in the
-- same transaction and on every way that leads there: pages, API, devices, imports, the shell. New rows are looked at a
-- statement at a time, because registrations and scans are written by the hundred.

CREATE FUNCTION tell_webhooks(told TEXT, of_event BIGINT, subject BIGINT, at BIGINT) RETURNS void LANGUAGE sql AS $$
    INSERT INTO webhook_delivery (webhook_id, delivery_id, kind, event_id, subject, occurred_at, state, attempts, next_at, status, milliseconds, failure, last_at)
    SELECT w.id, replace(CAST(gen_random_uuid() AS TEXT), '-', ''), told, of_event, subject, at, 'queued', 0, 1, 0, 0, '', 0
    FROM webhook w JOIN event e ON e.id = of_event AND e.owner_id = w.organisation_id
    WHERE w.event_id IN (0, of_event) AND w.state = 'active' AND strpos(w.kinds, ',' || told || ',') > 0
$$;

CREATE FUNCTION webhook_passage(kind TEXT) RETURNS TEXT LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE kind WHEN 'exit' THEN 'check_out.recorded' WHEN 'void' THEN 'check_in.voided' ELSE 'check_in.recorded' END
$$;

CREATE FUNCTION webhook_registrations_created() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM webhook) THEN
        PERFORM tell_webhooks('registration.created', f.event_id, f.id, f.created_at) FROM fresh f;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER webhook_registration_created AFTER INSERT ON registration REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION webhook_registrations_created();

CREATE FUNCTION webhook_registration_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM webhook) THEN
        PERFORM tell_webhooks(CASE
            WHEN NEW.erased_at > OLD.erased_at THEN 'registration.erased'
            WHEN NEW.status = 'cancelled' AND OLD.status <> 'cancelled' THEN 'registration.cancelled'
            ELSE 'registration.updated' END,
            NEW.event_id, NEW.id, GREATEST(NEW.changed_at, NEW.erased_at));
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER webhook_registration_changed AFTER UPDATE ON registration
    FOR EACH ROW WHEN (NEW.version <> OLD.version) EXECUTE FUNCTION webhook_registration_changed();

CREATE FUNCTION webhook_scans_recorded() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM webhook) THEN
        PERFORM tell_webhooks(webhook_passage(f.kind), f.event_id, f.number, f.scanned_ms / 1000) FROM fresh f
        WHERE f.registration_id > 0 AND f.kind IN ('admit', 'override', 'walk_in', 'exit', 'void') AND f.doubt <> 'quarantine';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER webhook_scan_recorded AFTER INSERT ON scan REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION webhook_scans_recorded();

-- A walk-in of a device without a network becomes known after its record.
CREATE FUNCTION webhook_scan_named() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM tell_webhooks(webhook_passage(NEW.kind), NEW.event_id, NEW.number, NEW.scanned_ms / 1000);
    RETURN NULL;
END $$;
CREATE TRIGGER webhook_scan_named AFTER UPDATE ON scan
    FOR EACH ROW WHEN (OLD.registration_id = 0 AND NEW.registration_id > 0
        AND NEW.kind IN ('admit', 'override', 'walk_in', 'exit', 'void') AND NEW.doubt <> 'quarantine')
    EXECUTE FUNCTION webhook_scan_named();

CREATE FUNCTION webhook_event_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM tell_webhooks(CASE WHEN NEW.state = OLD.state THEN 'event.updated' ELSE 'event.' || NEW.state END, NEW.id, 0, 0);
    RETURN NULL;
END $$;
CREATE TRIGGER webhook_event_changed AFTER UPDATE ON event
    FOR EACH ROW WHEN ((NEW.state <> OLD.state OR NEW.version <> OLD.version) AND NEW.state <> 'draft')
    EXECUTE FUNCTION webhook_event_changed();
