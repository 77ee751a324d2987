"""What the view of drafts says of a conversation: how old, how many, what has happened since."""

from collections.abc import Iterable

from social_care import text
from social_care.models.views import DraftItem, OutboxItem
from social_care.tui.widgets import words


def draft_notes(
    drafts: Iterable[DraftItem], outbox: Iterable[OutboxItem], now: int
) -> dict[int, str]:
    """A line for each conversation: a reply that needs a person comes before a draft."""
    notes = {one.conversation_id: _draft(one, now) for one in drafts}
    stuck = [one for one in outbox if one.state in words.NEEDS_PERSON]
    for item in sorted(stuck, key=lambda one: one.submitted_at):
        notes[item.conversation_id] = _stuck(item, now)
    return notes


def _draft(item: DraftItem, now: int) -> str:
    told = [f"draft {text.ago(now - item.updated_at)} ago"]
    told += ["private"] if item.draft.private else []
    told += [f"{item.versions} versions: F8"] if item.versions > 1 else []
    told += [item.answered_since] if item.answered_since else []
    return f"{', '.join(told)}: {item.draft.text}"


def _stuck(item: OutboxItem, now: int) -> str:
    when = text.ago(now - item.submitted_at)
    return f"{item.state}, {item.agent} {when} ago, Enter Enter decides: {item.text}"
