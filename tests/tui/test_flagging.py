"""Flags in the console: a number in the status line; a toast and the bell only where asked."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from social_care.tui.app import ConsoleApp
from tests.tui.console import NARROW, Console, console
from tests.tui.fake_desk import FakeDesk


def desk(*, toasts: bool = False, bell: bool = False) -> FakeDesk:
    made = FakeDesk()
    made.toasts, made.bell = toasts, bell
    return made


@asynccontextmanager
async def with_toasts(fake: FakeDesk) -> AsyncIterator[Console]:
    """Textual leaves them out in tests unless they are asked for."""
    app = ConsoleApp(fake.as_desk())
    async with app.run_test(size=NARROW, notifications=True) as pilot:
        opened = Console(app, pilot)
        await opened.settle()
        yield opened


async def flag(opened: Console, *said: str) -> None:
    """The worker flags something, and the console looks again."""
    opened.desk.flags += said
    opened.desk._changed = True
    await opened.look()


def toasts(opened: Console) -> list[str]:
    return [each.message for each in opened.app._notifications]


@pytest.fixture
def rung(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Every time the bell rings."""
    found: list[Any] = []
    monkeypatch.setattr("social_care.tui.app.ConsoleApp.bell", lambda app: found.append(app))
    return found


async def test_the_status_line_counts_what_is_flagged(rung: list[Any]) -> None:
    async with console(desk()) as opened:
        assert "alert" not in opened.lines[-2]
        await flag(opened, "LATE 2m: Kim Osei")
        assert "1 alert · worker ok" in opened.lines[-2]
        await flag(opened, "LATE 1m: Sam")
        assert "2 alerts · worker ok" in opened.lines[-2]
        opened.desk.flags.clear()
        await flag(opened)
        assert "alert" not in opened.lines[-2]
        assert (toasts(opened), rung) == ([], [])


async def test_where_it_is_asked_a_new_flag_is_a_toast_and_rings(rung: list[Any]) -> None:
    fake = desk(toasts=True, bell=True)
    fake.flags.append("LATE 9m: flagged before")
    async with with_toasts(fake) as opened:
        assert (toasts(opened), rung) == ([], []), "what was there before is not told"
        await flag(opened, "LATE 2m: Kim Osei on mastodon")
        assert toasts(opened) == ["LATE 2m: Kim Osei on mastodon"]
        assert "LATE 2m: Kim Osei" in opened.text
        await opened.look()
        assert (len(toasts(opened)), len(rung)) == (1, 1)


async def test_seven_new_flags_are_one_toast_and_one_ring(rung: list[Any]) -> None:
    async with console(desk(toasts=True, bell=True)) as opened:
        await flag(opened, *(f"LATE: {number}" for number in range(7)))
        assert toasts(opened) == ["7 late"]
        assert len(rung) == 1


async def test_a_toast_takes_no_key_from_whoever_is_writing() -> None:
    async with with_toasts(desk(toasts=True)) as opened:
        await opened.press("r")
        await opened.type("I am so")
        await flag(opened, "LATE 2m: Kim Osei")
        await opened.type(" sorry")
        assert opened.main.composer.text == "I am so sorry"


async def test_a_name_full_of_markup_is_only_a_name() -> None:
    async with with_toasts(desk(toasts=True)) as opened:
        await flag(opened, "LATE 2m: [@click=app.quit]Kim[/] [bold on mastodon")
        assert "[@click=app.quit]Kim[/]" in opened.text, "and it did not break the console"
