"""The console is found as it was left; what is damaged is as good as not there."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from social_care.errors import StoreError
from social_care.models.finding import SavedView
from social_care.models.views import View
from social_care.tui.keys import Where
from social_care.tui.layout import LEAST_CONVERSATION, LEAST_PANE, fitted_widths
from social_care.tui.recall import CURSOR_KEY, VIEW_KEY, WIDTHS_KEY
from tests.tui.console import MIDDLE, WIDE, Console, console
from tests.tui.fake_desk import FakeDesk
from tests.tui.people import row, view
from tests.world import Shop


def width(agent: Console, name: str) -> int:
    return agent.main.query_one(f"#{name}").outer_size.width


async def left(agent: Console) -> None:
    """As Q does."""
    assert await agent.main.close()


class TestViewAndCursor:
    """Where the eye was."""

    async def test_both_are_there_again(self) -> None:
        desk = FakeDesk()
        async with console(desk) as agent:
            await agent.press("9", "j", "j", "j")
            await left(agent)
        async with console(desk) as again:
            assert again.main.queue_view is View.ALL
            assert again.main.queue.selected == 4

    async def test_a_cursor_far_below_the_first_paint_is_there_again(self) -> None:
        desk = FakeDesk([view(row(n)) for n in range(1, 401)])
        desk.memory[CURSOR_KEY] = 350
        async with console(desk) as agent:
            assert agent.main.queue.selected == 350
            assert "number 350" in agent.text

    async def test_a_hand_is_faster_than_a_memory(self) -> None:
        desk = FakeDesk()
        desk.memory[CURSOR_KEY] = 99
        async with console(desk) as agent:
            await agent.press("j")
            desk.add(view(row(99)))
            await agent.look()
            assert agent.main.queue.selected == 2
            await left(agent)
        assert desk.memory[CURSOR_KEY] == 2

    async def test_a_view_of_ones_own_is_there_again(self) -> None:
        desk = FakeDesk()
        desk.own_views = [SavedView(name="hot", text="insole", agent="mary", shared=False)]
        async with console(desk) as agent:
            await agent.press("v", "enter")
            await agent.until(lambda: list(agent.main.queue.ids) == [1])
            await left(agent)
        async with console(desk) as again:
            await again.until(lambda: list(again.main.queue.ids) == [1])
            assert again.main.own_view == "hot"

    async def test_a_view_that_was_forgotten_meanwhile_is_the_one_behind_it(self) -> None:
        desk = FakeDesk()
        desk.memory[VIEW_KEY] = {"view": "all", "own": "gone"}
        async with console(desk) as agent:
            assert (agent.main.queue_view, agent.main.own_view) == (View.ALL, "")

    async def test_a_search_moves_no_remembered_cursor(self) -> None:
        desk = FakeDesk()
        async with console(desk) as agent:
            await agent.press("j", "slash")
            await agent.type("insole")
            await agent.until(lambda: agent.main.results is not None)
            await left(agent)
        assert desk.memory[CURSOR_KEY] == 2


@pytest.mark.parametrize("damaged", [None, 7, "x", [], {}, {"view": 3}, {"view": [], "own": {}}])
async def test_what_is_damaged_is_as_good_as_not_there(damaged: object) -> None:
    desk = FakeDesk()
    for key in (VIEW_KEY, CURSOR_KEY, WIDTHS_KEY):
        desk.memory[key] = damaged
    async with console(desk, MIDDLE) as agent:
        assert agent.main.queue_view is View.TODO
        assert width(agent, "queue-pane") == 48
        assert "Kim Osei" in agent.text


async def test_a_database_that_keeps_nothing_disturbs_nobody() -> None:
    desk = FakeDesk()

    def remember(key: str, value: object) -> bool:
        raise StoreError("disk full", "make room")

    desk.remember = remember  # type: ignore[method-assign]
    async with console(desk) as agent:
        await agent.press("9", "j")
        await left(agent)
        assert "disk full" not in agent.text


async def test_many_changes_are_written_once() -> None:
    desk = FakeDesk()
    async with console(desk) as agent:
        await agent.press("j", "j", "j", "k", "j")
        await left(agent)
    assert desk.memory[CURSOR_KEY] == 4
    assert desk.calls["remember"] <= 3


async def test_it_is_kept_a_moment_later_without_leaving(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("social_care.tui.screens.remembering.KEEP_S", 0.01)
    desk = FakeDesk()
    async with console(desk) as agent:
        await agent.press("9")
        await agent.until(lambda: desk.memory.get(VIEW_KEY) == {"view": "all", "own": ""})


class TestBorders:
    """< and >."""

    async def test_the_border_moves_and_stays_moved(self) -> None:
        desk = FakeDesk()
        async with console(desk, MIDDLE) as agent:
            await agent.press("greater_than_sign", "greater_than_sign", "less_than_sign")
            assert width(agent, "queue-pane") == 50
            await left(agent)
        async with console(desk, MIDDLE) as again:
            assert width(again, "queue-pane") == 50

    async def test_beside_the_customer_it_is_their_border(self) -> None:
        async with console(size=WIDE) as agent:
            await agent.press("enter", "tab", "less_than_sign")
            assert agent.where is Where.CUSTOMER
            assert width(agent, "customer") == 36
            assert width(agent, "queue-pane") == 48

    @pytest.mark.long
    async def test_no_pane_is_pushed_out_of_sight(self) -> None:
        async with console(size=MIDDLE) as agent:
            for _ in range(40):
                await agent.pilot.press("less_than_sign")
            await agent.settle()
            assert width(agent, "queue-pane") == LEAST_PANE
            for _ in range(60):
                await agent.pilot.press("greater_than_sign")
            await agent.settle()
            assert width(agent, "queue-pane") == 120 - LEAST_CONVERSATION

    async def test_one_pane_has_no_border(self) -> None:
        async with console() as agent:
            await agent.press("greater_than_sign")
            assert "borders move from 120 columns" in agent.said
            assert width(agent, "queue-pane") == 80


@pytest.mark.parametrize(
    ("given", "names", "width_", "fitted"),
    [
        ({}, ["queue-pane"], 120, {}),
        ({"queue-pane": 60}, ["queue-pane"], 120, {"queue-pane": 60}),
        ({"queue-pane": 500}, ["queue-pane"], 120, {"queue-pane": 76}),
        ({"queue-pane": -3}, ["queue-pane"], 120, {"queue-pane": LEAST_PANE}),
        ({"queue-pane": True, "customer": "9"}, ["queue-pane", "customer"], 160, {}),
        (
            {"queue-pane": 90, "customer": 90},
            ["queue-pane", "customer"],
            160,
            {"queue-pane": 88, "customer": LEAST_PANE},
        ),
        ({"customer": 40}, ["queue-pane"], 120, {}),
    ],
)
def test_widths_leave_the_conversation_its_own(
    given: dict[str, object], names: list[str], width_: int, fitted: dict[str, int]
) -> None:
    assert fitted_widths(given, names, width_) == fitted


class TestRealDesk:
    """Over the real desk and a real database."""

    @pytest.fixture
    def shop(self, tmp_path: Path) -> Iterator[Shop]:
        opened = Shop(tmp_path / "shop.db")
        yield opened
        opened.store.close()

    async def test_left_and_found_by_each_agent_for_themselves(self, shop: Shop) -> None:
        shop.hear("half sizes?", "sam")
        kim = shop.hear("my insole burned my son's foot", "kim")
        async with console(shop.desk("mary"), MIDDLE) as agent:
            agent.main.choose_theme("high-contrast")
            await agent.press("greater_than_sign", "slash")
            await agent.type("insole")
            await agent.until(lambda: agent.main.results is not None)
            await agent.until(lambda: list(agent.main.queue.ids) == [kim])
            assert "my insole burned" in agent.text
            await agent.press("ctrl+s")
            await agent.type("hot")
            await agent.press("enter", "escape", "v", "enter")
            await agent.until(lambda: list(agent.main.queue.ids) == [kim])
            await left(agent)
        async with console(shop.desk("mary"), MIDDLE) as again:
            await again.until(lambda: again.main.own_view == "hot")
            assert again.app.theme == "high-contrast"
            assert width(again, "queue-pane") == 50
        async with console(shop.desk("joe"), MIDDLE) as other:
            assert other.main.own_view == ""
            assert other.app.theme == "social-care"

    async def test_health_over_the_real_desk(self, shop: Shop) -> None:
        shop.hear("half sizes?", "sam")
        async with console(shop.desk("mary")) as agent:
            await asyncio.to_thread(shop.desk("mary").health)
            await agent.press("H")
            assert "stopped, never seen: nothing is fetched or sent" in agent.text
            assert "-> social-care worker" in agent.text
            await agent.press("y")
            assert agent.app.clipboard == "social-care worker"
