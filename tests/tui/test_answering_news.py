"""News while writing, replies taken back or stuck, pastes and the editor."""

from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

import pytest
from textual.events import Key, Paste

from social_care.errors import StoreError
from social_care.models import OutboxState
from social_care.tui.keys import Where
from social_care.tui.writing import READING_MS
from tests.tui.console import Console, console
from tests.tui.fake_desk import FakeDesk
from tests.tui.people import said


async def write(agent: Console, words: str, *keys: str) -> None:
    """Open Kim's conversation (or go where `keys` lead), and write."""
    await agent.press(*(keys or ("enter",)), "r")
    await agent.type(words)


# -- news while writing ---------------------------------------------------------------------------


async def test_news_while_writing_is_shown_and_said() -> None:
    desk = FakeDesk()
    async with console(desk) as agent:
        await write(agent, "Hello")
        desk.writes_again(1, said(99, "We are in an ambulance now", minutes_ago=0))
        await agent.look()
        assert "We are in an ambulance now" in agent.text
        assert agent.said == "The customer wrote again just now: read it above."
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
        assert desk.kept[1].text == "Dear Kim,\nyours"


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
