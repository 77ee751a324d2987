"""The console: one agent at one terminal, over a desk."""

import asyncio
import signal
from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rich.segment import Segment
from textual.app import App
from textual.binding import Binding
from textual.color import Color
from textual.driver import Driver
from textual.filter import LineFilter
from textual.worker import Worker

from social_care import text
from social_care.tui.screens.main import MainScreen
from social_care.tui.screens.palette import Commands
from social_care.tui.theme import THEME

if TYPE_CHECKING:
    from social_care.desk import Desk

HANG_UPS = (signal.SIGHUP, signal.SIGTERM)
"""The terminal is gone, or somebody ends us: what is typed is saved first."""

KEEP_TITLE, OLD_TITLE = "\x1b[22;0t", "\x1b[23;0t"
"""The terminal keeps its title on a stack, and takes it from there again."""


class Neutral(LineFilter):
    """The last filter before the terminal: no control character passes, whatever went wrong."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002
        """The same segments, with every control replaced."""
        if not any(text.bare_control(one.text) for one in segments):
            return segments
        return [Segment(text.neutralise(one.text), one.style, one.control) for one in segments]


class ConsoleApp(App[None], inherit_bindings=False):
    """Only keys and the life of the process; everything else is the main screen's."""

    CSS_PATH = Path("theme/console.tcss")
    TITLE = "social-care"
    COMMANDS = {Commands}  # noqa: RUF012 - as Textual has it
    BINDINGS = [Binding("ctrl+c", "help_quit", show=False, system=True)]  # noqa: RUF012
    ALLOW_SELECT = False

    def __init__(
        self,
        desk: "Desk",
        on_exit: Callable[[], None] | None = None,
        scratch: Path | None = None,
    ) -> None:
        super().__init__()
        self.desk = desk
        self._on_exit = on_exit
        self._scratch = scratch
        self._neutral = Neutral()
        self._insisted = False
        self.register_theme(THEME)
        self.theme = THEME.name

    def get_default_screen(self) -> MainScreen:
        """The only screen there is; all others are dialogs on it."""
        screen = MainScreen(self.desk)
        screen.scratch = self._scratch
        return screen

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Textual's, then ours."""
        return [*super().get_line_filters(), self._neutral]

    def on_mount(self) -> None:
        """Save on hang-up; remember the terminal's title."""
        self._tell_terminal(KEEP_TITLE)
        if not self.is_headless:
            loop = asyncio.get_running_loop()
            for number in HANG_UPS:
                loop.add_signal_handler(number, self._hang_up)

    def watch_title(self, title: str) -> None:
        """The terminal's title; digits and our own words only."""
        self._tell_terminal(f"\x1b]0;{text.neutralise(title)}\x07")

    def _tell_terminal(self, sequence: str) -> None:
        if isinstance(self._driver, Driver) and not self.is_headless:
            self._driver.write(sequence)

    def action_help_quit(self) -> None:
        """Ctrl+C does not end a shift by accident."""
        self.main.say("Q leaves the console.")

    @property
    def main(self) -> MainScreen:
        """The screen below all dialogs."""
        screen = self.screen_stack[0]
        assert isinstance(screen, MainScreen)
        return screen

    async def action_quit(self) -> None:
        """Save, give back, leave. Asks nothing, unless something could not be saved."""
        if await self.main.close() or self._insisted:
            self._tell_terminal(OLD_TITLE)
            self.exit()
            return
        self._insisted = True
        self.main.warn("Your text could not be saved yet. Q once more leaves without it.")

    def _hang_up(self) -> None:
        job: Callable[[], Coroutine[None, None, None]] = self._save_and_exit
        self._leaving: Worker[None] = self.run_worker(job, group="hang-up")

    async def _save_and_exit(self) -> None:
        await self.main.close()
        self._tell_terminal(OLD_TITLE)
        self.exit(return_code=1)

    def on_unmount(self) -> None:
        """Whoever opened the desk may close it."""
        if self._on_exit is not None:
            self._on_exit()
