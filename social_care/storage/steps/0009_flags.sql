-- Schema version 9: who becomes urgent is told of once more; how long a comment can be answered in
-- private; what was told long ago is forgotten.

-- A table cannot lose a UNIQUE of its own, so both are made anew: notices, which refer to alerts,
-- step aside meanwhile.
CREATE TABLE kept_notices AS SELECT * FROM notices;
DROP TABLE notices;

CREATE TABLE new_alerts (
  id INTEGER PRIMARY KEY,
  wait_id INTEGER REFERENCES waits(id),       -- NULL for an account's or a spike's
  account_id INTEGER REFERENCES accounts(id),
  stage TEXT NOT NULL,                        -- at_risk, late, escalated, spike, account
  urgent INTEGER NOT NULL DEFAULT 0,          -- of a wait that was urgent when it was raised
  at INTEGER NOT NULL,
  muted INTEGER NOT NULL DEFAULT 0,           -- passed before we could know; never sent out
  withdrawn_at INTEGER,
  key TEXT,                                   -- of one without a wait: what it is about
  detail TEXT NOT NULL DEFAULT '',            -- of one without a wait: our words
  spike_id INTEGER REFERENCES spikes(id),
  routed INTEGER NOT NULL DEFAULT 0,          -- its notices are written
  UNIQUE (wait_id, stage, urgent)
);
INSERT INTO new_alerts (id, wait_id, account_id, stage, urgent, at, muted, withdrawn_at, key, detail,
  spike_id, routed)
SELECT l.id, l.wait_id, l.account_id, l.stage, coalesce(w.band_rank = 0, 0), l.at, l.muted,
  l.withdrawn_at, l.key, l.detail, l.spike_id, l.routed
FROM alerts l LEFT JOIN waits w ON w.id = l.wait_id;
DROP TABLE alerts;
ALTER TABLE new_alerts RENAME TO alerts;
CREATE UNIQUE INDEX alerts_lasting ON alerts(key) WHERE key IS NOT NULL AND withdrawn_at IS NULL;
CREATE INDEX alerts_raised ON alerts(id) WHERE withdrawn_at IS NULL;
CREATE INDEX alerts_key ON alerts(key, at) WHERE key IS NOT NULL;
CREATE INDEX alerts_unrouted ON alerts(id) WHERE routed = 0;

CREATE TABLE notices (
  id INTEGER PRIMARY KEY,
  alert_id INTEGER NOT NULL REFERENCES alerts(id),
  target TEXT NOT NULL,                       -- alerting.Target.key
  state TEXT NOT NULL DEFAULT 'queued',       -- queued, sent, dropped
  queued_at INTEGER NOT NULL,
  settled_at INTEGER,
  UNIQUE (alert_id, target)
);
INSERT INTO notices SELECT * FROM kept_notices;
DROP TABLE kept_notices;
CREATE INDEX notices_queued ON notices(target, alert_id) WHERE state = 'queued';
CREATE INDEX notices_settled ON notices(settled_at) WHERE settled_at IS NOT NULL;

ALTER TABLE mentions ADD COLUMN private_until INTEGER;  -- [network] its window for a private answer
