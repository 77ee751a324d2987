"""A console in a terminal that goes where it is told and writes down which commands it is given.

    python -m tests.tui.pressed FOLDER

At SIGUSR1 it reads `place` in the folder, begins a fresh morning there and adds a line to `ready`.
Every command lands in `given`, with the part of the screen it was given in.
"""

import asyncio
import signal
import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

from textual.pilot import Pilot

from social_care.tui.app import ConsoleApp
from social_care.tui.keys import KEYS, Where
from social_care.tui.screens.main import MainScreen
from social_care.tui.terminal import Terminal
from tests.tui import console
from tests.tui.console import Console
from tests.tui.test_pressing import deep_desk, fresh


class Told(ConsoleApp):
    """The console, and the one who sends it about."""

    def __init__(self, folder: Path) -> None:
        super().__init__(deep_desk().as_desk())
        self.folder = folder

    def on_mount(self) -> None:
        """From now on it obeys."""
        super().on_mount()
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(
            signal.SIGUSR1, lambda: self.run_worker(self._go(), group="keys", exit_on_error=True)
        )

    async def _go(self) -> None:
        hands: Pilot[None] = Pilot(self)
        agent = Console(self, hands)
        await agent.settle()  # what the last key began may still open a dialog
        await fresh(agent, Where((self.folder / "place").read_text()))
        with (self.folder / "ready").open("a") as file:
            file.write("ready\n")


def write_down(folder: Path) -> None:
    """Whatever way a command takes, it is written down."""

    def given(screen: MainScreen, command: str) -> None:
        with (folder / "given").open("a") as file:
            file.write(f"{screen.where} {command}\n")

    def noted(command: str, action: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(action)
        def act(screen: MainScreen, *given_with: Any) -> Any:
            given(screen, command)
            return action(screen, *given_with)

        return act

    for command in {row.command for row in KEYS}:
        name = f"action_{command}"
        setattr(MainScreen, name, noted(command, getattr(MainScreen, name)))
    obeyed = MainScreen.run_action

    async def run_action(screen: MainScreen, action: str) -> None:
        given(screen, action.partition("(")[0])
        await obeyed(screen, action)

    setattr(MainScreen, "run_action", run_action)  # noqa: B010 - whatever its type


if __name__ == "__main__":
    console.REST_S = 0.03
    here = Path(sys.argv[1])
    write_down(here)
    sys.__stderr__ = Terminal(sys.__stderr__)  # type: ignore[assignment, arg-type, misc]
    Told(here).run()
