"""Spikes: what came in by window, and those that were noticed. Their words can be erased."""

from collections.abc import Mapping, Sequence

from social_care.models import Visibility
from social_care.models.spike import Example, Spike, SpikeKind
from social_care.spikes import NEGATIVE, Finding, Said, Tally
from social_care.storage.connection import Row, Tx

WEEK_MS = 7 * 86_400_000
BEFORE = 2_000
"""How many messages before the window say which words are usual."""

_COUNTED = " FROM mentions m JOIN assessments s ON s.id = m.assessment_id"
_IN_WINDOW = (
    " WHERE m.posted_at >= :since AND m.posted_at < :until AND m.twin_of IS NULL"
    " AND s.category <> 'noise'"
)


def tally(tx: Tx, since: int, until: int) -> Tally:
    """What was posted in a window, in ms UTC, half open; noise and second sights are left out."""
    row = tx.one(
        "SELECT count(*) AS mentions, count(s.sentiment) AS scored,"
        " coalesce(sum(s.sentiment <= :negative), 0) AS negative" + _COUNTED + _IN_WINDOW,
        since=since,
        until=until,
        negative=NEGATIVE,
    )
    assert row is not None
    return Tally(mentions=row["mentions"], scored=row["scored"], negative=row["negative"])


def is_known(tx: Tx, until: int) -> bool:
    """Whether anything at all was posted in the week that ends then: else it tells nothing."""
    return bool(
        tx.value(
            "SELECT EXISTS"
            " (SELECT 1 FROM mentions WHERE posted_at >= :since AND posted_at < :until)",
            since=until - WEEK_MS,
            until=until,
        )
    )


def said(tx: Tx, since: int, until: int) -> list[Said]:
    """The messages of a window, as far as their words are still there."""
    rows = tx.all(
        "SELECT m.id, m.identity_id, m.visibility, t.text" + _COUNTED + " JOIN mention_texts t"
        " ON t.mention_id = m.id" + _IN_WINDOW + " AND m.deleted_at IS NULL ORDER BY m.id",
        since=since,
        until=until,
    )
    return [
        Said(
            mention_id=row["id"],
            author=row["identity_id"],
            private=Visibility(row["visibility"]).is_private,
            text=row["text"],
        )
        for row in rows
    ]


def texts_before(tx: Tx, moment: int) -> list[str]:
    """The newest messages before the moment."""
    rows = tx.all(
        "SELECT t.text FROM mentions m JOIN mention_texts t ON t.mention_id = m.id"
        " WHERE m.posted_at < :moment ORDER BY m.posted_at DESC LIMIT :most",
        moment=moment,
        most=BEFORE,
    )
    return [row["text"] for row in rows]


def notice(tx: Tx, found: Finding, window_ms: int, now: int, cool_down_ms: int) -> int | None:
    """Write a new one down; its id. None, and nothing is done, until the last has cooled down."""
    row = tx.one(
        "INSERT INTO spikes (at, kind, window_ms, count, total, usual, most, seen_at)"
        " SELECT :now, :kind, :window, :count, :total, :usual, :count, :now WHERE NOT EXISTS"
        " (SELECT 1 FROM spikes WHERE at > :now - :cool_down AND at <= :now) RETURNING id",
        now=now,
        kind=found.kind,
        window=window_ms,
        count=found.count,
        total=found.of,
        usual=found.usual,
        cool_down=cool_down_ms,
    )
    return None if row is None else int(row["id"])


def describe(tx: Tx, spike_id: int, words: Mapping[str, int], mention_ids: Sequence[int]) -> None:
    """What it is about: words with the number of people who say them, and mentions."""
    tx.run_many(
        "INSERT INTO spike_words (spike_id, position, word, people) VALUES (:id, :at, :word, :n)",
        [
            {"id": spike_id, "at": at, "word": word, "n": people}
            for at, (word, people) in enumerate(words.items())
        ],
    )
    tx.run_many(
        "INSERT INTO spike_examples (spike_id, position, mention_id) VALUES (:id, :at, :mention)",
        [{"id": spike_id, "at": at, "mention": mention} for at, mention in enumerate(mention_ids)],
    )


def still(tx: Tx, found: Finding, now: int) -> bool:
    """The newest one is still one; whether it has grown."""
    return bool(
        tx.one(
            "UPDATE spikes SET seen_at = :now, most = max(most, :count)"
            " WHERE id = (SELECT max(id) FROM spikes) AND kind = :kind RETURNING most = :count"
            " AND count < :count",
            now=now,
            count=found.count,
            kind=found.kind,
        )
    )


def finish(tx: Tx, now: int) -> bool:
    """What was not seen for as long as its window is over; False when nothing was to be ended."""
    return bool(
        tx.run(
            "UPDATE spikes SET over_at = :now"
            " WHERE over_at IS NULL AND seen_at <= :now - window_ms",
            now=now,
        )
    )


def newest(tx: Tx) -> Spike | None:
    """The last that was noticed."""
    row = tx.one("SELECT * FROM spikes ORDER BY id DESC LIMIT 1")
    return None if row is None else _spike(tx, row)


def get(tx: Tx, spike_id: int) -> Spike | None:
    """One of them."""
    row = tx.one("SELECT * FROM spikes WHERE id = :id", id=spike_id)
    return None if row is None else _spike(tx, row)


def between(tx: Tx, since: int, until: int) -> tuple[Spike, ...]:
    """Those noticed in a period, in ms UTC, half open; oldest first."""
    rows = tx.all(
        "SELECT * FROM spikes WHERE at >= :since AND at < :until ORDER BY id",
        since=since,
        until=until,
    )
    return tuple(_spike(tx, row) for row in rows)


def lasting(tx: Tx, now: int) -> Spike | None:
    """The one that is going on: it was still one within its window."""
    found = newest(tx)
    return found if found is not None and found.lasts(now) else None


def _spike(tx: Tx, row: Row) -> Spike:
    words = tx.all(
        "SELECT word FROM spike_words WHERE spike_id = :id ORDER BY position", id=row["id"]
    )
    return Spike(
        id=row["id"],
        at=row["at"],
        kind=SpikeKind(row["kind"]),
        window_ms=row["window_ms"],
        count=row["count"],
        of=row["total"],
        usual=row["usual"],
        most=row["most"],
        seen_at=row["seen_at"],
        over_at=row["over_at"],
        words=tuple(each["word"] for each in words),
        examples=_examples(tx, row["id"]),
    )


def _examples(tx: Tx, spike_id: int) -> tuple[Example, ...]:
    rows = tx.all(
        "SELECT m.id, m.conversation_id, m.visibility, m.url, a.channel,"
        " coalesce(t.text, '') AS text"
        " FROM spike_examples e JOIN mentions m ON m.id = e.mention_id"
        " JOIN accounts a ON a.id = m.account_id"
        " LEFT JOIN mention_texts t ON t.mention_id = m.id AND m.deleted_at IS NULL"
        " WHERE e.spike_id = :id ORDER BY e.position",
        id=spike_id,
    )
    return tuple(_example(row) for row in rows)


def _example(row: Row) -> Example:
    private = Visibility(row["visibility"]).is_private
    return Example(
        conversation_id=row["conversation_id"],
        mention_id=row["id"],
        channel=row["channel"],
        text="" if private else row["text"],
        url="" if private else row["url"],
    )
