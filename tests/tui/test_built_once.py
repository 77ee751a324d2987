"""A long conversation is put into lines once, and again only when something of it has changed."""

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest

from social_care.models import OutboxState
from social_care.models.views import ConversationView
from social_care.tui.widgets import thread_lines as lines_of
from social_care.tui.widgets.lines import Line
from tests.tui.console import console
from tests.tui.fake_desk import FakeDesk

NARROW = (80, 24)


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch) -> Counter[int]:
    """How often each conversation was."""
    counted: Counter[int] = Counter()
    real = lines_of.thread_lines

    def counting(view: ConversationView, *args: Any, **named: Any) -> list[Line]:
        counted[view.row.id] += 1
        return real(view, *args, **named)

    monkeypatch.setattr("social_care.tui.widgets.thread.thread_lines", counting)
    return counted


async def test_opening_and_reading_again_make_the_lines_once(built: Counter[int]) -> None:
    async with console(FakeDesk(), NARROW) as agent:
        await agent.press("enter")
        await agent.look()
        await agent.look()
        assert list(built.values()) == [1]


async def test_what_is_news_is_shown(built: Counter[int]) -> None:
    async with console(FakeDesk(), NARROW) as agent:
        await agent.press("enter")
        view = agent.main.thread.view
        assert view is not None
        edited = replace(view.messages[-1], text="only one shoe came", edited=True)
        agent.main.thread.view = replace(view, messages=(*view.messages[:-1], edited))
        await agent.settle()
        assert "only one shoe came" in agent.text
        assert built[view.row.id] == 2


async def test_what_was_sent_just_now_is_simply_there_later() -> None:
    async with console(FakeDesk(), NARROW) as agent:
        await agent.press("enter")
        pane, view = agent.main.thread, agent.main.thread.view
        assert view is not None
        at = pane.now
        sent = replace(view.messages[0], state=OutboxState.SENT, at=at)
        pane.view = replace(view, messages=(sent, *view.messages[1:]))
        await agent.settle()
        assert "✓" in agent.text
        pane.now = at + lines_of.FRESH_MS + 1
        await agent.settle()
        assert "✓" not in agent.text
