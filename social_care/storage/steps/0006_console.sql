-- Schema version 6: what the console finds and keeps. One file per subject: 0006_console_*.sql.
CREATE INDEX reply_texts_by_reply ON replies(agent, posted_at, id) WHERE agent <> '';
