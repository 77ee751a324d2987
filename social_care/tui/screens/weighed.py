"""Before anything is done with many: how many, who is left out and why, how long it takes."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from textual.events import Key

from social_care import text
from social_care.models import Category
from social_care.models.bulk import BulkDeed, BulkKind, BulkPreview, BulkRefusal
from social_care.models.views import QueueRow
from social_care.tui.keys import shown
from social_care.tui.screens.dialog import Decision, Option
from social_care.tui.widgets import words
from social_care.tui.widgets.lines import Line, wrap

if TYPE_CHECKING:
    from social_care.desk import Desk

WIDTH = 68
"""Cells for text in the dialog."""

SAMPLE_ROWS = 2
"""Lines of each answer that is shown."""

AROUND = 9
"""Lines of the dialog that are not about the deed: borders, title, what is typed."""

VERBS = {
    BulkKind.RESOLVE: "Resolve",
    BulkKind.DISMISS: "Dismiss",
    BulkKind.SNOOZE: "Snooze",
    BulkKind.ASSIGN: "Assign",
    BulkKind.TAG: "Tag",
    BulkKind.ANSWER: "Answer",
}

MISSED = {Category.COMPLAINT: "complaint", Category.QUESTION: "question"}
"""What counts as missed when it is closed without an answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """What would come of a deed for many."""

    deed: BulkDeed
    of: int
    """How many are selected."""
    preview: BulkPreview
    anyway: int = 0
    """RESOLVE: how many more it would be with the unanswered complaints."""
    rows: Mapping[int, QueueRow]

    @property
    def title(self) -> str:
        """Resolve 7 of 9?"""
        count = self.preview.count or self.anyway
        about = f"{count} of {self.of}" if count < self.of else f"{self.of}"
        return f"{VERBS[self.deed.kind]} {about}{_about(self.deed)}?"


def weigh(desk: "Desk", ids: Sequence[int], deed: BulkDeed) -> Weighed:
    """Ask the desk; nothing is changed. Raises NotAllowed for a deed that can be done with none."""
    preview, anyway = desk.bulk_preview(ids, deed), 0
    if deed.kind is BulkKind.RESOLVE and preview.refused:
        all_of_them = desk.bulk_preview(ids, replace(deed, anyway=True))
        anyway = all_of_them.count - preview.count
    elif deed.kind is BulkKind.ANSWER and preview.refused:
        # Greetings go by turns: those who are left out must not take one.
        able = desk.bulk_preview(preview.ids, deed)
        preview = replace(able, refused=(*preview.refused, *able.refused))
    return Weighed(
        deed=deed,
        of=len(ids),
        preview=preview,
        anyway=anyway,
        rows=desk.queue_rows(preview.ids),
    )


def options(weighed: Weighed) -> list[Option]:
    """What Enter does, and what else could be done."""
    count, anyway, verb = weighed.preview.count, weighed.anyway, VERBS[weighed.deed.kind].lower()
    found: list[Option] = []
    if count:
        left = f", leave {_counted(anyway, 'unanswered complaint')}" if anyway else ""
        found.append(("do", f"{verb} {count}{left}"))
    if anyway:
        missed = f"{_counted(anyway, 'unanswered complaint')} {_counts(anyway)} as missed"
        found.append(("anyway", f"{verb} {count + anyway}: {missed}"))
    if count and weighed.deed.kind is BulkKind.ANSWER:
        found.append(("resolve", f"answer {count}, and resolve each once its answer is sent"))
    return found


def told(weighed: Weighed, undo_s: int) -> list[Line]:
    """What is worth knowing: what it costs, how it reads, who is left out."""
    lines: list[Line] = []
    if missed := missed_of(weighed):
        lines += [((row, "warn"),) for row in wrap(missed, WIDTH)]
    preview = weighed.preview
    if weighed.deed.kind is BulkKind.ANSWER:
        lines += [((_pace(preview, undo_s), ""),)]
        lines += _samples(weighed)
    if not preview.refused:
        return [*lines, (("Nobody is left out.", "dim"),), ()]
    head = f"{_counted(len(preview.refused), 'conversation')} left out:"
    return [*lines, ((head, ""),), *map(_left_out, preview.refused), ()]


def missed_of(weighed: Weighed) -> str:
    """2 complaints and 1 question among them count as missed; nothing when none does."""
    if weighed.deed.kind not in {BulkKind.RESOLVE, BulkKind.DISMISS}:
        return ""
    waiting = [row for row in weighed.rows.values() if row.waiting_since and not row.sending]
    found = Counter(MISSED[row.category] for row in waiting if row.category in MISSED)
    counted = [_counted(number, word) for word, number in found.most_common()]
    if not counted:
        return ""
    return f"{' and '.join(counted)} among them {_counts(found.total())} as missed."


def none_left(weighed: Weighed) -> str:
    """Why it can be done with nobody."""
    reasons = Counter(text.clean_line(refusal.why) for refusal in weighed.preview.refused)
    why = "; ".join(f"{count} × {reason}" for reason, count in reasons.most_common(3))
    return f"none of the {weighed.of} can be {weighed.deed.kind.done}: {why}"


def _left_out(refusal: BulkRefusal) -> Line:
    who, why = text.clean_line(refusal.customer), text.clean_line(refusal.why)
    return (("  ", ""), (f"{who}: ", "strong"), (why, ""))


def _about(deed: BulkDeed) -> str:
    if deed.kind is BulkKind.TAG:
        return f" with {text.clean_line(deed.tag)}"
    if deed.kind is BulkKind.ASSIGN:
        return f" to {text.clean_line(deed.agent)}" if deed.agent else " to everybody"
    if deed.kind is BulkKind.RESOLVE and deed.wrap_up:
        return f" as {text.clean_line(deed.wrap_up)}"
    return " in private" if deed.private else ""


def _pace(preview: BulkPreview, undo_s: int) -> str:
    if not preview.lasts_s:
        return f"It leaves in {undo_s} s; until then {shown('undo')} takes it back."
    lasts = text.span(preview.lasts_s * 1000)
    back = f"until then {shown('undo')} takes it back"
    return f"The first leaves in {undo_s} s, the last {lasts} later; {back}."


def _samples(weighed: Weighed) -> list[Line]:
    lines: list[Line] = []
    for each, sample in zip(weighed.preview.ids, weighed.preview.samples, strict=False):
        row = weighed.rows.get(each)
        who = f"{words.customer(row)[0]}: " if row is not None else ""
        body = wrap(f"{who}{text.preview(sample, limit=400)}", WIDTH - 2)
        dots = " …" if len(body) > SAMPLE_ROWS else ""
        *first, last = body[:SAMPLE_ROWS]
        lines += [(("  ", ""), (line, "strong")) for line in (*first, last + dots)]
    more = weighed.preview.count - len(weighed.preview.samples)
    return [*lines, ((f"  … and {more} more", "dim"),)] if more > 0 else lines


def _counted(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def _counts(number: int) -> str:
    return "counts" if number == 1 else "count"


class Weighing(Decision):
    """Enter does it, Esc does not; PgUp and PgDn read on about who is left out."""

    def __init__(self, weighed: Weighed, undo_s: int) -> None:
        self._found = options(weighed)
        lines = told(weighed, undo_s)
        prompt = "Enter does it, Esc does not"
        super().__init__(weighed.title, lines, self._found, prompt=prompt)

    def on_mount(self) -> None:
        """The choice stays in sight however much there is to tell."""
        room = self.app.size.height * 9 // 10 - AROUND - len(self._found)
        self._about.styles.max_height = max(room, 3)

    def on_key(self, event: Key) -> None:
        """PgUp and PgDn; Choice takes every other key."""
        if event.key in {"pageup", "pagedown"}:
            event.stop()
            event.prevent_default()
            self._about.move_page(1 if event.key == "pagedown" else -1)
