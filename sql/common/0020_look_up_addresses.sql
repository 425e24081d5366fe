-- Who is registered under an address is asked before every registration, for everybody who asks at the same time at once.
-- As in 0011, the key of which a list is asked for stands first, and "event_id + 0" is what no other index answers to.
DROP INDEX registration_by_email;
CREATE INDEX registration_by_email ON registration (email_key, (event_id + 0), id) WHERE email_key <> '';
