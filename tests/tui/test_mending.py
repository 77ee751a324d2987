"""r where the network refused a reply: its words, and why; over the real desk."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from social_care.models import Limits, OutboxState, Visibility
from tests.network import Fault
from tests.parts_kit import PNG, picture_network
from tests.tui.console import Console, console
from tests.world import Shop


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    opened = Shop(tmp_path / "shop.db")
    opened.open_account("acme", limits=Limits(can_private=True))
    yield opened
    opened.store.close()


def refuse(shop: Shop, words: str, agent: str = "mary", **how: Any) -> int:
    """Kim waits; an answer to her is refused."""
    conversation = shop.hear("angry", "kim")
    shop.network.faults = [Fault.REFUSED]
    shop.reply(conversation, words, agent, **how)
    return conversation


def composed(agent: Console) -> str:
    return agent.main.composer.text


async def test_r_begins_with_the_refused_words_and_says_why(shop: Shop) -> None:
    refuse(shop, "A careful answer.")
    async with console(shop.desk()) as agent:
        await agent.press("enter", "r")
        assert composed(agent) == "A careful answer."
        assert agent.main.composer.problem.startswith("Refused: ")
        await agent.type(" Mended.")
        await agent.press("ctrl+s")
        await agent.until(lambda: composed(agent) == "")
        (item,) = shop.desk().outbox()
        assert (item.state, item.text) == (OutboxState.QUEUED, "A careful answer. Mended.")
        assert shop.desk().drafts() == ()


async def test_r_at_once_from_the_queue_begins_with_them_too(shop: Shop) -> None:
    refuse(shop, "A careful answer.")
    async with console(shop.desk()) as agent:
        await agent.press("r")
        await agent.until(lambda: composed(agent) == "A careful answer.")


async def test_what_was_private_is_private_again(shop: Shop) -> None:
    conversation = refuse(shop, "To you alone.", private=True)
    async with console(shop.desk()) as agent:
        await agent.press("enter", "r")
        assert agent.main.composer.private
        await agent.press("ctrl+s")
        await agent.until(lambda: composed(agent) == "")
    sql = "SELECT visibility FROM outbox WHERE conversation_id = :id"
    assert shop.value(sql, id=conversation) == Visibility.DIRECT


async def test_a_public_one_to_who_wrote_privately_since_says_so(shop: Shop) -> None:
    conversation = refuse(shop, "In public.")
    shop.hear("and this", "kim", visibility=Visibility.DIRECT)
    async with console(shop.desk()) as agent:
        await agent.press("enter", "r")
        assert (agent.main.composer.private, agent.main.composer.public) == (False, True)
    assert shop.desk().conversation(conversation).draft is None


async def test_esc_without_a_change_makes_no_draft_of_them(shop: Shop) -> None:
    refuse(shop, "A careful answer.")
    async with console(shop.desk()) as agent:
        await agent.press("enter", "r", "escape")
    assert shop.desk().drafts() == ()
    assert [item.state for item in shop.desk().outbox()] == [OutboxState.REFUSED]


async def test_taken_back_instead_it_stands_there_once(shop: Shop) -> None:
    refuse(shop, "A careful answer.")
    async with console(shop.desk()) as agent:
        await agent.press("enter", "U")
        await agent.until(lambda: bool(shop.desk().drafts()))
        await agent.settle()
        assert composed(agent) == "A careful answer."
        assert agent.main.composer.problem == ""


async def test_a_colleagues_and_still_with_you_are_not_begun_with(shop: Shop) -> None:
    refuse(shop, "Sam's words.", "sam")
    shop.desk("sam").release(1)
    refuse(shop, "Still with you.", holding=True)
    async with console(shop.desk()) as agent:
        await agent.press("enter", "r")
        await agent.settle()
        assert composed(agent) == ""


# -- what people left who are not listed any more --------------------------------------------------


async def test_a_lead_takes_over_the_draft_of_who_left(shop: Shop) -> None:
    conversation = shop.hear("angry", "kim")
    shop.desk("mary").save_draft(conversation, "Dear Kim", private=False, draft=None)
    lead = shop.desk("lee", agents=("lee", "sam"), role="lead")
    async with console(lead) as agent:
        await agent.press("8")
        assert "mary, no longer listed, F8 takes it over, draft" in agent.text
        await agent.press("enter", "f8")
        await agent.press("enter")
        assert composed(agent) == "Dear Kim"
    assert [item.draft.agent for item in lead.drafts()] == ["lee"]


async def test_a_held_reply_of_who_left_is_written_on(shop: Shop) -> None:
    conversation = shop.hear("angry", "kim")
    shop.submit(conversation, "call 0170 1234567")
    shop.desk().release(conversation)
    newer = shop.submit(shop.hear("hello?", "lou"), "hello")
    lead = shop.desk("lee", agents=("lee", "sam"), role="lead")
    async with console(lead) as agent:
        await agent.press("8")
        assert "held, mary, no longer listed, 0s ago, Enter twice decides" in agent.text
        await agent.press("enter", "enter", "down", "enter")
        await agent.until(lambda: composed(agent) == "call 0170 1234567")
    assert shop.sent_state(newer) == "queued"


# -- the description of a picture gives something away ---------------------------------------------


async def test_a_description_that_holds_a_reply_is_named_and_nothing_is_selected(
    shop: Shop,
) -> None:
    picture_network(shop)
    conversation = shop.hear("angry", "kim")
    shop.desk().attach(conversation, "left.png", PNG, "a label: order 12345678")
    async with console(shop.desk()) as agent:
        await agent.press("enter", "r")
        await agent.type("look")
        await agent.press("ctrl+s")
        await agent.until(lambda: "in the description of left.png" in agent.main.composer.problem)
        assert "U takes it back to describe the picture anew" in agent.main.composer.problem
        assert agent.main.composer.area.selected_text == ""
        await agent.press("ctrl+s")
        await agent.until(lambda: composed(agent) == "")
    assert [item.state for item in shop.desk().outbox()] == [OutboxState.QUEUED]


# -- held ------------------------------------------------------------------------------------------


async def test_what_came_while_the_dialog_was_read_is_told_before_it_goes(shop: Shop) -> None:
    shop.submit(shop.hear("angry", "kim"), "order 12345678")
    async with console(shop.desk()) as agent:
        await agent.press("enter", "enter")
        shop.pass_time(minutes=1)
        await asyncio.to_thread(shop.hear, "never mind", "kim")
        await agent.press("enter")
        await agent.until(lambda: agent.said.startswith("Still held: the customer wrote again"))
        assert agent.said.endswith("Read it above; Enter asks again.")
        assert [item.state for item in shop.desk().outbox()] == [OutboxState.HELD]
        await agent.press("enter", "enter")
        await agent.until(lambda: shop.desk().outbox()[0].state is OutboxState.QUEUED)


async def test_a_held_one_that_is_not_the_newest_is_edited_all_the_same(shop: Shop) -> None:
    shop.submit(shop.hear("angry", "kim"), "order 12345678")
    newer = shop.submit(shop.hear("hello?", "lou"), "hello")
    async with console(shop.desk()) as agent:
        await agent.press("enter", "enter", "down", "enter")
        await agent.until(lambda: composed(agent) == "order 12345678")
    assert shop.sent_state(newer) == "queued"


async def test_an_edited_long_one_takes_the_place_of_all_its_held_parts(shop: Shop) -> None:
    shop.open_account("acme", limits=Limits(max_length=60, chains=True))
    shop.hear("angry", "kim")
    async with console(shop.desk()) as agent:
        await agent.press("enter", "r")
        await agent.type("Dear Kim, we are sorry about order 12345678. ")
        await agent.type("It left yesterday and is there on Friday.")
        await agent.press("ctrl+s", "ctrl+s")
        await agent.until(lambda: agent.main.composer.problem.startswith("Held: "))
        await agent.type(" Bye.")
        await agent.press("ctrl+s", "ctrl+s")
        await agent.until(lambda: len(shop.rows("SELECT 1 FROM outbox")) > 2)
    live = [item for item in shop.desk().outbox() if item.parts > 1]
    assert len(live) == live[0].parts, "the former parts are given up"


async def test_a_held_one_that_a_lead_sent_meanwhile_is_not_replaced(shop: Shop) -> None:
    shop.hear("angry", "kim")
    lead = shop.desk("lee", role="lead")
    async with console(shop.desk()) as agent:
        await agent.press("enter", "r")
        await agent.type("order 12345678")
        await agent.press("ctrl+s")
        await agent.until(lambda: agent.main.composer.problem.startswith("Held: "))
        shop.pass_time(minutes=3)
        (held,) = shop.desk().outbox()
        await asyncio.to_thread(lead.settle, held.id, "again")
        shop.pass_time(seconds=10)
        await asyncio.to_thread(shop.deliver)
        await asyncio.to_thread(lead.release, 1)
        await agent.press("end")
        await agent.type("!")
        await agent.press("ctrl+s")
        await agent.until(lambda: "this reply is sent" in agent.main.composer.problem)
        assert composed(agent) == "order 12345678!"
    assert [item.draft.text for item in shop.desk().drafts()] == ["order 12345678!"]
