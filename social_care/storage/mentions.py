"""Mentions as the platform said them, their words apart, and triage's verdicts on them."""

import json
from collections.abc import Collection
from dataclasses import asdict, dataclass

from social_care.models import NEVER_DUE, Assessment, Media, Mention
from social_care.storage import fulltext
from social_care.storage.connection import Row, Tx


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """One mention's own target and when its stages are reached; ms since 1970 UTC."""

    due_at: int = NEVER_DUE
    target_s: int | None = None
    half_at: int = NEVER_DUE
    at_risk_at: int = NEVER_DUE
    escalated_at: int = NEVER_DUE


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a mention belongs."""

    account_id: int
    identity_id: int
    conversation_id: int
    stream: str
    twin_of: int | None = None


def known(tx: Tx, account_id: int, external_id: str) -> Row | None:
    """The mention with this network id, if we have it."""
    return tx.one(
        "SELECT * FROM mentions WHERE account_id = :account AND external_id = :external",
        account=account_id,
        external=external_id,
    )


def count_since(tx: Tx, account_id: int, stream: str, since: int) -> int:
    """How many the stream has brought after that moment (ms UTC)."""
    return int(
        tx.value(
            "SELECT count(*) FROM mentions"
            " WHERE account_id = :account AND stream = :stream AND detected_at > :since",
            account=account_id,
            stream=stream,
            since=since,
        )
    )


def newest(
    tx: Tx, conversation_id: int, *, public: bool = False, seen: int | None = None
) -> Row | None:
    """The customer's newest message that is still there, with their handle.

    `public`: of those that strangers can read. `seen`: of those up to that number of the news, one
    that was deleted since included.
    """
    return tx.one(
        "SELECT m.*, coalesce(p.handle, '') AS handle FROM mentions m"
        " LEFT JOIN identity_profiles p ON p.identity_id = m.identity_id"
        " WHERE m.conversation_id = :id AND (m.deleted_at IS NULL OR EXISTS"
        "   (SELECT 1 FROM conversation_news d WHERE d.conversation_id = m.conversation_id"
        "   AND d.number > :seen AND d.kind = 'deleted' AND d.item_id = m.id))"
        " AND (:public = 0 OR m.visibility IN ('public', 'unlisted'))"
        " AND (:seen IS NULL OR NOT EXISTS (SELECT 1 FROM conversation_news n"
        "   WHERE n.conversation_id = m.conversation_id AND n.number > :seen"
        "   AND n.kind = 'wrote' AND n.item_id = m.id))"
        " ORDER BY m.posted_at DESC, m.id DESC LIMIT 1",
        id=conversation_id,
        public=int(public),
        seen=seen,
    )


def twin(
    tx: Tx, account_id: int, canonical_id: str, identity_id: int, *, can_reply: bool
) -> int | None:
    """The same post as another account saw it first, if it was let wait there.

    A URI or Message-ID means the same post everywhere; a bare number only by the same author. A
    copy that can be answered is never the twin of one that cannot: nobody must lose their answer.
    """
    found = tx.value(
        "SELECT id FROM mentions WHERE canonical_id = :canonical AND account_id <> :account"
        " AND twin_of IS NULL AND (:is_global OR identity_id = :identity)"
        " AND wait_id IS NOT NULL AND deleted_at IS NULL AND can_reply >= :can_reply"
        " ORDER BY id LIMIT 1",
        canonical=canonical_id,
        account=account_id,
        is_global=int(":" in canonical_id or "@" in canonical_id),
        identity=identity_id,
        can_reply=int(can_reply),
    )
    return None if found is None else int(found)


def add(tx: Tx, mention: Mention, place: Place, now: int) -> int:
    """Store one mention and its words, without a target; its id.

    UNIQUE(account, external_id) guards it.
    """
    mention_id = tx.insert(
        "mentions",
        account_id=place.account_id,
        external_id=mention.external_id,
        canonical_id=mention.canonical_id or mention.external_id,
        identity_id=place.identity_id,
        conversation_id=place.conversation_id,
        twin_of=place.twin_of,
        stream=place.stream,
        kind=mention.kind,
        visibility=mention.visibility,
        thread_key=mention.thread_key,
        in_reply_to=mention.in_reply_to,
        url=mention.url,
        lang=mention.lang,
        posted_at=min(mention.posted_at, now),
        authored_at=mention.authored_at,
        detected_at=now,
        version=mention.version,
        reposts=mention.reposts or 0,
        likes=mention.likes or 0,
        can_reply=int(mention.can_reply),
        can_reply_reason=mention.can_reply_reason,
        keeps_target=int(mention.keeps_target),
        reply_until=mention.reply_until,
        private_until=mention.private_until,
        reply_ref=json.dumps(dict(mention.reply_ref)),
        **asdict(Due()),
    )
    tx.insert(
        "mention_texts",
        mention_id=mention_id,
        text=mention.text,
        content_warning=mention.content_warning,
        media=json.dumps([asdict(item) for item in mention.media]),
        raw=mention.raw,
    )
    return mention_id


def index(tx: Tx, mention_ids: Collection[int]) -> None:
    """Put a batch into the full-text index: once per batch is far cheaper than a trigger.

    Who wrote it, and own posts that came with it, go into theirs.
    """
    tx.run(
        "INSERT INTO mentions_fts(rowid, text) SELECT mention_id, text FROM mention_texts"
        " WHERE mention_id IN (SELECT value FROM json_each(:ids))",
        ids=json.dumps(list(mention_ids)),
    )
    fulltext.catch_up(tx)


def assess(
    tx: Tx, mention_id: int, verdict: Assessment, now: int, rule_ids: Collection[int] = ()
) -> None:
    """Record triage's verdict, and which rules had a share in it; the newest is the current one."""
    assessment_id = tx.insert(
        "assessments",
        mention_id=mention_id,
        made_at=now,
        language=verdict.language,
        sentiment=verdict.sentiment,
        category=verdict.category,
        complaint=verdict.complaint,
        score=verdict.score,
        band_rank=int(verdict.band),
        plain_sentiment=verdict.plain_sentiment,
        severity=verdict.severity,
        uncertain=int(verdict.uncertain),
        private=json.dumps(list(verdict.private)),
        rules=json.dumps(list(rule_ids)),
    )
    reasons = json.dumps(list(verdict.reasons))
    tx.insert("assessment_reasons", assessment_id=assessment_id, reasons=reasons)
    tx.run(
        "UPDATE mentions SET assessment_id = :assessment WHERE id = :id",
        assessment=assessment_id,
        id=mention_id,
    )


def set_due(tx: Tx, mention_id: int, due: Due) -> None:
    """A new verdict moved its target."""
    tx.run(
        "UPDATE mentions SET due_at = :due_at, target_s = :target_s, half_at = :half_at,"
        " at_risk_at = :at_risk_at, escalated_at = :escalated_at WHERE id = :id",
        id=mention_id,
        **asdict(due),
    )


def edit(tx: Tx, row: Row, mention: Mention, now: int) -> None:
    """The author changed it: the former text is kept as a version."""
    tx.run(
        "INSERT INTO mention_versions (mention_id, version, text, replaced_at)"
        " SELECT mention_id, :version, text, :now FROM mention_texts WHERE mention_id = :id",
        id=row["id"],
        version=row["version"],
        now=now,
    )
    tx.run(
        "UPDATE mention_texts SET text = :text, content_warning = :warning, media = :media,"
        " raw = :raw WHERE mention_id = :id",
        id=row["id"],
        text=mention.text,
        warning=mention.content_warning,
        media=json.dumps([asdict(item) for item in mention.media]),
        raw=mention.raw,
    )
    tx.run(
        "UPDATE mentions SET version = :version, edited_at = :now, lang = :lang WHERE id = :id",
        id=row["id"],
        version=mention.version,
        now=now,
        lang=mention.lang,
    )


def erase_words(tx: Tx, mention_id: int, now: int) -> None:
    """The network deleted it: its words go, the fact that it was there stays."""
    tx.run("DELETE FROM mention_texts WHERE mention_id = :id", id=mention_id)
    tx.run("DELETE FROM mention_versions WHERE mention_id = :id", id=mention_id)
    tx.run(
        "DELETE FROM assessment_reasons WHERE assessment_id IN"
        " (SELECT id FROM assessments WHERE mention_id = :id)",
        id=mention_id,
    )
    tx.run(
        "UPDATE mentions SET deleted_at = :now, url = '', reply_ref = '{}', can_reply = 0,"
        " can_reply_reason = 'deleted by its author' WHERE id = :id",
        id=mention_id,
        now=now,
    )


def set_reach(tx: Tx, mention_id: int, reposts: int | None, likes: int | None) -> None:
    """Reposts are reach, never new mentions."""
    tx.run(
        "UPDATE mentions SET reposts = coalesce(:reposts, reposts), likes = coalesce(:likes, likes)"
        " WHERE id = :id",
        id=mention_id,
        reposts=reposts,
        likes=likes,
    )


def set_can_reply(tx: Tx, mention_id: int, mention: Mention) -> None:
    """Whether, and until when, the network lets us answer it, and answer it in private."""
    tx.run(
        "UPDATE mentions SET can_reply = :can, can_reply_reason = :reason, reply_until = :until,"
        " private_until = :private"
        " WHERE id = :id AND ((can_reply, can_reply_reason) <> (:can, :reason)"
        "   OR reply_until IS NOT :until OR private_until IS NOT :private)",
        id=mention_id,
        can=int(mention.can_reply),
        reason=mention.can_reply_reason,
        until=mention.reply_until,
        private=mention.private_until,
    )


def worst_before(tx: Tx, conversation_id: int, posted_at: int, mention_id: int) -> float | None:
    """The highest complaint probability of what was said there before; None without any."""
    found = tx.value(
        "SELECT max(s.complaint) FROM mentions m JOIN assessments s ON s.id = m.assessment_id"
        " WHERE m.conversation_id = :id AND m.deleted_at IS NULL"
        " AND (m.posted_at, m.id) < (:at, :mention)",
        id=conversation_id,
        at=posted_at,
        mention=mention_id,
    )
    return None if found is None else float(found)


def to_look_at(
    tx: Tx,
    account_id: int,
    *,
    since: int,
    open_before: int,
    before: int,
    most: int,
    messages_too: bool,
) -> list[str]:
    """Ids of mentions whose turn it is to be looked at again, those that wait for us first.

    Direct messages only with `messages_too`. Of those posted `since`, a waiting one is due when it
    was last looked at before `open_before`, another one when before `before`; ms since 1970 UTC.
    """
    rows = tx.all(
        "SELECT m.external_id FROM mentions m JOIN conversations c ON c.id = m.conversation_id"
        " WHERE m.account_id = :account AND m.deleted_at IS NULL AND m.posted_at >= :since"
        " AND (m.kind <> 'dm' OR :messages)"
        " AND max(m.looked_at, m.detected_at)"
        "   < CASE WHEN c.state = 'open' THEN :open_before ELSE :before END"
        " ORDER BY c.state <> 'open', m.looked_at, m.id LIMIT :most",
        account=account_id,
        since=since,
        open_before=open_before,
        before=before,
        most=most,
        messages=int(messages_too),
    )
    return [row["external_id"] for row in rows]


def looked_at(tx: Tx, account_id: int, external_ids: Collection[str], now: int) -> None:
    """They were looked at."""
    tx.run(
        "UPDATE mentions SET looked_at = :now WHERE account_id = :account"
        " AND external_id IN (SELECT value FROM json_each(:ids))",
        account=account_id,
        ids=json.dumps(list(external_ids)),
        now=now,
    )


def media_of(text: str) -> tuple[Media, ...]:
    """The attachments as stored."""
    return tuple(Media(**item) for item in json.loads(text))
