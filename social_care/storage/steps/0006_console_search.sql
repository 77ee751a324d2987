-- Schema version 6: full text over what we say and who we talk to; what agents look for and keep.

-- Rows come in by `storage.fulltext.catch_up`, once per batch; what is not in yet must not be
-- taken out, or the index would break: hence the conditions.
CREATE VIRTUAL TABLE reply_texts_fts USING fts5(
  text, content = 'reply_texts', content_rowid = 'reply_id', tokenize = 'unicode61'
);
CREATE TRIGGER reply_texts_edited AFTER UPDATE OF text ON reply_texts
WHEN EXISTS (SELECT 1 FROM reply_texts_fts_docsize WHERE id = old.reply_id) BEGIN
  INSERT INTO reply_texts_fts(reply_texts_fts, rowid, text)
    VALUES ('delete', old.reply_id, old.text);
  INSERT INTO reply_texts_fts(rowid, text) VALUES (new.reply_id, new.text);
END;
CREATE TRIGGER reply_texts_erased AFTER DELETE ON reply_texts
WHEN EXISTS (SELECT 1 FROM reply_texts_fts_docsize WHERE id = old.reply_id) BEGIN
  INSERT INTO reply_texts_fts(reply_texts_fts, rowid, text)
    VALUES ('delete', old.reply_id, old.text);
END;
INSERT INTO reply_texts_fts(rowid, text) SELECT reply_id, text FROM reply_texts;

CREATE VIRTUAL TABLE notes_fts USING fts5(
  text, content = 'notes', content_rowid = 'id', tokenize = 'unicode61'
);
CREATE TRIGGER notes_edited AFTER UPDATE OF text ON notes
WHEN EXISTS (SELECT 1 FROM notes_fts_docsize WHERE id = old.id) BEGIN
  INSERT INTO notes_fts(notes_fts, rowid, text) VALUES ('delete', old.id, old.text);
  INSERT INTO notes_fts(rowid, text) VALUES (new.id, new.text);
END;
CREATE TRIGGER notes_erased AFTER DELETE ON notes
WHEN EXISTS (SELECT 1 FROM notes_fts_docsize WHERE id = old.id) BEGIN
  INSERT INTO notes_fts(notes_fts, rowid, text) VALUES ('delete', old.id, old.text);
END;
INSERT INTO notes_fts(rowid, text) SELECT id, text FROM notes;

CREATE VIRTUAL TABLE profiles_fts USING fts5(
  handle, name, content = 'identity_profiles', content_rowid = 'identity_id', tokenize = 'unicode61'
);
CREATE TRIGGER identity_profiles_edited AFTER UPDATE OF handle, name ON identity_profiles
WHEN EXISTS (SELECT 1 FROM profiles_fts_docsize WHERE id = old.identity_id) BEGIN
  INSERT INTO profiles_fts(profiles_fts, rowid, handle, name)
    VALUES ('delete', old.identity_id, old.handle, old.name);
  INSERT INTO profiles_fts(rowid, handle, name) VALUES (new.identity_id, new.handle, new.name);
END;
CREATE TRIGGER identity_profiles_erased AFTER DELETE ON identity_profiles
WHEN EXISTS (SELECT 1 FROM profiles_fts_docsize WHERE id = old.identity_id) BEGIN
  INSERT INTO profiles_fts(profiles_fts, rowid, handle, name)
    VALUES ('delete', old.identity_id, old.handle, old.name);
END;
INSERT INTO profiles_fts(rowid, handle, name)
  SELECT identity_id, handle, name FROM identity_profiles;

-- Filters without a word walk the archive from its newest end.
CREATE INDEX conversations_newest ON conversations(last_message_at, id);
CREATE INDEX responses_elsewhere ON responses(agent, conversation_id) WHERE source = 'elsewhere';

CREATE TABLE searches (                       -- [words] what an agent has looked for
  agent TEXT NOT NULL,
  text TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (agent, text)
);

CREATE TABLE saved_views (                    -- [words]
  agent TEXT NOT NULL,                        -- whose it is
  name TEXT NOT NULL,
  text TEXT NOT NULL,                         -- as typed: social_care.find reads it
  shared INTEGER NOT NULL DEFAULT 0,          -- 1: everybody's, given by a lead
  at INTEGER NOT NULL,
  PRIMARY KEY (agent, name)
);

-- How an agent left the console: view, cursor, pane sizes, theme. Never a customer's words.
CREATE TABLE console_state (
  agent TEXT NOT NULL,
  key TEXT NOT NULL,
  value TEXT NOT NULL,                        -- JSON
  at INTEGER NOT NULL,
  PRIMARY KEY (agent, key)
);
