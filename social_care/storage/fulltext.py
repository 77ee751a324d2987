"""The full-text indexes over our replies, notes and customers' names, filled once per batch.

Mentions have theirs filled by `mentions.index`. An edit or erasure of words reaches every index by
triggers, which name their columns; those below leave alone what `catch_up` has not brought in yet.
"""

from social_care.storage.connection import Tx

_SOURCES = (
    ("reply_texts_fts", "text", "reply_texts", "reply_id"),
    ("notes_fts", "text", "notes", "id"),
    ("profiles_fts", "handle, name", "identity_profiles", "identity_id"),
)
"""Index, its columns, the table they come from and that table's key."""


def catch_up(tx: Tx) -> None:
    """Index every row that came after the last indexed one; next to nothing when there is none."""
    for index, columns, table, key in _SOURCES:
        tx.run(
            f"INSERT INTO {index}(rowid, {columns}) SELECT {key}, {columns} FROM {table}"
            f" WHERE {key} > (SELECT coalesce(max(id), 0) FROM {index}_docsize)"
        )
