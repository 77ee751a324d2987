-- Schema version 7: something is happening: more mentions than usual, or angrier ones.

CREATE TABLE spikes (
  id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,                        -- noticed
  kind TEXT NOT NULL,                         -- models.SpikeKind
  window_ms INTEGER NOT NULL,
  count INTEGER NOT NULL,                     -- mentions in the window, or negative ones
  total INTEGER NOT NULL,                     -- of how many
  usual REAL,                                 -- NULL: no past weeks to compare with
  most INTEGER NOT NULL,                      -- the highest count since
  seen_at INTEGER NOT NULL,                   -- when it was last still one
  over_at INTEGER                             -- its flag was withdrawn
);
CREATE INDEX spikes_at ON spikes(at);

CREATE TABLE spike_words (                    -- [words] those that rise, the first the most
  spike_id INTEGER NOT NULL REFERENCES spikes(id),
  position INTEGER NOT NULL,
  word TEXT NOT NULL,
  people INTEGER NOT NULL,                    -- how many say it
  PRIMARY KEY (spike_id, position)
) WITHOUT ROWID;

CREATE TABLE spike_examples (
  spike_id INTEGER NOT NULL REFERENCES spikes(id),
  position INTEGER NOT NULL,
  mention_id INTEGER NOT NULL REFERENCES mentions(id),
  PRIMARY KEY (spike_id, position)
) WITHOUT ROWID;
