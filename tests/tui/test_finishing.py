"""F9 sends and resolves; what is shown after a reply is the team's choice."""

import pytest

from social_care.errors import NotAllowed
from social_care.models.composing import Macro, MacroActions
from social_care.tui.keys import Where
from social_care.tui.screens.dialog import Choice
from social_care.tui.screens.opening import GIVE_BACK_MS
from tests.tui.console import MIDDLE, Console, console
from tests.tui.fake_desk import FakeDesk


def desk(*wrap_ups: str) -> FakeDesk:
    made = FakeDesk()
    made.wrap_ups = wrap_ups
    return made


async def write(agent: Console, words: str = "Hello") -> None:
    await agent.press("n", "r")
    await agent.type(words)


async def test_one_key_sends_and_resolves() -> None:
    fake = desk()
    async with console(fake) as agent:
        await write(agent)
        await agent.press("f9")
        assert ("submit", 1, "Hello", False) in fake.deeds
        assert fake.resolving == [True]
        assert agent.said == "Then resolved"


async def test_ctrl_s_resolves_nothing() -> None:
    fake = desk("order")
    async with console(fake) as agent:
        await write(agent)
        await agent.press("ctrl+s")
        assert fake.resolving == [False]
        assert agent.top is agent.main


async def test_the_wrap_up_is_asked_once_after_it_is_on_its_way() -> None:
    fake = desk("order", "returns")
    async with console(fake) as agent:
        await write(agent)
        await agent.press("f9")
        assert isinstance(agent.top, Choice)
        assert fake.calls["submit"] == 1
        await agent.type("ret")
        await agent.press("enter")
        assert ("wrap up", 1, "returns") in fake.deeds
        assert agent.said == "Then resolved as returns"
        assert agent.main.shown_id != 1


@pytest.mark.parametrize("key", ["enter", "escape"])
async def test_the_wrap_up_can_be_skipped(key: str) -> None:
    fake = desk("order")
    async with console(fake) as agent:
        await write(agent)
        await agent.press("f9", key)
        assert fake.calls["wrap_up"] == 0
        assert agent.said == "Then resolved"
        assert agent.main.shown_id != 1


async def test_a_macro_that_says_what_it_was_about_is_not_asked_again() -> None:
    fake = desk("order")
    actions = MacroActions(wrap_up="order", tags=("late",))
    fake.book = (Macro(name="Late", key="l", text="Sorry", actions=actions),)
    async with console(fake) as agent:
        await write(agent, "")
        await agent.press("f2", "L", "f9")
        assert agent.top is agent.main
        assert agent.said == "Then resolved; Tagged: late — u undoes"


async def test_a_held_one_goes_and_resolves_with_the_same_key() -> None:
    fake = desk()
    async with console(fake) as agent:
        await write(agent)
        fake.news_for(1)
        await agent.press("f9")
        assert "F9 again sends it anyway" in agent.main.composer.problem
        await agent.press("f9")
        assert fake.calls["release_held"] == 1
        assert "Then resolved" in agent.said


async def test_one_held_after_ctrl_s_is_not_resolved_by_accident_nor_sent_twice() -> None:
    fake = desk()
    async with console(fake) as agent:
        await write(agent)
        fake.news_for(1)
        await agent.press("ctrl+s", "f9")
        assert fake.resolving == [False, True]
        assert [item.state.value for item in fake.items] == ["discarded", "queued"]


async def test_what_cannot_be_done_besides_is_told_and_the_reply_is_sent() -> None:
    fake = desk("order")
    async with console(fake) as agent:
        await write(agent)
        await agent.press("f9")
        fake.failing = NotAllowed("no such code", "choose another")
        await agent.type("order")
        await agent.press("enter")
        assert fake.calls["submit"] == 1
        assert "Then resolved, but not wrapped up: no such code" in agent.said


async def test_what_a_macro_could_not_do_is_told_and_the_reply_is_sent() -> None:
    fake = desk()
    actions = MacroActions(tags=("late",))
    fake.book = (Macro(name="Late", key="l", text="Sorry", actions=actions),)

    def fail(*_: object) -> str:
        raise NotAllowed("no such tag", "choose another")

    fake.apply_actions = fail  # type: ignore[assignment, method-assign]
    async with console(fake) as agent:
        await write(agent, "")
        await agent.press("f2", "L", "ctrl+s")
        assert fake.calls["submit"] == 1
        assert "Sent, but no more was done: no such tag" in agent.said


async def test_the_next_customer_comes_by_itself() -> None:
    async with console(desk()) as agent:
        await write(agent)
        await agent.press("ctrl+s")
        assert agent.main.shown_id not in {None, 1}
        assert agent.where is Where.CONVERSATION


async def test_or_the_queue() -> None:
    fake = desk()
    fake.after_send = "queue"
    async with console(fake) as agent:
        await write(agent)
        calls = fake.calls["next"]
        await agent.press("ctrl+s")
        assert agent.where is Where.QUEUE
        assert fake.calls["next"] == calls


async def test_or_one_stays() -> None:
    fake = desk()
    fake.after_send = "stay"
    async with console(fake) as agent:
        await write(agent)
        await agent.press("ctrl+s")
        assert agent.main.shown_id == 1
        assert agent.where is Where.CONVERSATION
        await agent.until(lambda: "Hello" in agent.text)


async def test_beside_the_queue_a_customer_who_was_answered_is_given_back_after_a_while() -> None:
    fake = desk()
    fake.after_send = "queue"
    async with console(fake, MIDDLE) as agent:
        await agent.press("9")
        await write(agent)
        await agent.press("ctrl+s")
        assert agent.main.shown_id == 1, "it is listed still, and the cursor on it"
        fake.clock += GIVE_BACK_MS - 1
        agent.main.tick()
        await agent.settle()
        assert fake.views[1].row.claimed_by == "mary"
        fake.clock += 1
        agent.main.tick()
        await agent.settle()
        assert not fake.views[1].row.claimed_by
        assert agent.main.holding.held == set()
