-- The team's newest answers, for whoever looks for one to use again.
CREATE INDEX replies_newest ON replies(posted_at, id) WHERE agent <> '';

-- Events hold no words: they name a tag that was given by hand by its number.
CREATE TABLE tag_names (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE
);
