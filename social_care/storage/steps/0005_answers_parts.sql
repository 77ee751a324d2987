-- Schema version 5: long answers in parts, and pictures with replies.

ALTER TABLE outbox ADD COLUMN thread_of INTEGER REFERENCES outbox(id);  -- the first part; NULL: one reply
ALTER TABLE outbox ADD COLUMN part INTEGER NOT NULL DEFAULT 0;          -- 1 is the first of several
ALTER TABLE outbox ADD COLUMN parts INTEGER NOT NULL DEFAULT 1;
ALTER TABLE outbox ADD COLUMN gap TEXT NOT NULL DEFAULT '';             -- white space typed before it
CREATE INDEX outbox_thread ON outbox(thread_of, part) WHERE thread_of IS NOT NULL;

ALTER TABLE replies ADD COLUMN reply_ref TEXT NOT NULL DEFAULT '{}';    -- [network] to go on under it

CREATE TABLE attachments (
  id INTEGER PRIMARY KEY,
  conversation_id INTEGER NOT NULL REFERENCES conversations(id),
  agent TEXT NOT NULL,
  outbox_id INTEGER REFERENCES outbox(id),    -- NULL while it is with its agent's draft
  position INTEGER NOT NULL,
  name TEXT NOT NULL,                         -- [words] without its folder
  mime TEXT NOT NULL,                         -- by its bytes
  alt TEXT NOT NULL,                          -- [words]
  size INTEGER NOT NULL,
  content BLOB NOT NULL,                      -- [words] empty once it is sent
  attached_at INTEGER NOT NULL,
  uploaded TEXT NOT NULL DEFAULT '',          -- [network] its id there; empty: not handed over
  uploaded_at INTEGER
);
CREATE INDEX attachments_draft ON attachments(conversation_id, agent) WHERE outbox_id IS NULL;
CREATE INDEX attachments_outbox ON attachments(outbox_id) WHERE outbox_id IS NOT NULL;

-- Where somebody has begun an answer and not sent it: words, or pictures, or both.
CREATE VIEW drafted AS
  SELECT conversation_id, agent FROM drafts WHERE text <> ''
  UNION ALL
  SELECT conversation_id, agent FROM attachments WHERE outbox_id IS NULL;
