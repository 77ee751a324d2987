-- Schema version 1: the log, facts only and append-only; alerts; the revision consoles watch.

CREATE TABLE responses (                      -- corrected by a superseding row, never edited
  id INTEGER PRIMARY KEY,
  supersedes INTEGER UNIQUE REFERENCES responses(id),
  void INTEGER NOT NULL DEFAULT 0,            -- 1: the row it supersedes was a mistake, undone
  wait_id INTEGER NOT NULL REFERENCES waits(id),
  conversation_id INTEGER NOT NULL REFERENCES conversations(id),
  account_id INTEGER NOT NULL REFERENCES accounts(id),
  source TEXT NOT NULL,                       -- models.Source
  how TEXT NOT NULL DEFAULT '',               -- elsewhere: phone, app, other
  agent TEXT NOT NULL,                        -- who sent it; empty for a native reply of nobody known
  outbox_id INTEGER REFERENCES outbox(id),
  reply_id INTEGER REFERENCES replies(id),
  kind TEXT NOT NULL,
  category TEXT NOT NULL,
  band_rank INTEGER NOT NULL,
  visibility TEXT NOT NULL,
  sentiment_before REAL,
  waiting_since INTEGER NOT NULL,
  detected_at INTEGER NOT NULL,
  claimed_at INTEGER NOT NULL,
  submitted_at INTEGER NOT NULL,
  responded_at INTEGER NOT NULL,
  due_at INTEGER NOT NULL,
  target_s INTEGER,
  elapsed_ms INTEGER NOT NULL,
  business_ms INTEGER NOT NULL,
  detection_ms INTEGER NOT NULL,
  queue_ms INTEGER NOT NULL,
  handling_ms INTEGER NOT NULL,
  delivery_ms INTEGER NOT NULL,
  within_target INTEGER,
  recorded_at INTEGER NOT NULL,
  CHECK (detection_ms + queue_ms + handling_ms + delivery_ms = elapsed_ms)
);
CREATE INDEX responses_wait ON responses(wait_id);
CREATE INDEX responses_responded ON responses(responded_at);

CREATE TABLE response_mentions (
  response_id INTEGER NOT NULL REFERENCES responses(id),
  mention_id INTEGER NOT NULL REFERENCES mentions(id),
  PRIMARY KEY (response_id, mention_id)
);
CREATE INDEX response_mentions_mention ON response_mentions(mention_id);

CREATE TABLE events (
  id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  kind TEXT NOT NULL,
  agent TEXT NOT NULL DEFAULT '',             -- empty: the worker
  account_id INTEGER,
  conversation_id INTEGER,
  wait_id INTEGER,
  mention_id INTEGER,
  outbox_id INTEGER,
  data TEXT NOT NULL DEFAULT '{}'             -- JSON of ids, enums, numbers and times: no words
);
CREATE INDEX events_conversation ON events(conversation_id, id);
CREATE INDEX events_agent ON events(agent, id);

CREATE TRIGGER responses_fixed BEFORE UPDATE ON responses BEGIN
  SELECT RAISE(ABORT, 'responses are append-only: write a superseding row'); END;
CREATE TRIGGER responses_kept BEFORE DELETE ON responses BEGIN
  SELECT RAISE(ABORT, 'responses are append-only'); END;
CREATE TRIGGER events_fixed BEFORE UPDATE ON events BEGIN
  SELECT RAISE(ABORT, 'events are append-only'); END;
CREATE TRIGGER events_kept BEFORE DELETE ON events BEGIN
  SELECT RAISE(ABORT, 'events are append-only'); END;

CREATE TABLE alerts (
  id INTEGER PRIMARY KEY,
  wait_id INTEGER REFERENCES waits(id),       -- NULL for an account's
  account_id INTEGER REFERENCES accounts(id),
  stage TEXT NOT NULL,                        -- at_risk, late, escalated, spike, account
  at INTEGER NOT NULL,
  muted INTEGER NOT NULL DEFAULT 0,           -- passed before we could know; never sent out
  withdrawn_at INTEGER,
  UNIQUE (wait_id, stage)
);

CREATE TABLE revision (id INTEGER PRIMARY KEY CHECK (id = 1), value INTEGER NOT NULL);
INSERT INTO revision (id, value) VALUES (1, 0);
