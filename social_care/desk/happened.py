"""What was done to a conversation, in a few words each."""

from collections.abc import Callable

from social_care.models import NEVER_DUE, Visibility
from social_care.models.presence import Silence
from social_care.models.views import Message, MessageKind
from social_care.storage.around import Deed
from social_care.storage.events import EventKind
from social_care.telling import When
from social_care.text import came_back, clean_line

_PLAIN = {
    EventKind.REOPENED: "opened again: the customer wrote",
    EventKind.WOKEN: "back from its snooze",
    EventKind.DISMISSED: "dismissed",
    EventKind.CORRECTED: "verdict corrected",
    EventKind.HOLDING: "the clock goes on: told “still with you”",
    EventKind.MUTED: "muted",
    EventKind.UNMUTED: "heard again",
    EventKind.UNDONE: "undone",
}


def _resolved(deed: Deed, when: When) -> str:  # noqa: ARG001 - all alike
    if deed.data.get("silent"):
        return "resolved by itself after seven silent days"
    return "to be resolved once the reply is sent" if deed.data.get("when_sent") else "resolved"


def _snoozed(deed: Deed, when: When) -> str:
    until = deed.data.get("until")
    said = f"snoozed, back {when(until)}" if until else "snoozed"
    return f"{said}: {clean_line(deed.promised)}" if deed.promised else said


def _assigned(deed: Deed, when: When) -> str:  # noqa: ARG001 - all alike
    if deed.data.get("silent"):
        return _came_back(deed)
    assignee = deed.data.get("assignee")
    return f"assigned to {assignee}" if assignee else "everybody's again"


def _came_back(deed: Deed) -> str:
    former = deed.data.get("former")
    if not former:  # of a version that did not keep it
        return "back to everybody: its assignee was silent"
    silence = Silence(agent=str(former), at=deed.at, silent_ms=deed.data["silent_ms"])
    return came_back(silence)


def _taken_over(deed: Deed, when: When) -> str:  # noqa: ARG001 - all alike
    return f"taken over from {deed.data.get('former') or 'nobody'}"


def _measured(deed: Deed, when: When) -> str:
    """By another policy: hours, targets, the customer list."""
    due = deed.data.get("due", NEVER_DUE)
    said = "no target any more" if due >= NEVER_DUE else f"due {when(due)}"
    return f"{said}: the targets have changed"


_TOLD: dict[EventKind, Callable[[Deed, When], str]] = {
    EventKind.RESOLVED: _resolved,
    EventKind.SNOOZED: _snoozed,
    EventKind.ASSIGNED: _assigned,
    EventKind.TAKEN_OVER: _taken_over,
    EventKind.MEASURED: _measured,
}


def happened(deed: Deed, when: When) -> Message:
    """One deed as a line of its conversation."""
    tell = _TOLD.get(deed.kind)
    said = tell(deed, when) if tell else _PLAIN.get(deed.kind, deed.kind.value)
    return Message(
        kind=MessageKind.EVENT,
        id=deed.id,
        at=deed.at,
        author=deed.agent,
        text=said,
        visibility=Visibility.DIRECT,
    )
