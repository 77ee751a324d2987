-- Schema version 5: what came while somebody wrote, what a public reply gives away, whom we invited.

CREATE TABLE conversation_news (              -- what made conversations.news grow, by its number
  conversation_id INTEGER NOT NULL REFERENCES conversations(id),
  number INTEGER NOT NULL,
  kind TEXT NOT NULL,                         -- models.NewsKind
  at INTEGER NOT NULL,                        -- when we learned of it
  item_id INTEGER NOT NULL,                   -- by kind: of a mention, an outbox row, a reply, a response
  agent TEXT NOT NULL DEFAULT '',             -- empty: the customer, or nobody known
  PRIMARY KEY (conversation_id, number)
) WITHOUT ROWID;

ALTER TABLE outbox_texts ADD COLUMN marks TEXT NOT NULL DEFAULT '[]';  -- JSON of [start, end, detail]
ALTER TABLE outbox ADD COLUMN invites INTEGER NOT NULL DEFAULT 0;      -- asks for a direct message
