-- Schema version 7: who is at work, what is handed over, what was promised, who was silent, and
-- working off a backlog.

CREATE TABLE presence (                       -- no row: nobody has seen them yet
  agent TEXT PRIMARY KEY,
  state TEXT NOT NULL,                        -- models.PresenceState
  since INTEGER NOT NULL,                     -- of the state
  until INTEGER NOT NULL                      -- a lease: an open console of theirs is seen till then
);

CREATE TABLE promises (                       -- conversations put aside with a reason
  id INTEGER PRIMARY KEY,
  conversation_id INTEGER NOT NULL REFERENCES conversations(id),
  agent TEXT NOT NULL,
  at INTEGER NOT NULL,
  until INTEGER NOT NULL                      -- as it was promised, whatever a target allows
);
CREATE INDEX promises_conversation ON promises(conversation_id);

CREATE TABLE promise_texts (                  -- [words]
  promise_id INTEGER PRIMARY KEY REFERENCES promises(id),
  text TEXT NOT NULL
);

ALTER TABLE conversations ADD COLUMN promise_id INTEGER REFERENCES promises(id);  -- the one that stands
CREATE INDEX conversations_promise ON conversations(promise_id) WHERE promise_id IS NOT NULL;

CREATE TABLE silences (                       -- who lost a conversation last because they were silent
  conversation_id INTEGER PRIMARY KEY REFERENCES conversations(id),
  agent TEXT NOT NULL,
  at INTEGER NOT NULL,
  silent_ms INTEGER NOT NULL
);
CREATE INDEX silences_at ON silences(at);

ALTER TABLE claims ADD COLUMN renewed_at INTEGER;  -- by an open console; NULL: a script's, or new

CREATE TABLE handovers (
  id INTEGER PRIMARY KEY,
  agent TEXT NOT NULL,                        -- who went off
  at INTEGER NOT NULL
);

CREATE TABLE handover_items (
  handover_id INTEGER NOT NULL REFERENCES handovers(id),
  conversation_id INTEGER NOT NULL REFERENCES conversations(id),
  heir TEXT,                                  -- NULL: the queue
  held TEXT NOT NULL,                         -- JSON list of models.Held
  PRIMARY KEY (handover_id, conversation_id)
) WITHOUT ROWID;
CREATE INDEX handover_items_heir ON handover_items(heir) WHERE heir IS NOT NULL;

CREATE TABLE handover_notes (                 -- [words]
  handover_id INTEGER PRIMARY KEY REFERENCES handovers(id),
  text TEXT NOT NULL
);

CREATE TABLE handover_readers (
  handover_id INTEGER NOT NULL REFERENCES handovers(id),
  agent TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (handover_id, agent)
) WITHOUT ROWID;

CREATE TABLE catching_up (                    -- one row: a backlog is worked off while `since` is set
  id INTEGER PRIMARY KEY CHECK (id = 1),
  since INTEGER,
  agent TEXT NOT NULL DEFAULT '',             -- the lead who switched it
  pulls INTEGER NOT NULL DEFAULT 0            -- every third one is the oldest late
);
INSERT INTO catching_up (id) VALUES (1);

-- The oldest late is found without a look at the table: in a backlog many are old and not yet late.
DROP INDEX conversations_oldest;
CREATE INDEX conversations_oldest ON conversations(waiting_since, id, due_at, identity_id, state)
  WHERE state = 'open' AND waiting_since IS NOT NULL;
