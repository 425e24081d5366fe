-- Questions that each companion and each member of a group answers too, not only whoever registers them.
ALTER TABLE form_field ADD COLUMN asked_along BIGINT NOT NULL DEFAULT 0;
