"""Who is with whom: told in words, never a dialog, never a lock, and nothing written is lost."""

from dataclasses import replace

import pytest
from textual.events import Key

from social_care.tui.keys import Where
from social_care.tui.screens.opening import GIVE_BACK_MS
from social_care.tui.screens.taking_over import TAKE_OVER_MS
from tests.tui.console import MIDDLE, Console, console
from tests.tui.fake_desk import FakeDesk
from tests.tui.people import MINUTE, NOW

PRIYA = ("j", "j")
"""The keys to the customer whom joe holds."""


def desk_with_joe(doing: str = "writes") -> FakeDesk:
    desk = FakeDesk()
    desk.change(3, claim_doing=doing, claimed_since=NOW - 2 * MINUTE)
    return desk


async def test_c_on_a_colleagues_customer_says_who_does_what_since_when() -> None:
    desk = desk_with_joe()
    async with console(desk) as agent:
        await agent.press(*PRIYA, "c")
        assert agent.said == (
            "joe is writing to Priya N. (2m): c again takes over; joe keeps their words."
        )
        assert desk.calls["take_over"] == 0
        assert agent.top is agent.main


async def test_a_second_c_takes_over() -> None:
    desk = desk_with_joe()
    async with console(desk) as agent:
        await agent.press(*PRIYA, "c", "c")
        assert agent.said == "Priya N. is yours now; joe keeps what they wrote."
        assert desk.views[3].row.claimed_by == "mary"
        assert 3 in agent.main.holding.held


async def test_a_second_c_much_later_only_says_it_again() -> None:
    desk = desk_with_joe()
    async with console(desk) as agent:
        await agent.press(*PRIYA, "c")
        desk.clock += TAKE_OVER_MS + 1
        await agent.press("c")
        assert "c again takes over" in agent.said
        assert desk.calls["take_over"] == 0


async def test_a_second_c_on_another_customer_takes_nobody_over() -> None:
    desk = desk_with_joe()
    desk.change(2, claimed_by="joe", claim_doing="reads")
    async with console(desk) as agent:
        await agent.press(*PRIYA, "c", "k", "c")
        assert desk.calls["take_over"] == 0
        assert agent.said.startswith("joe is reading Dana R.")


async def test_whoever_has_them_by_now_is_not_robbed_by_the_second_c() -> None:
    desk = desk_with_joe()
    async with console(desk) as agent:
        await agent.press(*PRIYA, "c")
        desk.change(3, claimed_by="sam")
        await agent.look()
        await agent.press("c")
        assert desk.calls["take_over"] == 0
        assert agent.said.startswith("sam is writing to Priya N.")


async def test_whoever_was_taken_over_is_told_at_the_next_change_and_reads_on() -> None:
    desk = FakeDesk()
    async with console(desk) as agent:
        await agent.press("enter", "r")
        await agent.type("Dear Kim")
        desk.change(1, claimed_by="joe", claim_doing="reads")
        await agent.look()
        assert agent.said == "joe has taken over Kim Osei; what you wrote is kept."
        assert agent.main.composer.text == "Dear Kim"
        await agent.press("escape")
        assert desk.kept[1].text == "Dear Kim"
        assert "joe is reading" in agent.text


async def test_it_is_told_once() -> None:
    desk = FakeDesk()
    async with console(desk) as agent:
        await agent.press("n")
        desk.change(1, claimed_by="joe", claim_doing="reads")
        await agent.look()
        agent.main.say("something else")
        desk.change(1, unread=False)
        await agent.look()
        assert agent.said == "something else"


async def test_a_customer_out_of_sight_is_told_by_the_next_heartbeat() -> None:
    desk = FakeDesk()
    async with console(desk) as agent:
        await agent.press("c", "j")
        desk.beats_fail = True
        desk.views[1] = replace(desk.views[1], row=replace(desk.views[1].row, claimed_by="joe"))
        agent.main.renew()
        await agent.settle()
        assert agent.said.startswith("joe has taken over Kim Osei")
        assert 1 not in agent.main.holding.held


async def test_r_on_a_colleagues_customer_explains() -> None:
    desk = desk_with_joe()
    async with console(desk) as agent:
        await agent.press(*PRIYA, "r")
        assert agent.said == (
            "joe is writing to Priya N. (2m): c twice takes over, i leaves a note"
        )
        assert agent.where is Where.QUEUE


async def test_presence_is_a_word_in_list_and_heading() -> None:
    desk = desk_with_joe()
    async with console(desk, MIDDLE) as agent:
        await agent.press(*PRIYA, "enter")
        await agent.until(lambda: agent.main.shown is not None)
        assert "joe is writing" in agent.text
        assert "joe     writes" in agent.text
        desk.change(3, claim_doing="reads")
        await agent.look()
        assert "joe is reading" in agent.text


# -- notes ----------------------------------------------------------------------------------------


async def note(agent: Console, words: str) -> None:
    await agent.press("i")
    await agent.type(words)


async def test_the_first_character_of_a_note_claims() -> None:
    desk = FakeDesk()
    async with console(desk) as agent:
        await agent.press("i")
        assert desk.calls["claim"] == 0
        await agent.type("c")
        assert desk.views[1].row.claimed_by == "mary"
        claims = desk.calls["claim"]
        await agent.type("all them")
        assert desk.calls["claim"] == claims


async def test_a_note_in_passing_gives_the_customer_back_after_a_while() -> None:
    desk = FakeDesk()
    async with console(desk) as agent:
        await note(agent, "call them")
        await agent.press("enter")
        assert ("note", 1, "call them") in desk.deeds
        desk.clock += GIVE_BACK_MS
        agent.main.tick()
        await agent.settle()
        assert desk.views[1].row.claimed_by is None


async def test_a_note_on_a_colleagues_customer_is_no_matter() -> None:
    desk = desk_with_joe()
    async with console(desk) as agent:
        await agent.press(*PRIYA)
        await note(agent, "recall 2231 is known")
        await agent.press("enter")
        assert ("note", 3, "recall 2231 is known") in desk.deeds
        assert desk.views[3].row.claimed_by == "joe"


@pytest.mark.parametrize("at_once", [True, False])
async def test_words_typed_behind_a_refused_r_are_no_commands(at_once: bool) -> None:
    desk = desk_with_joe()
    async with console(desk) as agent:
        await agent.press(*PRIYA)
        if at_once:  # in one packet, too few for a paste
            agent.main.take_over([Key(letter, letter) for letter in "rhed"])
        else:
            await agent.pilot.press(*"rhedjx")
        await agent.settle()
        assert "joe is writing to Priya N." in agent.said
        assert desk.deeds == []
        assert (agent.top, agent.main.queue.selected) == (agent.main, 3)
        assert not agent.main.picked
        await agent.rest()
        await agent.press("x")
        assert agent.main.picked == {3}


async def test_other_keys_work_at_once_behind_a_refused_r() -> None:
    async with console(desk_with_joe()) as agent:
        await agent.press(*PRIYA, "r", "enter")
        assert agent.where is Where.CONVERSATION
        await agent.rest()
        await agent.press("d")
        assert ("dismiss", 3) in [deed[:2] for deed in agent.desk.deeds]
