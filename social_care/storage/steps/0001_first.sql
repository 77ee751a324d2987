-- Schema version 1. Times are integer milliseconds since 1970 UTC. Ids are opaque outside.
-- A steps file is never edited once released; a change is a further file.
-- [network] columns hold what the platform said; [ours] what we make of it;
-- words that can be erased live in tables of their own, marked [words].

-- The brand's presences -------------------------------------------------------------------------

CREATE TABLE accounts (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  connector TEXT NOT NULL,
  channel TEXT NOT NULL,                      -- the network's name shown to people
  network TEXT NOT NULL,                      -- namespace of author ids
  own_id TEXT NOT NULL DEFAULT '',
  own_handle TEXT NOT NULL DEFAULT '',
  limits TEXT NOT NULL DEFAULT '{}',          -- JSON of models.Limits, for the composer
  outbox_stopped INTEGER NOT NULL DEFAULT 0,  -- "outbox hold": nothing of this account is sent
  lease_owner TEXT NOT NULL DEFAULT '',       -- the worker that polls and sends for it
  lease_until INTEGER NOT NULL DEFAULT 0
);

CREATE TABLE streams (
  account_id INTEGER NOT NULL REFERENCES accounts(id),
  name TEXT NOT NULL,
  cursor TEXT,                                -- opaque; NULL before the first page
  every_s INTEGER NOT NULL,
  state TEXT NOT NULL DEFAULT 'ok',           -- models.StreamState
  problem TEXT NOT NULL DEFAULT '',
  remedy TEXT NOT NULL DEFAULT '',
  failures INTEGER NOT NULL DEFAULT 0,        -- in a row
  next_at INTEGER NOT NULL DEFAULT 0,
  limited_until INTEGER NOT NULL DEFAULT 0,   -- the network told us to wait: holds for --once too
  ok_at INTEGER,                              -- last success
  PRIMARY KEY (account_id, name)
);

CREATE TABLE workers (
  id TEXT PRIMARY KEY,
  pid INTEGER NOT NULL,
  host TEXT NOT NULL,
  started_at INTEGER NOT NULL,
  seen_at INTEGER NOT NULL
);

-- People ------------------------------------------------------------------------------------------

CREATE TABLE customers (
  id INTEGER PRIMARY KEY,
  created_at INTEGER NOT NULL
);

CREATE TABLE identities (
  id INTEGER PRIMARY KEY,
  network TEXT NOT NULL,
  author_id TEXT NOT NULL,                    -- immutable, never the handle
  customer_id INTEGER NOT NULL REFERENCES customers(id),  -- current; history in customer_links
  created_at INTEGER NOT NULL,
  followers INTEGER,
  verified INTEGER NOT NULL DEFAULT 0,
  is_bot INTEGER NOT NULL DEFAULT 0,
  UNIQUE (network, author_id)
);
CREATE INDEX identities_customer ON identities(customer_id);

CREATE TABLE identity_profiles (              -- [words]
  identity_id INTEGER PRIMARY KEY REFERENCES identities(id),
  handle TEXT NOT NULL DEFAULT '',
  name TEXT NOT NULL DEFAULT '',
  url TEXT NOT NULL DEFAULT '',
  updated_at INTEGER NOT NULL
);

CREATE TABLE customer_links (                 -- dated, and can be undone
  id INTEGER PRIMARY KEY,
  identity_id INTEGER NOT NULL REFERENCES identities(id),
  customer_id INTEGER NOT NULL REFERENCES customers(id),
  linked_at INTEGER NOT NULL,
  linked_by TEXT NOT NULL DEFAULT '',
  unlinked_at INTEGER,
  unlinked_by TEXT
);
CREATE UNIQUE INDEX customer_links_current ON customer_links(identity_id) WHERE unlinked_at IS NULL;

-- Conversations and waits -------------------------------------------------------------------------

CREATE TABLE conversations (
  id INTEGER PRIMARY KEY,
  account_id INTEGER NOT NULL REFERENCES accounts(id),
  identity_id INTEGER NOT NULL REFERENCES identities(id),
  previous_id INTEGER REFERENCES conversations(id),  -- the one it continues after more than 7 days
  state TEXT NOT NULL,                        -- models.State
  state_at INTEGER NOT NULL,
  opened_at INTEGER NOT NULL,
  -- copied from the open wait in the same transaction, so that one partial index is the queue:
  wait_id INTEGER,
  waiting_since INTEGER,
  band_rank INTEGER NOT NULL,
  due_at INTEGER NOT NULL,
  language TEXT NOT NULL DEFAULT 'und',
  assignee TEXT,
  assigned_at INTEGER,
  muted INTEGER NOT NULL DEFAULT 0,
  snooze_until INTEGER,
  wrap_up TEXT NOT NULL DEFAULT '',
  last_message_at INTEGER NOT NULL,
  last_mention_id INTEGER NOT NULL DEFAULT 0,
  read_mention_id INTEGER NOT NULL DEFAULT 0, -- the newest an agent has opened
  news INTEGER NOT NULL DEFAULT 0,            -- grows when the customer writes or anyone answers
  version INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX conversations_queue ON conversations(band_rank, due_at, id, identity_id, state)
  WHERE state = 'open';                       -- `state` too, or it would not cover its own condition
CREATE INDEX conversations_oldest ON conversations(waiting_since, id)
  WHERE state = 'open' AND waiting_since IS NOT NULL;
CREATE INDEX conversations_identity ON conversations(identity_id, state);
-- Never one index on all states: the planner would prefer it to the queue's, and sort.
CREATE INDEX conversations_answered ON conversations(state_at, id) WHERE state = 'answered';
CREATE INDEX conversations_snoozed ON conversations(snooze_until, id) WHERE state = 'snoozed';
CREATE INDEX conversations_assignee ON conversations(assignee, assigned_at)
  WHERE assignee IS NOT NULL;

CREATE TABLE threads (
  account_id INTEGER NOT NULL REFERENCES accounts(id),
  identity_id INTEGER NOT NULL REFERENCES identities(id),
  thread_key TEXT NOT NULL,
  conversation_id INTEGER NOT NULL REFERENCES conversations(id),
  PRIMARY KEY (account_id, identity_id, thread_key)
);
CREATE INDEX threads_key ON threads(account_id, thread_key);

CREATE TABLE waits (
  id INTEGER PRIMARY KEY,
  conversation_id INTEGER NOT NULL REFERENCES conversations(id),
  kind TEXT NOT NULL,                         -- models.WaitKind
  first_mention_id INTEGER NOT NULL,          -- the oldest unanswered one
  waiting_since INTEGER NOT NULL,
  detected_at INTEGER NOT NULL,               -- when we first knew of it
  claimed_at INTEGER,                         -- by the agent who holds it now
  claimed_by TEXT,
  -- of the mention whose target falls due first:
  due_at INTEGER NOT NULL,
  target_s INTEGER,
  half_at INTEGER NOT NULL,
  at_risk_at INTEGER NOT NULL,
  escalated_at INTEGER NOT NULL,
  -- of the most pressing mention:
  band_rank INTEGER NOT NULL,
  category TEXT NOT NULL,
  score INTEGER NOT NULL,
  outcome TEXT,                               -- models.Outcome; NULL while open
  ended_at INTEGER,
  ended_by TEXT                               -- the agent who closed it without an answer
);
CREATE UNIQUE INDEX waits_open ON waits(conversation_id) WHERE ended_at IS NULL;
CREATE INDEX waits_stages ON waits(at_risk_at, due_at, escalated_at) WHERE ended_at IS NULL;
CREATE INDEX waits_conversation ON waits(conversation_id, ended_at);
CREATE INDEX waits_ended ON waits(ended_at) WHERE ended_at IS NOT NULL;

-- What customers said -----------------------------------------------------------------------------

CREATE TABLE mentions (
  id INTEGER PRIMARY KEY,
  account_id INTEGER NOT NULL REFERENCES accounts(id),
  external_id TEXT NOT NULL,                  -- [network]
  canonical_id TEXT NOT NULL,                 -- [network] one post seen by two accounts
  identity_id INTEGER NOT NULL REFERENCES identities(id),
  conversation_id INTEGER NOT NULL REFERENCES conversations(id),
  wait_id INTEGER REFERENCES waits(id),       -- [ours] NULL when it starts no wait
  twin_of INTEGER REFERENCES mentions(id),    -- [ours] the same post, first seen by another account
  stream TEXT NOT NULL,
  kind TEXT NOT NULL,                         -- models.MentionKind
  visibility TEXT NOT NULL,                   -- [network]
  thread_key TEXT NOT NULL,                   -- [network]
  in_reply_to TEXT,                           -- [network]
  url TEXT NOT NULL DEFAULT '',               -- [network]
  lang TEXT,                                  -- [network]
  posted_at INTEGER NOT NULL,                 -- [network] never later than detected_at
  authored_at INTEGER,                        -- [network] what the author claims
  detected_at INTEGER NOT NULL,
  version TEXT NOT NULL DEFAULT '',           -- [network] edit marker
  edited_at INTEGER,
  deleted_at INTEGER,
  reposts INTEGER NOT NULL DEFAULT 0,
  likes INTEGER NOT NULL DEFAULT 0,
  can_reply INTEGER NOT NULL,
  can_reply_reason TEXT NOT NULL DEFAULT '',
  reply_ref TEXT NOT NULL DEFAULT '{}',       -- [network] what its connector needs to answer
  assessment_id INTEGER,                      -- the current one
  -- [ours] its own target, so that a wait can be shaped again from its mentions alone
  due_at INTEGER NOT NULL,
  target_s INTEGER,
  half_at INTEGER NOT NULL,
  at_risk_at INTEGER NOT NULL,
  escalated_at INTEGER NOT NULL,
  UNIQUE (account_id, external_id),
  CHECK (posted_at <= detected_at)
);
CREATE INDEX mentions_conversation ON mentions(conversation_id, posted_at, id);
CREATE INDEX mentions_canonical ON mentions(canonical_id);
CREATE INDEX mentions_wait ON mentions(wait_id) WHERE wait_id IS NOT NULL;
CREATE INDEX mentions_posted ON mentions(posted_at);

CREATE TABLE mention_texts (                  -- [words]
  mention_id INTEGER PRIMARY KEY REFERENCES mentions(id),
  text TEXT NOT NULL,
  content_warning TEXT NOT NULL DEFAULT '',
  media TEXT NOT NULL DEFAULT '[]',           -- JSON
  raw TEXT NOT NULL DEFAULT ''                -- the payload as received
);

CREATE TABLE mention_versions (               -- [words] what it said before an edit
  mention_id INTEGER NOT NULL REFERENCES mentions(id),
  version TEXT NOT NULL,
  text TEXT NOT NULL,
  replaced_at INTEGER NOT NULL,
  PRIMARY KEY (mention_id, version, replaced_at)
);

-- Rows come in once per batch (storage.mentions.index), not by an insert trigger.
CREATE VIRTUAL TABLE mentions_fts USING fts5(
  text, content = 'mention_texts', content_rowid = 'mention_id', tokenize = 'unicode61'
);
CREATE TRIGGER mention_texts_edited AFTER UPDATE OF text ON mention_texts BEGIN
  INSERT INTO mentions_fts(mentions_fts, rowid, text) VALUES ('delete', old.mention_id, old.text);
  INSERT INTO mentions_fts(rowid, text) VALUES (new.mention_id, new.text);
END;
CREATE TRIGGER mention_texts_erased AFTER DELETE ON mention_texts BEGIN
  INSERT INTO mentions_fts(mentions_fts, rowid, text) VALUES ('delete', old.mention_id, old.text);
END;

CREATE TABLE assessments (
  id INTEGER PRIMARY KEY,
  mention_id INTEGER NOT NULL REFERENCES mentions(id),
  made_at INTEGER NOT NULL,
  language TEXT NOT NULL,
  sentiment REAL,                             -- NULL: not scored
  category TEXT NOT NULL,
  complaint REAL,
  score INTEGER NOT NULL,
  band_rank INTEGER NOT NULL
);
CREATE INDEX assessments_mention ON assessments(mention_id);

CREATE TABLE assessment_reasons (             -- [words] they quote the customer
  assessment_id INTEGER PRIMARY KEY REFERENCES assessments(id),
  reasons TEXT NOT NULL                       -- JSON list
);

-- What we say -------------------------------------------------------------------------------------

CREATE TABLE claims (
  customer_id INTEGER PRIMARY KEY REFERENCES customers(id),
  agent TEXT NOT NULL,
  conversation_id INTEGER NOT NULL REFERENCES conversations(id),
  doing TEXT NOT NULL,                        -- reads, writes
  taken_at INTEGER NOT NULL,
  until INTEGER NOT NULL                      -- a lease: past this moment nobody holds it
);

CREATE TABLE drafts (                         -- [words]
  id INTEGER PRIMARY KEY,
  conversation_id INTEGER NOT NULL REFERENCES conversations(id),
  agent TEXT NOT NULL,
  branch INTEGER NOT NULL,                    -- a stale second session makes a second version
  text TEXT NOT NULL,
  private INTEGER NOT NULL,
  revision INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  UNIQUE (conversation_id, agent, branch)
);
CREATE INDEX drafts_agent ON drafts(agent);

CREATE TABLE outbox (
  id INTEGER PRIMARY KEY,
  account_id INTEGER NOT NULL REFERENCES accounts(id),
  conversation_id INTEGER NOT NULL REFERENCES conversations(id),
  kind TEXT NOT NULL,                         -- models.OutboxKind
  state TEXT NOT NULL,                        -- models.OutboxState
  agent TEXT NOT NULL,
  mention_id INTEGER NOT NULL REFERENCES mentions(id),  -- the one it stands under
  visibility TEXT NOT NULL,
  private INTEGER NOT NULL,
  holding INTEGER NOT NULL DEFAULT 0,         -- "still with you": does not end the wait
  resolve INTEGER NOT NULL DEFAULT 0,         -- resolve the conversation once sent
  seen INTEGER NOT NULL,                      -- conversations.news when its writer last looked
  submitted_at INTEGER NOT NULL,
  due_at INTEGER NOT NULL,                    -- end of the undo window, or the next try
  attempts INTEGER NOT NULL DEFAULT 0,
  key TEXT,                                   -- the frozen key; NULL before the first try
  prepared_at INTEGER,
  looks INTEGER NOT NULL DEFAULT 0,           -- empty looks while uncertain
  looked_at INTEGER,
  asked INTEGER NOT NULL DEFAULT 0,           -- a person must decide
  reply_id INTEGER,
  version INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX outbox_due ON outbox(account_id, due_at, id)
  WHERE state IN ('queued', 'delayed', 'uncertain', 'sending');
CREATE INDEX outbox_conversation ON outbox(conversation_id, id);
CREATE INDEX outbox_unsent ON outbox(agent, id)
  WHERE state IN ('queued', 'delayed', 'uncertain', 'sending', 'held', 'refused');

CREATE TABLE outbox_texts (                   -- [words]
  outbox_id INTEGER PRIMARY KEY REFERENCES outbox(id),
  text TEXT NOT NULL,
  payload TEXT,                               -- JSON, frozen before the first try
  problem TEXT NOT NULL DEFAULT ''
);

CREATE TABLE outbox_mentions (                -- what it answers: stored when it was submitted
  outbox_id INTEGER NOT NULL REFERENCES outbox(id),
  mention_id INTEGER NOT NULL REFERENCES mentions(id),
  PRIMARY KEY (outbox_id, mention_id)
);

CREATE TABLE replies (                        -- our posts, as they stand on the network
  id INTEGER PRIMARY KEY,
  account_id INTEGER NOT NULL REFERENCES accounts(id),
  external_id TEXT NOT NULL,
  canonical_id TEXT NOT NULL,
  conversation_id INTEGER REFERENCES conversations(id),  -- NULL until the mention it answers comes
  outbox_id INTEGER REFERENCES outbox(id),    -- NULL for one from the network's own app
  agent TEXT NOT NULL DEFAULT '',
  thread_key TEXT NOT NULL,
  in_reply_to TEXT,
  visibility TEXT NOT NULL,
  url TEXT NOT NULL DEFAULT '',
  posted_at INTEGER NOT NULL,
  detected_at INTEGER NOT NULL,
  deleted_at INTEGER,
  UNIQUE (account_id, external_id)
);
CREATE INDEX replies_conversation ON replies(conversation_id, posted_at);
CREATE INDEX replies_unmatched ON replies(account_id, thread_key) WHERE conversation_id IS NULL;
CREATE INDEX replies_orphans ON replies(account_id, in_reply_to) WHERE conversation_id IS NULL;

CREATE TABLE reply_texts (                    -- [words]
  reply_id INTEGER PRIMARY KEY REFERENCES replies(id),
  text TEXT NOT NULL,
  raw TEXT NOT NULL DEFAULT ''
);

CREATE TABLE notes (                          -- [words]
  id INTEGER PRIMARY KEY,
  conversation_id INTEGER NOT NULL REFERENCES conversations(id),
  agent TEXT NOT NULL,
  at INTEGER NOT NULL,
  text TEXT NOT NULL
);
CREATE INDEX notes_conversation ON notes(conversation_id, at);

-- The log: facts only, append-only ----------------------------------------------------------------

CREATE TABLE responses (                      -- corrected by a superseding row, never edited
  id INTEGER PRIMARY KEY,
  supersedes INTEGER UNIQUE REFERENCES responses(id),
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

-- Readable views for analysts ---------------------------------------------------------------------

CREATE VIEW response_rows AS
SELECT w.id AS wait_id, r.id AS response_id, w.conversation_id, a.name AS account, a.channel,
  coalesce(p.handle, '') AS customer, w.kind, coalesce(w.outcome, 'waiting') AS outcome,
  coalesce(r.agent, w.ended_by, '') AS agent, coalesce(r.source, '') AS source,
  coalesce(r.category, w.category) AS category, coalesce(r.band_rank, w.band_rank) AS band_rank,
  r.sentiment_before,
  (SELECT s.sentiment FROM mentions m JOIN assessments s ON s.id = m.assessment_id
    WHERE m.conversation_id = w.conversation_id AND m.posted_at > r.responded_at
      AND s.sentiment IS NOT NULL ORDER BY m.posted_at, m.id LIMIT 1) AS sentiment_after,
  w.waiting_since, coalesce(r.detected_at, w.detected_at) AS detected_at,
  coalesce(r.claimed_at, w.claimed_at) AS claimed_at, r.submitted_at, r.responded_at,
  coalesce(r.due_at, w.due_at) AS due_at, r.elapsed_ms, r.business_ms, r.detection_ms, r.queue_ms,
  r.handling_ms, r.delivery_ms, coalesce(r.target_s, w.target_s) AS target_s, r.within_target,
  coalesce(r.visibility, m.visibility) AS visibility, w.first_mention_id AS mention_id,
  m.url AS mention_url, coalesce(y.url, '') AS reply_url, c.wrap_up, w.ended_at, w.ended_by,
  w.half_at, w.at_risk_at, w.escalated_at
FROM waits w
JOIN conversations c ON c.id = w.conversation_id
JOIN accounts a ON a.id = c.account_id
JOIN mentions m ON m.id = w.first_mention_id
LEFT JOIN identity_profiles p ON p.identity_id = c.identity_id
LEFT JOIN responses r ON r.wait_id = w.id
  AND NOT EXISTS (SELECT 1 FROM responses newer WHERE newer.supersedes = r.id)
LEFT JOIN replies y ON y.id = r.reply_id;

CREATE VIEW v_responses AS
SELECT response_id, conversation_id, account, channel, customer, kind, outcome, agent, source, category,
  CASE band_rank WHEN 0 THEN 'urgent' WHEN 1 THEN 'high' WHEN 2 THEN 'normal' WHEN 3 THEN 'low'
    ELSE 'none' END AS band,
  sentiment_before, sentiment_after,
  strftime('%Y-%m-%dT%H:%M:%f+00:00', waiting_since / 1000.0, 'unixepoch') AS waiting_since,
  strftime('%Y-%m-%dT%H:%M:%f+00:00', detected_at / 1000.0, 'unixepoch') AS detected_at,
  strftime('%Y-%m-%dT%H:%M:%f+00:00', claimed_at / 1000.0, 'unixepoch') AS claimed_at,
  strftime('%Y-%m-%dT%H:%M:%f+00:00', submitted_at / 1000.0, 'unixepoch') AS submitted_at,
  strftime('%Y-%m-%dT%H:%M:%f+00:00', responded_at / 1000.0, 'unixepoch') AS responded_at,
  CASE WHEN due_at < 253402300799999
    THEN strftime('%Y-%m-%dT%H:%M:%f+00:00', due_at / 1000.0, 'unixepoch') END AS due,
  elapsed_ms / 1000.0 AS elapsed_s, business_ms / 1000.0 AS business_s,
  detection_ms / 1000.0 AS detection_s, queue_ms / 1000.0 AS queue_s,
  handling_ms / 1000.0 AS handling_s, delivery_ms / 1000.0 AS delivery_s, target_s,
  CASE within_target WHEN 1 THEN 'true' WHEN 0 THEN 'false' END AS within_target,
  visibility, mention_id, mention_url, reply_url, wrap_up
FROM response_rows WHERE ended_at IS NOT NULL;

CREATE VIEW v_conversations AS
SELECT c.id AS conversation_id, a.name AS account, a.channel, coalesce(p.handle, '') AS customer,
  c.state, c.assignee, c.wrap_up, c.language,
  strftime('%Y-%m-%dT%H:%M:%f+00:00', c.opened_at / 1000.0, 'unixepoch') AS opened_at,
  strftime('%Y-%m-%dT%H:%M:%f+00:00', c.last_message_at / 1000.0, 'unixepoch') AS last_message_at,
  strftime('%Y-%m-%dT%H:%M:%f+00:00', c.waiting_since / 1000.0, 'unixepoch') AS waiting_since,
  CASE WHEN c.due_at < 253402300799999
    THEN strftime('%Y-%m-%dT%H:%M:%f+00:00', c.due_at / 1000.0, 'unixepoch') END AS due,
  (SELECT count(*) FROM mentions m WHERE m.conversation_id = c.id) AS mentions,
  (SELECT count(*) FROM replies r WHERE r.conversation_id = c.id) AS replies
FROM conversations c
JOIN accounts a ON a.id = c.account_id
LEFT JOIN identity_profiles p ON p.identity_id = c.identity_id;

CREATE VIEW v_mentions AS
SELECT m.id AS mention_id, m.conversation_id, a.name AS account, a.channel, m.external_id,
  coalesce(p.handle, '') AS customer, t.text, s.language, s.sentiment, s.category, s.complaint,
  CASE s.band_rank WHEN 0 THEN 'urgent' WHEN 1 THEN 'high' WHEN 2 THEN 'normal' WHEN 3 THEN 'low'
    ELSE 'none' END AS band,
  s.score,
  strftime('%Y-%m-%dT%H:%M:%f+00:00', m.posted_at / 1000.0, 'unixepoch') AS posted_at,
  strftime('%Y-%m-%dT%H:%M:%f+00:00', m.detected_at / 1000.0, 'unixepoch') AS detected_at,
  m.visibility, m.url
FROM mentions m
JOIN accounts a ON a.id = m.account_id
LEFT JOIN mention_texts t ON t.mention_id = m.id
LEFT JOIN assessments s ON s.id = m.assessment_id
LEFT JOIN identity_profiles p ON p.identity_id = m.identity_id;
