"""Drives the console as an agent does: presses keys, waits until all is quiet, reads the screen."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, cast
from unittest.mock import patch

from textual._compositor import Compositor
from textual._context import visible_screen_stack
from textual.pilot import Pilot
from textual.screen import Screen
from textual.strip import Strip

from social_care.tui.app import ConsoleApp
from social_care.tui.gate import DEAF_S
from social_care.tui.keys import TABLE, Table, Where
from social_care.tui.screens.main import MainScreen
from tests.tui.fake_desk import FakeDesk
from tests.tui.own_time import INSTANT_S, own_time

if TYPE_CHECKING:
    from social_care.desk import Desk

NARROW, MIDDLE, WIDE = (80, 24), (120, 40), (160, 50)
TRIES = 500

REST_S = 0.15
"""Longer than the console waits for a further key before it looks something up (FOLLOW_S ...)."""


class Console:
    """An open console and the hands at its keyboard."""

    def __init__(self, app: ConsoleApp, pilot: Pilot[None]) -> None:
        self.app, self.pilot = app, pilot

    @property
    def main(self) -> MainScreen:
        return self.app.main

    @property
    def desk(self) -> FakeDesk:
        """The desk in memory, where the console was opened over one."""
        return cast("FakeDesk", self.main.desk)

    @property
    def top(self) -> Screen[object]:
        """The dialog in front, or the main screen."""
        return self.app.screen

    @property
    def where(self) -> Where:
        return self.main.where

    @property
    def said(self) -> str:
        """The notice above the keys."""
        return self.main.notice.text if self.main.notice else ""

    @property
    def strips(self) -> list[Strip]:
        """What stands on the terminal, with its looks: the dialog in front, and what is behind."""
        visible_screen_stack.set(self.app._background_screens)
        return self.top._compositor.render_strips()

    @property
    def lines(self) -> list[str]:
        """The words of it."""
        return [strip.text for strip in self.strips]

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    async def press(self, *keys: str) -> None:
        """One key after another, each until all is quiet."""
        for key in keys:
            await self.pilot.press(key)
            await self.settle()

    async def type(self, words: str) -> None:
        """Into whatever has the keyboard."""
        await self.pilot.press(*words)
        await self.settle()

    async def settle(self) -> None:
        """Until fingers have rested for a moment, and nothing is on its way any more."""
        await asyncio.sleep(REST_S)
        await self.until(self._is_quiet)

    async def rest(self) -> None:
        """Until letters are commands again after a reply was refused."""
        await asyncio.sleep(DEAF_S + INSTANT_S)
        await self.settle()

    async def until(self, come_true: Callable[[], bool]) -> None:
        """Until something holds; fails when it never does."""
        for _ in range(TRIES):
            await self.pilot.pause()
            if come_true():
                await self.pilot.pause()
                return
        raise AssertionError(f"never came true; on the screen:\n{self.text}")

    async def look(self) -> None:
        """What the timer does twice a second."""
        self.main._look()
        await self.settle()

    def _is_quiet(self) -> bool:
        main = self.main
        if main._busy or main._gate.waiting or main._strokes or main._obeying:
            return False
        return not any(
            worker.is_running
            for worker in self.app.workers
            if worker.group not in {"deeds", "keys"}
        )


@asynccontextmanager
async def console(
    desk: "FakeDesk | Desk | None" = None,
    size: tuple[int, int] = NARROW,
    scratch: Path | None = None,
    table: Table = TABLE,
    *,
    teaches: bool = False,
    paints: bool = False,
) -> AsyncIterator[Console]:
    """An open console over a desk; the invented morning if none is given.

    Half the work of a console is to paint. Here it is painted when a test looks, and once at the
    end; `paints` makes it paint all the time, as at a real terminal.
    """
    desk = desk or FakeDesk()
    real = desk.as_desk() if isinstance(desk, FakeDesk) else desk
    app = ConsoleApp(real, scratch=scratch, table=table, teaches=teaches)
    with own_time(), nullcontext() if paints else _painted_when_looked_at():
        async with app.run_test(size=size) as pilot:
            opened = Console(app, pilot)
            await opened.settle()
            yield opened
            if app.is_running:
                assert opened.lines


@contextmanager
def _painted_when_looked_at() -> Iterator[None]:
    def nothing(compositor: Compositor, *_: object, **__: object) -> None:
        compositor._dirty_regions.clear()

    with patch.object(Compositor, "render_update", nothing):
        yield
