"""What a verdict does: the wait it begins, and what follows a new one.

`ingest` takes a mention in by these rules; a correction and a reassessment give one that is known
another verdict by them.
"""

from social_care.measuring import measure
from social_care.models import Assessment, Band, Category, State
from social_care.sla import Policy
from social_care.storage import Tx, alerts, conversations, replies, waits
from social_care.storage.connection import Row
from social_care.storage.events import EventKind, log


def starts_wait(verdict: Assessment) -> bool:
    """Whether somebody waits for an answer: not after a closing, nor in band `none`."""
    return verdict.band is not Band.NONE and verdict.category is not Category.CLOSING


def let_wait(
    tx: Tx,
    conversation_id: int,
    mention_id: int,
    before: State,
    policy: Policy,
    now: int,
    *,
    mute_passed: bool,
) -> int:
    """The mention waits, due by this policy; its conversation is open again if it was not.

    The wait's id.
    """
    measure(tx, policy, [mention_id])
    if before is not State.OPEN:
        conversations.set_state(tx, conversation_id, State.OPEN, now, snooze_until=None)
        log(
            tx,
            EventKind.REOPENED,
            now,
            conversation=conversation_id,
            mention=mention_id,
            before=before,
        )
    wait_id = waits.attach(tx, conversation_id, [mention_id], now, policy=policy.version)
    if mute_passed:
        alerts.mute_passed(tx, wait_id, now)
    return wait_id


def take_effect(
    tx: Tx,
    mention: Row,
    policy: Policy,
    now: int,
    *,
    wanted: bool,
    by_person: bool = False,
) -> int | None:
    """A known mention has a new verdict, stored already: its wait and its conversation follow.

    `wanted` tells whether an answer is, by that verdict. The wait it begins, if it begins one. No
    verdict ends a wait: one that would begin none keeps the target it had, until a person answers
    or dismisses, or a clock could be stopped unseen. Nor does a person's move a target that has
    passed: what is late could be renamed in time. What has ended stays as it was logged.
    """
    conversation = conversations.get(tx, mention["conversation_id"])
    if mention["wait_id"] is None:
        if not begins_wait(tx, mention, now, wanted=wanted, by_person=by_person):
            return None
        before = State(conversation["state"])
        return let_wait(
            tx, conversation["id"], mention["id"], before, policy, now, mute_passed=True
        )
    if mention["wait_id"] == conversation["wait_id"]:
        if wanted:
            measure(tx, policy, [mention["id"]], passed_by=now if by_person else None)
        waits.reshape(tx, mention["wait_id"])
    return None


def begins_wait(tx: Tx, mention: Row, now: int, *, wanted: bool, by_person: bool = False) -> bool:
    """Whether `take_effect` would let a mention wait that does not and has not."""
    if mention["wait_id"] is not None or not wanted:
        return False
    conversation = conversations.get(tx, mention["conversation_id"])
    return _may_begin(tx, mention, conversation, now, by_person)


def _may_begin(tx: Tx, mention: Row, conversation: Row, now: int, by_person: bool) -> bool:
    """Not what is a copy, or long over, or was followed by a word of ours.

    A person can reopen whatever is no mere history. A machine leaves alone what a person has done
    with the conversation since, and what has ended.
    """
    if mention["twin_of"] is not None or conversations.is_over(conversation, now):
        return False
    if replies.any_after(tx, conversation["id"], mention["posted_at"]):
        return False
    untouched = conversation["state_at"] <= mention["detected_at"]
    if by_person:
        return not (conversation["state"] == State.RESOLVED and untouched)
    if conversation["muted"] or conversation["state"] in {State.RESOLVED, State.DISMISSED}:
        return False
    return untouched or conversation["wait_id"] is not None
