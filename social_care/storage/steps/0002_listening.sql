-- Schema version 2: what listening to every network needs.

ALTER TABLE accounts ADD COLUMN warnings TEXT NOT NULL DEFAULT '[]';  -- JSON list, from `check`
ALTER TABLE accounts ADD COLUMN login_ends_at INTEGER;      -- when a person must log in again
ALTER TABLE accounts ADD COLUMN checked_at INTEGER;         -- last successful `check`

-- How much of a network's allowances is used: calls in a window, units or money in a day.
CREATE TABLE usages (
  account_id INTEGER NOT NULL REFERENCES accounts(id),
  name TEXT NOT NULL,                         -- the connector's own: a bucket of calls, "units"
  used INTEGER NOT NULL,
  allowed INTEGER NOT NULL,
  until INTEGER NOT NULL,                     -- past this moment it says nothing
  PRIMARY KEY (account_id, name)
);

ALTER TABLE mentions ADD COLUMN reply_until INTEGER;        -- [network] its window for an answer
ALTER TABLE mentions ADD COLUMN looked_at INTEGER NOT NULL DEFAULT 0;  -- [ours] by the sweep
CREATE INDEX mentions_sweep ON mentions(account_id, looked_at) WHERE deleted_at IS NULL;

ALTER TABLE conversations ADD COLUMN thread_read_at INTEGER NOT NULL DEFAULT 0;
