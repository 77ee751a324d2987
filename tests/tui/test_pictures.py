"""How it looks: a few pictures, taken at a moment that never changes.

After a wanted change: pytest tests/tui/test_pictures.py --snapshot-update
"""

from collections.abc import Awaitable, Callable

import pytest
from textual.pilot import Pilot

from social_care.tui.app import ConsoleApp
from tests.tui.console import MIDDLE, NARROW, WIDE, Console
from tests.tui.fake_desk import FakeDesk, status

Compare = Callable[..., bool]
Steps = Callable[[Console], Awaitable[None]]


def picture(
    compare: Compare,
    size: tuple[int, int],
    steps: Steps | None = None,
    desk: FakeDesk | None = None,
) -> bool:
    """Open the console, take the steps, compare."""
    app = ConsoleApp((desk or FakeDesk()).as_desk())

    async def run_before(pilot: Pilot[None]) -> None:
        agent = Console(app, pilot)
        await agent.settle()
        if steps is not None:
            await steps(agent)
        await agent.settle()

    return compare(app, terminal_size=size, run_before=run_before)


async def write(agent: Console) -> None:
    await agent.press("n", "r")
    agent.main.composer.area.insert(
        "Kim, I am so sorry. Please look after him first; I am calling you in one minute on the"
        " number of your last order. ^MC"
    )
    await agent.until(lambda: agent.desk.calls["save_draft"] > 0 and agent.main.composer.saved)


class TestQueue:
    """The list everybody looks at all day."""

    def test_at_80_by_24(self, snap_compare: Compare) -> None:
        assert picture(snap_compare, NARROW)

    def test_without_colour(self, snap_compare: Compare, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("NO_COLOR", "1")
        assert picture(snap_compare, NARROW)

    def test_beside_its_conversation_at_120_by_40(self, snap_compare: Compare) -> None:
        async def steps(agent: Console) -> None:
            await agent.until(lambda: agent.main.shown is not None)

        assert picture(snap_compare, MIDDLE, steps)

    def test_with_troubles(self, snap_compare: Compare) -> None:
        desk = FakeDesk()
        desk.state = status(worker_alive=False, held_accounts=("acme-x",), always_open=True)
        assert picture(snap_compare, NARROW, desk=desk)


class TestConversation:
    """Reading and writing."""

    def test_with_the_composer_at_80_by_24(self, snap_compare: Compare) -> None:
        assert picture(snap_compare, NARROW, write)

    def test_all_three_panes_at_160_by_50(self, snap_compare: Compare) -> None:
        assert picture(snap_compare, WIDE, write)

    def test_after_sending(self, snap_compare: Compare) -> None:
        async def steps(agent: Console) -> None:
            await write(agent)
            await agent.press("ctrl+s", "apostrophe")

        assert picture(snap_compare, NARROW, steps)


def test_help(snap_compare: Compare) -> None:
    async def steps(agent: Console) -> None:
        await agent.press("question_mark")

    assert picture(snap_compare, NARROW, steps)
