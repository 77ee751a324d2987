-- Schema version 1: readable views for analysts, and the rows that export and figures read.

CREATE VIEW response_rows AS
SELECT w.id AS wait_id, r.id AS response_id, w.conversation_id, a.name AS account, a.channel,
  coalesce(p.handle, '') AS customer, w.kind, coalesce(w.outcome, 'waiting') AS outcome,
  coalesce(r.agent, w.ended_by, '') AS agent, coalesce(r.source, '') AS source,
  coalesce(r.category, w.category) AS category, coalesce(r.band_rank, w.band_rank) AS band_rank,
  r.sentiment_before,
  (SELECT s.sentiment FROM mentions m JOIN assessments s ON s.id = m.assessment_id
    WHERE m.conversation_id = w.conversation_id AND m.posted_at > r.responded_at
      AND s.sentiment IS NOT NULL ORDER BY m.posted_at, m.id LIMIT 1) AS sentiment_after,
  w.waiting_since, coalesce(r.detected_at, w.detected_at) AS detected_at,
  coalesce(r.claimed_at, w.claimed_at) AS claimed_at, r.submitted_at, r.responded_at,
  coalesce(r.due_at, w.due_at) AS due_at, r.elapsed_ms, r.business_ms, r.detection_ms, r.queue_ms,
  r.handling_ms, r.delivery_ms, coalesce(r.target_s, w.target_s) AS target_s, r.within_target,
  coalesce(r.visibility, m.visibility) AS visibility, w.first_mention_id AS mention_id,
  m.url AS mention_url, coalesce(y.url, '') AS reply_url, c.wrap_up, w.ended_at, w.ended_by,
  w.half_at, w.at_risk_at, w.escalated_at
FROM waits w
JOIN conversations c ON c.id = w.conversation_id
JOIN accounts a ON a.id = c.account_id
JOIN mentions m ON m.id = w.first_mention_id
LEFT JOIN identity_profiles p ON p.identity_id = c.identity_id
LEFT JOIN responses r ON r.wait_id = w.id AND r.void = 0
  AND NOT EXISTS (SELECT 1 FROM responses newer WHERE newer.supersedes = r.id)
LEFT JOIN replies y ON y.id = r.reply_id;

CREATE VIEW v_responses AS
SELECT response_id, conversation_id, account, channel, customer, kind, outcome, agent, source, category,
  CASE band_rank WHEN 0 THEN 'urgent' WHEN 1 THEN 'high' WHEN 2 THEN 'normal' WHEN 3 THEN 'low'
    ELSE 'none' END AS band,
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
  visibility, mention_id, mention_url, reply_url, wrap_up
FROM response_rows WHERE ended_at IS NOT NULL;

CREATE VIEW v_conversations AS
SELECT c.id AS conversation_id, a.name AS account, a.channel, coalesce(p.handle, '') AS customer,
  c.state, c.assignee, c.wrap_up, c.language,
  strftime('%Y-%m-%dT%H:%M:%f+00:00', c.opened_at / 1000.0, 'unixepoch') AS opened_at,
  strftime('%Y-%m-%dT%H:%M:%f+00:00', c.last_message_at / 1000.0, 'unixepoch') AS last_message_at,
  strftime('%Y-%m-%dT%H:%M:%f+00:00', c.waiting_since / 1000.0, 'unixepoch') AS waiting_since,
  CASE WHEN c.due_at < 253402300799999
    THEN strftime('%Y-%m-%dT%H:%M:%f+00:00', c.due_at / 1000.0, 'unixepoch') END AS due,
  (SELECT count(*) FROM mentions m WHERE m.conversation_id = c.id) AS mentions,
  (SELECT count(*) FROM replies r WHERE r.conversation_id = c.id) AS replies
FROM conversations c
JOIN accounts a ON a.id = c.account_id
LEFT JOIN identity_profiles p ON p.identity_id = c.identity_id;

CREATE VIEW v_mentions AS
SELECT m.id AS mention_id, m.conversation_id, a.name AS account, a.channel, m.external_id,
  coalesce(p.handle, '') AS customer, t.text, s.language, s.sentiment, s.category, s.complaint,
  CASE s.band_rank WHEN 0 THEN 'urgent' WHEN 1 THEN 'high' WHEN 2 THEN 'normal' WHEN 3 THEN 'low'
    ELSE 'none' END AS band,
  s.score,
  strftime('%Y-%m-%dT%H:%M:%f+00:00', m.posted_at / 1000.0, 'unixepoch') AS posted_at,
  strftime('%Y-%m-%dT%H:%M:%f+00:00', m.detected_at / 1000.0, 'unixepoch') AS detected_at,
  m.visibility, m.url
FROM mentions m
JOIN accounts a ON a.id = m.account_id
LEFT JOIN mention_texts t ON t.mention_id = m.id
LEFT JOIN assessments s ON s.id = m.assessment_id
LEFT JOIN identity_profiles p ON p.identity_id = m.identity_id;
