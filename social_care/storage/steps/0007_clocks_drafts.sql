-- Nothing typed is lost: what goes along with a draft, and words for many at once.
ALTER TABLE drafts ADD COLUMN along TEXT NOT NULL DEFAULT '';
  -- models.composing.MacroActions as JSON; empty: nothing goes along

CREATE TABLE bulk_drafts (                    -- [words]
  id INTEGER PRIMARY KEY,
  agent TEXT NOT NULL,
  text TEXT NOT NULL,                         -- with its variables: about no customer in particular
  revision INTEGER NOT NULL,                  -- a stale second session makes a second row
  updated_at INTEGER NOT NULL
);
CREATE INDEX bulk_drafts_agent ON bulk_drafts(agent, updated_at);
