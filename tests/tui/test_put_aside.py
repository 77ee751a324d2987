"""Words that the database does not take lie in a file meanwhile; what takes long is said."""

import asyncio
import threading
from pathlib import Path
from typing import Any

import pytest

from social_care.errors import StoreError
from social_care.models import State
from social_care.tui.screens.state import WAITING
from tests.tui.console import console
from tests.tui.fake_desk import FakeDesk
from tests.tui.test_drafts import draft_of, write

FULL = StoreError("the disk is full", "make room")


class Stubborn(FakeDesk):
    """Takes no draft until it is told to."""

    takes = False

    def save_draft(self, *given: Any, **named: Any) -> Any:
        if not self.takes:
            raise FULL
        return super().save_draft(*given, **named)


def lying_in(folder: Path) -> list[str]:
    return [one.read_text() for one in folder.glob("*.txt")]


async def test_words_lie_in_a_file_until_they_are_saved(tmp_path: Path) -> None:
    desk, folder = Stubborn(), tmp_path / "state"
    async with console(desk, scratch=folder) as agent:
        await write(agent, "Hello")
        await agent.until(lambda: "Kept in a file, tried again: the disk is full" in agent.said)
        assert lying_in(folder) == ["Hello"]
        await agent.type(" Kim")
        await agent.until(lambda: lying_in(folder) == ["Hello Kim"])
        desk.takes = True
        agent.main.reload()
        await agent.settle()
        await agent.until(lambda: draft_of(desk) == "Hello Kim")
        assert list(folder.iterdir()) == []


async def test_who_leaves_meanwhile_finds_them_again(tmp_path: Path) -> None:
    desk, folder = Stubborn(), tmp_path / "state"
    async with console(desk, scratch=folder) as agent:
        await write(agent, "Hello")
        await agent.until(lambda: lying_in(folder) == ["Hello"])
        assert await agent.main.close(), "nothing is lost by leaving now"
        writing = agent.main.writing
        assert writing is not None
        assert writing.loan is not None
        writing.loan.forget()
    assert draft_of(desk) == ""
    desk.takes = True
    async with console(desk, scratch=folder) as agent:
        await agent.until(lambda: draft_of(desk) == "Hello")
        assert list(folder.iterdir()) == []


async def test_where_there_is_no_room_for_a_file_either_it_is_said(tmp_path: Path) -> None:
    folder = tmp_path / "a file"
    folder.write_text("")
    async with console(Stubborn(), scratch=folder) as agent:
        await write(agent, "Hello")
        await agent.until(lambda: agent.said.startswith("Not saved yet, tried again: "))
        assert not await agent.main.close()


async def test_older_words_never_take_the_place_of_newer_ones(tmp_path: Path) -> None:
    desk = Stubborn()
    async with console(desk, scratch=tmp_path) as agent:
        await write(agent, "Hello")
        await agent.until(lambda: lying_in(tmp_path) == ["Hello"])
        await agent.type(" Kim")
        await agent.until(lambda: lying_in(tmp_path) == ["Hello Kim"])
        desk.takes = True
        await agent.type("!")
        assert await agent.main.close()
        assert draft_of(desk) == "Hello Kim!"
        assert lying_in(tmp_path) == []


async def test_words_do_not_wait_for_a_database_that_is_busy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("social_care.tui.screens.drafting.ASIDE_S", 0.01)
    answers = threading.Event()

    class Busy(FakeDesk):
        def save_draft(self, *given: Any, **named: Any) -> Any:
            answers.wait(20)
            return super().save_draft(*given, **named)

    desk = Busy()
    async with console(desk, scratch=tmp_path) as agent:
        await agent.press("enter", "r")
        await agent.pilot.press("H", "i")
        await agent.until(lambda: lying_in(tmp_path) == ["Hi"])
        answers.set()
        await agent.until(lambda: draft_of(desk) == "Hi")
        await agent.settle()
        assert lying_in(tmp_path) == []


async def test_what_takes_long_is_said_until_it_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("social_care.tui.screens.state.PATIENCE_S", 0.01)
    answers = threading.Event()

    class Slow(FakeDesk):
        def dismiss(self, conversation_id: int) -> str:
            answers.wait(20)
            return super().dismiss(conversation_id)

    desk = Slow()
    async with console(desk) as agent:
        await agent.pilot.press("d")
        await agent.until(lambda: agent.said == WAITING)
        answers.set()
        await agent.settle()
        assert agent.said == "Dismiss Kim Osei — u undoes"
        assert desk.views[1].row.state is State.DISMISSED


async def test_what_says_already_that_it_goes_on_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("social_care.tui.screens.state.PATIENCE_S", 0.01)
    answers, begun = threading.Event(), threading.Event()

    def slow() -> None:
        begun.set()
        answers.wait(20)

    async with console() as agent:
        agent.main.say("Working it out …")
        agent.main.begin(agent.main.errand, slow)
        await agent.until(begun.is_set)
        await asyncio.sleep(0.1)
        assert agent.said == "Working it out …"
        answers.set()
        await agent.settle()
