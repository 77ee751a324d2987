"""The console in plain words: one pane, no drawing, the terminal's own cursor where the eye is."""

import re
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.geometry import Offset

from social_care.models import State
from social_care.tui.keys import Where
from social_care.tui.plain import DRAWN, PlainConsole, Undrawn
from social_care.tui.recall import THEME_KEY
from social_care.tui.screens.macro_list import MacroList
from social_care.tui.screens.palette import Palette
from social_care.tui.theme import UNCOLOURED
from social_care.tui.widgets.lines import width_of
from social_care.tui.widgets.plain_row import draw_plain
from tests.tui.console import NARROW, WIDE, Console
from tests.tui.fake_desk import FakeDesk
from tests.tui.own_time import own_time
from tests.tui.people import NOW, crowd, kim
from tests.tui.terminal import terminal

ZONE = ZoneInfo("UTC")
MINUTE = 60_000


@asynccontextmanager
async def plain(
    desk: FakeDesk | None = None, size: tuple[int, int] = NARROW
) -> AsyncIterator[tuple[Console, PlainConsole]]:
    app = PlainConsole((desk or FakeDesk()).as_desk())
    with own_time():
        async with app.run_test(size=size) as pilot:
            opened = Console(app, pilot)
            await opened.settle()
            yield opened, app


def said(first: Any) -> str:
    return "".join(words for words, _ in first)


def drawn(**about: Any) -> tuple[str, str]:
    made = replace(kim().row, **about)
    first, second = draw_plain(made, 200, now=NOW, zone=ZONE, agent="mary", selected=True)
    return said(first), said(second)


def test_a_row_is_a_sentence_with_hours_that_do_not_count_down() -> None:
    first, second = drawn()
    assert first.startswith("> urgent, late since ")
    assert ", mastodon, nobody has it, " in first
    assert "Kim Osei @kim@social.example" in first
    assert second.startswith("  My son's foot is burned")
    before = draw_plain(kim().row, 200, now=NOW, zone=ZONE, agent="mary")
    later = draw_plain(kim().row, 200, now=NOW + 7 * MINUTE, zone=ZONE, agent="mary")
    assert before == later


@pytest.mark.parametrize(
    ("about", "words"),
    [
        ({"claimed_by": "mary"}, "you have it"),
        ({"claimed_by": "joe"}, "with joe"),
        ({"due_at": None}, "no target"),
        ({"due_at": NOW + 30 * MINUTE}, "due "),
        ({"state": State.RESOLVED, "waiting_since": None}, "resolved"),
    ],
)
def test_how_it_stands_is_said_in_words(about: dict[str, Any], words: str) -> None:
    assert words in drawn(**about)[0]


@pytest.mark.parametrize("width", [20, 40, 80, 250])
def test_a_row_fits(width: int) -> None:
    for view in crowd():
        for line in draw_plain(view.row, width, now=NOW, zone=ZONE, agent="mary", picked=True):
            assert width_of(line) <= width


def test_what_is_drawn_is_blank_and_as_wide() -> None:
    style = Style(bold=True)
    segments = [Segment("── Reply ▌│ ──", style), Segment("words ✓", style)]
    found = Undrawn().apply(segments, Color(0, 0, 0))
    assert [one.text for one in found] == ["   Reply      ", "words ✓"]
    assert [one.style for one in found] == [style, style]
    untouched = [Segment("words")]
    assert Undrawn().apply(untouched, Color(0, 0, 0)) is untouched


async def test_there_is_one_pane_however_wide_and_no_colour() -> None:
    async with plain(size=WIDE) as (agent, app):
        assert app.theme == UNCOLOURED
        assert agent.main.in_sight(Where.QUEUE) == {Where.QUEUE}
        await agent.press("enter")
        assert agent.main.in_sight(Where.CONVERSATION) == {Where.CONVERSATION}
        assert "Needs answer" not in agent.text


async def test_a_theme_that_is_chosen_is_for_another_time() -> None:
    desk = FakeDesk()
    async with plain(desk) as (agent, app):
        await agent.press("colon")
        await agent.type("theme light")
        await agent.press("enter")
        assert app.theme == UNCOLOURED
        assert agent.said == "Theme: light, where a terminal has colours."
        await agent.until(lambda: desk.memory.get(THEME_KEY) == "light")


async def test_the_cursor_stands_on_the_line_that_matters() -> None:
    async with plain() as (agent, app):
        lines = agent.lines
        top = next(n for n, line in enumerate(lines) if line.startswith("> urgent"))
        assert app.reading_place() == Offset(0, top)
        await agent.press("j")
        assert app.reading_place() == Offset(0, top + 2)
        assert agent.lines[top + 2].startswith("> high")


async def test_in_a_conversation_it_stands_where_the_newest_words_are() -> None:
    async with plain() as (agent, app):
        await agent.press("enter")
        place = app.reading_place()
        assert place is not None
        assert place.y > agent.main.thread.region.y
        assert agent.lines[place.y].strip()


@pytest.mark.parametrize("keys", [("enter", "r"), ("slash",), ("i",)])
async def test_where_something_is_typed_it_stands_at_the_next_character(
    keys: tuple[str, ...],
) -> None:
    async with plain() as (agent, app):
        await agent.press(*keys)
        area = agent.top.focused
        assert area is not None
        begins = Offset(area.content_region.x, area.content_region.y)
        assert app.cursor_position == begins
        await agent.type("ab")
        assert app.cursor_position == begins + Offset(2, 0)
        await agent.press("left")
        assert app.cursor_position == begins + Offset(1, 0)


@pytest.mark.parametrize(
    ("keys", "kind"), [(("colon",), Palette), (("enter", "r", "f2"), MacroList)]
)
async def test_in_a_list_it_stands_on_the_one_that_is_chosen(
    keys: tuple[str, ...], kind: type
) -> None:
    async with plain() as (agent, app):
        await agent.press(*keys)
        assert isinstance(agent.top, kind)
        place = app.reading_place()
        assert place is not None
        if kind is Palette:
            assert agent.lines[place.y].startswith(" > Enter ")
            await agent.press("down")
            assert app.reading_place() == place + Offset(0, 1)


async def test_in_a_choice_it_stands_on_the_option() -> None:
    desk = FakeDesk()
    desk.wrap_ups = ("delivery", "returns")
    async with plain(desk) as (agent, app):
        await agent.press("e", "down", "down")
        place = app.reading_place()
        assert place is not None
        assert agent.lines[place.y].strip() == "> returns"


async def test_time_passes_by_the_minute() -> None:
    desk = FakeDesk()
    async with plain(desk) as (agent, _):
        then = agent.main.now
        desk.clock += 20_000
        agent.main.tick()
        assert agent.main.now == then
        desk.clock += 41_000
        agent.main.tick()
        assert agent.main.now == desk.clock


PROGRAM = """
import sys
from tests.tui.fake_desk import FakeDesk
from social_care.tui.plain import PlainConsole
PlainConsole(FakeDesk().as_desk()).run()
"""


def test_a_terminal_gets_a_cursor_and_nothing_drawn(tmp_path: Path) -> None:
    with terminal(tmp_path, [sys.executable, "-c", PROGRAM], ready="urgent") as opened:
        opened.read_until("help")
        opened.type(b"Q")
        written = opened.read_to_end().decode(errors="replace")
    assert not DRAWN.search(written)


def test_the_terminals_cursor_is_shown(tmp_path: Path) -> None:
    with terminal(tmp_path, [sys.executable, "-c", PROGRAM], ready="\x1b[?25h") as opened:
        opened.type(b"Q")
        written = opened.read_to_end().decode(errors="replace")
    assert re.search(r"\x1b\[\d+;1H", written)
