-- Who came is looked up by registration and event, for everybody who asks at the same time at once. A door that has just
-- opened has no statistics yet, and PostgreSQL keeps the plan it made then through the rush: it must not be one that reads
-- every scan of the event. So the registration, of which a list is asked for, stands first (a list for a later column would
-- be a filter), and "event_id + 0" is what no other index answers to.
DROP INDEX scan_by_registration;
CREATE INDEX scan_by_registration ON scan (registration_id, (event_id + 0), number);

-- A desk with a limit of its own counts its walk-ins before each of them.
CREATE INDEX scan_walk_ins ON scan (event_id, admission_point_id) WHERE kind = 'walk_in';
