"""The two lines above everything: who is here and how the shift stands, and the queue's views."""

from collections.abc import Mapping, Sequence

from textual.reactive import reactive

from social_care import text
from social_care.models.presence import Here, PresenceState
from social_care.models.views import VIEW_LABELS, Counts, Status, View
from social_care.tui.widgets.bar import Bar, framed
from social_care.tui.widgets.lines import Line, Piece, joined, width_of

SHORT = {View.TODO: "To answer", View.RISK: "At risk"}
"""Labels where that lets one view more be seen."""


class TopBar(Bar):
    """Brand, agent, who waits, and how much was in target."""

    counts: reactive[Counts | None] = reactive(None)
    status: reactive[Status | None] = reactive(None)
    here: reactive[Here | None] = reactive(None)

    def __init__(self, brand: str, agent: str, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._brand, self._agent = text.clean_line(brand), text.clean_line(agent)

    def lines(self, width: int) -> Sequence[Line]:
        """Brand and agent at the left, the figures at the right."""
        left: Line = ((self._brand, "brand"), ("  ", ""), (self._agent, ""), away(self.here))
        return [framed(left, self._figures(width), width)]

    def _figures(self, width: int) -> Line:
        figures = joined(waiting(self.counts, self.status))
        percent = in_target(self.status)
        return (*figures, ("   " if width < 100 else "     ", ""), percent) if figures else ()


def away(here: Here | None) -> Piece:
    """Behind the name of who is on a break, or off."""
    said = {PresenceState.BREAK: " (on a break)", PresenceState.OFF: " (off)"}
    state = here.me.state if here is not None else None
    return (said.get(state, "") if state is not None else "", "warn")


def waiting(counts: Counts | None, status: Status | None = None) -> list[Piece]:
    """7 waiting · 2 at risk · 1 LATE; what is zero is left out, nobody waiting is said.

    Never calmly where not everything is heard.
    """
    if counts is None:
        return []
    if not counts.waiting:
        return [("nobody heard waiting", "warn") if deaf(status) else ("nobody waits", "good")]
    pieces: list[Piece] = [(f"{counts.waiting} waiting", "strong")]
    if counts.at_risk:
        pieces.append((f"{counts.at_risk} at risk", "warn"))
    if counts.late:
        pieces.append((f"{counts.late} LATE", "late"))
    return pieces


def deaf(status: Status | None) -> bool:
    """Whether somebody may wait of whom we do not know: no worker, or a stream that is blind."""
    return status is not None and (not status.worker_alive or bool(status.streams))


def in_target(status: Status | None) -> Piece:
    """The service level of the last day, where there is one."""
    if status is None or status.in_target is None:
        return "", ""
    return f"in target {status.in_target:.0%}", ""


def title(counts: Counts | None) -> str:
    """The terminal's own title: figures and our name, nothing that a stranger wrote."""
    if counts is None:
        return "social-care"
    late = f" · {counts.late} late" if counts.late else ""
    return f"{counts.waiting}{late} · social-care"


class ViewTabs(Bar):
    """1 Needs answer 7  2 Mine 2 ...: as many as fit, the one shown among them."""

    view: reactive[View] = reactive(View.TODO)
    counts: reactive[Counts | None] = reactive(None)
    own: reactive[str] = reactive("")
    """The view of one's own that is shown instead; it stands first."""

    def lines(self, width: int) -> Sequence[Line]:
        """The tabs from the first one that lets the one shown be seen; in short to show more."""
        whole = self._fitting(width, VIEW_LABELS)
        return [max(whole, self._fitting(width, VIEW_LABELS | SHORT), key=len)]

    def _fitting(self, width: int, labels: Mapping[View, str]) -> Line:
        """Those that fit."""
        tabs = [self._tab(number, view, labels[view]) for number, view in enumerate(View, 1)]
        if self.own:
            tabs.insert(0, ((f"[{self.own}]", "tab"),))
        shown = 0 if self.own else list(View).index(self.view)
        start = 0
        while start < shown and sum(map(width_of, tabs[start : shown + 1])) > width - 4:
            start += 1
        line: list[Piece] = [("…", "dim")] if start else []
        room = width - len(line) - 2
        for tab in tabs[start:]:
            room -= width_of(tab)
            if room < 0:
                line.append((" …", "dim"))
                break
            line.extend(tab)
        return tuple(line)

    def _tab(self, number: int, view: View, label: str) -> Line:
        count = self.counts.by_view.get(view, 0) if self.counts else 0
        here = view is self.view and not self.own
        look = "tab" if here else ("" if count else "dim")
        words = f"{number} {label}" + (f" {count}" if count else "")
        return ((f"[{words}]" if here else f" {words} ", look),)
