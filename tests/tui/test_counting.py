"""The room that is left: as the network counts, with everything that will be added."""

from dataclasses import replace

import pytest

from social_care.models import Limits
from social_care.tui.widgets.composer import added_to
from social_care.writing.sign_off import signed
from tests.tui.console import console
from tests.tui.fake_desk import FakeDesk
from tests.tui.people import MASTODON, kim, said


def signing() -> FakeDesk:
    desk = FakeDesk()
    desk.sign_off = " ^MC"
    return desk


async def test_the_sign_off_is_counted_and_shown() -> None:
    async with console(signing()) as agent:
        await agent.press("n", "r")
        assert "+ ^MC" in agent.text
        await agent.type("Hello")
        assert "+ ^MC  486 left of 500" in agent.text


async def test_who_has_signed_already_is_not_told_that_it_will_be_added() -> None:
    async with console(signing()) as agent:
        await agent.press("n", "r")
        await agent.type("Hello ^MC")
        assert "486 left of 500" in agent.text
        assert "+ ^MC" not in agent.text


async def test_where_nothing_is_signed_nothing_is_shown() -> None:
    async with console() as agent:
        await agent.press("n", "r")
        await agent.type("Hello")
        assert "490 left of 500" in agent.text
        assert "+ " not in agent.text


async def test_a_sign_off_that_does_not_fit_is_told_before_anybody_is_asked() -> None:
    view = replace(kim(), prefix="", limits=Limits(max_length=10))
    desk = FakeDesk([view])
    desk.sign_off = " ^MC"
    async with console(desk) as agent:
        await agent.press("n", "r")
        await agent.type("1234567")
        assert "1 too many, at most 10" in agent.text
        await agent.press("ctrl+s")
        assert "Too long by 1: at most 10" in agent.text
        assert desk.calls["submit"] == 0


async def test_a_content_warning_that_goes_along_is_counted_too() -> None:
    warned = said(1, "look", minutes_ago=3, content_warning="blood")
    view = replace(kim(), messages=(warned,), prefix="@kim ", limits=MASTODON)
    async with console(FakeDesk([view])) as agent:
        await agent.press("n", "r")
        await agent.type("Hello")
        assert "485 left of 500" in agent.text


@pytest.mark.parametrize(
    ("written", "added"),
    [("", "^MC"), ("  ", "^MC"), ("Hello", "^MC"), ("Hello ", "^MC"), ("Hello ^MC", "")],
)
def test_what_is_added_is_what_is_not_there_yet(written: str, added: str) -> None:
    assert added_to(written, lambda text: signed(text, " ^MC")) == added


def test_a_hostile_sign_off_is_harmless() -> None:
    assert added_to("Hello", lambda text: f"{text} \x1b[31m\u202ered") == "red"
