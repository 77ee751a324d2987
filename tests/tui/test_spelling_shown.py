"""Misspelt words are underlined a moment later, and nothing else comes of it."""

import asyncio
import threading
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from social_care.models.composing import Span
from social_care.tui.widgets.reply_area import place, shifted
from tests.tui.console import Console, console
from tests.tui.fake_desk import FakeDesk


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("social_care.tui.screens.spelling.LOOK_S", 0.01)
    monkeypatch.setattr("social_care.tui.screens.spelling.RESTS_S", 0.02)


def desk() -> FakeDesk:
    made = FakeDesk()
    made.wrong = ("recieve", "teh")
    return made


def underlined(agent: Console) -> list[str]:
    """What is underlined on the screen, read from what the terminal gets."""
    found = []
    for line in range(agent.main.composer.area.document.line_count):
        text = agent.main.composer.area.get_line(line)
        found += [text.plain[s.start : s.end] for s in text.spans if "underline" in str(s.style)]
    return found


async def write(agent: Console, words: str) -> None:
    await agent.press("n", "r")
    await agent.type(words)


async def test_they_are_underlined_a_moment_after_the_last_key() -> None:
    async with console(desk()) as agent:
        await write(agent, "You recieve teh boots ")
        await agent.until(lambda: underlined(agent) == ["recieve", "teh"])


async def test_the_word_that_is_being_typed_waits_until_the_hand_rests(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("social_care.tui.screens.spelling.RESTS_S", 600)
    async with console(desk()) as agent:
        await write(agent, "teh boots you recieve")
        await agent.until(lambda: underlined(agent) == ["teh"])
        await agent.type(" ")
        await agent.until(lambda: underlined(agent) == ["teh", "recieve"])


async def test_once_it_rests_that_word_is_underlined_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("social_care.tui.screens.spelling.LOOK_S", 600)
    monkeypatch.setattr("social_care.tui.screens.spelling.RESTS_S", 0.01)
    async with console(desk()) as agent:
        await write(agent, "you recieve")
        await agent.until(lambda: underlined(agent) == ["recieve"])


async def test_it_is_never_a_gate() -> None:
    async with console(desk()) as agent:
        await write(agent, "You recieve teh boots")
        await agent.press("ctrl+s")
        assert ("submit", 1, "You recieve teh boots", False) in agent.desk.deeds


async def test_language_and_names_are_the_customers() -> None:
    fake = desk()
    fake.change(1, language="de", customer_name="Teh Recieve", customer_handle="teh")
    fake.wrong = ("Recieve", "teh")
    async with console(fake) as agent:
        await write(agent, "Recieve teh boots ")
        await agent.until(lambda: ("Recieve teh boots ", "de") in fake.read)
        await agent.settle()
        assert underlined(agent) == []


async def test_marks_go_along_with_their_words() -> None:
    async with console(desk()) as agent:
        await write(agent, "You recieve it ")
        await agent.until(lambda: underlined(agent) == ["recieve"])
        await agent.press("home")
        await agent.type("Now: ")
        assert underlined(agent) == ["recieve"]


async def test_without_colour_it_is_underlined_still(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with console(desk()) as agent:
        await write(agent, "You recieve it ")
        await agent.until(lambda: underlined(agent) == ["recieve"])


async def test_off_is_off_and_remembered() -> None:
    fake = desk()
    async with console(fake) as agent:
        await write(agent, "You recieve it ")
        await agent.until(lambda: underlined(agent) == ["recieve"])
        agent.main.set_spelling(False)
        await agent.settle()
        assert underlined(agent) == []
        await agent.type("teh ")
        assert underlined(agent) == []
    assert fake.memory["spelling"] is False
    fake.read.clear()
    async with console(fake) as agent:
        await agent.press("enter", "r")
        await agent.type("You recieve it ")
        assert fake.read == []


async def test_a_dictionary_that_takes_long_holds_no_key_up() -> None:
    fake, loaded = desk(), threading.Event()

    def slow(*_: Any) -> tuple[Span, ...]:
        loaded.wait(60)
        return ()

    fake.mistakes = slow  # type: ignore[assignment, method-assign]
    async with console(fake) as agent:
        await agent.pilot.press("n")
        await agent.until(lambda: agent.main.shown_id == 1)
        await agent.pilot.press("r")
        await agent.until(lambda: agent.main.writing is not None)
        await agent.pilot.press(*"Hello")
        await agent.until(lambda: agent.main.composer.text == "Hello")
        assert not loaded.is_set()
        loaded.set()


async def test_a_dictionary_that_hangs_keeps_no_word_from_being_saved() -> None:
    fake, loaded = desk(), threading.Event()

    def hung(*_: Any) -> tuple[Span, ...]:
        loaded.wait(60)
        return ()

    fake.mistakes = hung  # type: ignore[assignment, method-assign]
    async with console(fake) as agent:
        await agent.pilot.press("n")
        await agent.until(lambda: agent.main.shown_id == 1)
        await agent.pilot.press("r")
        await agent.until(lambda: agent.main.writing is not None)
        threads = asyncio.get_running_loop()._default_executor._max_workers  # type: ignore[attr-defined]
        try:
            for _ in range(threads):  # the hand rests after each word
                await agent.pilot.press("a", "space")
                await agent.pilot.pause(0.05)
            await agent.until(lambda: agent.main.composer.saved)
            assert fake.kept[1].text == agent.main.composer.text
        finally:
            loaded.set()


# -- marks move ------------------------------------------------------------------------------------

words = st.text(alphabet="ab \n", max_size=12)


@given(front=words, old=words, new=words, back=words)
def test_marks_stand_on_their_own_words_after_any_edit(
    front: str, old: str, new: str, back: str
) -> None:
    before, now = front + old + back, front + new + back
    spans = [
        Span(start=at, end=at + 2, said=before[at : at + 2]) for at in range(0, len(before) - 1, 3)
    ]
    moved = shifted(spans, before, now)
    assert all(now[span.start : span.end] == span.said for span in moved)
    kept = sum(span.end <= len(front) for span in spans)
    assert len(moved) >= kept
    assert shifted(spans, before, before) == tuple(spans)


@given(text=words)
def test_every_place_is_where_its_character_stands(text: str) -> None:
    lines = text.split("\n")
    for index, character in enumerate(text):
        row, column = place(text, index)
        assert (lines[row] + "\n")[column] == character


def test_what_stands_behind_an_edit_is_marked_where_it_has_gone() -> None:
    teh = Span(start=4, end=7, said="teh")
    assert shifted([teh], "one teh", "and one teh") == (Span(start=8, end=11, said="teh"),)
    assert shifted([teh], "one teh", "e teh") == (Span(start=2, end=5, said="teh"),)
