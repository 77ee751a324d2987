"""What the team's rules do once they have ruled: a stored verdict, tags, assignee, dismissal."""

from social_care.storage import Tx, conversations, mentions, tags
from social_care.storage.events import EventKind, log
from social_care.triage.judge import Judgement
from social_care.triage.rules import Ruling


def record(tx: Tx, mention_id: int, judgement: Judgement, now: int) -> None:
    """Store the verdict, and which rules had a share in it."""
    numbers = tags.rule_ids(tx, judgement.ruling.fired)
    mentions.assess(tx, mention_id, judgement.verdict, now, list(numbers.values()))


def carry_out(
    tx: Tx, conversation_id: int, mention_id: int, ruling: Ruling, now: int, *, waits: bool
) -> None:
    """Tags always; an assignee for who `waits`, if nobody was given the conversation before."""
    tags.tag(tx, conversation_id, ruling.tags, now)
    if not (ruling.assign and waits) or conversations.get(tx, conversation_id)["assignee"]:
        return
    conversations.assign(tx, conversation_id, ruling.assign, now)
    log(
        tx,
        EventKind.ASSIGNED,
        now,
        conversation=conversation_id,
        mention=mention_id,
        assignee=ruling.assign,
        rule=tags.rule_ids(tx, [ruling.assigned_by])[ruling.assigned_by],
    )


def log_dismissal(tx: Tx, conversation_id: int, mention_id: int, ruling: Ruling, now: int) -> None:
    """A rule, and no person, has dismissed the conversation that this mention began."""
    log(
        tx,
        EventKind.DISMISSED,
        now,
        conversation=conversation_id,
        mention=mention_id,
        rule=tags.rule_ids(tx, [ruling.dismissed_by])[ruling.dismissed_by],
    )
