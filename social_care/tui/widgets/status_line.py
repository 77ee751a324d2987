"""The line above the keys: what was just done, what is being sent, whether somebody listens."""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from textual.reactive import reactive

from social_care import text
from social_care.models import OutboxState
from social_care.models.views import OutboxItem, Status
from social_care.tui.keys import shown, undoes
from social_care.tui.widgets.bar import Bar, framed
from social_care.tui.widgets.lines import Line, Piece, clip, joined, width_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A sentence for the agent."""

    text: str
    """Safe, one line."""
    look: str = ""
    until: int | None = None
    """When it has been read; None stays until the next one. Ms since 1970 UTC."""


class StatusLine(Bar):
    """The last deed at the left, the worker at the right."""

    notice: reactive[Notice | None] = reactive(None)
    outbox: reactive[Sequence[OutboxItem]] = reactive(())
    status: reactive[Status | None] = reactive(None)
    flagged: reactive[int] = reactive(0)
    now: reactive[int] = reactive(0, repaint=False)

    def lines(self, width: int) -> Sequence[Line]:
        """What matters less is left out when there is no room for it."""
        left = self._left(width - 2)
        pressing = [*self._flags(), *self._spike()]
        told = [*pressing, *self._worker(), *self._logins()]
        needed = [*pressing, *self._logins()]
        least = [*self._flags(), *self._spike(in_a_word=True)]
        rights: Sequence[Sequence[Piece]] = (
            [*told, *self._hours()],
            told,
            needed,
            pressing,
            least,
            self._flags(),
            [],
        )
        for right in rights:
            line = joined(right)
            if width_of(left) + width_of(line) + 4 <= width:
                return [framed(left, line, width)]
        return [framed(self._shortened(left, width - 2), (), width)]

    def _left(self, room: int) -> Line:
        """What is being sent in fewer words where a notice has no room beside it."""
        said = joined([*self._sending(), *self._notice()])
        if width_of(said) <= room or self.notice is None:
            return said
        return joined([*self._sending(in_short=True), *self._notice()])

    def _shortened(self, left: Line, room: int) -> Line:
        """The notice without its middle where it does not fit: how it is undone stays in sight."""
        excess = width_of(left) - room
        if excess <= 0 or self.notice is None or not self.notice.text.endswith(undoes()):
            return left
        head = self.notice.text.removesuffix(undoes())
        short = clip(head, max(cell_len(head) - excess, 1)) + undoes()
        return (*left[:-1], (short, self.notice.look))

    def watch_now(self, then: int, now: int) -> None:
        """Draw only what has changed with time."""
        ends = self.notice.until if self.notice else None
        if ends is not None and then < ends <= now:
            self.notice = None
        if self.outbox:
            self.refresh()

    def _notice(self) -> list[Piece]:
        return [(self.notice.text, self.notice.look)] if self.notice else []

    def _sending(self, *, in_short: bool = False) -> list[Piece]:
        """Sending in 9s — U takes it back, or Sending in 9s: U; of the newest."""
        queued = [item for item in self.outbox if item.state is OutboxState.QUEUED]
        if not queued:
            return []
        left = (queued[0].due_at or 0) - self.now
        more = f" (+{len(queued) - 1})" if len(queued) > 1 else ""
        key = shown("take_back")
        back = f": {key}" if in_short else f"{more} — {key} takes it back"
        said = f"Sending in {text.span(left)}" if left > 0 else "Waits for the worker"
        return [(said + back, "ours")]

    def _flags(self) -> list[Piece]:
        """Customers who wait too long, accounts in trouble, and what is happening."""
        if not self.flagged:
            return []
        return [(f"{self.flagged} alert{'s' if self.flagged > 1 else ''}", "late")]

    def _spike(self, *, in_a_word: bool = False) -> list[Piece]:
        """Something is happening: 31 mentions in 30 min, usually 2: insole."""
        if self.status is None or self.status.spike is None:
            return []
        spike = self.status.spike
        more = f"press {shown('health')}"
        said = next(iter(spike.words), more) if in_a_word else spike.short
        return [(f"spike: {text.clean_line(said)}", "warn")]

    def _worker(self) -> list[Piece]:
        if self.status is None or not (self.status.worker_alive or self.status.worker_starting):
            return []
        return [("worker ok" if self.status.worker_alive else "worker starting", "dim")]

    def _logins(self) -> list[Piece]:
        """The log-in that ends first, a week ahead."""
        if self.status is None or not self.status.logins_ending:
            return []
        account, ends = self.status.logins_ending[0]
        left = ends - self.now
        when = f"ends in {text.span(left)}" if left > 0 else "has ended"
        return [(f"{text.clean_line(account)} login {when}", "warn")]

    def _hours(self) -> list[Piece]:
        if self.status is None or not self.status.always_open:
            return []
        return [("always open: no hours configured", "dim")]
