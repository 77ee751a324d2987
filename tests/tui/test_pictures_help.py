"""How help for writing looks: pictures at a moment that never changes, as in test_pictures.py."""

from collections.abc import Callable

import pytest

from social_care.models.composing import Macro, MacroActions
from tests.tui.console import MIDDLE, NARROW, Console
from tests.tui.fake_desk import FakeDesk
from tests.tui.fake_help import answer
from tests.tui.test_pictures import picture

Compare = Callable[..., bool]


def desk() -> FakeDesk:
    made = FakeDesk()
    made.sign_off, made.wrong = " ^MC", ("recieve",)
    made.book = (
        Macro(name="Found it", key="f", text="Good news, {first_name|and sorry}: I have found it."),
        Macro(
            name="Sorry for a late parcel",
            key="l",
            text="Hi {first_name}, I am sorry: you should have had your parcel by now.",
            actions=MacroActions(tags=("late parcel",), assign="me"),
        ),
    )
    made.answers = [
        answer("They come in half sizes.", customer_first_words="Do they come in halves?"),
        answer("Print the label again, please.", agent="joe", channel="email"),
    ]
    return made


async def choose(agent: Console) -> None:
    await agent.press("n", "r", "f2")
    await agent.type("late")


async def insert(agent: Console) -> None:
    await choose(agent)
    await agent.press("enter", "end")
    await agent.type(" You recieve it on Friday.")
    await agent.until(lambda: bool(agent.main.composer.area.misspelt))
    await agent.until(lambda: agent.main.composer.saved)


async def recall(agent: Console) -> None:
    await agent.press("n", "r", "ctrl+r")
    await agent.until(lambda: "half sizes" in agent.text)


def test_macros_at_80_by_24(snap_compare: Compare) -> None:
    assert picture(snap_compare, NARROW, choose, desk())


def test_sent_answers_at_120_by_40(snap_compare: Compare) -> None:
    assert picture(snap_compare, MIDDLE, recall, desk())


def test_marks_in_the_text_at_80_by_24(snap_compare: Compare) -> None:
    assert picture(snap_compare, NARROW, insert, desk())


def test_marks_without_colour(snap_compare: Compare, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    assert picture(snap_compare, NARROW, insert, desk())
