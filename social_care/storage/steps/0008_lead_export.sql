-- Schema version 8: what is exported, each table once as it is computed with (`*_log`: ms, ranks) and
-- once as people read it (`v_*`, the same rows and columns as `export`: words, seconds, ISO times).

-- Customers' tokens in pseudonymised exports follow from it; made when the first one is asked for.
CREATE TABLE pseudonym_key (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  key BLOB NOT NULL,                          -- 32 random bytes
  made_at INTEGER NOT NULL
);

-- Of each wait's responses the one that holds: not superseded, no mistake that was undone.
CREATE VIEW standing_responses AS
SELECT * FROM responses r
WHERE void = 0 AND NOT EXISTS (SELECT 1 FROM responses newer WHERE newer.supersedes = r.id);

-- Responses ----------------------------------------------------------------------------------------

CREATE VIEW response_log AS
SELECT r.*, coalesce((SELECT group_concat(tag, ', ') FROM (SELECT g.tag FROM conversation_tags g
    WHERE g.conversation_id = c.id ORDER BY g.tag)), '') AS tags,
  coalesce(x.how, '') AS how, c.language, w.policy, c.identity_id
FROM response_rows r
JOIN waits w ON w.id = r.wait_id
JOIN conversations c ON c.id = r.conversation_id
LEFT JOIN responses x ON x.id = r.response_id;

DROP VIEW v_responses;
CREATE VIEW v_responses AS
SELECT response_id, conversation_id, account, channel, customer, kind, outcome, agent, source, category,
  CASE band_rank WHEN 0 THEN 'urgent' WHEN 1 THEN 'high' WHEN 2 THEN 'normal' WHEN 3 THEN 'low'
    WHEN 4 THEN 'none' END AS band,
  sentiment_before, sentiment_after,
  strftime('%Y-%m-%dT%H:%M:%f+00:00', waiting_since / 1000.0, 'unixepoch') AS waiting_since,
  strftime('%Y-%m-%dT%H:%M:%f+00:00', detected_at / 1000.0, 'unixepoch') AS detected_at,
  strftime('%Y-%m-%dT%H:%M:%f+00:00', claimed_at / 1000.0, 'unixepoch') AS claimed_at,
  strftime('%Y-%m-%dT%H:%M:%f+00:00', submitted_at / 1000.0, 'unixepoch') AS submitted_at,
  strftime('%Y-%m-%dT%H:%M:%f+00:00', responded_at / 1000.0, 'unixepoch') AS responded_at,
  CASE WHEN due_at < 253402300799999
    THEN strftime('%Y-%m-%dT%H:%M:%f+00:00', due_at / 1000.0, 'unixepoch') END AS due,
  elapsed_ms / 1000.0 AS elapsed_s, business_ms / 1000.0 AS business_s,
  detection_ms / 1000.0 AS detection_s, queue_ms / 1000.0 AS queue_s,
  handling_ms / 1000.0 AS handling_s, delivery_ms / 1000.0 AS delivery_s, target_s,
  CASE within_target WHEN 1 THEN 'true' WHEN 0 THEN 'false' END AS within_target,
  visibility, mention_id, mention_url, reply_url, wrap_up, tags, wait_id,
  strftime('%Y-%m-%dT%H:%M:%f+00:00', ended_at / 1000.0, 'unixepoch') AS ended_at,
  how, language, policy
FROM response_log WHERE ended_at IS NOT NULL;

-- Conversations ------------------------------------------------------------------------------------

CREATE VIEW conversation_log AS
SELECT c.id AS conversation_id, a.name AS account, a.channel, coalesce(p.handle, '') AS customer,
  c.state, coalesce(c.assignee, '') AS assignee, c.wrap_up, c.language, c.opened_at,
  c.last_message_at, c.waiting_since, c.due_at,
  (SELECT count(*) FROM mentions m WHERE m.conversation_id = c.id) AS mentions,
  (SELECT count(*) FROM replies y WHERE y.conversation_id = c.id) AS replies,
  coalesce((SELECT group_concat(tag, ', ') FROM (SELECT g.tag FROM conversation_tags g
    WHERE g.conversation_id = c.id ORDER BY g.tag)), '') AS tags,
  CASE WHEN c.state IN ('resolved', 'dismissed') THEN c.state_at END AS closed_at,
  CASE WHEN w.id IS NOT NULL THEN coalesce(w.outcome, 'waiting') END AS outcome,
  coalesce(w.category, s.category) AS category, coalesce(w.band_rank, s.band_rank) AS band_rank,
  o.visibility, coalesce(o.url, '') AS url,
  (SELECT count(*) FROM waits n WHERE n.conversation_id = c.id) AS waits,
  (SELECT count(*) FROM waits n JOIN standing_responses r ON r.wait_id = n.id
    WHERE n.conversation_id = c.id) AS responses,
  (SELECT count(*) FROM waits n JOIN standing_responses r ON r.wait_id = n.id
    WHERE n.conversation_id = c.id AND r.within_target = 0) AS late_responses,
  coalesce((SELECT group_concat(agent, ', ') FROM (SELECT DISTINCT r.agent FROM waits n
    JOIN standing_responses r ON r.wait_id = n.id
    WHERE n.conversation_id = c.id AND r.agent <> '' ORDER BY r.agent)), '') AS agents,
  f.waiting_since AS first_waiting_since, f.responded_at AS first_responded_at,
  f.elapsed_ms AS first_elapsed_ms, f.business_ms AS first_business_ms,
  f.within_target AS first_within_target, coalesce(f.agent, '') AS first_agent,
  (SELECT j.sentiment FROM mentions m JOIN assessments j ON j.id = m.assessment_id
    WHERE m.conversation_id = c.id AND j.sentiment IS NOT NULL
    ORDER BY m.posted_at, m.id LIMIT 1) AS sentiment_first,
  (SELECT j.sentiment FROM mentions m JOIN assessments j ON j.id = m.assessment_id
    WHERE m.conversation_id = c.id AND j.sentiment IS NOT NULL
    ORDER BY m.posted_at DESC, m.id DESC LIMIT 1) AS sentiment_last,
  (SELECT count(*) FROM notes n WHERE n.conversation_id = c.id) AS notes,
  c.muted, c.snooze_until, c.previous_id, c.identity_id
FROM conversations c
JOIN accounts a ON a.id = c.account_id
LEFT JOIN identity_profiles p ON p.identity_id = c.identity_id
LEFT JOIN waits w ON w.id = (SELECT max(n.id) FROM waits n
  WHERE n.conversation_id = c.id AND coalesce(n.outcome, '') <> 'merged')
LEFT JOIN mentions o ON o.id = (SELECT m.id FROM mentions m WHERE m.conversation_id = c.id
  ORDER BY m.posted_at, m.id LIMIT 1)
LEFT JOIN mentions l ON l.id = c.last_mention_id
LEFT JOIN assessments s ON s.id = l.assessment_id
LEFT JOIN responses f ON f.id = (SELECT r.id FROM waits n JOIN standing_responses r
  ON r.wait_id = n.id WHERE n.conversation_id = c.id ORDER BY r.responded_at, r.id LIMIT 1);

DROP VIEW v_conversations;
CREATE VIEW v_conversations AS
SELECT conversation_id, account, channel, customer, state, assignee, wrap_up, language,
  strftime('%Y-%m-%dT%H:%M:%f+00:00', opened_at / 1000.0, 'unixepoch') AS opened_at,
  strftime('%Y-%m-%dT%H:%M:%f+00:00', last_message_at / 1000.0, 'unixepoch') AS last_message_at,
  strftime('%Y-%m-%dT%H:%M:%f+00:00', waiting_since / 1000.0, 'unixepoch') AS waiting_since,
  CASE WHEN due_at < 253402300799999
    THEN strftime('%Y-%m-%dT%H:%M:%f+00:00', due_at / 1000.0, 'unixepoch') END AS due,
  mentions, replies, tags,
  strftime('%Y-%m-%dT%H:%M:%f+00:00', closed_at / 1000.0, 'unixepoch') AS closed_at,
  outcome, category,
  CASE band_rank WHEN 0 THEN 'urgent' WHEN 1 THEN 'high' WHEN 2 THEN 'normal' WHEN 3 THEN 'low'
    WHEN 4 THEN 'none' END AS band,
  visibility, url, waits, responses, late_responses, agents,
  strftime('%Y-%m-%dT%H:%M:%f+00:00', first_waiting_since / 1000.0, 'unixepoch') AS first_waiting_since,
  strftime('%Y-%m-%dT%H:%M:%f+00:00', first_responded_at / 1000.0, 'unixepoch') AS first_responded_at,
  first_elapsed_ms / 1000.0 AS first_elapsed_s, first_business_ms / 1000.0 AS first_business_s,
  CASE first_within_target WHEN 1 THEN 'true' WHEN 0 THEN 'false' END AS first_within_target,
  first_agent, sentiment_first, sentiment_last, notes,
  CASE muted WHEN 1 THEN 'true' WHEN 0 THEN 'false' END AS muted,
  strftime('%Y-%m-%dT%H:%M:%f+00:00', snooze_until / 1000.0, 'unixepoch') AS snoozed_until,
  previous_id
FROM conversation_log;

-- Mentions -----------------------------------------------------------------------------------------

CREATE VIEW mention_log AS
SELECT m.id AS mention_id, m.conversation_id, a.name AS account, a.channel, m.external_id,
  coalesce(p.handle, '') AS customer, coalesce(t.text, '') AS text, s.language, s.sentiment,
  s.category, s.complaint, s.band_rank, s.score, m.posted_at, m.detected_at, m.visibility, m.url,
  s.plain_sentiment, s.severity, s.uncertain, coalesce(s.private, '[]') AS private,
  m.kind, m.stream, coalesce(m.in_reply_to, '') AS in_reply_to, m.reposts, m.likes, i.followers,
  i.verified, m.wait_id,
  (SELECT r.id FROM response_mentions x JOIN standing_responses r ON r.id = x.response_id
    WHERE x.mention_id = m.id ORDER BY r.id DESC LIMIT 1) AS response_id,
  m.twin_of, m.edited_at, m.deleted_at, coalesce(s.source, '') AS judged_by, m.identity_id
FROM mentions m
JOIN accounts a ON a.id = m.account_id
JOIN identities i ON i.id = m.identity_id
LEFT JOIN mention_texts t ON t.mention_id = m.id
LEFT JOIN assessments s ON s.id = m.assessment_id
LEFT JOIN identity_profiles p ON p.identity_id = m.identity_id;

DROP VIEW v_mentions;
CREATE VIEW v_mentions AS
SELECT mention_id, conversation_id, account, channel, external_id, customer, text, language, sentiment,
  category, complaint,
  CASE band_rank WHEN 0 THEN 'urgent' WHEN 1 THEN 'high' WHEN 2 THEN 'normal' WHEN 3 THEN 'low'
    WHEN 4 THEN 'none' END AS band,
  score,
  strftime('%Y-%m-%dT%H:%M:%f+00:00', posted_at / 1000.0, 'unixepoch') AS posted_at,
  strftime('%Y-%m-%dT%H:%M:%f+00:00', detected_at / 1000.0, 'unixepoch') AS detected_at,
  visibility, url, plain_sentiment, severity,
  CASE uncertain WHEN 1 THEN 'true' WHEN 0 THEN 'false' END AS uncertain,
  private, kind, stream, in_reply_to, reposts, likes, followers,
  CASE verified WHEN 1 THEN 'true' WHEN 0 THEN 'false' END AS verified,
  wait_id, response_id, twin_of,
  strftime('%Y-%m-%dT%H:%M:%f+00:00', edited_at / 1000.0, 'unixepoch') AS edited_at,
  strftime('%Y-%m-%dT%H:%M:%f+00:00', deleted_at / 1000.0, 'unixepoch') AS deleted_at,
  judged_by
FROM mention_log;

-- Events -------------------------------------------------------------------------------------------

CREATE VIEW event_log AS
SELECT e.id AS event_id, e.at, e.kind, e.agent, coalesce(a.name, '') AS account, e.conversation_id,
  e.wait_id, e.mention_id, e.outbox_id, e.data
FROM events e LEFT JOIN accounts a ON a.id = coalesce(e.account_id,
  (SELECT c.account_id FROM conversations c WHERE c.id = e.conversation_id));

CREATE VIEW v_events AS
SELECT event_id,
  strftime('%Y-%m-%dT%H:%M:%f+00:00', at / 1000.0, 'unixepoch') AS at,
  kind, agent, account, conversation_id, wait_id, mention_id, outbox_id, data
FROM event_log;
