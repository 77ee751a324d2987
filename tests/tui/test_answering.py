"""Answering: three keys, the right words to the right people, nothing sent by accident."""

from dataclasses import replace

import pytest
from textual.events import Key

from social_care.errors import NotAllowed
from social_care.models import Visibility
from social_care.tui.keys import Where
from tests.tui.console import Console, console
from tests.tui.fake_desk import FakeDesk
from tests.tui.people import said


async def write(agent: Console, words: str, *keys: str) -> None:
    """Open Kim's conversation (or go where `keys` lead), and write."""
    await agent.press(*(keys or ("enter",)), "r")
    await agent.type(words)


async def test_three_keys_answer_and_the_next_one_opens() -> None:
    desk = FakeDesk()
    async with console(desk) as agent:
        await agent.press("n", "r")
        await agent.type("I am calling you now.")
        await agent.press("ctrl+s")
        assert ("submit", 1, "I am calling you now.", False) in desk.deeds
        assert agent.main.shown_id == 2
        assert desk.views[2].row.claimed_by == "mary"
        assert agent.where is Where.CONVERSATION
        assert "Sending in 10s — U takes it back" in agent.text


async def test_the_countdown_goes_on_by_itself() -> None:
    desk = FakeDesk()
    async with console(desk) as agent:
        await write(agent, "Hello")
        await agent.press("ctrl+s")
        desk.clock += 4_000
        agent.main.tick()
        await agent.settle()
        assert "Sending in 6s" in agent.text


async def test_when_nobody_else_waits_one_is_back_in_the_queue() -> None:
    desk = FakeDesk()
    desk.views = {1: desk.views[1]}
    async with console(desk) as agent:
        await write(agent, "Hello")
        await agent.press("ctrl+s")
        assert agent.where is Where.QUEUE
        assert "Sending in 10s" in agent.text
        assert "Nobody waits whom you could take." in agent.text


async def test_writing_claims_the_customer() -> None:
    desk = FakeDesk()
    async with console(desk) as agent:
        await agent.press("enter", "r")
        assert desk.views[1].row.claimed_by == "mary"
        assert desk.views[1].row.claim_doing == "reads"
        assert "yours" in agent.text


async def test_colleagues_see_that_one_writes_from_the_first_character_until_all_are_gone() -> None:
    desk = FakeDesk()
    async with console(desk) as agent:
        await agent.press("enter", "r", "H")
        assert desk.views[1].row.claim_doing == "writes"
        claims = desk.calls["claim"]
        await agent.type("ello")
        assert desk.calls["claim"] == claims
        await agent.press(*["backspace"] * 5)
        assert desk.views[1].row.claim_doing == "reads"


async def test_the_title_says_who_can_read_it() -> None:
    desk = FakeDesk()
    async with console(desk) as agent:
        await agent.press("enter", "r")
        assert "── Reply in public ──" in agent.text
        await agent.press("f3")
        assert "── Reply privately ──" in agent.text
        await agent.press("f3")
        assert "── Reply in public ──" in agent.text


async def test_the_count_is_that_of_who_can_read_it() -> None:
    desk = FakeDesk()
    limits = replace(desk.views[1].limits, private_length=10_000)
    desk.views[1] = replace(desk.views[1], limits=limits)
    async with console(desk) as agent:
        await agent.press("enter", "r")
        assert "left of 500" in agent.text
        await agent.press("f3")
        assert "left of 10000" in agent.text
        await agent.press("f3")
        assert "left of 500" in agent.text


async def test_a_private_message_is_answered_privately_and_cannot_be_widened() -> None:
    desk = FakeDesk()
    desk.change(3, claimed_by=None)
    private = said(31, "secret", minutes_ago=3, visibility=Visibility.DIRECT)
    desk.views[3] = replace(desk.views[3], messages=(private,))
    async with console(desk) as agent:
        await write(agent, "Thank you", "j", "j", "enter")
        assert "Reply privately" in agent.text
        await agent.press("f3")
        assert "Reply privately" in agent.text
        assert "so does the answer" in agent.text
        await agent.press("ctrl+s")
        assert ("submit", 3, "Thank you", True) in desk.deeds


async def test_where_there_is_no_private_answer_it_says_so() -> None:
    async with console() as agent:
        await agent.press("j", "enter", "R")
        assert agent.said == "x has no private answer to a public post"
        assert agent.where is Where.CONVERSATION
        await agent.rest()
        await agent.press("r", "f3")
        assert "Reply in public" in agent.text
        assert "x has no private answer to a public post" in agent.text


async def test_what_was_meant_privately_is_never_sent_in_public() -> None:
    desk = FakeDesk()
    async with console(desk) as agent:
        await agent.press("j", "R")
        await agent.type("between us")
        await agent.press("ctrl+s")
        assert desk.calls["submit"] == 0
        assert "Reply privately" in agent.text
        assert "F3 makes it public" in agent.main.composer.problem


async def test_the_room_left_is_counted_with_what_the_network_adds() -> None:
    async with console() as agent:
        await write(agent, "Hello")
        assert "490 left of 500" in agent.text


async def test_too_long_is_said_and_not_sent() -> None:
    desk = FakeDesk()
    async with console(desk) as agent:
        await agent.press("enter", "r")
        agent.main.composer.fill("x" * 600)
        await agent.press("ctrl+s")
        assert "Too long by 105: at most 500. there is no place to cut it" in agent.text
        assert "105 too many, at most 500" in agent.text
        assert desk.calls["submit"] == 0
        assert agent.main.composer.text == "x" * 600


async def test_nothing_is_not_sent() -> None:
    desk = FakeDesk()
    async with console(desk) as agent:
        await agent.press("enter", "r", "ctrl+s")
        assert "there is nothing to send yet" in agent.text
        assert desk.calls["submit"] == 0


async def test_what_the_desk_refuses_is_said_with_its_remedy_and_the_words_stay() -> None:
    desk = FakeDesk()
    async with console(desk) as agent:
        await write(agent, "Hello")
        await agent.until(lambda: 1 in desk.kept and desk.kept[1].text == "Hello")
        desk.failing = NotAllowed("joe is with this customer", "wait, or ask joe")
        await agent.press("ctrl+s")
        assert "joe is with this customer — wait, or ask joe" in agent.text
        assert agent.main.composer.text == "Hello"
        assert agent.where is Where.COMPOSER
        await agent.press("ctrl+s")
        assert ("submit", 1, "Hello", False) in desk.deeds


async def test_two_quick_sends_are_one() -> None:
    desk = FakeDesk()
    async with console(desk) as agent:
        await write(agent, "Hello")
        await agent.pilot.press("ctrl+s", "ctrl+s")
        await agent.settle()
        assert [deed[0] for deed in desk.deeds].count("submit") == 1


async def test_in_the_composer_letters_are_letters() -> None:
    desk = FakeDesk()
    async with console(desk) as agent:
        await agent.press("enter", "r")
        before = list(desk.deeds)
        words = "njkgGrRSceEsdiuUoyp123456789?:'qQatwMxPHLB/+."
        for letter in words:
            await agent.pilot.press(letter)
        await agent.settle()
        assert agent.main.composer.text == words
        assert desk.deeds == before
        assert agent.where is Where.COMPOSER


async def test_tab_does_not_leave_the_composer() -> None:
    async with console() as agent:
        await write(agent, "Hello")
        await agent.press("tab", "shift+tab")
        assert agent.where is Where.COMPOSER
        assert agent.main.focused is agent.main.composer.area


async def test_keys_typed_right_behind_r_belong_to_the_reply() -> None:
    async with console() as agent:
        await agent.press("enter")
        for key in ("r", "e", "s"):
            agent.app.post_message(Key(key, key))
        await agent.settle()
        await agent.until(lambda: agent.main.composer.text == "es")


async def test_keys_typed_right_behind_n_wait_for_its_customer() -> None:
    desk = FakeDesk()
    async with console(desk) as agent:
        await agent.press("G")
        for key in ("n", "r", "H"):
            agent.app.post_message(Key(key, key))
        await agent.settle()
        await agent.until(lambda: agent.main.composer.text == "H")
        assert agent.main.writing is not None
        assert agent.main.writing.conversation_id == 1


async def test_esc_then_s_in_one_packet_sends() -> None:
    desk = FakeDesk()
    async with console(desk) as agent:
        await write(agent, "Hello")
        agent.app.post_message(Key("alt+shift+s", "S"))
        await agent.settle()
        assert ("submit", 1, "Hello", False) in desk.deeds


@pytest.mark.parametrize("dialog", ["?", "t", "colon", "i"])
async def test_esc_then_a_letter_in_one_packet_leaves_a_dialog(dialog: str) -> None:
    desk = FakeDesk()
    async with console(desk) as agent:
        await agent.press(dialog)
        assert agent.top is not agent.main
        agent.app.post_message(Key("alt+shift+h", "H"))
        await agent.settle()
        assert agent.top is agent.main


async def test_esc_then_s_sends() -> None:
    desk = FakeDesk()
    async with console(desk) as agent:
        await write(agent, "Hello")
        await agent.press("escape")
        assert "text kept: r goes on, S sends" in agent.text
        await agent.press("S")
        assert ("submit", 1, "Hello", False) in desk.deeds


async def test_what_may_not_be_answered_says_why_and_what_else_to_do() -> None:
    async with console() as agent:
        await agent.press("j", "j", "j", "j", "j", "r")
        assert agent.said.startswith("cannot reply here: comments are closed under this video;")
        assert agent.where is Where.QUEUE


async def test_a_customer_whom_a_colleague_holds_is_not_written_to() -> None:
    async with console() as agent:
        await agent.press("j", "j", "r")
        assert agent.said == ("joe is reading Priya N.: c twice takes over, i leaves a note")
        assert agent.where is Where.QUEUE


async def test_a_claim_lost_to_somebody_faster_keeps_the_words() -> None:
    desk = FakeDesk()
    async with console(desk) as agent:
        await agent.press("enter")
        desk.views[1] = replace(desk.views[1], row=replace(desk.views[1].row, claimed_by="joe"))
        await agent.press("r")
        await agent.type("Hello")
        assert "joe is with this customer; what you write is kept." in agent.said
        await agent.press("ctrl+s")
        assert "joe is with this customer" in agent.main.composer.problem
        assert agent.main.composer.text == "Hello"
