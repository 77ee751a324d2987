"""Above a conversation: who it is, where, how pressing and why, and who holds it."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from textual.reactive import reactive

from social_care import text
from social_care.models.views import ConversationView, QueueRow
from social_care.tui.links import host
from social_care.tui.widgets import times, words
from social_care.tui.widgets.bar import Bar, framed, ruled
from social_care.tui.widgets.lines import Line, Piece, joined, joined_within, width_of
from social_care.tui.widgets.link_lines import linked


class Head(Bar):
    """Name and standing, the reasons, other open conversations of the customer, a rule."""

    view: reactive[ConversationView | None] = reactive(None)
    now: reactive[int] = reactive(0)

    def __init__(self, agent: str, zone: ZoneInfo, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._agent = agent
        self._zone = zone

    def lines(self, width: int) -> Sequence[Line]:
        """Two lines and a rule; one more when the customer waits elsewhere too."""
        if self.view is None:
            return [(), (), ruled((), (), width)]
        row = self.view.row
        standing = self._standing(row)
        room = width - width_of(standing) - 4
        told = [*_cannot(row), *words.standing(row)]
        told += [(words.drafts_of_others(row, self._agent), "warn")]
        told += [*_window(row, self.now, self._zone), *_late(row), *_why(row)]
        second = joined_within([piece for piece in told if piece[0]], width - 2)
        lines = [framed(_who(row, room), standing, width), framed(second, (), width)]
        if self.view.siblings:
            lines.append(framed(_siblings(self.view.siblings, self.now), (), width))
        return [*lines, ruled((), _original(self.view.url), width)]

    def watch_view(self) -> None:
        """One line more for siblings."""
        self.styles.height = 4 if self.view is not None and self.view.siblings else 3

    def _standing(self, row: QueueRow) -> Line:
        return joined(
            [words.band(row), (words.waits(row, self.now), ""), *self._due(row), self._holder(row)]
        )

    def _due(self, row: QueueRow) -> list[Piece]:
        said = words.due(row, self.now)
        return [] if said[0] == "no wait" else [said]

    def _holder(self, row: QueueRow) -> Piece:
        if row.claimed_by == self._agent:
            return "yours", "ours"
        word, look = words.holder(row, self._agent)
        doing = {"writes": "is writing", "reads": "is reading"}.get(row.claim_doing, "")
        return (f"{word} {doing}".strip(), look) if row.claimed_by else (word, look)


def _original(url: str) -> Line:
    """Where the newest message stands: a click opens it there."""
    place = host(url)
    return ((f"original: {place}", linked("dim", url)),) if place else ()


def _who(row: QueueRow, room: int) -> Line:
    """Name and place; the tags and the handle, too, where there is room for them."""
    where = ["VIP"] if row.vip else []
    where += [text.clean_line(row.channel), words.visibility(row.visibility)]
    if row.uncertain:
        where.append("language uncertain")
    place: Line = (("  ", ""), *joined([(word, "") for word in where]))
    tags: Line = (("  ", ""), *joined([(tag, "dim") for tag in words.tags(row)], " "))
    named: Line = (words.customer(row), (words.handle(row), "dim"), *place)
    plain: Line = (words.customer(row), *place)
    fuller = ((*named, *tags), (*plain, *tags), named) if row.tags else (named,)
    return next((line for line in fuller if width_of(line) <= room), plain)


def _window(row: QueueRow, now: int, zone: ZoneInfo) -> list[Piece]:
    """Until when the network takes an answer; else, until when a private one."""
    if not row.can_reply:
        return []
    until, what = row.reply_until, "answer"
    if until is None:
        until, what = row.private_until, "answer privately"
    if until is None:
        return []
    if until <= now:
        return [(words.window(row, now) or "too late to answer privately", "late")]
    return [(f"{what} by {times.until(until, now, zone)}, {text.span(until - now)} left", "warn")]


def _cannot(row: QueueRow) -> list[Piece]:
    """Why it cannot be answered here, and what can be done instead."""
    reason = text.clean_line(row.can_reply_reason)
    said = f"can't reply: {reason}" if reason else "can't reply here"
    return [] if row.can_reply else [(said, "warn")]


def _late(row: QueueRow) -> list[Piece]:
    """Reading came too late, not the team."""
    return [("arrived late", "warn")] if row.arrived_late else []


def _why(row: QueueRow) -> list[Piece]:
    reasons = [text.clean_line(reason) for reason in row.reasons]
    if row.sentiment is not None:
        reasons.append(f"sentiment {words.mood(row.sentiment)}")
    return [
        (f"why: {reason}" if not number else reason, "") for number, reason in enumerate(reasons)
    ]


def _siblings(siblings: Sequence[QueueRow], now: int) -> Line:
    pieces: list[Piece] = [
        (f"{text.clean_line(row.channel)} {words.band(row)[0]} {words.due(row, now)[0]}", "")
        for row in siblings
    ]
    return (("also open: ", "dim"), *joined(pieces))
