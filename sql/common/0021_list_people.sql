-- A list in order, a search in it, its counts and the question whether anything has changed read this index and not fifty
-- thousand whole rows. PostgreSQL takes 2,704 bytes into one entry, so a key has at most 600 characters.
UPDATE registration SET search_key = substr(search_key, 1, 600) WHERE length(search_key) > 600;
CREATE INDEX registration_listed ON registration (event_id, search_key, id, status, category, source, version, changed_at, erased_at);
