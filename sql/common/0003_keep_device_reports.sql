-- What each device last said of itself: nothing about guests.
ALTER TABLE device ADD COLUMN report_at BIGINT NOT NULL DEFAULT 0; -- when it came, 0 = never
ALTER TABLE device ADD COLUMN report_kind TEXT NOT NULL DEFAULT ''; -- kiosk, phone, hub
ALTER TABLE device ADD COLUMN report_version TEXT NOT NULL DEFAULT '';
ALTER TABLE device ADD COLUMN report_skew_ms BIGINT NOT NULL DEFAULT 0; -- its own clock minus ours
ALTER TABLE device ADD COLUMN report_error_ms BIGINT NOT NULL DEFAULT 0;
ALTER TABLE device ADD COLUMN report_admitted BIGINT NOT NULL DEFAULT 0; -- in the five minutes before
ALTER TABLE device ADD COLUMN rehearsal_at BIGINT NOT NULL DEFAULT 0; -- 0 = none
ALTER TABLE device ADD COLUMN rehearsal_ready BIGINT NOT NULL DEFAULT 0;
ALTER TABLE device ADD COLUMN rehearsal_failed TEXT NOT NULL DEFAULT ''; -- comma separated words of a closed list
