"""Putting aside: until when, and what was promised."""

from collections.abc import Iterator, Sequence
from zoneinfo import ZoneInfo

from textual.containers import Vertical
from textual.events import Key
from textual.widget import Widget
from textual.widgets import Input

from social_care.tui.screens.beside import Beside
from social_care.tui.screens.dialog import TAKES, Choice, Option, Title
from social_care.tui.widgets import times
from social_care.tui.widgets.dialog_keys import DialogKeys

MORNING = 9
"""The hour to which days are put off."""

PROMISE = "Tab: what you promise, as in: I will call on Friday"


class SnoozeChoice(Choice):
    """Until when; `reason` is what was typed beside, and kept when it was left with Esc."""

    def __init__(self, options: Sequence[Option], reason: str = "") -> None:
        super().__init__("Snooze for", options)
        self._field = Input(reason, compact=True, placeholder=PROMISE)
        self._field.cursor_blink = False
        self._beside = Beside(self._options, self._field)

    @property
    def reason(self) -> str:
        """What is promised; empty: nothing."""
        return self._field.value.strip()

    def compose(self) -> Iterator[Widget]:
        """A box in the middle."""
        with Vertical(classes="dialog"):
            yield Title(self._title)
            yield self._options
            yield self._field
        yield DialogKeys(*TAKES, ("Tab", "a promise"))

    def on_mount(self) -> None:
        """What is typed first is a time."""
        self._options.focus()

    def on_key(self, event: Key) -> None:
        """Enter takes the time that is chosen, behind the promise too."""
        if event.key != "enter" and self._beside.take(event, self._options.type):
            event.prevent_default()  # not for the list as well


def snooze_times(now: int, zone: ZoneInfo) -> dict[int, str]:
    """The moments that are offered, ms since 1970 UTC, and their words."""
    hours = {now + times.HOUR_MS: "1 hour", now + 3 * times.HOUR_MS: "3 hours"}
    mornings = [times.morning(now, zone, days, MORNING) for days in range(1, 8)]
    clock = times.clock(mornings[0], zone)
    days = {at: f"{times.weekday(at, zone)} at {clock}" for at in mornings[1:]}
    return {**hours, mornings[0]: f"tomorrow at {clock}", **days}
