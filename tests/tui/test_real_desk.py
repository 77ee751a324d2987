"""The console over the real desk and a real database: the whole way of a few answers."""

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from social_care.models import Counting, Limits, OutboxState, Replies
from social_care.models.views import View
from social_care.tui.keys import Where
from tests.network import Fault
from tests.tui.console import MIDDLE, Console, console
from tests.world import Shop


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    opened = Shop(tmp_path / "shop.db")
    opened.open_account(
        "fedi", "fedi", Limits(counting=Counting.MASTODON, max_length=500, can_private=True)
    )
    yield opened
    opened.store.close()


async def elsewhere(call: Callable[..., object], *given: object, **named: object) -> None:
    """As another process does it: on another connection, so that the console must notice."""
    await asyncio.to_thread(call, *given, **named)


async def answer(agent: Console, words: str) -> None:
    await agent.press("r")
    await agent.type(words)
    await agent.press("ctrl+s")


async def test_the_most_needed_is_claimed_answered_and_sent(shop: Shop) -> None:
    shop.hear("half sizes?", "sam")
    kim = shop.hear("burned! my son's foot", "kim")
    async with console(shop.desk("mary", replies=Replies())) as agent:
        await agent.press("n")
        assert agent.main.shown_id == kim
        assert "Kim @kim" in agent.text
        await answer(agent, "We are so sorry.")
        assert "Sending in 10s" in agent.text
        shop.pass_time(seconds=11)
        await elsewhere(shop.deliver)
        await agent.look()
        await agent.press("apostrophe")
        assert "We are so sorry." in agent.text
        assert "sent 09:00 ✓" in agent.text
    assert [sent.text for sent in shop.network.posts] == ["We are so sorry."]


async def test_a_reply_taken_back_is_never_sent(shop: Shop) -> None:
    shop.hear("angry", "kim")
    async with console(shop.desk()) as agent:
        await agent.press("n")
        await answer(agent, "Too fast")
        await agent.press("U")
        await agent.until(lambda: agent.main.composer.text == "Too fast")
        shop.pass_time(minutes=5)
        shop.deliver()
    assert shop.network.posts == []


async def test_a_customer_who_writes_again_holds_the_reply(shop: Shop) -> None:
    kim = shop.hear("angry", "kim")
    async with console(shop.desk()) as agent:
        await agent.press("enter", "r")
        await agent.type("Hello")
        await elsewhere(shop.hear, "angry and more", "kim")
        await agent.press("ctrl+s")
        await agent.until(lambda: agent.main.composer.problem.startswith("Held: "))
        assert [one.state for one in shop.desk().outbox()] == [OutboxState.HELD]
        await agent.press("ctrl+s")
        assert [one.state for one in shop.desk().outbox()] == [OutboxState.QUEUED]
        assert agent.main.shown_id == kim or agent.where is Where.QUEUE


async def test_a_held_reply_that_is_edited_is_sent_once(shop: Shop) -> None:
    shop.hear("angry", "kim")
    async with console(shop.desk()) as agent:
        await agent.press("enter", "r")
        await agent.type("Hello")
        await elsewhere(shop.hear, "angry and more", "kim")
        await agent.press("ctrl+s")
        await agent.until(lambda: agent.main.composer.problem.startswith("Held: "))
        await agent.type(" Kim")
        await agent.press("ctrl+s")
        shop.pass_time(seconds=11)
        shop.deliver()
    assert [sent.text for sent in shop.network.posts] == ["Hello Kim"]
    assert list(shop.desk().queue_ids(View.DRAFTS)) == []


async def test_words_survive_the_console(shop: Shop) -> None:
    kim = shop.hear("angry", "kim")
    async with console(shop.desk()) as agent:
        await agent.press("enter", "r")
        await agent.type("Dear Kim")
        await agent.app.action_quit()
    draft = shop.desk().conversation(kim).draft
    assert draft is not None
    assert draft.text == "Dear Kim"
    async with console(shop.desk()) as agent:
        await agent.press("8", "enter")
        await agent.until(lambda: "Dear Kim" in agent.text)


async def test_another_agents_claim_is_seen_and_respected(shop: Shop) -> None:
    kim = shop.hear("angry", "kim")
    async with console(shop.desk()) as agent:
        await elsewhere(shop.desk("sam").claim, kim, writing=True)
        await agent.look()
        assert "sam     writes" in agent.text
        await agent.press("r")
        assert agent.said == "sam is writing to Kim (0s): c twice takes over, i leaves a note"
        await agent.rest()
        await agent.press("n")
        assert agent.said == "Nobody waits whom you could take."


async def test_deeds_and_their_undoing(shop: Shop) -> None:
    sam = shop.hear("half sizes?", "sam")
    async with console(shop.desk()) as agent:
        await agent.press("d")
        assert agent.said == "Dismissed Sam — u undoes"
        await agent.look()
        assert "Nobody waits for an answer." in agent.text
        await agent.press("u")
        assert agent.said.startswith("Undone")
        await agent.look()
        assert list(shop.desk().queue_ids(View.TODO)) == [sam]
        await agent.press("E", "enter")
        assert agent.said == "Answered Sam elsewhere (phone)"


async def test_an_unanswered_complaint_takes_a_second_e(shop: Shop) -> None:
    kim = shop.hear("angry", "kim")
    async with console(shop.desk(wrap_ups=())) as agent:
        await agent.press("e")
        assert "press e once more" in agent.said
        await agent.press("e")
        assert agent.said == "Resolved Kim — u undoes"
    assert kim not in shop.desk().queue_ids(View.TODO)


async def test_new_mentions_come_in_by_themselves(shop: Shop) -> None:
    shop.hear("half sizes?", "sam")
    async with console(shop.desk(), MIDDLE) as agent:
        selected = agent.main.queue.selected
        await elsewhere(shop.hear, "burned", "kim")
        await agent.look()
        assert agent.main.queue.selected == selected
        assert "URGENT" in agent.text
        assert "2 waiting" in agent.text


async def test_a_uncertain_reply_is_settled_by_a_person(shop: Shop) -> None:
    kim = shop.hear("angry", "kim")
    async with console(shop.desk()) as agent:
        await agent.press("enter")
        shop.network.faults = [Fault.DROPPED]
        await elsewhere(shop.reply, kim)
        await agent.look()
        assert "Enter decides" in agent.text
        await agent.press("enter")
        await agent.type("there")
        await agent.press("enter")
        await agent.until(lambda: shop.desk().outbox() == [])


async def test_why_is_told_by_the_desk(shop: Shop) -> None:
    shop.hear("angry", "kim")
    async with console(shop.desk()) as agent:
        await agent.press("p")
        assert "because: says 'angry'" in agent.text
        assert "order: strictly by band" in agent.text


async def test_a_brake_pulled_elsewhere_is_in_sight_at_once(shop: Shop) -> None:
    lead = shop.desk("lee", role="lead")
    async with console(shop.desk()) as agent:
        await elsewhere(lead.stop_sending)
        await agent.look()
        assert "SENDING STOPPED by lee" in agent.text
        await elsewhere(lead.go_on_sending)
        await agent.look()
        assert "SENDING STOPPED" not in agent.text
