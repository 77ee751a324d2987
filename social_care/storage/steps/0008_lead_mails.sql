-- Schema version 8: mails of our own on their way, each once per recipient.

CREATE TABLE mails (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL,                          -- what it is: one digest of one day
  recipient TEXT NOT NULL,
  subject TEXT NOT NULL,                      -- figures and our own words
  state TEXT NOT NULL DEFAULT 'queued',       -- models.MailState
  queued_at INTEGER NOT NULL,
  tries INTEGER NOT NULL DEFAULT 0,
  next_at INTEGER NOT NULL,                   -- not before; while it is being sent: taken until
  problem TEXT NOT NULL DEFAULT '',
  remedy TEXT NOT NULL DEFAULT '',
  settled_at INTEGER,                         -- sent, or given up
  UNIQUE (key, recipient)
);
CREATE INDEX mails_queued ON mails(next_at, id) WHERE state = 'queued';
CREATE INDEX mails_failed ON mails(settled_at) WHERE state = 'failed';

CREATE TABLE mail_contents (                  -- [words] until it is sent
  mail_id INTEGER PRIMARY KEY REFERENCES mails(id),
  content BLOB NOT NULL
);
