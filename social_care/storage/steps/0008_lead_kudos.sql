CREATE TABLE kudos (                          -- [words] well done, from a colleague or a lead
  id INTEGER PRIMARY KEY,
  agent TEXT NOT NULL,                        -- who did well
  given_by TEXT NOT NULL,
  at INTEGER NOT NULL,
  conversation_id INTEGER REFERENCES conversations(id),  -- where, if it is about one
  text TEXT NOT NULL,
  read_at INTEGER                             -- when the agent has read it; NULL: not yet
);
CREATE INDEX kudos_at ON kudos(at);
CREATE INDEX kudos_unread ON kudos(agent, id) WHERE read_at IS NULL;
