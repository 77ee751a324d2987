-- Schema version 5: answers in parts and with pictures, other acts on the network, claims taken
-- over. One file per subject: 0005_answers_*.sql.
CREATE INDEX outbox_kind ON outbox(conversation_id, kind, id);
