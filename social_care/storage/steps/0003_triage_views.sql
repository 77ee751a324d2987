-- Schema version 3: tags in the log.

DROP VIEW v_responses;
CREATE VIEW v_responses AS
SELECT response_id, r.conversation_id, account, channel, customer, kind, outcome, agent, source, category,
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
  visibility, mention_id, mention_url, reply_url, wrap_up,
  coalesce(t.tags, '') AS tags
FROM response_rows r LEFT JOIN tag_lists t ON t.conversation_id = r.conversation_id
WHERE ended_at IS NOT NULL;
