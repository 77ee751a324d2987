"""What agents have typed and not sent: one per conversation and agent, never overwritten."""

from social_care.errors import Conflict
from social_care.models.views import Draft, DraftItem
from social_care.storage.connection import Row, Tx
from social_care.storage.people import name_of


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


def of_agent(tx: Tx, agent: str) -> list[DraftItem]:
    """The conversations where the agent has words unsent, the newest first; one entry each."""
    rows = tx.all(
        "SELECT d.*, a.channel, coalesce(p.name, '') AS name, coalesce(p.handle, '') AS handle"
        " FROM (SELECT *, count(*) OVER here AS versions,"
        "   row_number() OVER (here ORDER BY updated_at DESC, branch DESC) AS place"
        "   FROM drafts WHERE agent = :agent AND text <> ''"
        "   WINDOW here AS (PARTITION BY conversation_id)) d"
        " JOIN conversations c ON c.id = d.conversation_id JOIN accounts a ON a.id = c.account_id"
        " LEFT JOIN identity_profiles p ON p.identity_id = c.identity_id"
        " WHERE d.place = 1 ORDER BY d.updated_at DESC, d.id DESC",
        agent=agent,
    )
    return [_item(row) for row in rows]


def update(tx: Tx, draft: Draft, text: str, private: bool, now: int) -> Draft:
    """Save over the revision the caller has seen. Raises Conflict when another session saved."""
    row = tx.one(
        "UPDATE drafts SET text = :text, private = :private, revision = revision + 1,"
        " updated_at = :now WHERE id = :id AND revision = :revision RETURNING *",
        id=draft.id,
        revision=draft.revision,
        text=text,
        private=int(private),
        now=now,
    )
    if row is None:
        raise Conflict("this draft was changed in another window")
    return _draft(row)


def branch(tx: Tx, conversation_id: int, agent: str, text: str, private: bool, now: int) -> Draft:
    """A new draft beside any there is.

    Ids of drafts that are gone are used again, and a window may still know one: where its revisions
    begin tells each draft from all before it.
    """
    row = tx.one(
        "INSERT INTO drafts (conversation_id, agent, branch, text, private, revision, updated_at)"
        " SELECT :conversation, :agent, coalesce(max(branch) + 1, 0), :text, :private,"
        " random() & 281474976710655, :now"
        " FROM drafts WHERE conversation_id = :conversation AND agent = :agent RETURNING *",
        conversation=conversation_id,
        agent=agent,
        text=text,
        private=int(private),
        now=now,
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
    )
