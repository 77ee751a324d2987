"""Our own posts as they stand on the network, from the console or from the network's own app."""

import json
from collections.abc import Mapping

from social_care import sla
from social_care.models import OwnPost, Visibility
from social_care.models.views import SentReply
from social_care.storage import accounts
from social_care.storage.connection import Row, Tx


def add(
    tx: Tx,
    account_id: int,
    post: OwnPost,
    now: int,
    *,
    conversation_id: int | None = None,
    outbox_id: int | None = None,
    agent: str = "",
    automatic: bool = False,
) -> int | None:
    """Store one of our posts; None when it was known. UNIQUE(account, external_id) guards it.

    `automatic`: a program's acknowledgement, which answers nobody.
    """
    row = tx.one(
        "INSERT INTO replies (account_id, external_id, canonical_id, conversation_id, outbox_id,"
        " agent, thread_key, in_reply_to, visibility, url, posted_at, detected_at, automatic)"
        " VALUES (:account, :external, :canonical, :conversation, :outbox, :agent, :thread,"
        " :parent, :visibility, :url, :posted, :now, :automatic)"
        " ON CONFLICT DO NOTHING RETURNING id",
        automatic=int(automatic),
        account=account_id,
        external=post.external_id,
        canonical=post.canonical_id or post.external_id,
        conversation=conversation_id,
        outbox=outbox_id,
        agent=agent,
        thread=post.thread_key,
        parent=post.in_reply_to,
        visibility=post.visibility,
        url=post.url,
        posted=min(post.posted_at, sla.latest(now, accounts.skew_of(tx, account_id))),
        now=now,
    )
    if row is None:
        return None
    tx.insert("reply_texts", reply_id=row["id"], text=post.text, raw=post.raw)
    return int(row["id"])


def refer(tx: Tx, reply_id: int | None, reply_ref: Mapping[str, str]) -> None:
    """What its connector needs to go on under it."""
    tx.run(
        "UPDATE replies SET reply_ref = :ref WHERE id = :id",
        id=reply_id,
        ref=json.dumps(dict(reply_ref)),
    )


def adopt(tx: Tx, outbox_row: Row, external_id: str) -> int | None:
    """A post of ours that we had read from the network turns out to be this outbox row's."""
    found = tx.value(
        "UPDATE replies SET outbox_id = :outbox, agent = :agent, conversation_id = :conversation,"
        " automatic = 0 WHERE account_id = :account AND external_id = :external RETURNING id",
        outbox=outbox_row["id"],
        agent=outbox_row["agent"],
        conversation=outbox_row["conversation_id"],
        account=outbox_row["account_id"],
        external=external_id,
    )
    return None if found is None else int(found)


def is_anothers(tx: Tx, outbox_row: Row, external_id: str) -> bool:
    """Whether that post of ours is known to be what another reply became."""
    return bool(
        tx.value(
            "SELECT 1 FROM replies WHERE account_id = :account AND external_id = :external"
            " AND outbox_id <> :outbox",
            account=outbox_row["account_id"],
            external=external_id,
            outbox=outbox_row["id"],
        )
    )


_WAYS = (
    "SELECT conversation_id FROM mentions WHERE account_id = :account AND external_id = :parent",
    "SELECT conversation_id FROM replies WHERE account_id = :account AND external_id = :parent",
    """SELECT CASE count(*) WHEN 1 THEN min(conversation_id) END FROM threads
       WHERE account_id = :account AND thread_key = :thread AND :private""",
)


def answered_conversation(tx: Tx, account_id: int, post: OwnPost) -> int | None:
    """The conversation one of our posts belongs to: its parent's, else a private thread's only one.

    In a public thread a post whose parent we do not know may answer anybody.
    """
    for sql in _WAYS:
        found = tx.value(
            sql,
            account=account_id,
            parent=post.in_reply_to,
            thread=post.thread_key,
            private=int(post.visibility.is_private),
        )
        if found is not None:
            return int(found)
    return None


def any_before(tx: Tx, conversation_id: int, at: int) -> bool:
    """True when one of us had said something in the conversation by then."""
    return bool(
        tx.value(
            "SELECT 1 FROM replies WHERE conversation_id = :id AND posted_at <= :at"
            " AND deleted_at IS NULL AND automatic = 0 LIMIT 1",
            id=conversation_id,
            at=at,
        )
    )


def any_after(tx: Tx, conversation_id: int, at: int) -> bool:
    """True when one of us has said something in the conversation since."""
    return bool(
        tx.value(
            "SELECT 1 FROM replies WHERE conversation_id = :id AND posted_at > :at"
            " AND deleted_at IS NULL AND automatic = 0 LIMIT 1",
            id=conversation_id,
            at=at,
        )
    )


_UNMATCHED = """
SELECT r.* FROM replies r WHERE r.account_id = :account AND r.conversation_id IS NULL
  AND r.in_reply_to IN (SELECT external_id FROM mentions WHERE conversation_id = :id
    UNION SELECT external_id FROM replies WHERE conversation_id = :id)
UNION
SELECT r.* FROM replies r WHERE r.account_id = :account AND r.conversation_id IS NULL
  AND r.visibility IN ('followers', 'direct')
  AND r.thread_key IN (SELECT thread_key FROM threads WHERE conversation_id = :id)
ORDER BY posted_at, id
"""


def unmatched(tx: Tx, account_id: int, conversation_id: int) -> list[Row]:
    """Our posts that belong to a conversation and are not yet part of it, oldest first."""
    return tx.all(_UNMATCHED, account=account_id, id=conversation_id)


def text_of(tx: Tx, reply_id: int) -> str:
    """What it says; empty once its words are erased."""
    text = tx.value("SELECT text FROM reply_texts WHERE reply_id = :id", id=reply_id)
    return "" if text is None else str(text)


def match(tx: Tx, reply_id: int, conversation_id: int) -> None:
    """The mention it answers has come."""
    tx.run(
        "UPDATE replies SET conversation_id = :conversation WHERE id = :id",
        id=reply_id,
        conversation=conversation_id,
    )


def native_since(tx: Tx, conversation_id: int, at: int) -> Row | None:
    """Our first post from the network's own app at or after that moment."""
    return tx.one(
        "SELECT * FROM replies WHERE conversation_id = :id AND outbox_id IS NULL"
        " AND deleted_at IS NULL AND automatic = 0 AND posted_at >= :at"
        " ORDER BY posted_at, id LIMIT 1",
        id=conversation_id,
        at=at,
    )


def get(tx: Tx, reply_id: int) -> Row | None:
    """One of our posts."""
    return tx.one("SELECT * FROM replies WHERE id = :id", id=reply_id)


def is_holding(tx: Tx, reply_id: int) -> bool:
    """Whether it said "still with you" and answered nobody."""
    return bool(
        tx.value(
            "SELECT o.holding FROM replies r JOIN outbox o ON o.id = r.outbox_id WHERE r.id = :id",
            id=reply_id,
        )
    )


def parent_of(tx: Tx, reply: Row) -> int | None:
    """The mention that it stands under, where it came from the console."""
    parent = tx.value("SELECT mention_id FROM outbox WHERE id = :id", id=reply["outbox_id"])
    return None if parent is None else int(parent)


def newest_sent(tx: Tx, account: str | None, limit: int) -> list[SentReply]:
    """Our newest posts that belong to a conversation, the newest first."""
    rows = tx.all(
        "SELECT r.*, coalesce(t.text, '') AS text, a.name AS account FROM replies r"
        " JOIN accounts a ON a.id = r.account_id LEFT JOIN reply_texts t ON t.reply_id = r.id"
        " WHERE r.conversation_id IS NOT NULL AND (:account IS NULL OR a.name = :account)"
        " ORDER BY r.id DESC LIMIT :limit",
        account=account,
        limit=limit,
    )
    return [
        SentReply(
            id=row["id"],
            conversation_id=row["conversation_id"],
            account=row["account"],
            agent=row["agent"],
            text=row["text"],
            visibility=Visibility(row["visibility"]),
            at=row["posted_at"],
            url=row["url"],
            deleted_at=row["deleted_at"],
        )
        for row in rows
    ]
