"""The queue: the cursor stays on its conversation, arrivals are announced, size does not matter."""

from dataclasses import replace

import pytest

from social_care.models.views import View
from social_care.tui.recall import FIRST_PAINT
from social_care.tui.widgets.queue_list import FETCH_ROWS, QueueList
from tests.tui.console import MIDDLE, NARROW, Console, console
from tests.tui.fake_desk import FakeDesk, status
from tests.tui.people import crowd, row, view


def many(count: int) -> FakeDesk:
    return FakeDesk([view(row(number)) for number in range(1, count + 1)])


def line_of(agent: Console, words: str) -> int:
    """On which line of the screen the words stand."""
    return next(place for place, line in enumerate(agent.lines) if words in line)


def pointer(agent: Console) -> str:
    """The line with the cursor."""
    return next(line for line in agent.lines if line.startswith(">"))


async def test_the_most_needed_is_on_top_and_under_the_cursor() -> None:
    async with console() as agent:
        assert agent.main.queue.selected == 1
        assert "Kim Osei" in pointer(agent)


async def test_every_row_says_band_due_channel_holder_and_customer() -> None:
    async with console() as agent:
        for words in (
            "▌URGENT  LATE 2m   mastodon  free    alert     Kim Osei",
            "HIGH    due 6m    x         free    alert     Dana R. @dana_r · 12k",
            "HIGH    due 11m   email     joe     reads     Priya N. · private · +2",
            "NORMAL  due 52m   mastodon  free    draft     Mireille Dufour-Ayang",
            "LOW     no target youtube   free              日本の靴屋さん",
            "LOW     due 3h    youtube   free    praise    Lena fan club @lena4ever",
        ):
            assert words in agent.text


async def test_the_preview_begins_with_what_the_customer_says() -> None:
    async with console() as agent:
        assert "  My son's foot is burned by your insole" in agent.text
        assert '  return label It still says "invalid"' in agent.text
        assert "@acme" not in agent.text


async def test_a_picture_without_words_says_so() -> None:
    async with console(FakeDesk([view(row(1, text=" "))])) as agent:
        assert "          (no words)" in agent.lines[4]


@pytest.mark.parametrize("place", [0, 3, 12, 29])
async def test_the_cursor_stays_while_others_come_above(place: int) -> None:
    desk = many(30)
    async with console(desk) as agent:
        agent.main.queue.move(place)
        await agent.settle()
        selected = agent.main.queue.selected
        line = line_of(agent, ">")
        for number in (101, 102, 103):
            desk.add(view(row(number)), first=True)
            await agent.look()
            assert agent.main.queue.selected == selected
            assert line_of(agent, ">") == line
        assert agent.main.queue.new_above == 3
        assert "3 new above" in agent.text


async def test_the_cursor_stays_while_others_leave_above_and_below() -> None:
    desk = many(30)
    async with console(desk) as agent:
        agent.main.queue.move(12)
        await agent.settle()
        line = line_of(agent, ">")
        for gone in (3, 12, 14, 30):
            desk.remove(gone)
            await agent.look()
            assert agent.main.queue.selected == 13
        assert line_of(agent, ">") == line


async def test_when_its_conversation_leaves_the_cursor_takes_the_next() -> None:
    desk = many(5)
    async with console(desk) as agent:
        await agent.press("j")
        desk.remove(2)
        await agent.look()
        assert agent.main.queue.selected == 3


async def test_when_the_last_one_leaves_the_cursor_takes_the_one_before() -> None:
    desk = many(3)
    async with console(desk) as agent:
        await agent.press("G")
        desk.remove(3)
        await agent.look()
        assert agent.main.queue.selected == 2


async def test_the_top_shows_the_arrivals_and_ends_the_announcement() -> None:
    desk = many(30)
    async with console(desk) as agent:
        desk.add(view(row(101, customer_name="Newcomer")), first=True)
        await agent.look()
        assert "Newcomer" not in agent.text
        assert "1 new above" in agent.text
        await agent.press("g")
        assert "Newcomer" in agent.text
        assert "new above" not in agent.text


async def test_arrivals_that_leave_again_are_not_announced_any_more() -> None:
    desk = many(30)
    async with console(desk) as agent:
        desk.add(view(row(101)), first=True)
        await agent.look()
        desk.remove(101)
        await agent.look()
        assert agent.main.queue.new_above == 0


async def test_a_change_is_seen_without_a_key() -> None:
    desk = FakeDesk()
    async with console(desk) as agent:
        desk.change(4, claimed_by="joe", claim_doing="writes")
        await agent.look()
        assert "joe     writes    Sam" in agent.text


async def test_without_a_change_nothing_is_read() -> None:
    desk = FakeDesk()
    async with console(desk) as agent:
        before = desk.calls.copy()
        await agent.look()
        before["remember"] = desk.calls["remember"]  # where the cursor is, when it rests
        assert desk.calls == before


async def test_time_alone_makes_a_row_late() -> None:
    desk = FakeDesk()
    async with console(desk) as agent:
        desk.clock += 7 * 60_000
        agent.main.tick()
        await agent.settle()
        assert "LATE 1m   x " in agent.text
        assert "due 4m    email" in agent.text


async def test_an_empty_queue_is_no_calm_sentence_while_nobody_listens() -> None:
    desk = FakeDesk([])
    async with console(desk) as agent:
        desk.state = status(worker_alive=False)
        agent.main.reload()
        await agent.settle()
        told = "Nobody waits for an answer. But not everything is heard now: H."
        assert told in agent.text
        assert "nobody heard waiting" in agent.lines[0]
        await agent.press("8")
        assert "There are no drafts, and no reply waits for a decision." in agent.text
        assert "not everything" not in agent.text


async def test_an_empty_queue_is_a_calm_sentence() -> None:
    async with console(FakeDesk([])) as agent:
        assert "Nobody waits for an answer." in agent.text
        assert "nobody waits" in agent.lines[0]
        for key in ("j", "G", "enter", "r", "e", "c", "y"):
            await agent.press(key)
        assert agent.app.is_running


async def test_from_empty_to_full() -> None:
    desk = FakeDesk([])
    async with console(desk) as agent:
        desk.add(crowd()[0])
        await agent.look()
        assert agent.main.queue.selected == 1
        assert "Kim Osei" in pointer(agent)


async def test_another_view_keeps_the_cursor_on_its_conversation() -> None:
    async with console() as agent:
        await agent.press("j", "j", "j", "9")
        assert agent.main.queue_view is View.ALL
        assert agent.main.queue.selected == 4


async def test_a_view_without_the_conversation_begins_at_its_top() -> None:
    desk = FakeDesk()
    desk.change(2, claimed_by="mary")
    async with console(desk) as agent:
        await agent.press("G", "2")
        assert agent.main.queue.selected == 2
        assert "Dana R." in pointer(agent)


@pytest.mark.long
async def test_a_hundred_thousand_open_without_being_fetched() -> None:
    desk = many(100_000)
    async with console(desk) as agent:
        assert len(agent.main.queue._ids) == 100_000
        assert len(desk.fetched) <= 2 * FETCH_ROWS
        await agent.press("G")
        assert agent.main.queue.selected == 100_000
        assert "number 100000" in agent.text
        assert len(desk.fetched) <= 4 * FETCH_ROWS


async def test_the_first_screen_is_painted_from_the_top_of_the_queue() -> None:
    limits: list[int | None] = []

    class Watched(FakeDesk):
        def queue_ids(self, view: View, *, limit: int | None = None) -> list[int]:
            limits.append(limit)
            return super().queue_ids(view, limit=limit)

    async with console(Watched()):
        assert limits[0] == FIRST_PAINT


async def test_rows_out_of_sight_are_forgotten() -> None:
    async with console(many(5_000)) as agent:
        queue = agent.main.queue
        for _ in range(40):
            queue.move_page(5)
            await agent.pilot.pause()
        assert len(queue._rows) <= 1_000


async def test_a_row_that_vanished_between_two_looks_is_no_error() -> None:
    desk = many(3)
    async with console(desk) as agent:
        del desk.views[2]
        agent.main.queue.show([1, 2, 3], desk.now())
        await agent.settle()
        assert "…" in agent.text


async def test_a_click_moves_the_cursor_and_a_second_one_opens() -> None:
    async with console() as agent:
        await agent.pilot.click(QueueList, offset=(20, 7))
        await agent.settle()
        assert agent.main.queue.selected == 4
        await agent.pilot.click(QueueList, offset=(20, 7), times=2)
        await agent.settle()
        assert agent.main.shown_id == 4


@pytest.mark.parametrize("size", [NARROW, MIDDLE, (40, 12), (250, 70), (20, 6)])
async def test_every_line_is_as_wide_as_the_terminal(size: tuple[int, int]) -> None:
    async with console(size=size) as agent:
        await agent.press("n")
        assert len(agent.lines) == size[1]
        assert {strip.cell_length for strip in agent.top._compositor.render_strips()} == {size[0]}


async def test_words_of_a_row_follow_the_database() -> None:
    desk = FakeDesk()
    async with console(desk) as agent:
        kim = desk.views[1]
        desk.views[1] = replace(kim, row=replace(kim.row, text="It is better now, thank you."))
        desk._changed = True
        await agent.look()
        assert "It is better now, thank you." in agent.text
