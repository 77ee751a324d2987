"""Above a conversation: who it is, where, how pressing and why, and who holds it."""

from collections.abc import Sequence

from textual.reactive import reactive

from social_care import text
from social_care.models.views import ConversationView, QueueRow
from social_care.tui.widgets import words
from social_care.tui.widgets.bar import Bar, framed, ruled
from social_care.tui.widgets.lines import Line, Piece, joined, joined_within, width_of


class Head(Bar):
    """Name and standing, the reasons, other open conversations of the customer, a rule."""

    view: reactive[ConversationView | None] = reactive(None, layout=True)
    now: reactive[int] = reactive(0)

    def __init__(self, agent: str, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._agent = agent

    def lines(self, width: int) -> Sequence[Line]:
        """Two lines and a rule; one more when the customer waits elsewhere too."""
        if self.view is None:
            return [(), (), ruled((), (), width)]
        row = self.view.row
        standing = self._standing(row)
        room = width - width_of(standing) - 4
        lines = [framed(_who(row, room), standing, width), framed(_why(row, width - 2), (), width)]
        if self.view.siblings:
            lines.append(framed(_siblings(self.view.siblings, self.now), (), width))
        return [*lines, ruled((), (), width)]

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


def _who(row: QueueRow, room: int) -> Line:
    """Name and place; the tags and the handle, too, where there is room for them."""
    where = [text.clean_line(row.channel), words.visibility(row.visibility)]
    if not row.can_reply:
        where.append("can't reply")
    if row.uncertain:
        where.append("language uncertain")
    place: Line = (("  ", ""), *joined([(word, "") for word in where]))
    tags: Line = (("  ", ""), *joined([(tag, "dim") for tag in words.tags(row)], " "))
    named: Line = (words.customer(row), (words.handle(row), "dim"), *place)
    plain: Line = (words.customer(row), *place)
    fuller = ((*named, *tags), (*plain, *tags), named) if row.tags else (named,)
    return next((line for line in fuller if width_of(line) <= room), plain)


def _why(row: QueueRow, width: int) -> Line:
    reasons: list[Piece] = [(text.clean_line(reason), "") for reason in row.reasons]
    if row.sentiment is not None:
        reasons.append((f"sentiment {words.mood(row.sentiment)}", ""))
    if not row.can_reply:
        reasons.insert(0, (f"can't reply: {text.clean_line(row.can_reply_reason)}", "warn"))
    label: Piece = ("why: ", "dim")
    return (label, *joined_within(reasons, width - len(label[0]))) if reasons else ()


def _siblings(siblings: Sequence[QueueRow], now: int) -> Line:
    pieces: list[Piece] = [
        (f"{text.clean_line(row.channel)} {words.band(row)[0]} {words.due(row, now)[0]}", "")
        for row in siblings
    ]
    return (("also open: ", "dim"), *joined(pieces))
