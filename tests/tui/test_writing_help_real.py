"""Macros, sent answers, F9 and spelling over the real desk and a real database."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from social_care.models import Counting, Limits, Replies
from social_care.models.composing import Macro, MacroActions, MacroBook
from tests.tui.console import Console, console
from tests.world import Shop

LATE = Macro(
    name="Late parcel",
    key="l",
    text="Hi {first_name}, it is on its way.",
    actions=MacroActions(tags=("late parcel",), wrap_up="refund", assign="sam"),
)


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    opened = Shop(tmp_path / "shop.db")
    limits = Limits(counting=Counting.MASTODON, max_length=500, can_private=True)
    opened.open_account("fedi", "fedi", limits)
    yield opened
    opened.store.close()


async def write(agent: Console, words: str) -> None:
    await agent.press("n", "r")
    await agent.type(words)


def sent(shop: Shop) -> list[str]:
    shop.pass_time(seconds=11)
    shop.deliver()
    return [post.text for post in shop.network.posts]


async def test_a_macro_goes_out_signed_and_what_goes_with_it_is_one_deed(shop: Shop) -> None:
    kim = shop.hear("where is it?", "kim")
    desk = shop.desk(
        "mary", initials="MC", replies=Replies(), macros=lambda: MacroBook(macros=(LATE,))
    )
    async with console(desk) as agent:
        await write(agent, "")
        await agent.press("f2", "L")
        assert "+ ^MC" in agent.text
        await agent.press("ctrl+s")
        row = desk.queue_rows([kim])[kim]
        assert (row.tags, row.assignee) == (("late parcel",), "sam")
        assert "u undoes" in agent.said
        await agent.press("u")
        row = desk.queue_rows([kim])[kim]
        assert (row.tags, row.assignee) == ((), None)
    assert sent(shop) == ["Hi Kim, it is on its way. ^MC"]


async def test_what_nobody_knows_holds_the_reply_in_the_composer(shop: Shop) -> None:
    shop.hear("where is it?", "kim_1992")
    desk = shop.desk("mary", replies=Replies(), macros=lambda: MacroBook(macros=(LATE,)))
    async with console(desk) as agent:
        await write(agent, "")
        await agent.press("f2", "L", "end", "ctrl+s")
        assert "{first_name} is not filled" in agent.main.composer.problem
        assert sent(shop) == []
        await agent.type("Kim")
        await agent.press("ctrl+s")
    assert sent(shop) == ["Hi Kim, it is on its way."]


async def test_f9_sends_resolves_and_keeps_what_it_was_about(shop: Shop) -> None:
    kim = shop.hear("where is it?", "kim")
    async with console(shop.desk("mary")) as agent:
        await write(agent, "It is on its way.")
        await agent.press("f9")
        await agent.type("refund")
        await agent.press("enter")
        assert shop.state(kim) != "resolved"
        assert sent(shop) == ["It is on its way."]
        assert shop.state(kim) == "resolved"
        wrap_up = shop.value("SELECT wrap_up FROM conversations WHERE id = :id", id=kim)
        assert wrap_up == "refund"


async def test_f9_taken_back_resolves_nothing(shop: Shop) -> None:
    kim = shop.hear("where is it?", "kim")
    async with console(shop.desk("mary", wrap_ups=())) as agent:
        await write(agent, "Too fast")
        await agent.press("f9", "U")
        await agent.until(lambda: agent.main.composer.text == "Too fast")
        await agent.press("ctrl+s")
    assert sent(shop) == ["Too fast"]
    assert shop.state(kim) == "answered"


async def test_a_reply_on_its_way_is_resolved_by_e_and_u_undoes_it(shop: Shop) -> None:
    kim = shop.hear("where is it?", "kim")
    shop.submit(kim, "It is on its way.")
    async with console(shop.desk("mary")) as agent:
        await agent.press("9", "e")
        await agent.type("refund")
        await agent.press("enter")
        assert agent.said.startswith("Kim is resolved once the reply is sent")
        assert agent.said.endswith(" — u undoes")
        await agent.press("u")
        assert agent.said.startswith("Undone")
    sent(shop)
    assert shop.state(kim) == "answered"


async def test_an_answer_sent_before_comes_without_handle_and_initials(shop: Shop) -> None:
    sam = shop.hear("half sizes?", "sam")
    desk = shop.desk("mary", initials="MC", replies=Replies())
    shop.reply(sam, "They come in half sizes.")
    shop.hear("and in purple?", "kim")
    async with console(desk) as agent:
        await write(agent, "")
        await agent.press("ctrl+r")
        await agent.type("half")
        await agent.until(lambda: "They come in half sizes." in agent.text)
        await agent.press("enter")
        assert agent.main.composer.text == "They come in half sizes."


async def test_words_are_underlined_in_the_conversations_language(shop: Shop) -> None:
    shop.hear("where is it?", "kim", lang="en")
    async with console(shop.desk("mary", brand="Acme Shoez")) as agent:
        await write(agent, "Kim, you will recieve Shoez soon, Osei ")
        area = agent.main.composer.area
        await agent.until(lambda: bool(area.misspelt))
        assert [span.said for span in area.misspelt] == ["recieve"]
        await agent.press("ctrl+s")
    assert sent(shop) == ["Kim, you will recieve Shoez soon, Osei"]
