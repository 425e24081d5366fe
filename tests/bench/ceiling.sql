-- One function a transaction with the statements that a registration and a check-in need, spread over a hundred events.
-- psql -v model=EVENT: an event that Krug made; its copies are numbered 1 to 100.

CREATE TEMP TABLE copy AS SELECT e.*, n FROM event e, generate_series(1, 100) n WHERE e.id = :model;
UPDATE copy SET id = n, slug = slug || n;
ALTER TABLE copy DROP COLUMN n;
INSERT INTO event SELECT * FROM copy;
INSERT INTO event_counter SELECT n, 0, 0, 0, 0, 0, 1 FROM generate_series(1, 100) n;
INSERT INTO seat_pool SELECT n, 0, NULL, 0, 0, 0 FROM generate_series(1, 100) n;

CREATE FUNCTION bench_one(of_event BIGINT, with_email BOOLEAN) RETURNS BIGINT LANGUAGE plpgsql AS $$
DECLARE
    c event_counter%ROWTYPE;
    at BIGINT := 1800000000;
    key TEXT := '';
    address TEXT := '';
    salt TEXT := md5(random()::text);
BEGIN
    SELECT * INTO c FROM event_counter WHERE event_id = of_event FOR UPDATE;
    IF with_email THEN
        key := substr(salt, 1, 16);
        address := 'guest.' || key || '@guests.example';
        PERFORM id FROM registration WHERE event_id + 0 = of_event AND email_key = key AND email_key <> ''
            AND status IN ('unconfirmed', 'pending', 'confirmed', 'waitlisted');
    END IF;
    UPDATE seat_pool SET taken = taken + 1 WHERE event_id = of_event AND scope = 0;
    INSERT INTO registration (event_id, id, status, source, queue_number, family_name, given_name, additional_name,
        search_key, email, email_key, phone, phone_raw, organisation, job_position, category, language, created_at,
        changed_at, hold_until, version, secret_salt, note, ticket_salt, ticket_generation, ticket_flags,
        ticket_issued_at, ticket_not_before, ticket_not_after)
    VALUES (of_event, c.last_registration + 1, 'confirmed', 'api', 0, 'Щукина', 'Аксинья', 'Петровна',
        'щукина аксинья петровна ано емкость ' || salt, address, key, '+73452000000', '+73452000000', 'АНО «Ёмкость №1»',
        'начальник цеха', 0, 'ru', at, at, 0, 1, salt, '', 7, 1, 0, at, at, at + 86400);
    IF with_email THEN
        INSERT INTO outbox (event_id, number, registration_id, kind, state, attempts, created_at, next_at, sent_at, failure)
        VALUES (of_event, c.last_mail + 1, c.last_registration + 1, 'ticket', 'queued', 0, at, at, 0, '');
    END IF;
    INSERT INTO feed (event_id, n, kind, subject, item, chain)
    VALUES (of_event, c.last_feed + 1, 'roster', c.last_registration + 1, '', '');
    UPDATE event_counter SET last_registration = c.last_registration + 1, last_feed = c.last_feed + 1,
        last_mail = c.last_mail + with_email::int WHERE event_id = of_event;
    RETURN c.last_registration + 1;
END $$;

CREATE FUNCTION bench_register(number BIGINT) RETURNS BIGINT LANGUAGE sql AS 'SELECT bench_one(number, true)';
CREATE FUNCTION bench_register_quiet(number BIGINT) RETURNS BIGINT LANGUAGE sql AS 'SELECT bench_one(number, false)';

-- The n-th scan of an event is its n-th person.
CREATE FUNCTION bench_check_in(of_event BIGINT) RETURNS BOOLEAN LANGUAGE plpgsql AS $$
DECLARE
    c event_counter%ROWTYPE;
    who BIGINT;
    scan_name TEXT := md5(random()::text);
BEGIN
    SELECT * INTO c FROM event_counter WHERE event_id = of_event FOR UPDATE;
    who := c.last_scan + 1;
    PERFORM * FROM registration WHERE event_id = of_event AND id = who;
    PERFORM session_id FROM registration_session WHERE event_id = of_event AND registration_id = who;
    PERFORM * FROM scan WHERE scan_id = scan_name;
    PERFORM * FROM scan WHERE event_id + 0 = of_event AND registration_id = who AND registration_id > 0 ORDER BY number;
    INSERT INTO feed (event_id, n, kind, subject, item, chain) VALUES (of_event, c.last_feed + 1, 'admission', who, '', '');
    INSERT INTO scan (event_id, number, scan_id, device_id, incarnation, seq, kind, reason, registration_id, ticket_id,
        ticket_generation, admission_point_id, operator_id, scanned_ms, error_ms, received_ms, known_epoch, known_n,
        published_n, code_hash, refers_to, override_reason, hash, record, doubt)
    VALUES (of_event, who, scan_name, 0, 0, 0, 'admit', 1, who, who * 2654435761, 1, 1, 1, 1800000000000, 0,
        1800000000000, 0, 0, c.last_feed + 1, '', '', '', '', '', '');
    UPDATE event_counter SET last_scan = who, last_feed = c.last_feed + 1 WHERE event_id = of_event;
    RETURN true;
END $$;
