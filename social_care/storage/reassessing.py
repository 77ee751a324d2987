"""Mentions in the order in which they are judged again, with what a verdict rests on; a marker."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from social_care.storage.connection import Row, Tx

WAITING, REST = 0, 1
"""The phases: where somebody may wait comes first."""
_OPEN = "c.state IN ('open', 'snoozed') AND c.state_at < :began"

_ROWS = """
SELECT m.*, t.text, c.wait_id AS open_wait_id, a.name AS account, a.channel,
  i.author_id, i.followers, i.verified, coalesce(p.handle, '') AS handle,
  EXISTS (SELECT 1 FROM replies r WHERE r.conversation_id = m.conversation_id
    AND r.posted_at <= m.posted_at AND r.automatic = 0) AS answered,
  (SELECT w.id FROM waits w JOIN mentions n ON n.wait_id = w.id
    WHERE w.conversation_id = m.conversation_id AND (n.posted_at, n.id) < (m.posted_at, m.id)
    AND (w.ended_at IS NULL OR w.ended_at > m.detected_at) LIMIT 1) AS wait_then,
  EXISTS (SELECT 1 FROM corrections k WHERE k.made_id = m.assessment_id) AS corrected
FROM mentions m
JOIN mention_texts t ON t.mention_id = m.id
JOIN conversations c ON c.id = m.conversation_id
JOIN accounts a ON a.id = m.account_id
JOIN identities i ON i.id = m.identity_id
LEFT JOIN identity_profiles p ON p.identity_id = i.id
WHERE m.id IN (SELECT value FROM json_each(:ids)) AND m.deleted_at IS NULL ORDER BY m.id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Marker:
    """How far a reassessment has come; times in ms since 1970 UTC."""

    fingerprint: str
    """Of all that verdicts rest on."""
    since: int
    """Mentions posted before stay as they are."""
    began: int
    upto: int
    """The last mention there was then."""
    phase: int = WAITING
    last_id: int = 0
    """The last mention that is done in that phase."""


def newest_id(tx: Tx) -> int:
    """The last mention there is."""
    return int(tx.value("SELECT coalesce(max(id), 0) FROM mentions"))


def count(tx: Tx, marker: Marker) -> int:
    """How many mentions are to be judged in all."""
    return int(
        tx.value(
            "SELECT count(*) FROM mentions"
            " WHERE id <= :upto AND posted_at >= :since AND deleted_at IS NULL",
            upto=marker.upto,
            since=marker.since,
        )
    )


def batch(tx: Tx, marker: Marker, most: int) -> list[int]:
    """The next mentions of the phase, by their ids.

    What is in a conversation that has been open all the time is done in the first phase,
    everything else in the second.
    """
    which = _OPEN if marker.phase == WAITING else f"NOT ({_OPEN})"
    rows = tx.all(
        "SELECT m.id FROM mentions m JOIN conversations c ON c.id = m.conversation_id"
        " WHERE m.id > :after AND m.id <= :upto AND m.posted_at >= :since"
        f" AND m.deleted_at IS NULL AND {which} ORDER BY m.id LIMIT :most",
        after=marker.last_id,
        upto=marker.upto,
        since=marker.since,
        began=marker.began,
        most=most,
    )
    return [row["id"] for row in rows]


def rows(tx: Tx, ids: Sequence[int]) -> list[Row]:
    """These mentions with their surroundings; those whose words are gone are absent.

    Besides all of the mention's own: `text, account, channel, open_wait_id`, of the author
    `author_id, handle, followers, verified`, and whether it was `corrected` by a person. As things
    were when it came: whether we had `answered` something before, and `wait_then`, the open wait.
    """
    return tx.all(_ROWS, ids=json.dumps(list(ids)))


def unanswered_before(tx: Tx, row: Row) -> int:
    """How many earlier mentions of the wait that ran when it came were still unanswered."""
    if row["wait_then"] is None:
        return 0
    return int(
        tx.value(
            "SELECT count(*) FROM mentions n WHERE n.wait_id = :wait AND n.deleted_at IS NULL"
            " AND (n.posted_at, n.id) < (:at, :id)",
            wait=row["wait_then"],
            at=row["posted_at"],
            id=row["id"],
        )
    )


def marker(tx: Tx) -> tuple[Marker, dict[str, int]] | None:
    """The reassessment that was broken off, if one was, and its counts so far."""
    row = tx.one("SELECT * FROM reassessments")
    if row is None:
        return None
    names = Marker.__dataclass_fields__
    return Marker(**{name: row[name] for name in names}), json.loads(row["tally"])


def mark(tx: Tx, done: Marker, tally: Mapping[str, int]) -> None:
    """This far, and these counts."""
    tx.run("DELETE FROM reassessments")
    tx.insert(
        "reassessments",
        id=1,
        tally=json.dumps(dict(tally)),
        **{name: getattr(done, name) for name in Marker.__dataclass_fields__},
    )


def finish(tx: Tx) -> None:
    """It is done."""
    tx.run("DELETE FROM reassessments")
