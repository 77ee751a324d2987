"""In plain words: the lead's screen, handovers, decisions; the cursor on the line that matters."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from social_care.desk import Desk
from social_care.models import OutboxState
from social_care.models.views import View
from social_care.tui.plain import DRAWN, PlainConsole
from social_care.tui.screens.dialog import Decision
from social_care.tui.screens.handover_form import HandoverForm
from social_care.tui.screens.lead import LeadScreen
from tests.tui.console import Console
from tests.tui.fake_desk import FakeDesk
from tests.tui.own_time import own_time
from tests.tui.people import kim
from tests.tui.test_acts import uncertain
from tests.world import DAY, START, Shop

LARGE = (100, 50)


def lead(shop: Shop) -> Desk:
    return shop.desk("lee", role="lead")


@asynccontextmanager
async def plain(desk: Desk) -> AsyncIterator[tuple[Console, PlainConsole]]:
    app = PlainConsole(desk)
    with own_time():
        async with app.run_test(size=LARGE) as pilot:
            opened = Console(app, pilot)
            await opened.settle()
            yield opened, app


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    """Mary holds Ann, who is late; Bob waits."""
    opened = Shop(tmp_path / "shop.db")
    opened.desk("mary").claim(opened.hear("angry about it", "ann"))
    opened.pass_time(minutes=35)
    opened.desk("mary").claim(1)
    opened.hear("half sizes?", "bob")
    yield opened
    opened.close()


def at_the_cursor(agent: Console, app: PlainConsole) -> str:
    """The line that the terminal's cursor stands on."""
    return agent.lines[app.cursor_position.y]


async def test_the_floor_is_told_in_sentences_and_hours(shop: Shop) -> None:
    async with plain(lead(shop)) as (agent, _):
        await agent.press("L")
        assert isinstance(agent.top, LeadScreen)
        lines = [line.rstrip() for line in agent.lines]
        assert (
            "   mary holds 1, the longest waiting since 09:00, late since 09:30, not seen" in lines
        )
        assert any(line.startswith("   high, late since 09:30, ") for line in lines)
        assert " came: 2, most 2 at 09:00" in lines
        assert not DRAWN.search(agent.text)
        before = agent.text
        shop.pass_time(seconds=20)
        agent.top.look()
        await agent.settle()
        assert agent.text == before, "nothing is read aloud again while nothing happens"


async def test_the_cursor_stands_on_the_agent_and_on_the_conversation(shop: Shop) -> None:
    async with plain(lead(shop)) as (agent, app):
        await agent.press("L")
        assert at_the_cursor(agent, app).startswith(" > lee holds nobody")
        await agent.press("j")
        assert at_the_cursor(agent, app).startswith(" > mary holds 1")
        await agent.press("G")
        assert at_the_cursor(agent, app).rstrip().endswith("nobody has it, Bob: half sizes?")
        await agent.press("x", "G")
        assert at_the_cursor(agent, app).startswith(" > selected, ")


async def test_a_break_is_told_by_its_hour(shop: Shop) -> None:
    shop.desk("sam").take_break()
    async with plain(lead(shop)) as (agent, _):
        await agent.press("L")
        assert "sam holds nobody, on a break since 09:35" in agent.text


async def test_handing_over_is_told_in_sentences(shop: Shop) -> None:
    mary = shop.desk("mary")
    mary.snooze(mary.queue_ids(View.UNCLAIMED)[0], START + 4 * DAY, reason="I will call on Friday")
    async with plain(mary) as (agent, app):
        await agent.press("B", "down", "enter")
        assert isinstance(agent.top, HandoverForm)
        assert at_the_cursor(agent, app).startswith(" > to the queue: ")
        assert "to the queue: Ann, fake, late since 09:30, with them" in agent.text
        assert "to the queue: Bob, fake, snoozed, promised" in agent.text
        await agent.press("down", "s", "a")
        assert at_the_cursor(agent, app).startswith(" > to sam: ")
        await agent.press("enter")
    async with plain(shop.desk("sam")) as (agent, _):
        assert "to you: " in agent.text
        assert "→" not in agent.text


async def test_a_decision_has_the_cursor_on_what_is_chosen() -> None:
    desk = FakeDesk()
    refused = uncertain(state=OutboxState.REFUSED)
    desk.views[1] = replace(desk.views[1], messages=(*kim().messages, refused))
    async with plain(desk.as_desk()) as (agent, app):
        await agent.press("enter", "enter")
        assert isinstance(agent.top, Decision)
        assert at_the_cursor(agent, app).strip() == "> edit it and send it again"
        await agent.press("down")
        assert at_the_cursor(agent, app).strip() == "> send it again as it is"
