-- Schema version 7: flags that belong to no wait, and where every flag goes.

ALTER TABLE alerts ADD COLUMN key TEXT;                 -- of one without a wait: what it is about
ALTER TABLE alerts ADD COLUMN detail TEXT NOT NULL DEFAULT '';  -- of one without a wait: our words
ALTER TABLE alerts ADD COLUMN spike_id INTEGER REFERENCES spikes(id);
ALTER TABLE alerts ADD COLUMN routed INTEGER NOT NULL DEFAULT 0;  -- its notices are written

-- Raised once while it lasts: the next of the same key only when this one is withdrawn.
CREATE UNIQUE INDEX alerts_lasting ON alerts(key) WHERE key IS NOT NULL AND withdrawn_at IS NULL;
CREATE INDEX alerts_raised ON alerts(id) WHERE withdrawn_at IS NULL;
CREATE INDEX alerts_key ON alerts(key, at) WHERE key IS NOT NULL;
-- What was raised before flags went anywhere stays where it is.
UPDATE alerts SET routed = 1;
CREATE INDEX alerts_unrouted ON alerts(id) WHERE routed = 0;

-- Where each flag goes: once to each target, told or no longer worth telling.
CREATE TABLE notices (
  id INTEGER PRIMARY KEY,
  alert_id INTEGER NOT NULL REFERENCES alerts(id),
  target TEXT NOT NULL,                       -- alerting.Target.key
  state TEXT NOT NULL DEFAULT 'queued',       -- queued, sent, dropped
  queued_at INTEGER NOT NULL,
  settled_at INTEGER,
  UNIQUE (alert_id, target)
);
CREATE INDEX notices_queued ON notices(target, alert_id) WHERE state = 'queued';

-- How each target does. One message tells it of many flags, so tries are the target's.
CREATE TABLE notice_targets (
  target TEXT PRIMARY KEY,
  told_at INTEGER,                            -- the last message it took
  taken_until INTEGER NOT NULL DEFAULT 0,     -- a worker is telling it something
  tries INTEGER NOT NULL DEFAULT 0,           -- that failed, in a row
  next_at INTEGER NOT NULL DEFAULT 0,
  failing_since INTEGER,
  problem TEXT NOT NULL DEFAULT '',
  remedy TEXT NOT NULL DEFAULT ''
);

CREATE TABLE heartbeat (                      -- whether the dead man's switch hears us
  id INTEGER PRIMARY KEY CHECK (id = 1),
  beat_at INTEGER,
  failing_since INTEGER,
  problem TEXT NOT NULL DEFAULT '',
  remedy TEXT NOT NULL DEFAULT ''
);
