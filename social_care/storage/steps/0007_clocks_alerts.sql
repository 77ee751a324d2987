-- Schema version 7: flags that belong to no wait, and where every flag goes.

ALTER TABLE alerts ADD COLUMN key TEXT;                 -- of one without a wait: what it is about
ALTER TABLE alerts ADD COLUMN detail TEXT NOT NULL DEFAULT '';  -- of one without a wait: our words
ALTER TABLE alerts ADD COLUMN spike_id INTEGER;
ALTER TABLE alerts ADD COLUMN routed INTEGER NOT NULL DEFAULT 0;  -- its notices are written

-- Raised once while it lasts: the next of the same key only when this one is withdrawn.
CREATE UNIQUE INDEX alerts_lasting ON alerts(key) WHERE key IS NOT NULL AND withdrawn_at IS NULL;
CREATE INDEX alerts_key ON alerts(key, at) WHERE key IS NOT NULL;
-- What was raised before flags went anywhere stays where it is.
UPDATE alerts SET routed = 1;
CREATE INDEX alerts_unrouted ON alerts(id) WHERE routed = 0;
