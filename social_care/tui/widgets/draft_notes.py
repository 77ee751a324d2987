"""What the view of drafts says of a conversation: how old, how many, what has happened since."""

from collections.abc import Iterable
from typing import Protocol

from social_care import text
from social_care.models.views import DraftItem, OutboxItem
from social_care.tui.keys import shown
from social_care.tui.widgets import words


class Listing(Protocol):
    """Who is listed, and what time it is."""

    def now(self) -> int:
        """Milliseconds since 1970 UTC."""

    def is_listed(self, agent: str) -> bool:
        """Whether the configuration still knows them."""


def draft_notes(
    drafts: Iterable[DraftItem], outbox: Iterable[OutboxItem], listing: Listing
) -> dict[int, str]:
    """A line for each conversation: a reply that needs a person comes before a draft.

    Of several drafts in one the last given is told.
    """
    notes = {one.conversation_id: _draft(one, listing) for one in drafts}
    stuck = [one for one in outbox if one.state in words.NEEDS_PERSON]
    for item in sorted(stuck, key=lambda one: one.submitted_at):
        notes[item.conversation_id] = _stuck(item, listing)
    return notes


def _draft(item: DraftItem, listing: Listing) -> str:
    gone = not listing.is_listed(item.draft.agent)
    told = [f"{_who(item.draft.agent, listing)} {shown('versions')} takes it over"] if gone else []
    told += [f"draft {text.ago(listing.now() - item.updated_at)} ago"]
    told += ["private"] if item.draft.private else []
    told += [f"{item.versions} versions: {shown('versions')}"] if item.versions > 1 else []
    told += [f"{item.pictures} picture{'s' if item.pictures > 1 else ''}"] if item.pictures else []
    told += [item.answered_since] if item.answered_since else []
    return f"{', '.join(told)}: {item.draft.text}"


def _stuck(item: OutboxItem, listing: Listing) -> str:
    when = text.ago(listing.now() - item.submitted_at)
    who = _who(item.agent, listing)
    return f"{item.state}, {who} {when} ago, {shown('decide')} twice decides: {item.text}"


def _who(agent: str, listing: Listing) -> str:
    return agent if listing.is_listed(agent) else f"{agent}, no longer listed,"
