"""What comes in: pages from connectors become mentions, conversations and waits, each once.

stream → fetch → page ┬ own posts → replies → (a native answer ends the wait)
                      ├ mentions ─┬ new    → identity → conversation → triage → wait
                      │           └ edited → former text kept → triage → wait shaped again
                      └ changes   → words gone, fact kept → wait shaped again, or ended
one transaction: all of the page, its cursor and the stream's state
"""

import sys
from dataclasses import asdict, dataclass, replace

from social_care import rulings
from social_care.acknowledging import NO_ACKNOWLEDGEMENTS, Acknowledgements
from social_care.connectors.base import Page
from social_care.fitting import kept, made_storable
from social_care.measuring import measure, widen
from social_care.models import (
    Assessment,
    Author,
    Band,
    Change,
    ChangeKind,
    Mention,
    NewsKind,
    OutboxState,
    Outcome,
    OwnPost,
    State,
)
from social_care.sla import Policy
from social_care.storage import (
    Tx,
    accounts,
    conversations,
    corrections,
    inviting,
    mentions,
    native,
    outbox,
    people,
    replies,
    tags,
    waits,
)
from social_care.storage.connection import Row
from social_care.storage.events import EventKind, log
from social_care.triage import Subject
from social_care.triage.judge import Assessor, Judgement, judge
from social_care.triage.rules import NO_RULES, Rules, Ruling
from social_care.triage.rules_match import Post
from social_care.verdicts import let_wait, starts_wait


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
    rules: Rules = NO_RULES
    mute_passed: bool = False
    """Stages already passed are recorded as muted: a first poll, an import."""
    looks_again: bool = False
    """What is known is being looked at again by its id: what it says now has the last word."""
    history_before: int = 0
    """Older mentions are stored and stay out of the queue (ms since 1970 UTC)."""
    acknowledgements: Acknowledgements = NO_ACKNOWLEDGEMENTS
    """Words by which a post of ours is known to be a program's: it answers nobody."""

    def is_vip(self, author: Author) -> bool:
        """Whether they are on the customer list."""
        return self.policy.special.is_vip(author.id, author.handle)


@dataclass(slots=True, kw_only=True)
class Tally:
    """What came in."""

    new: int = 0
    known: int = 0
    edited: int = 0
    deleted: int = 0
    own: int = 0

    @property
    def is_news(self) -> bool:
        """Whether anything that screens show has changed: not by what was known already."""
        return bool(self.new or self.edited or self.deleted or self.own)

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
    ours = accounts.own_ids(tx, intake.network) | {intake.own_id}
    for mention in sorted(page.mentions, key=lambda item: item.posted_at):
        if mention.author.id not in ours:
            _mention(tx, intake, made_storable(mention, now), now, tally, fresh)
    _index(tx, fresh)
    for change in page.changes:
        tally.deleted += _change(tx, intake, change, now)
    return tally


def _index(tx: Tx, fresh: list[int]) -> None:
    """Before a word is changed or erased it must be in the index, or taking it out breaks that."""
    mentions.index(tx, fresh)
    fresh.clear()


# Mentions ---------------------------------------------------------------------------------------


def _mention(
    tx: Tx, intake: Intake, mention: Mention, now: int, tally: Tally, fresh: list[int]
) -> None:
    row = mentions.known(tx, intake.account_id, mention.external_id)
    if row is None:
        fresh.append(_new(tx, intake, mention, now))
        tally.new += 1
    elif mention.version not in ("", row["version"]) and row["deleted_at"] is None:
        _index(tx, fresh)
        _edited(tx, intake, row, mention, now)
        tally.edited += 1
    else:
        _seen_again(tx, intake, row, mention, now)
        tally.known += 1


def _seen_again(tx: Tx, intake: Intake, row: Row, mention: Mention, now: int) -> None:
    """Its reach has grown; and what one stream could not answer another one may.

    A keyword hit that cannot be answered has no target. When the same post comes as a mention
    that can, or can be answered until another time, it gets the target it would have had. Only a
    look at the post itself takes that away: streams that disagree must not make it flicker.
    """
    mentions.set_reach(tx, row["id"], mention.reposts, mention.likes)
    windows = (mention.reply_until, mention.private_until)
    opened = mention.can_reply and (
        not row["can_reply"] or windows != (row["reply_until"], row["private_until"])
    )
    if row["deleted_at"] is None and (opened or intake.looks_again):
        mentions.set_can_reply(tx, row["id"], mention)
    if opened and row["wait_id"] is not None:
        measure(tx, intake.policy, [row["id"]])
        if row["wait_id"] == conversations.get(tx, row["conversation_id"])["wait_id"]:
            widen(tx, intake.policy, row["conversation_id"], now)


def _new(tx: Tx, intake: Intake, mention: Mention, now: int) -> int:
    identity_id = people.identify(
        tx, intake.network, mention.author, now, is_vip=intake.is_vip(mention.author)
    )
    found = _conversation(tx, intake, mention, identity_id)
    over = found is not None and conversations.is_over(found, mention.posted_at)
    conversation = None if over else found
    canonical_id = mention.canonical_id or mention.external_id
    twin_of = mentions.twin(
        tx, intake.account_id, canonical_id, identity_id, can_reply=mention.can_reply
    )
    judgement = _judged(tx, intake, mention, conversation)
    verdict, dismissed = judgement.verdict, bool(judgement.ruling.dismissed_by)
    history = mention.posted_at < intake.history_before
    out_of_queue = history or twin_of is not None
    waits_now = (
        not out_of_queue and _wants_answer(judgement) and _reopens(tx, conversation, verdict)
    )
    conversation_id = (
        conversations.start(
            tx,
            intake.account_id,
            identity_id,
            at=mention.posted_at,
            now=now,
            state=_first_state(out_of_queue=out_of_queue, dismissed=dismissed),
            previous_id=found["id"] if found is not None else None,
        )
        if conversation is None
        else int(conversation["id"])
    )
    conversations.know_as(tx, intake.account_id, identity_id, _keys(mention), conversation_id)
    place = mentions.Place(
        account_id=intake.account_id,
        identity_id=identity_id,
        conversation_id=conversation_id,
        stream=intake.stream,
        twin_of=twin_of,
    )
    mention_id = mentions.add(tx, mention, place, now)
    rulings.record(tx, mention_id, judgement, now)
    if waits_now:
        inviting.give_to_inviter(tx, conversation_id, mention_id, now)
    rulings.carry_out(tx, conversation_id, mention_id, judgement.ruling, now, waits=waits_now)
    conversations.heard(tx, conversation_id, mention_id, mention.posted_at, verdict.language, now)
    if dismissed and conversation is None and not out_of_queue:
        rulings.log_dismissal(tx, conversation_id, mention_id, judgement.ruling, now)
    if waits_now:
        before = State(conversation["state"]) if conversation is not None else State.OPEN
        let_wait(
            tx,
            conversation_id,
            mention_id,
            before,
            intake.policy,
            now,
            mute_passed=intake.mute_passed,
        )
    if mention.reply_until is not None:
        widen(tx, intake.policy, conversation_id, now)
    if waits_now:
        native.answer_late(tx, conversation_id, mention.posted_at, intake.policy.calendar, now)
    native.settle(tx, conversation_id, intake.policy.calendar, now)
    return mention_id


def _first_state(*, out_of_queue: bool, dismissed: bool) -> State:
    if out_of_queue:
        return State.RESOLVED
    return State.DISMISSED if dismissed else State.OPEN


def _keys(mention: Mention) -> list[str]:
    return list(dict.fromkeys((mention.thread_key, *mention.thread_aliases)))


def _conversation(tx: Tx, intake: Intake, mention: Mention, identity_id: int) -> Row | None:
    """Where the mention belongs: by its thread, by another name of that, or by its parent.

    A parent decides before the names: a thread may be cut (a mail without its references) or
    renamed (a root that was deleted), but what answers a message is part of its conversation.
    """
    parent = conversations.of_message(tx, intake.account_id, identity_id, mention.in_reply_to)
    return parent or conversations.in_thread(tx, intake.account_id, identity_id, _keys(mention))


def _judged(
    tx: Tx, intake: Intake, mention: Mention, conversation: Row | None, known: int | None = None
) -> Judgement:
    """`known` is the mention's own id when it is judged again."""
    wait = conversation["wait_id"] if conversation is not None else None
    answered = conversation is not None and replies.any_before(
        tx, conversation["id"], mention.posted_at
    )
    unanswered = waits.unanswered(tx, wait) if wait is not None else []
    place = (mention.posted_at, known or sys.maxsize)
    subject = Subject(
        text=mention.text,
        lang=mention.lang,
        visibility=mention.visibility,
        followers=mention.author.followers,
        verified=mention.author.verified,
        after_answer=answered and wait is None,
        unanswered=sum((row["posted_at"], row["id"]) < place for row in unanswered),
        thread_complaint=(
            mentions.worst_before(tx, conversation["id"], *place)
            if conversation is not None
            else None
        ),
    )
    return judge(intake.triage, subject, _post(tx, intake, mention), intake.rules)


def _post(tx: Tx, intake: Intake, mention: Mention) -> Post:
    account = accounts.get(tx, intake.account_id)
    return Post(
        text=mention.text,
        author=mention.author.handle,
        author_id=mention.author.id,
        account=account["name"],
        channel=account["channel"],
        lang=mention.lang,
        followers=mention.author.followers,
    )


def _wants_answer(judgement: Judgement) -> bool:
    return starts_wait(judgement.verdict) and not judgement.ruling.dismissed_by


def _reopens(tx: Tx, conversation: Row | None, verdict: Assessment) -> bool:
    """A dismissed or muted conversation comes back only for what presses.

    A rule has dismissed no more than what it matched: whatever else is said there is heard.
    """
    if conversation is None:
        return True
    by_person = conversation["state"] == State.DISMISSED and not conversations.dismissed_by_rule(
        tx, conversation["id"]
    )
    return not (conversation["muted"] or by_person) or verdict.band <= Band.HIGH


# Edits and deletions ----------------------------------------------------------------------------


def _edited(tx: Tx, intake: Intake, row: Row, mention: Mention, now: int) -> None:
    """An edit keeps the former text and is assessed again; it never ends a wait by itself.

    One that would start no wait keeps the target it had. One that never waited, and now would,
    does: a complaint cannot slip in behind a harmless first version.
    """
    mention = replace(mention, posted_at=row["posted_at"])
    mentions.edit(tx, row, mention, now)
    conversation = conversations.get(tx, row["conversation_id"])
    judgement = _judged(tx, intake, mention, conversation, row["id"])
    if corrections.outlasts(tx, row["id"], judgement.verdict):
        judgement = Judgement(verdict=corrections.verdict(tx, row["id"]), ruling=Ruling())
    else:
        rulings.record(tx, row["id"], judgement, now)
        tags.tag(tx, row["conversation_id"], judgement.ruling.tags, now)
    log(tx, EventKind.EDITED, now, conversation=conversation["id"], mention=row["id"])
    conversations.touch(tx, conversation["id"], NewsKind.EDITED, now, row["id"])
    if row["wait_id"] is None:
        if _starts_wait_late(tx, row, conversation, judgement, now):
            before = State(conversation["state"])
            # not muted: we could not know, but now we do, and whoever waits late is flagged once
            let_wait(
                tx, conversation["id"], row["id"], before, intake.policy, now, mute_passed=False
            )
    elif row["wait_id"] == conversation["wait_id"]:
        if _wants_answer(judgement):
            measure(tx, intake.policy, [row["id"]])
        waits.reshape(tx, row["wait_id"])


def _starts_wait_late(tx: Tx, row: Row, conversation: Row, judgement: Judgement, now: int) -> bool:
    return (
        _wants_answer(judgement)
        and row["twin_of"] is None
        and _reopens(tx, conversation, judgement.verdict)
        and not conversations.is_over(conversation, now)
    )


def _change(tx: Tx, intake: Intake, change: Change, now: int) -> int:
    change = replace(change, **kept(change))
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
    conversations.touch(tx, conversation_id, NewsKind.DELETED, now, row["id"])
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
    post = replace(post, **kept(post))
    automatic = intake.acknowledgements.know(post.text)
    if replies.add(tx, intake.account_id, post, now, automatic=automatic) is None:
        return 0
    conversation_id = replies.answered_conversation(tx, intake.account_id, post)
    if conversation_id is not None:
        native.settle(tx, conversation_id, intake.policy.calendar, now)
    return 1
