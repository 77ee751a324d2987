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
  claimed_at INTEGER,                         -- since when its writer had the customer
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
