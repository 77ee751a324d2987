"""F5: a holding reply says "still with you"; the clock goes on, and the title says so in words."""

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from social_care.models.composing import Macro, MacroActions
from tests.tui.console import MIDDLE, Console, console
from tests.tui.fake_desk import FakeDesk
from tests.world import Shop

TITLE = "holding reply: the clock goes on"


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    opened = Shop(tmp_path / "shop.db")
    yield opened
    opened.store.close()


async def elsewhere(call: Callable[..., object]) -> None:
    """As another process does it."""
    await asyncio.to_thread(call)


async def write(agent: Console, words: str = "Still with you") -> None:
    await agent.press("n", "r")
    await agent.type(words)


async def test_the_key_makes_it_a_holding_one_and_an_answer_again() -> None:
    fake = FakeDesk()
    async with console(fake) as agent:
        await write(agent)
        assert TITLE not in agent.text
        await agent.press("f5")
        assert f"Reply in public · {TITLE}" in agent.text
        await agent.press("f5")
        assert TITLE not in agent.text
        await agent.press("f5", "ctrl+s")
    assert ("holding", 1) in fake.deeds


async def test_the_next_reply_is_an_answer() -> None:
    fake = FakeDesk()
    async with console(fake) as agent:
        await write(agent)
        await agent.press("f5", "ctrl+s")
        await agent.press("r")
        await agent.type("Here it is")
        assert TITLE not in agent.text
        await agent.press("ctrl+s")
    assert [deed[0] for deed in fake.deeds if deed[0] in {"holding", "submit"}] == [
        *("submit", "holding"),
        "submit",
    ]


async def test_a_holding_one_resolves_nothing() -> None:
    fake = FakeDesk()
    async with console(fake) as agent:
        await write(agent)
        await agent.press("f5", "f9")
        assert fake.calls["submit"] == 0
        assert "holding reply resolves nothing: F5 makes it an answer" in agent.text
        await agent.press("f5", "f9")
        assert fake.resolving == [True]


async def test_a_macro_can_be_a_holding_one() -> None:
    fake = FakeDesk()
    actions = MacroActions(holding=True)
    fake.book = (Macro(name="Wait", key="w", text="Still with you", actions=actions),)
    async with console(fake) as agent:
        await agent.press("n", "r", "f2")
        assert "holding: the clock goes on" in agent.text
        await agent.press("W")
        assert TITLE in agent.text
        await agent.press("ctrl+s")
    assert ("holding", 1) in fake.deeds


async def test_on_a_small_screen_the_title_is_whole() -> None:
    async with console(FakeDesk(), size=(80, 24)) as agent:
        await write(agent)
        await agent.press("f5")
        assert f"Reply in public · {TITLE}" in agent.text


async def test_the_customer_goes_on_waiting_and_the_conversation_says_why(shop: Shop) -> None:
    conversation = shop.hear("angry", "kim")
    async with console(shop.desk("mary"), size=MIDDLE) as agent:
        await write(agent)
        await agent.press("f5", "ctrl+s")
        shop.pass_time(seconds=11)
        await elsewhere(shop.deliver)
        await agent.look()
        await agent.press("apostrophe")
        assert "(holding: the clock goes on)" in agent.text
    assert shop.is_waiting(conversation)
    assert shop.rows("SELECT * FROM responses") == []


async def test_a_draft_knows_that_it_is_one(shop: Shop) -> None:
    shop.hear("angry", "kim")
    async with console(shop.desk("mary")) as agent:
        await write(agent)
        await agent.press("f5", "escape")
    async with console(shop.desk("mary")) as agent:
        await agent.press("enter")
        assert TITLE in agent.text
        await agent.press("r", "ctrl+s")
    assert shop.value("SELECT holding FROM outbox") == 1


async def test_taken_back_it_is_one_again(shop: Shop) -> None:
    shop.hear("angry", "kim")
    async with console(shop.desk("mary")) as agent:
        await write(agent)
        await agent.press("f5", "ctrl+s", "U")
        await agent.look()
        await agent.press("n", "r")
        assert TITLE in agent.text
