"""What agents have typed and not sent: one per conversation and agent, never overwritten."""

import json
from collections.abc import Collection
from dataclasses import asdict, fields

from social_care.errors import Conflict
from social_care.models.composing import NOTHING_ALONG, MacroActions
from social_care.models.views import Draft, DraftItem
from social_care.storage.connection import Row, Tx
from social_care.storage.people import name_of

_ACTIONS = {field.name for field in fields(MacroActions)}


def newest(tx: Tx, conversation_id: int, agent: str) -> Draft | None:
    """The agent's newest draft in a conversation."""
    row = tx.one(
        "SELECT * FROM drafts WHERE conversation_id = :conversation AND agent = :agent"
        " ORDER BY updated_at DESC, branch DESC LIMIT 1",
        conversation=conversation_id,
        agent=agent,
    )
    return None if row is None else _draft(row)


def versions(tx: Tx, conversation_id: int, agent: str) -> list[Draft]:
    """Every version of the agent's draft that holds words, newest first."""
    rows = tx.all(
        "SELECT * FROM drafts WHERE conversation_id = :conversation AND agent = :agent"
        " AND text <> '' ORDER BY updated_at DESC, branch DESC",
        conversation=conversation_id,
        agent=agent,
    )
    return [_draft(row) for row in rows]


_BEGUN = """
SELECT d.*, a.channel, coalesce(p.name, '') AS name, coalesce(p.handle, '') AS handle,
  (SELECT count(*) FROM attachments x WHERE x.conversation_id = d.conversation_id
    AND x.agent = d.agent AND x.outbox_id IS NULL) AS pictures
FROM (SELECT *, sum(words) OVER here AS versions,
    row_number() OVER (here ORDER BY words DESC, updated_at DESC, branch DESC) AS place
  FROM (SELECT conversation_id, agent, id, branch, text, private, revision, updated_at, along,
        1 AS words
      FROM drafts WHERE text <> ''
    UNION ALL
    SELECT conversation_id, agent, 0, 0, '', 0, 0, max(attached_at), '', 0
      FROM attachments WHERE outbox_id IS NULL GROUP BY conversation_id, agent)
  WHERE {whose} WINDOW here AS (PARTITION BY conversation_id, agent)) d
JOIN conversations c ON c.id = d.conversation_id JOIN accounts a ON a.id = c.account_id
LEFT JOIN identity_profiles p ON p.identity_id = c.identity_id
WHERE d.place = 1 ORDER BY d.updated_at DESC, d.id DESC
"""
"""One entry for each agent in each conversation; a picture without words is one of no version."""


def of_agent(tx: Tx, agent: str) -> list[DraftItem]:
    """The conversations where the agent has words or pictures unsent, the newest first."""
    rows = tx.all(_BEGUN.format(whose="agent = :agent"), agent=agent)
    return [_item(row) for row in rows]


def of_others_than(tx: Tx, listed: Collection[str]) -> list[DraftItem]:
    """The same of everybody who is none of these."""
    whose = "agent NOT IN (SELECT value FROM json_each(:listed))"
    rows = tx.all(_BEGUN.format(whose=whose), listed=json.dumps(list(listed)))
    return [_item(row) for row in rows]


def hand_on(tx: Tx, conversation_id: int, agent: str, heir: str) -> None:
    """One agent's drafts there are another's, beside any that they have."""
    tx.run(
        "UPDATE drafts SET agent = :heir, branch = branch + 1 + coalesce((SELECT max(d.branch)"
        " FROM drafts d WHERE d.conversation_id = :id AND d.agent = :heir), -1)"
        " WHERE conversation_id = :id AND agent = :agent",
        id=conversation_id,
        agent=agent,
        heir=heir,
    )


def update(
    tx: Tx, draft: Draft, text: str, private: bool, now: int, along: MacroActions = NOTHING_ALONG
) -> Draft:
    """Save over the revision the caller has seen. Raises Conflict when another session saved."""
    row = tx.one(
        "UPDATE drafts SET text = :text, private = :private, revision = revision + 1,"
        " updated_at = :now, along = :along WHERE id = :id AND revision = :revision RETURNING *",
        id=draft.id,
        revision=draft.revision,
        text=text,
        private=int(private),
        now=now,
        along=_written(along),
    )
    if row is None:
        raise Conflict("this draft was changed in another window")
    return _draft(row)


def branch(
    tx: Tx,
    conversation_id: int,
    agent: str,
    text: str,
    private: bool,
    now: int,
    along: MacroActions = NOTHING_ALONG,
) -> Draft:
    """A new draft beside any there is.

    Ids of drafts that are gone are used again, and a window may still know one: where its revisions
    begin tells each draft from all before it.
    """
    row = tx.one(
        "INSERT INTO drafts (conversation_id, agent, branch, text, private, revision, updated_at,"
        " along)"
        " SELECT :conversation, :agent, coalesce(max(branch) + 1, 0), :text, :private,"
        " random() & 281474976710655, :now, :along"
        " FROM drafts WHERE conversation_id = :conversation AND agent = :agent RETURNING *",
        conversation=conversation_id,
        agent=agent,
        text=text,
        private=int(private),
        now=now,
        along=_written(along),
    )
    assert row is not None
    return _draft(row)


def discard(tx: Tx, draft: Draft) -> bool:
    """Remove it, unless another session has changed it since: then it is kept, and False."""
    return bool(
        tx.run(
            "DELETE FROM drafts WHERE id = :id AND revision = :revision",
            id=draft.id,
            revision=draft.revision,
        )
    )


def _item(row: Row) -> DraftItem:
    draft = _draft(row)
    return DraftItem(
        draft=draft,
        conversation_id=draft.conversation_id,
        customer_name=name_of(row),
        channel=row["channel"],
        updated_at=draft.updated_at,
        answered_since="",
        versions=row["versions"],
        pictures=row["pictures"],
    )


def _draft(row: Row) -> Draft:
    return Draft(
        id=row["id"],
        conversation_id=row["conversation_id"],
        agent=row["agent"],
        text=row["text"],
        private=bool(row["private"]),
        revision=row["revision"],
        updated_at=row["updated_at"],
        along=_read(row["along"]),
    )


def _written(along: MacroActions) -> str:
    return "" if along == NOTHING_ALONG else json.dumps(asdict(along))


def _read(along: str) -> MacroActions:
    """What another version knows besides goes along only there."""
    if not along:
        return NOTHING_ALONG
    kept = {name: value for name, value in json.loads(along).items() if name in _ACTIONS}
    return MacroActions(**{**kept, "tags": tuple(kept.get("tags", ()))})
