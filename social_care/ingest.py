"""What comes in: pages from connectors become mentions, conversations and waits, each once.

stream → fetch → page ┬ own posts → replies → (a native answer ends the wait)
                      ├ mentions ─┬ new    → identity → conversation → triage → wait
                      │           └ edited → former text kept → triage → wait shaped again
                      └ changes   → words gone, fact kept → wait shaped again, or ended
one transaction: all of the page, its cursor and the stream's state
"""

from dataclasses import asdict, dataclass, replace
from typing import Protocol

from social_care.connectors.base import Page
from social_care.models import (
    Assessment,
    Band,
    Category,
    Change,
    ChangeKind,
    Mention,
    OutboxState,
    Outcome,
    OwnPost,
    Source,
    State,
)
from social_care.sla import Policy, stage_times
from social_care.storage import (
    Tx,
    alerts,
    conversations,
    mentions,
    outbox,
    people,
    replies,
    responses,
    waits,
)
from social_care.storage.connection import Row
from social_care.storage.events import EventKind, log
from social_care.text import storable
from social_care.triage import Subject


class Assessor(Protocol):
    """What judges a mention: `triage.Triage`, or anything of its shape."""

    def assess(self, subject: Subject) -> Assessment:
        """The verdict; a pure function of the subject."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """Where pages come from, and what they are measured by."""

    account_id: int
    network: str
    own_id: str
    """Our author id on that network; what it wrote never becomes a mention."""
    stream: str
    policy: Policy
    triage: Assessor
    mute_passed: bool = False
    """Stages already passed are recorded as muted: a first poll, an import."""
    history_before: int = 0
    """Older mentions are stored and stay out of the queue (ms since 1970 UTC)."""


@dataclass(slots=True, kw_only=True)
class Tally:
    """What came in."""

    new: int = 0
    known: int = 0
    edited: int = 0
    deleted: int = 0
    own: int = 0

    def add(self, other: "Tally") -> None:
        """Sum up."""
        for name, value in asdict(other).items():
            setattr(self, name, getattr(self, name) + value)


def take_in(tx: Tx, intake: Intake, page: Page, now: int) -> Tally:
    """Store one page; called in the transaction that also moves the stream's cursor."""
    tally = Tally()
    for post in page.own_posts:
        tally.own += _own_post(tx, intake, post, now)
    fresh: list[int] = []
    for mention in sorted(page.mentions, key=lambda item: item.posted_at):
        _mention(tx, intake, mention, now, tally, fresh)
    for change in page.changes:
        tally.deleted += _change(tx, intake, change, now)
    mentions.index(tx, fresh)
    return tally


# Mentions ---------------------------------------------------------------------------------------


def _mention(
    tx: Tx, intake: Intake, mention: Mention, now: int, tally: Tally, fresh: list[int]
) -> None:
    if intake.own_id and mention.author.id == intake.own_id:
        return
    mention = _made_storable(mention)
    row = mentions.known(tx, intake.account_id, mention.external_id)
    if row is None:
        fresh.append(_new(tx, intake, mention, now))
        tally.new += 1
    elif mention.version != row["version"] and row["deleted_at"] is None:
        _edited(tx, intake, row, mention, now)
        tally.edited += 1
    else:
        mentions.set_reach(tx, row["id"], mention.reposts, mention.likes)
        tally.known += 1


def _made_storable(mention: Mention) -> Mention:
    author = mention.author
    return replace(
        mention,
        text=storable(mention.text),
        raw=storable(mention.raw),
        content_warning=storable(mention.content_warning),
        author=replace(
            author,
            handle=storable(author.handle),
            name=storable(author.name),
            url=storable(author.url),
        ),
    )


def _new(tx: Tx, intake: Intake, mention: Mention, now: int) -> int:
    identity_id = people.identify(tx, intake.network, mention.author, now)
    found = conversations.in_thread(tx, intake.account_id, identity_id, mention.thread_key)
    over = found is not None and conversations.is_over(found, mention.posted_at)
    conversation = None if over else found
    twin_of = mentions.twin(tx, intake.account_id, mention.canonical_id or mention.external_id)
    verdict = _assess(tx, intake, mention, conversation)
    history = mention.posted_at < intake.history_before
    out_of_queue = history or twin_of is not None
    waits_now = not out_of_queue and _starts_wait(verdict) and _reopens(conversation, verdict)
    conversation_id = (
        conversations.start(
            tx,
            intake.account_id,
            identity_id,
            mention.thread_key,
            at=min(mention.posted_at, now),
            now=now,
            state=State.RESOLVED if out_of_queue else State.OPEN,
            previous_id=found["id"] if found is not None else None,
        )
        if conversation is None
        else int(conversation["id"])
    )
    place = mentions.Place(
        account_id=intake.account_id,
        identity_id=identity_id,
        conversation_id=conversation_id,
        stream=intake.stream,
        twin_of=twin_of,
    )
    due = _due(intake, mention, verdict, now) if waits_now else mentions.Due()
    mention_id = mentions.add(tx, mention, place, due, now)
    mentions.assess(tx, mention_id, verdict, now)
    conversations.heard(tx, conversation_id, mention_id, mention.posted_at, verdict.language)
    if waits_now:
        _let_wait(tx, intake, conversation_id, mention_id, conversation, now)
    _meet_own_posts(tx, intake, mention, conversation_id, now)
    return mention_id


def _assess(tx: Tx, intake: Intake, mention: Mention, conversation: Row | None) -> Assessment:
    wait = conversation["wait_id"] if conversation is not None else None
    answered = conversation is not None and replies.any_before(
        tx, conversation["id"], mention.posted_at
    )
    return intake.triage.assess(
        Subject(
            text=mention.text,
            lang=mention.lang,
            visibility=mention.visibility,
            followers=mention.author.followers,
            verified=mention.author.verified,
            after_answer=answered and wait is None,
            unanswered=len(waits.unanswered(tx, wait)) if wait is not None else 0,
        )
    )


def _starts_wait(verdict: Assessment) -> bool:
    return verdict.band is not Band.NONE and verdict.category is not Category.CLOSING


def _reopens(conversation: Row | None, verdict: Assessment) -> bool:
    """A dismissed or muted conversation comes back only for what presses."""
    if conversation is None:
        return True
    quiet = conversation["muted"] or conversation["state"] == State.DISMISSED
    return not quiet or verdict.band <= Band.HIGH


def _due(intake: Intake, mention: Mention, verdict: Assessment, now: int) -> mentions.Due:
    posted_at = min(mention.posted_at, now)
    due = intake.policy.due(posted_at, verdict.band, mention.can_reply or mention.keeps_target)
    target_ms = None if due.target_s is None else due.target_s * 1000
    stages = stage_times(posted_at, due.due_at, target_ms, intake.policy.calendar)
    return mentions.Due(
        due_at=due.due_at,
        target_s=due.target_s,
        half_at=stages.half_at,
        at_risk_at=stages.at_risk_at,
        escalated_at=stages.escalated_at,
    )


def _let_wait(
    tx: Tx,
    intake: Intake,
    conversation_id: int,
    mention_id: int,
    conversation: Row | None,
    now: int,
) -> None:
    if conversation is not None and conversation["state"] != State.OPEN:
        conversations.set_state(tx, conversation_id, State.OPEN, now, snooze_until=None)
        log(
            tx,
            EventKind.REOPENED,
            now,
            conversation=conversation_id,
            mention=mention_id,
            before=conversation["state"],
        )
    wait_id = waits.attach(tx, conversation_id, [mention_id], now)
    if intake.mute_passed:
        alerts.mute_passed(tx, wait_id, now)


# Edits and deletions ----------------------------------------------------------------------------


def _edited(tx: Tx, intake: Intake, row: Row, mention: Mention, now: int) -> None:
    """An edit keeps the former text and is assessed again; it never ends a wait by itself."""
    mentions.edit(tx, row, mention, now)
    conversation = conversations.get(tx, row["conversation_id"])
    verdict = _assess(tx, intake, mention, conversation)
    mentions.assess(tx, row["id"], verdict, now)
    log(tx, EventKind.EDITED, now, conversation=conversation["id"], mention=row["id"])
    conversations.touch(tx, conversation["id"])
    waiting = row["wait_id"] is not None and row["wait_id"] == conversation["wait_id"]
    if waiting and _starts_wait(verdict):
        mentions.set_due(tx, row["id"], _due(intake, mention, verdict, now))
        waits.reshape(tx, row["wait_id"])


def _change(tx: Tx, intake: Intake, change: Change, now: int) -> int:
    row = mentions.known(tx, intake.account_id, change.external_id)
    if row is None:
        return 0
    if change.kind is ChangeKind.REACH:
        mentions.set_reach(tx, row["id"], change.reposts, change.likes)
        return 0
    if row["deleted_at"] is not None:
        return 0
    _deleted(tx, row, now)
    return 1


def _deleted(tx: Tx, row: Row, now: int) -> None:
    conversation_id = row["conversation_id"]
    mentions.erase_words(tx, row["id"], now)
    log(tx, EventKind.DELETED, now, conversation=conversation_id, mention=row["id"])
    conversations.touch(tx, conversation_id)
    wait = waits.of(tx, conversation_id)
    if wait is None or row["wait_id"] != wait["id"] or waits.reshape(tx, wait["id"]):
        return
    waits.end(tx, wait["id"], Outcome.DELETED, now)
    conversations.set_state(tx, conversation_id, State.RESOLVED, now, snooze_until=None)
    for outbox_id in outbox.queued_for(tx, conversation_id):
        why = "the customer deleted the message this answers"
        outbox.move(tx, outbox_id, OutboxState.HELD, now, problem=why)


# Our own posts ----------------------------------------------------------------------------------


def _own_post(tx: Tx, intake: Intake, post: OwnPost, now: int) -> int:
    post = replace(post, text=storable(post.text), raw=storable(post.raw))
    conversation_id = replies.answered_conversation(tx, intake.account_id, post)
    if conversation_id is not None and outbox.in_flight(tx, conversation_id):
        return 0  # it may be ours: delivery recognises it first, and every poll re-reads this far
    reply_id = replies.add(tx, intake.account_id, post, now, conversation_id=conversation_id)
    if reply_id is None:
        return 0
    if conversation_id is not None:
        _native_answer(tx, intake, conversation_id, reply_id, post.posted_at, now)
    return 1


def _meet_own_posts(
    tx: Tx, intake: Intake, mention: Mention, conversation_id: int, now: int
) -> None:
    """Answers from the network's own app that we read before the mention they answer."""
    for row in replies.waiting_for(tx, intake.account_id, mention.external_id, mention.thread_key):
        replies.settle(tx, row["id"], conversation_id)
        _native_answer(tx, intake, conversation_id, row["id"], row["posted_at"], now)


def _native_answer(
    tx: Tx, intake: Intake, conversation_id: int, reply_id: int, posted_at: int, now: int
) -> None:
    conversations.spoke(tx, conversation_id, min(posted_at, now))
    answer = responses.Answer(
        conversation_id=conversation_id,
        source=Source.NATIVE,
        agent="",
        responded_at=min(posted_at, now),
        submitted_at=min(posted_at, now),
        reply_id=reply_id,
    )
    if responses.record(tx, answer, intake.policy.calendar, now) is not None:
        conversations.touch(tx, conversation_id)
