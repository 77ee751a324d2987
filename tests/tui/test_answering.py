"""Answering: three keys, the right words to the right people, nothing sent by accident."""

from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

import pytest
from textual.events import Key, Paste

from social_care.errors import NotAllowed, StoreError
from social_care.models import OutboxState, Visibility
from social_care.tui.keys import Where
from social_care.tui.writing import READING_MS
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
        assert desk.views[1].row.claim_doing == "writes"
        assert "yours" in agent.text


async def test_the_title_says_who_can_read_it() -> None:
    desk = FakeDesk()
    async with console(desk) as agent:
        await agent.press("enter", "r")
        assert "── Reply in public ──" in agent.text
        await agent.press("f3")
        assert "── Reply privately ──" in agent.text
        await agent.press("f3")
        assert "── Reply in public ──" in agent.text


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
        assert agent.said == "x has no private answer to a public post."
        assert agent.where is Where.CONVERSATION
        await agent.press("r", "f3")
        assert "Reply in public" in agent.text
        assert "x has no private answer to a public post." in agent.text


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
        assert "Too long by 105: the network takes 500." in agent.text
        assert "105 too many, at most 500" in agent.text
        assert desk.calls["submit"] == 0
        assert agent.main.composer.text == "x" * 600


async def test_nothing_is_not_sent() -> None:
    desk = FakeDesk()
    async with console(desk) as agent:
        await agent.press("enter", "r", "ctrl+s")
        assert "There is nothing to send yet." in agent.text
        assert desk.calls["submit"] == 0


async def test_what_the_desk_refuses_is_said_with_its_remedy_and_the_words_stay() -> None:
    desk = FakeDesk()
    async with console(desk) as agent:
        await write(agent, "Hello")
        await agent.until(lambda: desk.calls["save_draft"] > 0)
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
        assert agent.said.startswith("Cannot reply here: comments are closed under this video.")
        assert agent.where is Where.QUEUE


async def test_a_customer_whom_a_colleague_holds_is_not_written_to() -> None:
    async with console() as agent:
        await agent.press("j", "j", "r")
        assert agent.said == "joe is with this customer."
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


# -- news while writing ---------------------------------------------------------------------------


async def test_news_while_writing_is_shown_and_said() -> None:
    desk = FakeDesk()
    async with console(desk) as agent:
        await write(agent, "Hello")
        desk.writes_again(1, said(99, "We are in an ambulance now", minutes_ago=0))
        await agent.look()
        assert "We are in an ambulance now" in agent.text
        assert "There is news above" in agent.text
        assert agent.main.composer.text == "Hello"


async def test_a_reply_that_crosses_news_is_held_and_sent_only_on_demand() -> None:
    desk = FakeDesk()
    async with console(desk) as agent:
        await write(agent, "Hello")
        desk.writes_again(1, said(99, "We are in an ambulance now", minutes_ago=0))
        await agent.look()
        await agent.press("ctrl+s")
        assert "Held: the customer wrote again" in agent.text
        assert [item.state for item in desk.items] == [OutboxState.HELD]
        assert agent.main.composer.text == "Hello"
        await agent.press("ctrl+s")
        assert [item.state for item in desk.items] == [OutboxState.QUEUED]
        assert agent.main.shown_id == 2


async def test_news_that_was_read_does_not_hold_the_reply() -> None:
    desk = FakeDesk()
    async with console(desk) as agent:
        await write(agent, "Hello")
        desk.writes_again(1, said(99, "We are in an ambulance now", minutes_ago=0))
        await agent.look()
        desk.clock += READING_MS
        await agent.press("ctrl+s")
        assert desk.items[-1].state is OutboxState.QUEUED


async def test_a_held_reply_that_is_edited_replaces_the_held_one() -> None:
    desk = FakeDesk()
    async with console(desk) as agent:
        await write(agent, "Hello")
        desk.writes_again(1, said(99, "We are in an ambulance now", minutes_ago=0))
        await agent.look()
        await agent.press("ctrl+s")
        await agent.type(" Kim")
        await agent.press("ctrl+s")
        states = [(item.text, item.state) for item in desk.items]
        assert states == [
            ("Hello", OutboxState.DISCARDED),
            ("Hello Kim", OutboxState.QUEUED),
        ]


# -- taking back ----------------------------------------------------------------------------------


async def test_a_reply_taken_back_is_a_draft_in_its_composer() -> None:
    desk = FakeDesk()
    async with console(desk) as agent:
        await write(agent, "Hello")
        await agent.press("ctrl+s", "U")
        await agent.until(lambda: agent.main.composer.text == "Hello")
        assert agent.main.shown_id == 1
        assert agent.where is Where.COMPOSER
        assert desk.items[-1].state is OutboxState.DISCARDED
        assert agent.said == "Taken back: it was not sent."
        await agent.type(" Kim")
        await agent.press("ctrl+s")
        assert desk.items[-1].text == "Hello Kim"


async def test_a_stuck_reply_is_decided_with_enter() -> None:
    desk = FakeDesk()
    async with console(desk) as agent:
        await write(agent, "Hello")
        await agent.press("ctrl+s")
        desk.items[-1] = replace(desk.items[-1], state=OutboxState.UNCERTAIN, problem="timed out")
        desk._changed = True
        await agent.look()
        assert "replies that need a decision: 1 uncertain" in agent.text
        await agent.press("apostrophe")
        assert "uncertain: timed out · Enter decides" in agent.text
        await agent.press("enter")
        assert "it is there: I have looked on the network" in agent.text
        await agent.press("down", "enter")
        assert ("settle", desk.items[-1].id, "again") in desk.deeds


async def test_esc_decides_nothing_about_a_stuck_reply() -> None:
    desk = FakeDesk()
    async with console(desk) as agent:
        await write(agent, "Hello")
        await agent.press("ctrl+s")
        desk.items[-1] = replace(desk.items[-1], state=OutboxState.REFUSED, problem="too rude")
        await agent.press("apostrophe", "enter", "escape")
        assert desk.calls["settle"] == 0
        assert "refused: too rude" in agent.text


# -- pasting, the editor --------------------------------------------------------------------------


async def test_a_paste_into_the_composer_is_text_without_controls() -> None:
    async with console() as agent:
        await agent.press("enter", "r")
        agent.app.post_message(Paste("one\x1b]52;c;eA==\x07\r\ntwo \u202eevil"))
        await agent.settle()
        assert agent.main.composer.text == "one]52;c;eA==\ntwo evil"


async def test_a_huge_paste_is_cut() -> None:
    async with console() as agent:
        await agent.press("enter", "r")
        agent.app.post_message(Paste("x" * 1_000_000))
        await agent.settle()
        assert len(agent.main.composer.text) == 20_000


async def test_a_paste_on_a_list_does_nothing_but_say_so() -> None:
    desk = FakeDesk()
    async with console(desk) as agent:
        agent.app.post_message(Paste("resolve everything"))
        await agent.settle()
        assert agent.said.startswith("That looked like a paste: nothing was done.")
        assert desk.deeds == []


async def test_a_burst_of_keys_on_a_list_is_a_paste() -> None:
    desk = FakeDesk()
    async with console(desk) as agent:
        for key in "dismiss":
            agent.app.post_message(Key(key, key))
        await agent.settle()
        await agent.until(lambda: bool(agent.said))
        assert agent.said.startswith("That looked like a paste: nothing was done.")
        assert desk.deeds == []


async def test_words_from_the_editor_are_in_the_composer_and_safe(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = FakeDesk()
    editor = tmp_path / "editor"
    editor.write_text('#!/bin/sh\nprintf "Dear Kim,\\nyours" > "$1"\n')
    editor.chmod(0o700)
    monkeypatch.setenv("VISUAL", str(editor))
    async with console(desk) as agent:
        monkeypatch.setattr(agent.app, "suspend", nullcontext)
        await write(agent, "Hello")
        await agent.press("ctrl+o")
        assert agent.main.composer.text == "Dear Kim,\nyours"
        assert desk.drafts[1].text == "Dear Kim,\nyours"


async def test_an_editor_that_is_missing_is_said_and_nothing_is_lost(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("VISUAL", "/nowhere/editor")
    async with console() as agent:
        monkeypatch.setattr(agent.app, "suspend", nullcontext)
        await write(agent, "Hello")
        await agent.press("ctrl+o")
        assert "/nowhere/editor: No such file or directory" in agent.main.composer.problem
        assert agent.main.composer.text == "Hello"


async def test_a_busy_database_is_said_not_thrown() -> None:
    desk = FakeDesk()
    async with console(desk) as agent:
        desk.failing = StoreError("the database is busy", "try again")
        await agent.press("n")
        assert agent.said == "the database is busy — try again"
        await agent.press("n")
        assert agent.main.shown_id == 1
