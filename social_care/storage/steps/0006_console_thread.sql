-- Our posts in a thread, whichever customer they answered.
CREATE INDEX replies_thread ON replies(account_id, thread_key);
