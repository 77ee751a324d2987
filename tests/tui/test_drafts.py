"""Nothing typed is lost: not by Esc, not by leaving, not by a busy database."""

from dataclasses import replace

import pytest

from social_care.errors import StoreError
from social_care.models.views import Draft
from social_care.tui.keys import Where
from tests.tui.console import MIDDLE, Console, console
from tests.tui.fake_desk import FakeDesk
from tests.tui.people import NOW


async def write(agent: Console, words: str) -> None:
    await agent.press("enter", "r")
    await agent.type(words)


def draft_of(desk: FakeDesk, conversation_id: int = 1) -> str:
    draft = desk.kept.get(conversation_id)
    return draft.text if draft else ""


def kept(text: str, conversation_id: int = 1, *, private: bool = False) -> Draft:
    return Draft(
        id=1,
        conversation_id=conversation_id,
        agent="mary",
        text=text,
        private=private,
        revision=1,
        updated_at=NOW,
    )


async def test_words_are_saved_by_themselves() -> None:
    desk = FakeDesk()
    async with console(desk) as agent:
        await write(agent, "Hello Kim")
        await agent.until(lambda: draft_of(desk) == "Hello Kim")
        await agent.until(lambda: "draft saved" in agent.text)


async def test_what_is_not_safe_yet_is_not_called_saved() -> None:
    desk = FakeDesk()
    async with console(desk) as agent:
        await agent.press("enter", "r")
        await agent.pilot.press("H")
        assert not agent.main.composer.saved or draft_of(desk) == "H"


async def test_esc_saves_at_once() -> None:
    desk = FakeDesk()
    async with console(desk) as agent:
        await write(agent, "Hello")
        await agent.press("escape")
        assert draft_of(desk) == "Hello"
        assert agent.where is Where.CONVERSATION
        assert "Hello" in agent.text


async def test_leaving_saves_and_coming_back_finds_it() -> None:
    desk = FakeDesk()
    async with console(desk) as agent:
        await write(agent, "Hello")
        await agent.press("escape", "escape", "j", "enter")
        assert draft_of(desk) == "Hello"
        assert "Hello" not in agent.text
        await agent.press("apostrophe")
        await agent.until(lambda: agent.main.composer.text == "Hello")
        assert agent.main.composer.display
        await agent.press("r")
        await agent.type("!")
        assert agent.main.composer.text == "Hello!"


async def test_moving_on_in_a_wide_queue_saves_too() -> None:
    desk = FakeDesk()
    async with console(desk, MIDDLE) as agent:
        await write(agent, "Hello")
        await agent.press("escape", "escape", "j")
        await agent.until(lambda: agent.main.shown_id == 2)
        await agent.settle()
        assert draft_of(desk) == "Hello"
        assert not agent.main.composer.display


async def test_a_draft_of_another_day_is_found_with_its_privacy() -> None:
    desk = FakeDesk()
    desk.kept[1] = kept("begun yesterday", private=True)
    async with console(desk) as agent:
        await agent.press("j", "k", "enter")
        await agent.until(lambda: "begun yesterday" in agent.text)
        assert "Reply privately" in agent.text
        assert agent.where is Where.CONVERSATION


async def test_keys_typed_before_the_draft_is_read_come_behind_it() -> None:
    desk = FakeDesk()
    desk.kept[1] = kept("begun ")
    async with console(desk) as agent:
        agent.main.open(1)
        agent.main.write(privately=False)
        agent.main.composer.area.insert("and more")
        await agent.settle()
        await agent.until(lambda: agent.main.composer.text == "begun and more")


async def test_leaving_and_coming_back_at_once_finds_every_word() -> None:
    desk = FakeDesk()
    async with console(desk) as agent:
        await write(agent, "Hello")
        await agent.pilot.press("escape", "escape", "r")
        await agent.settle()
        await agent.until(lambda: agent.main.composer.text == "Hello")
        assert not [deed for deed in desk.deeds if deed[0] == "second version"]


async def test_deleting_all_words_discards_the_draft() -> None:
    desk = FakeDesk()
    async with console(desk) as agent:
        await write(agent, "H")
        await agent.until(lambda: draft_of(desk) == "H")
        await agent.press("backspace", "escape")
        assert desk.kept == {}
        assert not agent.main.composer.display


async def test_each_save_builds_on_the_last_one() -> None:
    desk = FakeDesk()
    async with console(desk) as agent:
        await write(agent, "one")
        await agent.until(lambda: draft_of(desk) == "one")
        await agent.type(" two")
        await agent.until(lambda: draft_of(desk) == "one two")
        assert not [deed for deed in desk.deeds if deed[0] == "second version"]


async def test_words_survive_a_refresh_and_a_lost_claim() -> None:
    desk = FakeDesk()
    async with console(desk) as agent:
        await write(agent, "Hello")
        desk.beats_fail = True
        desk.change(1, claimed_by="joe", claim_doing="writes", text="something else")
        await agent.look()
        agent.main.renew()
        await agent.settle()
        assert agent.main.composer.text == "Hello"
        assert agent.said == "joe has taken over Kim Osei; what you wrote is kept."
        await agent.type("!")
        await agent.press("escape")
        assert draft_of(desk) == "Hello!"


async def test_a_save_that_failed_is_said_and_tried_again() -> None:
    desk = FakeDesk()
    async with console(desk) as agent:
        await write(agent, "Hello")
        await agent.until(lambda: draft_of(desk) == "Hello")
        desk.failing = StoreError("the disk is full", "make room")
        await agent.type("!")
        await agent.until(lambda: "Not saved yet" in agent.said)
        assert draft_of(desk) == "Hello"
        agent.main.reload()
        await agent.settle()
        await agent.until(lambda: draft_of(desk) == "Hello!")


async def test_words_of_a_conversation_that_was_left_are_saved_after_all() -> None:
    desk = FakeDesk()
    async with console(desk) as agent:
        await write(agent, "Hello")
        await agent.until(lambda: draft_of(desk) == "Hello")
        await agent.type("!")
        desk.failing = StoreError("the disk is full", "make room")
        await agent.press("escape", "escape", "j", "enter")
        agent.main.reload()
        await agent.settle()
        await agent.until(lambda: draft_of(desk) == "Hello!")


async def test_quitting_saves_gives_back_and_asks_nothing() -> None:
    desk = FakeDesk()
    async with console(desk) as agent:
        await agent.press("c", "j", "enter", "r")
        await agent.type("Hello")
        await agent.press("escape", "Q")
        assert agent.app._exit
        assert draft_of(desk, 2) == "Hello"
        assert desk.views[1].row.claimed_by is None
        assert desk.views[2].row.claimed_by == "mary"


async def test_quitting_in_the_middle_of_a_word_saves() -> None:
    desk = FakeDesk()
    async with console(desk) as agent:
        await agent.press("enter", "r")
        await agent.pilot.press(*"Hel")
        await agent.app.action_quit()
        assert draft_of(desk) == "Hel"


async def test_what_cannot_be_saved_makes_quitting_ask_once() -> None:
    class Full(FakeDesk):
        def save_draft(self, *arguments: object, **named: object) -> Draft:
            raise StoreError("the disk is full", "make room")

    async with console(Full()) as agent:
        await write(agent, "Hello")
        await agent.app.action_quit()
        assert not agent.app._exit
        assert "could not be saved" in agent.said
        await agent.app.action_quit()
        assert agent.app._exit


async def test_a_sent_reply_leaves_no_draft_behind() -> None:
    desk = FakeDesk()
    async with console(desk) as agent:
        await write(agent, "Hello")
        await agent.press("ctrl+s")
        agent.main.keep()
        await agent.settle()
        assert desk.kept == {}


# -- claims ---------------------------------------------------------------------------------------


async def test_a_claim_left_without_words_is_given_back_after_twenty_seconds() -> None:
    desk = FakeDesk()
    async with console(desk) as agent:
        await agent.press("n", "escape")
        desk.clock += 19_000
        agent.main.tick()
        await agent.settle()
        assert desk.views[1].row.claimed_by == "mary"
        desk.clock += 1_000
        agent.main.tick()
        await agent.settle()
        assert desk.views[1].row.claimed_by is None


async def test_coming_back_in_time_keeps_the_claim() -> None:
    desk = FakeDesk()
    async with console(desk) as agent:
        await agent.press("n", "escape", "enter")
        desk.clock += 60_000
        agent.main.tick()
        await agent.settle()
        assert desk.views[1].row.claimed_by == "mary"


async def test_a_claim_with_words_is_kept() -> None:
    desk = FakeDesk()
    async with console(desk) as agent:
        await agent.press("n", "r")
        await agent.type("Hello")
        await agent.press("escape", "escape")
        desk.clock += 60_000
        agent.main.tick()
        await agent.settle()
        assert desk.views[1].row.claimed_by == "mary"


@pytest.mark.parametrize(("words", "writing"), [("", False), ("Hello", True)])
async def test_an_open_claim_is_renewed_and_says_whether_one_writes(
    words: str, writing: bool
) -> None:
    desk = FakeDesk()
    async with console(desk) as agent:
        await agent.press("n", "r")
        await agent.type(words)
        agent.main.renew()
        await agent.settle()
        assert desk.beats == [(1, writing)]


async def test_c_claims_and_gives_back() -> None:
    desk = FakeDesk()
    async with console(desk) as agent:
        await agent.press("c")
        assert desk.views[1].row.claimed_by == "mary"
        await agent.look()
        assert "you     alert     Kim Osei" in agent.text
        await agent.press("c")
        assert desk.views[1].row.claimed_by is None


async def test_what_a_colleague_holds_is_not_claimed() -> None:
    desk = FakeDesk()
    async with console(desk) as agent:
        await agent.press("j", "j", "c")
        assert agent.said == ("joe is reading Priya N.: c again takes over; joe keeps their words.")
        assert desk.views[3].row.claimed_by == "joe"


async def test_a_stale_view_cannot_bring_a_sent_text_back() -> None:
    desk = FakeDesk()
    async with console(desk) as agent:
        await write(agent, "Hello")
        await agent.press("ctrl+s")
        stale = replace(desk.conversation(1), draft=kept("Hello"))
        agent.main.take(stale)
        await agent.settle()
        assert agent.main.composer.text == ""
        assert not agent.main.composer.display
