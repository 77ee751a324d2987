"""What agents say of triage's verdicts: recorded for good, current until they are taken back."""

import json
from collections.abc import Iterator

from social_care.models import Assessment, Band, Category, PrivateDetail, VerdictSource
from social_care.storage import mentions
from social_care.storage.connection import Row, Tx


def subject(tx: Tx, conversation_id: int) -> Row | None:
    """The message a correction is about: the newest unanswered one, else the newest."""
    return tx.one(
        "SELECT m.* FROM mentions m JOIN conversations c ON c.id = m.conversation_id"
        " WHERE c.id = :id AND m.deleted_at IS NULL"
        " ORDER BY m.wait_id IS NULL OR m.wait_id IS NOT c.wait_id,"
        " m.posted_at DESC, m.id DESC LIMIT 1",
        id=conversation_id,
    )


def verdict(tx: Tx, mention_id: int) -> Assessment:
    """The mention's current verdict, whoever gave it."""
    row = tx.one(
        "SELECT s.*, coalesce(r.reasons, '[]') AS reasons"
        " FROM mentions m JOIN assessments s ON s.id = m.assessment_id"
        " LEFT JOIN assessment_reasons r ON r.assessment_id = s.id WHERE m.id = :id",
        id=mention_id,
    )
    assert row is not None, "every mention is assessed in the transaction that stores it"
    return as_assessment(row)


def as_assessment(row: Row) -> Assessment:
    """The verdict in a row of `assessments` with its `reasons`."""
    return Assessment(
        language=row["language"],
        sentiment=row["sentiment"],
        category=Category(row["category"]),
        complaint=row["complaint"],
        score=row["score"],
        band=Band(row["band_rank"]),
        reasons=tuple(json.loads(row["reasons"])),
        plain_sentiment=row["plain_sentiment"],
        severity=row["severity"],
        uncertain=bool(row["uncertain"]),
        private=tuple(map(PrivateDetail, json.loads(row["private"]))),
    )


def add(tx: Tx, mention: Row, given: Assessment, agent: str, now: int) -> int:
    """The agent's verdict becomes the mention's current one; the correction's id."""
    mentions.assess(tx, mention["id"], given, now)
    made = tx.value("SELECT assessment_id FROM mentions WHERE id = :id", id=mention["id"])
    tx.run(
        "UPDATE assessments SET source = :agent WHERE id = :id", id=made, agent=VerdictSource.AGENT
    )
    return tx.insert(
        "corrections",
        mention_id=mention["id"],
        agent=agent,
        at=now,
        category=given.category,
        band_rank=int(given.band),
        assessment_id=mention["assessment_id"],
        made_id=made,
    )


def stands(tx: Tx, correction_id: int) -> bool:
    """Whether the verdict that it made is still its mention's current one."""
    return bool(
        tx.value(
            "SELECT EXISTS (SELECT 1 FROM corrections c"
            " JOIN mentions m ON m.id = c.mention_id AND m.assessment_id = c.made_id"
            " WHERE c.id = :id)",
            id=correction_id,
        )
    )


def take_back(tx: Tx, correction_id: int, due: mentions.Due, now: int) -> int:
    """The verdict before it, and the target that went with that, are current again; its mention."""
    tx.insert("correction_undos", correction_id=correction_id, at=now)
    mention_id = int(
        tx.value(
            "UPDATE mentions SET assessment_id ="
            " (SELECT assessment_id FROM corrections WHERE id = :id)"
            " WHERE id = (SELECT mention_id FROM corrections WHERE id = :id) RETURNING id",
            id=correction_id,
        )
    )
    mentions.set_due(tx, mention_id, due)
    return mention_id


def outlasts(tx: Tx, mention_id: int, fresh: Assessment) -> bool:
    """Whether an agent's verdict stands against triage's fresh one on the changed text.

    It does, unless triage finds the new text more pressing than it found the one that was
    corrected: a mended typo changes nothing, a complaint cannot slip in behind a harmless text.
    """
    corrected = tx.value(
        "SELECT s.band_rank FROM mentions m JOIN corrections c ON c.made_id = m.assessment_id"
        " JOIN assessments s ON s.id = c.assessment_id WHERE m.id = :id",
        id=mention_id,
    )
    return corrected is not None and fresh.band >= corrected


def texts(tx: Tx, most: int) -> Iterator[Row]:
    """The newest that can be learned from: `mention_id, agent, category, band_rank`, `text` and
    `lang` and `visibility` of the mention.

    One verdict for each mention and agent, their last word. Left out is what was taken back, and
    what was said of a text that is gone or changed since.
    """
    return tx.stream(
        "SELECT c.mention_id, c.agent, c.category, c.band_rank, t.text, m.lang, m.visibility"
        " FROM corrections c JOIN mentions m ON m.id = c.mention_id"
        " JOIN mention_texts t ON t.mention_id = m.id"
        " WHERE coalesce(m.edited_at, 0) <= c.at"
        " AND c.id = (SELECT max(l.id) FROM corrections l WHERE l.mention_id = c.mention_id"
        "   AND l.agent = c.agent AND NOT EXISTS"
        "   (SELECT 1 FROM correction_undos u WHERE u.correction_id = l.id))"
        " ORDER BY c.id DESC LIMIT :most",
        most=most,
    )


def accepted(tx: Tx, most: int) -> Iterator[Row]:
    """The newest mentions that people have dealt with and nobody corrected: `text, lang,
    visibility` of those that were scored."""
    return tx.stream(
        "SELECT t.text, m.lang, m.visibility"
        " FROM waits w JOIN mentions m ON m.wait_id = w.id"
        " JOIN mention_texts t ON t.mention_id = m.id JOIN assessments s ON s.id = m.assessment_id"
        " WHERE w.ended_at IS NOT NULL AND w.outcome <> 'deleted' AND s.complaint IS NOT NULL"
        " AND NOT EXISTS (SELECT 1 FROM corrections c WHERE c.mention_id = m.id)"
        " ORDER BY m.id DESC LIMIT :most",
        most=most,
    )
