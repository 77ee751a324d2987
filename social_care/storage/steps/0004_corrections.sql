-- Schema version 4: what agents say of triage's verdicts, and how far a reassessment has come.

ALTER TABLE assessments ADD COLUMN source TEXT NOT NULL DEFAULT 'triage';  -- models.VerdictSource

-- [network] It has a target though its network takes no answer: an import, a feed.
ALTER TABLE mentions ADD COLUMN keeps_target INTEGER NOT NULL DEFAULT 0;
UPDATE mentions SET keeps_target = 1 WHERE can_reply = 0 AND target_s IS NOT NULL;

-- Append-only. One stands while the assessment it made is its mention's current one.
CREATE TABLE corrections (
  id INTEGER PRIMARY KEY,
  mention_id INTEGER NOT NULL REFERENCES mentions(id),
  agent TEXT NOT NULL,
  at INTEGER NOT NULL,
  category TEXT NOT NULL,                     -- what it is, says the agent
  band_rank INTEGER NOT NULL,
  assessment_id INTEGER NOT NULL REFERENCES assessments(id),        -- the one it corrects
  made_id INTEGER NOT NULL UNIQUE REFERENCES assessments(id)        -- the one it made
);
CREATE INDEX corrections_mention ON corrections(mention_id);

CREATE TABLE correction_undos (               -- taken back by who gave it
  correction_id INTEGER PRIMARY KEY REFERENCES corrections(id),
  at INTEGER NOT NULL
);

CREATE TRIGGER corrections_fixed BEFORE UPDATE ON corrections BEGIN
  SELECT RAISE(ABORT, 'corrections are append-only: give another one'); END;
CREATE TRIGGER corrections_kept BEFORE DELETE ON corrections BEGIN
  SELECT RAISE(ABORT, 'corrections are append-only'); END;

-- A reassessment under way: one row, so that one broken off goes on where it stopped.
CREATE TABLE reassessments (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  fingerprint TEXT NOT NULL,                  -- of all that verdicts rest on
  since INTEGER NOT NULL,                     -- posted at or after; ms UTC
  began INTEGER NOT NULL,
  upto INTEGER NOT NULL,                      -- the last mention there was when it began
  phase INTEGER NOT NULL,                     -- 0: where a customer waits, 1: the rest
  last_id INTEGER NOT NULL,                   -- the last mention that is done in that phase
  tally TEXT NOT NULL                         -- JSON of counts
);
