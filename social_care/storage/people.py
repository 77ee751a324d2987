"""Identities (authors on a network) and the customers they are joined to."""

import json
from collections.abc import Collection

from social_care.models import Author, State
from social_care.models.views import CustomerNote, CustomerView, Identity, PastConversation
from social_care.storage import wows
from social_care.storage.connection import Row, Tx


def identify(tx: Tx, network: str, author: Author, now: int, *, is_vip: bool = False) -> int:
    """The identity's id, made with a customer of its own when new; its profile is kept fresh."""
    known = tx.one(
        "UPDATE identities SET followers = coalesce(:followers, followers), verified = :verified,"
        " is_bot = :is_bot, vip = :vip WHERE network = :network AND author_id = :author"
        " RETURNING id",
        network=network,
        author=author.id,
        followers=author.followers,
        verified=int(author.verified),
        is_bot=int(author.is_bot),
        vip=int(is_vip),
    )
    identity_id = int(known["id"]) if known else _new(tx, network, author, now, is_vip=is_vip)
    tx.run(
        "INSERT INTO identity_profiles (identity_id, handle, name, url, updated_at)"
        " VALUES (:id, :handle, :name, :url, :now)"
        " ON CONFLICT (identity_id) DO UPDATE SET handle = excluded.handle, name = excluded.name,"
        " url = excluded.url, updated_at = excluded.updated_at"
        " WHERE (handle, name, url) <> (excluded.handle, excluded.name, excluded.url)",
        id=identity_id,
        handle=author.handle,
        name=author.name,
        url=author.url,
        now=now,
    )
    return identity_id


def _new(tx: Tx, network: str, author: Author, now: int, *, is_vip: bool) -> int:
    customer_id = tx.insert("customers", created_at=now)
    identity_id = tx.insert(
        "identities",
        network=network,
        author_id=author.id,
        customer_id=customer_id,
        created_at=now,
        followers=author.followers,
        verified=int(author.verified),
        is_bot=int(author.is_bot),
        vip=int(is_vip),
    )
    tx.insert("customer_links", identity_id=identity_id, customer_id=customer_id, linked_at=now)
    return identity_id


def on_network(tx: Tx, network: str) -> list[Row]:
    """Every author of a network: `id, author_id, handle, vip`."""
    return tx.all(
        "SELECT i.id, i.author_id, i.vip, coalesce(p.handle, '') AS handle FROM identities i"
        " LEFT JOIN identity_profiles p ON p.identity_id = i.id WHERE i.network = :network",
        network=network,
    )


def turn_vip(tx: Tx, identity_ids: Collection[int]) -> None:
    """Those on the customer list are not any more, the others are now."""
    tx.run(
        "UPDATE identities SET vip = 1 - vip WHERE id IN (SELECT value FROM json_each(:ids))",
        ids=json.dumps(list(identity_ids)),
    )


def customer_of(tx: Tx, conversation_id: int) -> int | None:
    """The customer a conversation belongs to; None when there is no such conversation."""
    found = tx.value(
        "SELECT i.customer_id FROM conversations c JOIN identities i ON i.id = c.identity_id"
        " WHERE c.id = :id",
        id=conversation_id,
    )
    return None if found is None else int(found)


def name_of(row: Row) -> str:
    """What to call a customer: the name, else the handle, else words."""
    return str(row["name"] or row["handle"] or "somebody")


def called(tx: Tx, identity_id: int) -> str:
    """What to call an identity."""
    row = tx.one(
        "SELECT name, handle FROM identity_profiles WHERE identity_id = :id", id=identity_id
    )
    return name_of(row) if row else "somebody"


def view(tx: Tx, customer_id: int, *, without: int) -> CustomerView:
    """The customer pane; `without` is the conversation in view."""
    identities = tx.all(
        "SELECT i.*, coalesce(p.handle, '') AS handle, coalesce(p.name, '') AS name,"
        " coalesce(p.url, '') AS url FROM identities i"
        " LEFT JOIN identity_profiles p ON p.identity_id = i.id"
        " WHERE i.customer_id = :customer ORDER BY i.id",
        customer=customer_id,
    )
    moods = tx.all(
        "SELECT m.posted_at, s.sentiment FROM identities i"
        " CROSS JOIN conversations c ON c.identity_id = i.id"  # in this order, whatever the limit
        " CROSS JOIN mentions m ON m.conversation_id = c.id"
        " JOIN assessments s ON s.id = m.assessment_id"
        " WHERE i.customer_id = :customer AND s.sentiment IS NOT NULL"
        " ORDER BY m.posted_at DESC, m.id DESC LIMIT 200",
        customer=customer_id,
    )
    past = tx.all(
        "SELECT c.id, a.channel, c.state, c.opened_at, c.wrap_up, coalesce(t.text, '') AS text"
        " FROM conversations c JOIN identities i ON i.id = c.identity_id"
        " JOIN accounts a ON a.id = c.account_id"
        " LEFT JOIN mention_texts t ON t.mention_id = c.last_mention_id"
        " WHERE i.customer_id = :customer AND c.id <> :without"
        " ORDER BY c.opened_at DESC, c.id DESC LIMIT 50",
        customer=customer_id,
        without=without,
    )
    return CustomerView(
        id=customer_id,
        name=name_of(identities[0]) if identities else "",
        identities=tuple(_identity(row) for row in identities),
        moods=tuple((row["posted_at"], row["sentiment"]) for row in reversed(moods)),
        conversations=tuple(
            PastConversation(**{**dict(row), "state": State(row["state"])}) for row in past
        ),
        notes=_notes(tx, customer_id),
        wows=wows.of_customer(tx, customer_id),
    )


def _notes(tx: Tx, customer_id: int) -> tuple[CustomerNote, ...]:
    rows = tx.all(
        "SELECT n.conversation_id, a.channel, n.at, n.agent, n.text FROM identities i"
        " JOIN conversations c ON c.identity_id = i.id JOIN notes n ON n.conversation_id = c.id"
        " JOIN accounts a ON a.id = c.account_id"
        " WHERE i.customer_id = :customer ORDER BY n.at DESC, n.id DESC LIMIT 20",
        customer=customer_id,
    )
    return tuple(CustomerNote(**dict(row)) for row in rows)


def _identity(row: Row) -> Identity:
    return Identity(
        id=row["id"],
        network=row["network"],
        handle=row["handle"],
        name=row["name"],
        url=row["url"],
        followers=row["followers"],
        verified=bool(row["verified"]),
        first_seen_at=row["created_at"],
        vip=bool(row["vip"]),
    )
