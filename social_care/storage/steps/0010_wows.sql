-- Schema version 10: what was done for a customer beyond the expected; short periods of a long log.

CREATE TABLE wows (                           -- [words] a gesture by own judgement: flowers, a call
  id INTEGER PRIMARY KEY,
  conversation_id INTEGER NOT NULL REFERENCES conversations(id),
  agent TEXT NOT NULL,                        -- who did it
  at INTEGER NOT NULL,
  text TEXT NOT NULL
);
CREATE INDEX wows_at ON wows(at);
CREATE INDEX wows_conversation ON wows(conversation_id);

CREATE VIEW wow_log AS
SELECT w.id AS wow_id, w.conversation_id, a.name AS account, a.channel,
  coalesce(p.handle, '') AS customer, w.agent, w.at, w.text,
  (SELECT s.sentiment FROM mentions m JOIN assessments s ON s.id = m.assessment_id
    WHERE m.conversation_id = w.conversation_id AND m.posted_at <= w.at AND s.sentiment IS NOT NULL
    ORDER BY m.posted_at DESC, m.id DESC LIMIT 1) AS sentiment_before,
  (SELECT s.sentiment FROM mentions m JOIN assessments s ON s.id = m.assessment_id
    WHERE m.conversation_id = w.conversation_id AND m.posted_at > w.at AND s.sentiment IS NOT NULL
    ORDER BY m.posted_at, m.id LIMIT 1) AS sentiment_after,
  c.identity_id
FROM wows w
JOIN conversations c ON c.id = w.conversation_id
JOIN accounts a ON a.id = c.account_id
LEFT JOIN identity_profiles p ON p.identity_id = c.identity_id;

CREATE VIEW v_wows AS
SELECT wow_id, conversation_id, account, channel, customer, agent,
  strftime('%Y-%m-%dT%H:%M:%f+00:00', at / 1000.0, 'unixepoch') AS at,
  text, sentiment_before, sentiment_after
FROM wow_log;

-- What a period selects by: an export of an hour must not read the log of years.
CREATE INDEX events_at ON events(at);
CREATE INDEX waits_waiting_since ON waits(waiting_since);
CREATE INDEX conversations_opened ON conversations(opened_at);
CREATE INDEX mentions_detected ON mentions(detected_at);
