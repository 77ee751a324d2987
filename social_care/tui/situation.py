"""What a command would be about, here and now: plain facts, taken from the main screen at once."""

from collections.abc import Sequence
from dataclasses import dataclass

from social_care.models import OutboxState, Visibility
from social_care.models.views import ConversationView, Message, MessageKind, OutboxItem, QueueRow
from social_care.tui.keys import Where
from social_care.tui.widgets.words import NEEDS_PERSON
from social_care.tui.writing import Writing


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """What is known without asking; what is not known speaks against nothing."""

    where: Where
    agent: str
    is_lead: bool = False
    now: int = 0
    """Milliseconds since 1970 UTC."""
    target: int | None = None
    """The conversation a deed would be about."""
    row: QueueRow | None = None
    """What is known of it."""
    view: ConversationView | None = None
    """The same, if it is open and read."""
    picked: int = 0
    """How many are selected, where the next deed would be about all of them."""
    before: bool = True
    """Another conversation was open before."""
    outbox: Sequence[OutboxItem] = ()
    """The agent's replies on their way."""
    can_undo: bool = True
    """There is a deed to undo, or to stop."""
    repeats: str = ""
    """What would be done once more, in words."""
    repeats_many: bool = True
    """It can be done with many at once."""
    writing: Writing | None = None
    written: str = ""
    """What stands in the composer."""
    versions: int = 1
    """How many there are of the draft."""
    macros: int | None = None
    """How many there are for this conversation; None: not known yet."""
    answers: bool | None = None
    """Whether any answer was sent before; None: not known yet."""
    typed: str = ""
    """What stands in the search line."""
    found: bool = True
    """Something was found, or is still looked for."""
    older: bool = True
    """There is a search before."""
    own_views: int = 0
    has_way_back: bool = True
    panes: int = 1
    """How many are in sight."""


def stuck_reply(view: ConversationView | None) -> Message | None:
    """The newest reply in view that goes nowhere by itself."""
    messages = view.messages if view is not None else ()
    return next((one for one in reversed(messages) if one.state in NEEDS_PERSON), None)


def newest_sent(view: ConversationView | None) -> Message | None:
    """Our newest reply in view that stands on the network."""
    ours = (
        one
        for one in reversed(view.messages if view is not None else ())
        if one.kind is MessageKind.REPLY and one.state is OutboxState.SENT and not one.deleted
    )
    return next(ours, None)


def has_public_message(view: ConversationView) -> bool:
    """Whether the customer wrote anything here that strangers can read."""
    return any(
        one.kind is MessageKind.MENTION and not one.visibility.is_private and not one.deleted
        for one in view.messages
    )


def last_visibility(view: ConversationView) -> Visibility:
    """Of the customer's last message: a reply is never wider."""
    said = (one for one in reversed(view.messages) if one.kind is MessageKind.MENTION)
    return next((one.visibility for one in said), view.row.visibility)
