-- Schema version 3: what the team's rules and triage's further findings leave behind.

ALTER TABLE assessments ADD COLUMN plain_sentiment REAL;    -- VADER as it is published
ALTER TABLE assessments ADD COLUMN severity REAL;           -- 1..4; NULL: not scored
ALTER TABLE assessments ADD COLUMN uncertain INTEGER NOT NULL DEFAULT 0;  -- the language is
ALTER TABLE assessments ADD COLUMN private TEXT NOT NULL DEFAULT '[]';    -- JSON of PrivateDetail
ALTER TABLE assessments ADD COLUMN rules TEXT NOT NULL DEFAULT '[]';      -- JSON of rule_names.id

-- Events and assessments hold a rule's number, which stays its own however the file is edited.
CREATE TABLE rule_names (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE
);

CREATE TABLE conversation_tags (              -- the team's words, never a customer's
  conversation_id INTEGER NOT NULL REFERENCES conversations(id),
  tag TEXT NOT NULL,
  at INTEGER NOT NULL,
  agent TEXT NOT NULL DEFAULT '',             -- empty: a rule
  PRIMARY KEY (conversation_id, tag)
);
CREATE INDEX conversation_tags_tag ON conversation_tags(tag);

-- Tags in the log and in the views, in the order of the alphabet.
CREATE VIEW tag_lists AS
SELECT conversation_id, group_concat(tag, ', ') AS tags
FROM (SELECT conversation_id, tag FROM conversation_tags ORDER BY conversation_id, tag)
GROUP BY conversation_id;

DROP VIEW v_conversations;
CREATE VIEW v_conversations AS
SELECT c.id AS conversation_id, a.name AS account, a.channel, coalesce(p.handle, '') AS customer,
  c.state, c.assignee, c.wrap_up, c.language,
  strftime('%Y-%m-%dT%H:%M:%f+00:00', c.opened_at / 1000.0, 'unixepoch') AS opened_at,
  strftime('%Y-%m-%dT%H:%M:%f+00:00', c.last_message_at / 1000.0, 'unixepoch') AS last_message_at,
  strftime('%Y-%m-%dT%H:%M:%f+00:00', c.waiting_since / 1000.0, 'unixepoch') AS waiting_since,
  CASE WHEN c.due_at < 253402300799999
    THEN strftime('%Y-%m-%dT%H:%M:%f+00:00', c.due_at / 1000.0, 'unixepoch') END AS due,
  (SELECT count(*) FROM mentions m WHERE m.conversation_id = c.id) AS mentions,
  (SELECT count(*) FROM replies r WHERE r.conversation_id = c.id) AS replies,
  coalesce((SELECT tags FROM tag_lists t WHERE t.conversation_id = c.id), '') AS tags
FROM conversations c
JOIN accounts a ON a.id = c.account_id
LEFT JOIN identity_profiles p ON p.identity_id = c.identity_id;

DROP VIEW v_mentions;
CREATE VIEW v_mentions AS
SELECT m.id AS mention_id, m.conversation_id, a.name AS account, a.channel, m.external_id,
  coalesce(p.handle, '') AS customer, t.text, s.language, s.sentiment, s.category, s.complaint,
  CASE s.band_rank WHEN 0 THEN 'urgent' WHEN 1 THEN 'high' WHEN 2 THEN 'normal' WHEN 3 THEN 'low'
    ELSE 'none' END AS band,
  s.score,
  strftime('%Y-%m-%dT%H:%M:%f+00:00', m.posted_at / 1000.0, 'unixepoch') AS posted_at,
  strftime('%Y-%m-%dT%H:%M:%f+00:00', m.detected_at / 1000.0, 'unixepoch') AS detected_at,
  m.visibility, m.url, s.plain_sentiment, s.severity, s.uncertain, s.private
FROM mentions m
JOIN accounts a ON a.id = m.account_id
LEFT JOIN mention_texts t ON t.mention_id = m.id
LEFT JOIN assessments s ON s.id = m.assessment_id
LEFT JOIN identity_profiles p ON p.identity_id = m.identity_id;
