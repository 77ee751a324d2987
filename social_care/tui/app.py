"""The console: one agent at one terminal, over a desk."""

import asyncio
import os
import signal
from collections.abc import Callable, Coroutine, Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from rich.segment import Segment
from textual import on
from textual.app import App
from textual.binding import Binding
from textual.color import Color
from textual.driver import Driver
from textual.events import Event, Key
from textual.filter import LineFilter
from textual.screen import ModalScreen, Screen
from textual.worker import Worker, WorkerFailed

from social_care import text
from social_care.loading import loading
from social_care.tui.bearing import takes_links, takes_mouse, to_clipboard
from social_care.tui.keys import IN_FORCE, TABLE, Table, shown
from social_care.tui.recall import THEME_KEY, recalled
from social_care.tui.screens.first import Beginning, FirstScreen
from social_care.tui.theme import ALL, fitting
from social_care.tui.widths import measure_signs

if TYPE_CHECKING:
    from social_care.desk import Desk
    from social_care.tui.screens.main import MainScreen

MAIN = "social_care.tui.screens.main"
"""Everything that can be done: loaded once the queue is on the screen."""

LOOK = Path(__file__).with_name("theme") / "console.tcss"

SAVE_S = 5.0
"""The longest that a crash waits for words to be saved."""

HANG_UPS = (signal.SIGHUP, signal.SIGTERM)
"""The terminal is gone, or somebody ends us: what is typed is saved first."""

KEEP_TITLE, OLD_TITLE = "\x1b[22;0t", "\x1b[23;0t"
"""The terminal keeps its title on a stack, and takes it from there again."""


class Neutral(LineFilter):
    """The last filter before the terminal: no control character passes, whatever went wrong.

    Others go before it. They are one to Textual, which keeps a copy of every line for each filter.
    """

    def __init__(self, before: Sequence[LineFilter] = ()) -> None:
        super().__init__()
        self.before = tuple(before)

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """What the others make of the segments, with every control replaced."""
        for one in self.before:
            segments = one.apply(segments, background)
        if not any(text.bare_control(one.text) for one in segments):
            return segments
        return [Segment(text.neutralise(one.text), one.style, one.control) for one in segments]


class ConsoleApp(App[None], inherit_bindings=False):
    """Only keys and the life of the process; everything else is the main screen's."""

    TITLE = "social-care"
    ENABLE_COMMAND_PALETTE = False  # ours knows why a command would do nothing
    BINDINGS = [Binding("ctrl+c", "help_quit", show=False, system=True)]  # noqa: RUF012
    ALLOW_SELECT = False

    def __init__(
        self,
        desk: "Desk | None" = None,
        on_exit: Callable[[], None] | None = None,
        scratch: Path | None = None,
        table: Table = TABLE,
        *,
        links: bool = True,
        teaches: bool = False,
        beginning: Beginning | None = None,
    ) -> None:
        """Over a desk; or with a first screen, over the desk that is opened behind it."""
        super().__init__(ansi_color=True if "NO_COLOR" in os.environ else None)
        measure_signs()
        self._desk, self._beginning = desk, beginning
        self._main: MainScreen | None = None
        self._on_exit = on_exit
        self._scratch = scratch
        self._table, self._teaches = table, teaches
        IN_FORCE.set(table)
        self.links = links and takes_links(os.environ)
        """Addresses in a conversation can be clicked."""
        self._neutral = Neutral()
        self._insisted = False
        self._is_leaving = False
        self.crashed: BaseException | None = None
        """What broke the console."""
        self.kept = False
        """After a crash: all words were saved."""
        for each in ALL:
            self.register_theme(each.theme())
        self.theme = self.fitting_theme(self._wanted_theme())

    def show(self) -> None:
        """Until it is left."""
        self.run(mouse=takes_mouse(os.environ))

    def _wanted_theme(self) -> str:
        if self._beginning is not None:
            return self._beginning.glance.theme
        return recalled(self._desk, THEME_KEY, "") if self._desk is not None else ""

    def fitting_theme(self, wanted: str) -> str:
        """The theme that this terminal can show: the one wanted, if it can."""
        return fitting(wanted, self.console.color_system, no_color=self.no_color)

    def get_default_screen(self) -> "Screen[None]":
        """The screen below all dialogs, or the first one, whose place it takes."""
        self.stylesheet.read(LOOK)  # as a CSS_PATH it would be parsed for a first theme as well
        if self._beginning is not None:
            return FirstScreen(self._beginning.glance)
        assert self._desk is not None
        return self.make_main(self._desk)

    def make_main(self, desk: "Desk") -> "MainScreen":
        """The screen that everything is done on."""
        from social_care.tui.screens.main import MainScreen

        self._main = screen = MainScreen(desk, self._table)
        screen.scratch = self._scratch
        if self._teaches:
            screen.teach()
        return screen

    @on(FirstScreen.Seen)
    def _begin(self) -> None:
        """The queue is on the screen: now for everything else."""
        job: Callable[[], Coroutine[None, None, None]] = self._go_on
        self._going_on: Worker[None] = self.run_worker(job, group="beginning")

    async def _go_on(self) -> None:
        first = self.screen
        assert isinstance(first, FirstScreen)
        main = self.make_main(await asyncio.to_thread(self._open_desk))
        # Switching takes the screen's callback away, and a default screen has none to take.
        first._push_result_callback(first, None)  # noqa: SLF001
        await self.switch_screen(main)
        main.take_over(first.pressed)

    def _open_desk(self) -> "Desk":
        assert self._beginning is not None
        with loading():
            import_module(MAIN)
            return self._beginning.open_desk()

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Textual's and ours, as one."""
        before = tuple(super().get_line_filters())
        if before != self._neutral.before:
            self._neutral = Neutral(before)
        return [self._neutral]

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

    def copy_to_clipboard(self, text: str) -> None:
        """Of the terminal, in the way that gets through; whether it did is never told."""
        self._clipboard = text
        self._tell_terminal(to_clipboard(text, os.environ))

    def action_help_quit(self) -> None:
        """Ctrl+C does not end a shift by accident."""
        if self._main is not None:
            self._main.say(f"{shown('quit')} leaves the console.")

    @property
    def main(self) -> "MainScreen":
        """The screen below all dialogs."""
        assert self._main is not None
        return self._main

    async def action_quit(self) -> None:
        """Save, give back, leave. Asks nothing, unless something could not be saved."""
        if await self.main.close() or self._insisted:
            self._tell_terminal(OLD_TITLE)
            self.exit()
            return
        self._insisted = True
        again = f"{shown('quit')} once more leaves without it"
        self.main.warn(f"Your text could not be saved yet. {again}.")

    def _handle_exception(self, error: Exception) -> None:
        """Textual's own would print a traceback with every variable in it: customers' words.

        Words that were typed are saved, then the terminal is given back; who runs us tells it.
        """
        if self._exception is not None:
            return
        self.crashed = error.error if isinstance(error, WorkerFailed) else error
        self._exception, self._return_code = error, 1
        happened: asyncio.Event = self._exception_event
        happened.set()
        self._falling = asyncio.get_running_loop().create_task(self._save_and_fall())

    async def _save_and_fall(self) -> None:
        with suppress(Exception):  # whatever is broken, the terminal must come back
            self.kept = await asyncio.wait_for(self.main.close(), SAVE_S)
        self._tell_terminal(OLD_TITLE)
        self._close_messages_no_wait()

    def _hang_up(self) -> None:
        if self._is_leaving:
            return
        self._is_leaving = True
        job: Callable[[], Coroutine[None, None, None]] = self._save_and_exit
        self._leaving: Worker[None] = self.run_worker(job, group="hang-up")

    async def _save_and_exit(self) -> None:
        if self._main is not None:
            await self._main.close()
        self._tell_terminal(OLD_TITLE)
        self.exit(return_code=1)

    async def on_event(self, event: Event) -> None:
        """In a dialog "Esc, letter" in one packet is Esc: the letter was meant for what is behind.

        The main screen, and whatever is typed into there, takes it for the two by itself.
        """
        is_key = isinstance(event, Key) and event.key.startswith("alt+")
        if is_key and isinstance(self.screen, ModalScreen):
            event = Key("escape", None)
        await super().on_event(event)

    def on_unmount(self) -> None:
        """Whoever opened the desk may close it."""
        if self._on_exit is not None:
            self._on_exit()
