"""Panes: one, two or three, and the way between them."""

import threading
from dataclasses import replace

import pytest

from social_care.models import Visibility
from social_care.models.views import ConversationView
from social_care.tui.keys import Where
from tests.tui.console import MIDDLE, NARROW, WIDE, console
from tests.tui.fake_desk import FakeDesk, status
from tests.tui.people import HOUR, MINUTE, NOW, crowd, said


async def test_enter_opens_and_esc_goes_back_on_a_narrow_screen() -> None:
    async with console(size=NARROW) as agent:
        await agent.press("enter")
        assert "Insole overheated" in agent.text
        assert "Dana R." not in agent.text
        await agent.press("escape")
        assert "Dana R." in agent.text
        assert agent.where is Where.QUEUE


async def test_tab_goes_through_the_panes_of_a_narrow_screen() -> None:
    async with console(size=NARROW) as agent:
        await agent.press("tab")
        assert "Insole overheated" in agent.text
        await agent.press("tab")
        assert "Earlier conversations" in agent.text
        await agent.press("tab")
        assert "1 Needs answer 7" in agent.text


async def test_at_120_the_conversation_follows_the_cursor() -> None:
    desk = FakeDesk()
    async with console(desk, MIDDLE) as agent:
        await agent.until(lambda: "Insole overheated" in agent.text)
        await agent.press("j")
        await agent.until(lambda: "Dana R. @dana_r  x · public" in agent.text)
        assert desk.views[2].row.claimed_by is None
        assert agent.where is Where.QUEUE


async def test_passing_by_is_not_reading() -> None:
    desk = FakeDesk()
    async with console(desk, MIDDLE) as agent:
        await agent.press("G")
        await agent.until(lambda: agent.main.shown_id == 7)
        assert desk.views[7].row.unread
        await agent.press("enter")
        assert not desk.views[7].row.unread


async def test_at_160_everything_is_in_sight() -> None:
    async with console(size=WIDE) as agent:
        await agent.until(lambda: "Insole overheated" in agent.text)
        for words in ("Dana R.", "Insole overheated", "Earlier conversations", "+0.40 → −0.71"):
            assert words in agent.text


async def test_a_terminal_that_grows_shows_more() -> None:
    async with console(size=NARROW) as agent:
        await agent.press("enter")
        await agent.pilot.resize_terminal(*WIDE)
        await agent.until(lambda: "Dana R." in agent.text and "Earlier" in agent.text)
        assert agent.where is Where.CONVERSATION
        await agent.pilot.resize_terminal(*NARROW)
        await agent.until(lambda: "Dana R." not in agent.text)
        assert "Insole overheated" in agent.text


async def test_the_newest_message_is_in_sight() -> None:
    desk = FakeDesk()
    long = tuple(said(n, f"message {n}", minutes_ago=300 - n) for n in range(200))
    desk.views[1] = replace(desk.views[1], messages=long)
    async with console(desk) as agent:
        await agent.press("enter")
        assert "message 199" in agent.text
        desk.writes_again(1, said(900, "and one thing more", minutes_ago=0))
        await agent.look()
        assert "and one thing more" in agent.text


async def test_who_reads_further_up_is_left_there() -> None:
    desk = FakeDesk()
    long = tuple(said(n, f"message {n}", minutes_ago=300 - n) for n in range(200))
    desk.views[1] = replace(desk.views[1], messages=long)
    async with console(desk) as agent:
        await agent.press("enter", "g")
        desk.writes_again(1, said(900, "and one thing more", minutes_ago=0))
        await agent.look()
        assert "message 0" in agent.text
        assert "and one thing more" not in agent.text


def long_winded() -> FakeDesk:
    """Kim's newest message is longer than a screen."""
    desk = FakeDesk()
    messages = (
        said(1, "hello", minutes_ago=9),
        said(2, "\n".join(f"line {n}" for n in range(60)), minutes_ago=5),
    )
    desk.views[1] = replace(desk.views[1], messages=messages, around=())
    return desk


@pytest.mark.parametrize("size", [NARROW, MIDDLE])
async def test_a_long_newest_message_is_read_from_its_beginning(size: tuple[int, int]) -> None:
    async with console(long_winded(), size) as agent:
        await agent.press("enter")
        assert "line 0 " in agent.text
        assert "hello" not in agent.text
        await agent.press("r")
        assert "line 0 " in agent.text, "and while one answers it"
        await agent.pilot.resize_terminal(100, 30)
        await agent.until(lambda: "line 0 " in agent.text)


async def test_whoever_reads_a_long_message_is_left_there_when_another_comes() -> None:
    desk = long_winded()
    async with console(desk) as agent:
        await agent.press("enter")
        desk.writes_again(1, said(900, "and one thing more", minutes_ago=0))
        await agent.look()
        assert "line 0 " in agent.text
        await agent.press("G")
        assert "and one thing more" in agent.text
        await agent.press("k", "k")
        await agent.pilot.resize_terminal(80, 20)
        await agent.settle()
        assert "line 0 " not in agent.text


async def test_the_conversation_can_be_paged_through_while_one_writes() -> None:
    async with console(long_winded()) as agent:
        await agent.press("enter", "r", "pagedown")
        assert "line 0 " not in agent.text
        await agent.type("!")
        await agent.press("pageup", "pageup")
        assert "hello" in agent.text
        assert agent.main.composer.text == "!"


async def test_today_is_yesterday_after_midnight() -> None:
    desk = FakeDesk()
    async with console(desk) as agent:
        await agent.press("enter")
        assert "Mon 23 Nov 2026 · today" in agent.text
        desk.clock += 24 * HOUR
        agent.main.tick()
        await agent.settle()
        assert "Mon 23 Nov 2026 · yesterday" in agent.text


async def test_back_to_the_conversation_before() -> None:
    async with console() as agent:
        await agent.press("enter", "escape", "j", "enter", "apostrophe")
        assert agent.main.shown_id == 1
        await agent.press("apostrophe")
        assert agent.main.shown_id == 2


async def test_from_the_queue_back_to_the_one_that_was_open_last() -> None:
    async with console() as agent:
        await agent.press("enter", "escape", "j", "enter", "escape", "j", "apostrophe")
        assert agent.main.shown_id == 2
        await agent.press("apostrophe")
        assert agent.main.shown_id == 1


async def test_under_the_cursor_is_no_way_back() -> None:
    async with console() as agent:
        await agent.press("enter", "escape", "apostrophe")
        assert "no other conversation" in agent.said
        await agent.press("j", "apostrophe")
        assert agent.main.shown_id == 1


async def test_what_was_resolved_is_one_key_away() -> None:
    async with console() as agent:
        await agent.press("4", "j", "j", "j", "enter")
        gone = agent.main.shown_id
        await agent.press("d")
        assert agent.where is Where.QUEUE
        await agent.press("apostrophe")
        assert agent.main.shown_id == gone


async def test_what_was_said_in_passing_is_not_said_of_the_next_conversation() -> None:
    async with console() as agent:
        await agent.press("j", "enter", "f")
        assert "nothing was done here" in agent.said
        await agent.press("escape", "j", "enter")
        assert not agent.said


async def test_a_deed_and_its_way_back_stay_in_sight() -> None:
    async with console() as agent:
        await agent.press("j", "j", "j", "d", "enter")
        assert agent.said.endswith("u undoes")


async def test_q_in_the_queue_says_how_to_leave() -> None:
    async with console() as agent:
        await agent.press("q")
        assert agent.said == "this is the queue; Q leaves the console"
        assert agent.app.is_running


@pytest.mark.parametrize(("width", "queue"), [(120, 48), (160, 48), (200, 60), (250, 75)])
async def test_the_queue_takes_its_share_of_a_broad_screen(width: int, queue: int) -> None:
    async with console(size=(width, 60)) as agent:
        assert agent.main.query_one("#queue-pane").outer_size.width == queue
        first = next(line for line in agent.lines if line.startswith(">"))
        assert ("Kim Osei" in first[:queue]) == (width == 250)


async def test_a_conversation_that_vanished_is_said() -> None:
    desk = FakeDesk()
    async with console(desk) as agent:
        del desk.views[1]
        await agent.press("enter")
        assert agent.said == "This conversation is gone."


async def test_siblings_are_named_above_the_thread() -> None:
    desk = FakeDesk()
    sibling = replace(crowd()[2].row, due_at=NOW + 5 * MINUTE, visibility=Visibility.DIRECT)
    desk.views[1] = replace(desk.views[1], siblings=(sibling,))
    async with console(desk) as agent:
        await agent.press("enter")
        assert "also open: email HIGH due 5m" in agent.text


async def test_troubles_have_lines_of_their_own() -> None:
    desk = FakeDesk()
    async with console(desk) as agent:
        assert " ! " not in agent.text
        desk.state = status(worker_alive=False)
        agent.main.reload()
        await agent.settle()
        assert "! worker stopped 09:43: nothing is fetched or sent" in agent.text
        desk.state = status()
        agent.main.reload()
        await agent.settle()
        assert " ! " not in agent.text


async def test_the_terminals_title_follows_the_queue() -> None:
    async with console() as agent:
        assert agent.app.title == "7 · 1 late · social-care"


async def test_what_is_read_late_is_not_shown_beside_another_one() -> None:
    """The cursor went down and came back while the conversation below was read."""
    desk, shown = FakeDesk(), list[int]()
    read, entered, let_go = desk.conversation, threading.Event(), threading.Event()

    def slow(conversation_id: int) -> ConversationView:
        if conversation_id == 2:
            entered.set()
            assert let_go.wait(20)
        return read(conversation_id)

    def note(view: ConversationView | None) -> None:
        shown.append(view.row.id if view is not None else 0)

    desk.conversation = slow  # type: ignore[method-assign]
    async with console(desk, MIDDLE) as agent:
        await agent.until(lambda: agent.main.shown_id == 1)
        agent.main.watch(agent.main, "shown", note)
        await agent.pilot.press("j")
        await agent.until(entered.is_set)
        await agent.pilot.press("k")
        await agent.until(lambda: agent.main.queue.selected == 1)
        let_go.set()
        await agent.settle()
        assert set(shown) == {1}
