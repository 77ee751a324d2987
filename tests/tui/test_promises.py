"""A promise stands beside the time, in the row and above the conversation."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from social_care.tui.screens.snoozing import SnoozeChoice
from tests.tui.console import NARROW, WIDE, console
from tests.tui.on_shift_kit import burst, four_agents
from tests.world import DAY, HOUR, START, Shop


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    yield from four_agents(tmp_path)


async def test_a_promise_is_typed_beside_the_time(shop: Shop) -> None:
    async with console(shop.desk("mary")) as agent:
        await agent.press("s")
        assert isinstance(agent.top, SnoozeChoice)
        await agent.type("fri")
        await agent.press("tab")
        await agent.type("I will call")
        await agent.press("backspace", "enter")
        row = shop.desk("mary").queue_rows([1])[1]
        assert row.promise is not None
        assert (row.promise.text, row.promise.until) == ("I will cal", START + 4 * DAY)


async def test_keys_in_one_go_are_for_where_tab_has_led(shop: Shop) -> None:
    async with console(shop.desk("mary")) as agent:
        await agent.press("s")
        await burst(agent, *"fri", "tab", *"I", "space", *"call")
        assert "> Friday 6 Nov at 09:00" in agent.text
        await agent.press("down", "enter")
        row = shop.desk("mary").queue_rows([1])[1]
        assert row.promise is not None
        assert (row.promise.text, row.promise.until) == ("I call", START + 4 * DAY)


async def test_a_promise_left_with_esc_is_still_there(shop: Shop) -> None:
    async with console(shop.desk("mary")) as agent:
        await agent.press("s", "tab")
        await agent.type("I will call")
        await agent.press("escape", "s")
        assert "I will call" in agent.text
        await agent.press("enter")
        assert shop.desk("mary").queue_rows([1])[1].promise is not None


@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_it_stands_in_the_row_and_above_the_conversation(
    shop: Shop, size: tuple[int, int]
) -> None:
    shop.desk("mary").snooze(1, START + HOUR, reason="I will call")
    shop.pass_time(minutes=25)
    shop.watch()
    async with console(shop.desk("sam"), size) as agent:
        assert "promised by mary: I will call" in agent.text
        await agent.press("enter")
        head = [line for line in agent.lines[:6] if "promised by mary: I will call" in line]
        assert head


async def test_a_colleagues_draft_is_named_above_the_conversation(shop: Shop) -> None:
    shop.desk("mary").save_draft(1, "Dear Ann", private=False, draft=None)
    async with console(shop.desk("sam")) as agent:
        await agent.press("enter")
        assert "draft by mary" in agent.text
    async with console(shop.desk("mary")) as agent:
        await agent.press("escape", "enter")
        assert "draft by mary" not in agent.text
