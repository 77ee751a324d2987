"""The first screen: the queue at once, everything else a moment later, and no key is lost."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from threading import Event

import pytest
from textual.pilot import Pilot
from textual.worker import WorkerFailed

from social_care.models.glance import Glance
from social_care.models.views import View
from social_care.tui.app import ConsoleApp
from social_care.tui.screens.first import Beginning, FirstScreen
from tests.tui.console import MIDDLE, NARROW, WIDE, Console
from tests.tui.fake_desk import FakeDesk


class Opening:
    """A console whose desk is opened when a test says so."""

    def __init__(self, desk: FakeDesk, **glance: object) -> None:
        self.desk, self.may_open = desk, Event()
        real = desk.as_desk()
        ids = real.queue_ids(View.TODO)
        known = {"view": View.TODO, "cursor": None, "theme": "", "widths": {}, **glance}
        self.glance = Glance(
            brand=real.brand,
            agent=real.agent,
            time_zone=real.time_zone,
            ids=ids,
            rows=real.queue_rows(ids),
            now=real.now(),
            **known,  # type: ignore[arg-type]
        )

    def open_desk(self) -> "object":
        assert self.may_open.wait(10)
        return self.desk.as_desk()

    @asynccontextmanager
    async def console(self, size: tuple[int, int] = NARROW) -> AsyncIterator[Console]:
        app = ConsoleApp(
            beginning=Beginning(glance=self.glance, open_desk=self.open_desk)  # type: ignore[arg-type]
        )
        try:
            async with app.run_test(size=size) as pilot:
                await pilot.pause()
                assert isinstance(app.screen, FirstScreen)
                yield Console(app, pilot)
        finally:
            self.may_open.set()

    async def goes_on(self, agent: Console) -> None:
        """The desk is open, and the main screen there."""
        self.may_open.set()
        await until_main(agent.app, agent.pilot)
        await agent.settle()


async def until_main(app: ConsoleApp, pilot: Pilot[None]) -> None:
    for _ in range(500):
        await pilot.pause()
        if not isinstance(app.screen, FirstScreen):
            return
        await asyncio.sleep(0.01)
    raise AssertionError("the main screen never came")


def queue_lines(agent: Console) -> list[str]:
    """The lines of the queue's own pane."""
    region = agent.top.query_one("#queue").region
    return [line[region.x : region.right] for line in agent.lines[region.y : region.bottom]]


@pytest.mark.parametrize("size", [NARROW, MIDDLE, WIDE])
async def test_the_queue_stands_where_it_will_stand(size: tuple[int, int]) -> None:
    opening = Opening(FakeDesk())
    async with opening.console(size) as agent:
        first, place = queue_lines(agent), agent.top.query_one("#queue").region
        assert any("URGENT" in line for line in first)
        await opening.goes_on(agent)
        assert agent.top.query_one("#queue").region == place
        assert queue_lines(agent) == first


async def test_it_is_as_it_was_left() -> None:
    desk = FakeDesk()
    desk.memory |= {"cursor": 3, "theme": "high-contrast", "widths": {"queue-pane": 60}}
    opening = Opening(desk, cursor=3, widths={"queue-pane": 60})
    async with opening.console(MIDDLE) as agent:
        place = agent.top.query_one("#queue-pane").outer_size.width
        screen = agent.top
        assert isinstance(screen, FirstScreen)
        assert screen.queue.selected == 3
        await opening.goes_on(agent)
        assert agent.main.queue.selected == 3
        assert agent.top.query_one("#queue-pane").outer_size.width == place == 60


async def test_keys_pressed_meanwhile_are_obeyed_in_order() -> None:
    opening = Opening(FakeDesk())
    async with opening.console() as agent:
        await agent.pilot.press("j", "j", "k")
        await opening.goes_on(agent)
        await agent.until(lambda: agent.main.queue.selected == 2)


async def test_a_paste_is_no_command() -> None:
    opening = Opening(FakeDesk())
    async with opening.console() as agent:
        await agent.pilot.press(*"decide now".replace(" ", ""))
        await opening.goes_on(agent)
        assert "looked like a paste" in agent.said
        assert not opening.desk.calls["claim"]


async def test_what_is_pressed_before_does_not_end_the_console() -> None:
    opening = Opening(FakeDesk())
    async with opening.console() as agent:
        await agent.pilot.press("ctrl+c")
        await opening.goes_on(agent)
        assert agent.app.is_running


async def test_a_hang_up_before_the_desk_is_open_just_ends_it() -> None:
    opening = Opening(FakeDesk())
    async with opening.console() as agent:
        agent.app._hang_up()
        for _ in range(100):
            await asyncio.sleep(0.01)
            if agent.app.return_code is not None:
                break
        assert agent.app.return_code == 1
        opening.may_open.set()


async def test_a_desk_that_cannot_be_opened_is_a_crash_that_is_told() -> None:
    opening = Opening(FakeDesk())

    def breaks() -> object:
        raise RuntimeError("no desk")

    opening.open_desk = breaks  # type: ignore[method-assign]
    app = ConsoleApp(
        beginning=Beginning(glance=opening.glance, open_desk=breaks)  # type: ignore[arg-type]
    )

    async def opened() -> None:
        async with app.run_test():
            await asyncio.sleep(1)

    with pytest.raises(WorkerFailed, match="no desk"):
        await opened()
    assert isinstance(app.crashed, RuntimeError)
    assert not app.kept
