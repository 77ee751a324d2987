"""What the table greys does nothing, and says why; what is typed is never a command.

Both walk the whole table of keys: whatever is added to it is pressed here, too.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest
from textual.widgets import Input

from social_care.models import Visibility
from social_care.tui.keys import KEYS, TABLE, TYPING, Key, Where
from social_care.tui.screens.dialog import Choice, Options
from social_care.tui.screens.picking import Picker
from social_care.tui.why_not import CANNOT, LOOKS_AGAIN
from tests.tui.console import MIDDLE, NARROW, Console, console
from tests.tui.fake_desk import FakeDesk
from tests.tui.people import MASTODON, crowd

Steps = Callable[[Console], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A moment at which something does not work."""

    where: Where
    keys: tuple[str, ...] = ()
    """How one comes to it, from the top of the queue."""
    desk: Callable[[], FakeDesk] = FakeDesk
    size: tuple[int, int] = NARROW


def direct() -> FakeDesk:
    """Kim wrote privately, and nothing in public."""
    views = crowd()
    said = tuple(replace(one, visibility=Visibility.DIRECT) for one in views[0].messages)
    views[0] = replace(views[0], messages=said)
    return FakeDesk(views)


def poor() -> FakeDesk:
    """A network that can do next to nothing, and an agent who has no prepared text."""
    views = crowd()
    can_nothing = replace(MASTODON, can_private=False, can_like=False, can_delete=False, media=None)
    views[0] = replace(views[0], limits=can_nothing, url="", around=())
    desk = FakeDesk(views)
    desk.book = ()
    return desk


CASES = {
    "an empty queue": Case(where=Where.QUEUE, desk=lambda: FakeDesk([])),
    "the first thing in the morning": Case(where=Where.QUEUE),
    "beside an empty conversation": Case(where=Where.QUEUE, desk=lambda: FakeDesk([]), size=MIDDLE),
    "several are selected": Case(where=Where.QUEUE, keys=("x", "x")),
    "a colleague's customer": Case(where=Where.CONVERSATION, keys=("j", "j", "enter")),
    "comments are closed": Case(where=Where.CONVERSATION, keys=("G", "k", "enter")),
    "a poor network": Case(where=Where.CONVERSATION, keys=("enter",), desk=poor),
    "beside the customer": Case(where=Where.CUSTOMER, keys=("enter", "tab")),
    "a reply without a word": Case(where=Where.COMPOSER, keys=("enter", "r"), desk=poor),
    "a private reply": Case(where=Where.COMPOSER, keys=("enter", "r"), desk=direct),
    "nothing is searched for": Case(where=Where.SEARCH, keys=("slash",)),
}


def rows_at(where: Where) -> list[Key]:
    return [row for row in TABLE.for_where(where) if row.command != "quit"]


def standing(agent: Console) -> tuple[Any, ...]:
    """All that a command could change."""
    desk, main = agent.desk, agent.main
    rows = {number: view.row for number, view in desk.views.items()}
    kept = (list(desk.deeds), rows, dict(desk.kept), list(desk.items))
    return (*kept, main.where, main.shown_id, main.picked, main.composer.text, agent.top)


def told(agent: Console) -> str:
    return agent.main.composer.problem if agent.where is Where.COMPOSER else agent.said


@pytest.mark.parametrize("name", CASES)
async def test_what_is_greyed_does_nothing_and_says_why(name: str) -> None:
    case = CASES[name]
    async with console(case.desk(), case.size) as agent:
        await agent.press(*case.keys)
        assert agent.where is case.where
        for row in rows_at(case.where):
            reason = agent.main.reasons().get(row.command)
            if reason is None or row.command in LOOKS_AGAIN:
                continue
            assert row.command in agent.main.footer.cannot
            for key in row.keys:
                before = standing(agent)
                await agent.press(key)
                assert standing(agent) == before, (key, row.command)
                assert reason in told(agent), (key, row.command)
                await agent.rest()


async def test_every_reason_of_the_table_is_met_in_one_of_the_cases() -> None:
    met: set[str] = set()
    for case in CASES.values():
        async with console(case.desk(), case.size) as agent:
            await agent.press(*case.keys)
            met |= set(agent.main.reasons())
    assert sorted(set(CANNOT) - met) == []


@pytest.mark.parametrize("name", CASES)
async def test_the_footer_shows_it_quietly_or_not_at_all(name: str) -> None:
    case = CASES[name]
    async with console(case.desk(), (250, 40)) as agent:
        await agent.press(*case.keys)
        footer, reasons = agent.main.footer, agent.main.reasons()
        (line,) = footer.lines(250)
        looks = {words.strip(): look for words, look in line}
        for row in rows_at(agent.where):
            words = f"{row.shown} {row.label}"
            if row.command in reasons:
                assert looks.get(words, "dim") == "dim", words
                assert not (row.fleeting and words in looks), words
            else:
                assert words not in looks, words


# -- while something is typed ----------------------------------------------------------------------


def printable(row: Key) -> list[str]:
    return [key for key in row.keys if len(CHARACTERS.get(key, key)) == 1]


CHARACTERS = {
    "apostrophe": "'",
    "full_stop": ".",
    "asterisk": "*",
    "equals_sign": "=",
    "plus": "+",
    "exclamation_mark": "!",
    "slash": "/",
    "less_than_sign": "<",
    "greater_than_sign": ">",
    "colon": ":",
    "question_mark": "?",
}
LETTERS = [key for row in KEYS for key in printable(row)]
"""Every key of the table that is a character."""
TYPED_INTO: dict[str, tuple[str, ...]] = {
    "a reply": ("enter", "r"),
    "a search": ("slash",),
    "a note": ("i",),
    "a tag": ("t",),
    "the palette": ("colon",),
    "a wrap-up code": ("j", "j", "j", "e"),
    "a prepared text": ("enter", "r", "f2"),
    "an answer sent before": ("enter", "r", "ctrl+r"),
}


def desk() -> FakeDesk:
    made = FakeDesk()
    made.wrap_ups = ("delivery", "returns")
    return made


def typed(agent: Console) -> str:
    """What stands where the keyboard is."""
    if agent.top is agent.main:
        writes = agent.where is Where.COMPOSER
        return agent.main.composer.text if writes else agent.main.search_line.text
    if isinstance(agent.top, Picker):
        return agent.top.typed
    if isinstance(agent.top, Choice):
        return agent.top.query_one(Options).typed
    return agent.top.query_one(Input).value


@pytest.mark.parametrize("name", TYPED_INTO)
async def test_no_key_of_the_table_is_a_command_where_something_is_typed(name: str) -> None:
    async with console(desk()) as agent:
        await agent.press(*TYPED_INTO[name])
        top, where, deeds = agent.top, agent.where, list(agent.desk.deeds)
        assert where in TYPING or top is not agent.main
        opens = TYPED_INTO[name][-1] if isinstance(top, Picker) else ""
        letters = [key for key in LETTERS if key != opens]  # pressed again it goes one further
        for key in letters:
            await agent.pilot.press(key)
        await agent.settle()
        assert agent.top is top
        assert agent.where is where
        assert agent.desk.deeds == deeds
        words = "".join(CHARACTERS.get(key, key) for key in letters)
        assert typed(agent) == words
