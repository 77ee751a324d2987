"""P: two questions, a key each, and the conversation stands where the agent says it belongs."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from social_care.models import Category
from tests.tui.console import NARROW, Console, console
from tests.world import Shop


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    opened = Shop(tmp_path / "shop.db")
    yield opened
    opened.close()


def shown(shop: Shop, conversation: int) -> tuple[str, str]:
    row = shop.desk().queue_rows([conversation])[conversation]
    return row.category, row.band.label


async def choose(agent: Console, words: str) -> None:
    await agent.type(words)
    await agent.press("enter")


async def test_a_category_is_typed_and_its_usual_band_taken(shop: Shop) -> None:
    conversation = shop.hear("lovely")
    async with console(shop.desk(), NARROW) as agent:
        await agent.press("P")
        assert "What is it?" in agent.text
        assert "> as now: praise" in agent.text
        await choose(agent, "com")
        assert "How pressing is this complaint?" in agent.text
        assert "> as usual: high" in agent.text
        await agent.press("enter")
        assert agent.said == "Kim corrected: complaint, high — u undoes"
        assert shown(shop, conversation) == ("complaint", "high")
        await agent.press("u")
        assert agent.said == "Undone: corrected Kim"
    assert shown(shop, conversation) == ("praise", "low")


async def test_the_band_alone_is_corrected(shop: Shop) -> None:
    conversation = shop.hear("lovely")
    async with console(shop.desk()) as agent:
        await agent.press("P", "enter")
        await choose(agent, "urg")
    assert shown(shop, conversation) == ("praise", "urgent")


async def test_enter_twice_changes_nothing(shop: Shop) -> None:
    shop.hear("lovely")
    async with console(shop.desk()) as agent:
        await agent.press("P", "enter", "enter")
        assert agent.said == "Nothing was changed."
    assert shop.rows("SELECT * FROM corrections") == []


@pytest.mark.parametrize("keys", [["escape"], ["enter", "escape"]])
async def test_esc_leaves_everything_as_it_was(shop: Shop, keys: list[str]) -> None:
    shop.hear("lovely")
    async with console(shop.desk()) as agent:
        await agent.press("P", *keys)
        assert "What is it?" not in agent.text
    assert shop.rows("SELECT * FROM corrections") == []


async def test_noise_waits_on_unless_the_agent_dismisses_it(shop: Shop) -> None:
    conversation = shop.hear("angry")
    async with console(shop.desk()) as agent:
        await agent.press("P")
        await choose(agent, "noise")
        await agent.press("enter")
        assert "> it waits on" in agent.text
        await agent.press("enter")
        assert agent.said == "Kim corrected: noise, none; still waiting for an answer — u undoes"
    assert shop.is_waiting(conversation)


async def test_noise_is_dismissed_with_one_key_more(shop: Shop) -> None:
    conversation = shop.hear("angry")
    async with console(shop.desk()) as agent:
        await agent.press("P")
        await choose(agent, "noise")
        await agent.press("enter", "down", "enter")
        assert agent.said == "Kim corrected: noise, none; dismissed — u undoes"
        assert shop.state(conversation) == "dismissed"
        await agent.press("u")
    assert (shop.state(conversation), shop.is_waiting(conversation)) == ("open", True)


async def test_a_message_that_comes_while_one_decides_is_not_judged_unread(shop: Shop) -> None:
    conversation = shop.hear("lovely")
    async with console(shop.desk()) as agent:
        await agent.press("P")
        await asyncio.to_thread(shop.hear, "burned")
        await choose(agent, "noise")
        await agent.press("enter", "enter")
        assert "changed since you looked" in agent.said
    assert shown(shop, conversation) == ("complaint", "urgent")


async def test_why_names_who_corrected_it(shop: Shop) -> None:
    conversation = shop.hear("lovely")
    shop.desk("sam").correct(conversation, category=Category.COMPLAINT)
    async with console(shop.desk("mary")) as agent:
        await agent.press("p")
        assert "because: corrected by sam (was praise, low)" in agent.text


async def test_the_questions_fit_a_small_terminal(shop: Shop) -> None:
    shop.hear("lovely")
    async with console(shop.desk(), NARROW) as agent:
        await agent.press("P")
        for category in Category:
            assert f"   {category}" in agent.text
