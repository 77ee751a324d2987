-- Schema version 5: acts on the network besides replies, who stopped an outbox, and clocks apart.

ALTER TABLE outbox ADD COLUMN deletes INTEGER REFERENCES replies(id);  -- kind delete: what goes
CREATE INDEX outbox_deletes ON outbox(deletes, id) WHERE deletes IS NOT NULL;
CREATE INDEX outbox_acts ON outbox(account_id, due_at, id)
  WHERE kind <> 'reply' AND state IN ('queued', 'delayed', 'uncertain', 'sending');
CREATE INDEX outbox_mention ON outbox(mention_id, kind) WHERE kind IN ('like', 'hide');
CREATE INDEX responses_reply ON responses(reply_id) WHERE reply_id IS NOT NULL;

ALTER TABLE accounts ADD COLUMN stopped_by TEXT NOT NULL DEFAULT '';   -- who said "outbox hold"
ALTER TABLE accounts ADD COLUMN stopped_at INTEGER;
ALTER TABLE accounts ADD COLUMN skew_ms INTEGER;  -- our clock minus the network's; NULL: unknown
