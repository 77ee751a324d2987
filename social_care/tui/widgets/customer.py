"""The customer pane: the person behind the conversation."""

from collections.abc import Iterator, Sequence
from zoneinfo import ZoneInfo

from textual.reactive import reactive

from social_care import text
from social_care.models.views import (
    ConversationView,
    CustomerNote,
    CustomerView,
    Identity,
    PastConversation,
)
from social_care.tui.widgets import times, words
from social_care.tui.widgets.lines import Line, hanging, wrap
from social_care.tui.widgets.lines_view import LinesView

BARS = "▁▂▃▄▅▆▇█"
INDENT: Line = (("  ", ""),)

MOST_NOTES = 6
"""Notes shown here: what is older is read where it was written."""

SAME_MOOD = 0.1
"""A sentiment that has moved less has not moved."""


class CustomerPane(LinesView):
    """Who it is, how the mood went, what was before."""

    view: reactive[ConversationView | None] = reactive(None, repaint=False)

    def __init__(self, zone: ZoneInfo, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._zone = zone

    def build(self, width: int) -> Sequence[Line]:
        """Everything known, or nothing."""
        return customer_lines(self.view.customer, width, self._zone) if self.view else []

    def watch_view(self) -> None:
        """Another customer, or news of the same."""
        self.rebuild()


def customer_lines(customer: CustomerView, width: int, zone: ZoneInfo) -> list[Line]:
    """Name, identities, mood over time, WOWs, what was noted, earlier conversations."""
    name = text.clean_line(customer.name) or "No name"
    lines: list[Line] = [((row, "strong"),) for row in wrap(name, width)]
    for identity in customer.identities:
        lines.extend(_identity(identity, width, zone))
    if customer.moods:
        lines.extend(_moods(customer.moods, width, zone))
    for heading, notes in (("WOWs", customer.wows), ("Notes", customer.notes)):
        if notes:
            lines.extend(_notes(heading, notes, width, zone))
    lines.extend(_earlier(customer.conversations, width, zone))
    return lines


def _identity(identity: Identity, width: int, zone: ZoneInfo) -> Iterator[Line]:
    yield from hanging((), INDENT, _address(identity), "", width)
    facts = ["VIP"] if identity.vip else []
    facts += [f"{words.count(identity.followers)} followers"] if identity.followers else []
    if identity.verified:
        facts.append("verified")
    facts.append(f"since {times.day(identity.first_seen_at, zone)}")
    yield from hanging(INDENT, INDENT, ", ".join(facts), "dim", width)


def _address(identity: Identity) -> str:
    handle = text.clean_line(identity.handle)
    return f"{text.clean_line(identity.network)} {'' if '@' in handle else '@'}{handle}"


def _moods(moods: Sequence[tuple[int, float]], width: int, zone: ZoneInfo) -> Iterator[Line]:
    """A bar for each message, the first and the last in figures, and how it went in words."""
    values = [value for _, value in moods][-width:]
    yield ()
    yield (("Mood", "key"),)
    yield (("".join(_bar(value) for value in values), _mood_look(values[-1])),)
    first, last = words.mood(values[0]), words.mood(values[-1])
    since = times.date(moods[-len(values)][0], zone)
    said = f"{first} → {last}, {_turn(values[0], values[-1])}, since {since}"
    yield from hanging((), INDENT, said if len(values) > 1 else last, "dim", width)


def _turn(first: float, last: float) -> str:
    """How the mood went, in a word."""
    if abs(last - first) < SAME_MOOD:
        return "the same"
    return "better" if last > first else "worse"


def _notes(
    heading: str, notes: Sequence[CustomerNote], width: int, zone: ZoneInfo
) -> Iterator[Line]:
    yield ()
    yield ((heading, "key"),)
    for note in notes[:MOST_NOTES]:
        who, where = text.clean_line(note.agent), text.clean_line(note.channel)
        head = f"{times.date(note.at, zone)} · {who} · {where}"
        yield from hanging((), INDENT, head, "dim", width)
        yield from hanging(INDENT, INDENT, text.preview(note.text, limit=240), "note", width)
    if len(notes) > MOST_NOTES:
        yield ((f"… {len(notes) - MOST_NOTES} older in the conversations", "dim"),)


def _bar(value: float) -> str:
    """-1..1 as one of eight heights."""
    return BARS[min(int((max(-1.0, min(value, 1.0)) + 1) * 4), len(BARS) - 1)]


def _mood_look(value: float) -> str:
    return "late" if value <= -0.3 else "good" if value >= 0.3 else ""


def _earlier(past: Sequence[PastConversation], width: int, zone: ZoneInfo) -> Iterator[Line]:
    yield ()
    yield (("Earlier conversations", "key"),)
    if not past:
        yield (("None: this is the first.", "dim"),)
    for one in past:
        facts = [times.day(one.opened_at, zone), text.clean_line(one.channel), one.state.value]
        if one.wrap_up:
            facts.append(text.clean_line(one.wrap_up))
        yield from hanging((), INDENT, " · ".join(facts), "dim", width)
        yield from hanging(INDENT, INDENT, text.preview(one.text, limit=120), "", width)
