"""What customers have written, for whoever wants to try a search on it."""

from collections.abc import Iterator
from dataclasses import dataclass

from social_care.storage.connection import Tx


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """One mention, as far as a search looks at it."""

    account: str
    external_id: str
    text: str
    lang: str | None
    """As the network says it."""
    author: str
    """The handle as last seen."""
    url: str


def of_account(tx: Tx, account: str | None) -> Iterator[Written]:
    """Every mention of the account (of all: None) that was not deleted, the newest first."""
    rows = tx.stream(
        "SELECT a.name AS account, m.external_id, t.text, m.lang, p.handle, m.url"
        " FROM mentions m JOIN accounts a ON a.id = m.account_id"
        " JOIN mention_texts t ON t.mention_id = m.id"
        " LEFT JOIN identity_profiles p ON p.identity_id = m.identity_id"
        " WHERE m.deleted_at IS NULL AND (:account IS NULL OR a.name = :account)"
        " ORDER BY m.posted_at DESC, m.id DESC",
        account=account,
    )
    for row in rows:
        yield Written(
            account=row["account"],
            external_id=row["external_id"],
            text=row["text"],
            lang=row["lang"],
            author=row["handle"] or "",
            url=row["url"],
        )
