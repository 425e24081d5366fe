-- A registration carries the name of the request that made it, so that the same request, sent again after a crash
-- between this commit and the keeping of its answer, finds its own registration and makes no second one.
ALTER TABLE registration ADD COLUMN request_key TEXT NOT NULL DEFAULT '';
CREATE UNIQUE INDEX registration_by_request ON registration (event_id, request_key) WHERE request_key <> '';
