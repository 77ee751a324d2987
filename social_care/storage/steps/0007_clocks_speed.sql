-- What a screen reads must not grow with the archive, nor much with those who wait.

CREATE INDEX threads_conversation ON threads(conversation_id);

DROP INDEX waits_stages;
CREATE INDEX waits_stages ON waits(at_risk_at, due_at, escalated_at, conversation_id, waiting_since,
  category, target_s, ended_at) WHERE ended_at IS NULL;  -- covers all that is counted of them
