-- When what everybody reads of an event was last changed, for feeds and calendars; 0 = not since it was made.
ALTER TABLE event ADD COLUMN changed_at BIGINT NOT NULL DEFAULT 0;
