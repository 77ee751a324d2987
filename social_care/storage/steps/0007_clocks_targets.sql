-- Schema version 7: by which policy a wait is due, who is on the customer list, what answers nobody.

ALTER TABLE accounts ADD COLUMN policy TEXT NOT NULL DEFAULT '';  -- sla.Policy.version: its waits are due by it
ALTER TABLE waits ADD COLUMN policy TEXT NOT NULL DEFAULT '';     -- and this one; empty: to be measured again
CREATE INDEX waits_unmeasured ON waits(conversation_id) WHERE ended_at IS NULL AND policy = '';

ALTER TABLE identities ADD COLUMN vip INTEGER NOT NULL DEFAULT 0; -- on the customer list

ALTER TABLE replies ADD COLUMN automatic INTEGER NOT NULL DEFAULT 0;  -- an acknowledgement: answers nobody
