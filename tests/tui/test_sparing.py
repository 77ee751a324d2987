"""Only what differs is drawn: nothing flickers, and a slow line has little to carry."""

from collections.abc import Sequence

from textual.app import App, ComposeResult
from textual.geometry import Region
from textual.pilot import Pilot

from social_care.tui.keys import Where
from social_care.tui.widgets.bar import Bar
from social_care.tui.widgets.lines import Line
from social_care.tui.widgets.queue_row import ROW_LINES
from tests.tui.console import MIDDLE, Console, console
from tests.tui.fake_desk import FakeDesk
from tests.tui.people import row, view


class Board(Bar):
    """Three lines that a test writes on; remembers what it was asked to draw."""

    DEFAULT_CSS = "Board { height: 3; }"

    def __init__(self) -> None:
        super().__init__()
        self.written = ["one", "two", "three"]
        self.dirty: list[tuple[Region, ...]] = []

    def lines(self, width: int) -> Sequence[Line]:
        return [((text, ""),) for text in self.written]

    def _set_dirty(self, *regions: Region) -> None:
        self.dirty.append(regions)
        super()._set_dirty(*regions)


class Shown(App[None]):
    """The board alone."""

    def __init__(self) -> None:
        super().__init__()
        self.board = Board()

    def compose(self) -> ComposeResult:
        yield self.board

    def drawn(self) -> list[str]:
        return [strip.text.rstrip() for strip in self.screen._compositor.render_strips()[:3]]


async def painted(app: Shown, pilot: Pilot[None]) -> None:
    await pilot.pause()
    app.drawn()
    app.board.dirty.clear()


async def test_what_is_the_same_is_not_drawn_again() -> None:
    app = Shown()
    async with app.run_test() as pilot:
        await painted(app, pilot)
        app.board.refresh()
        app.board.refresh(layout=True)
        assert app.board.dirty == []


async def test_a_line_that_differs_is_drawn_alone() -> None:
    app = Shown()
    async with app.run_test(size=(30, 10)) as pilot:
        await painted(app, pilot)
        app.board.written[1] = "deux"
        app.board.refresh()
        assert app.board.dirty == [(Region(0, 1, 30, 1),)]
        assert app.drawn() == ["one", "deux", "three"]


async def test_other_colours_and_coming_back_into_sight_draw_everything() -> None:
    app = Shown()
    async with app.run_test() as pilot:
        await painted(app, pilot)
        app.theme = "textual-light"
        await pilot.pause()
        assert app.board.dirty
        app.board.display = False
        await painted(app, pilot)
        app.board.written[0] = "uno"
        app.board.display = True
        app.board.refresh()
        await pilot.pause()
        assert app.drawn() == ["uno", "two", "three"]


def lines_drawn(agent: Console) -> list[int]:
    """The lines of the queue that wait to be drawn, from its top."""
    regions = agent.main.queue._dirty_regions
    return sorted({y for region in regions for y in region.line_range})


async def test_reading_again_draws_only_the_rows_that_changed() -> None:
    desk = FakeDesk([view(row(n)) for n in range(1, 31)])
    async with console(desk) as agent:
        assert agent.lines
        agent.main.queue._dirty_regions.clear()
        agent.main.reload()
        await agent.settle()
        assert lines_drawn(agent) == []
        desk.views[3] = view(row(3, customer_name="Somebody Else"))
        agent.main.reload()
        await agent.settle()
        line = agent.main.queue.ids.index(3) * ROW_LINES
        assert lines_drawn(agent) == [line]


async def test_arrivals_above_draw_nothing_of_the_rows_in_sight() -> None:
    desk = FakeDesk([view(row(n)) for n in range(1, 61)])
    async with console(desk) as agent:
        await agent.press("pagedown", "pagedown", "pagedown")
        seen = [line[:78] for line in agent.lines[4:20]]  # without the scroll bar
        agent.main.queue._dirty_regions.clear()
        desk.add(view(row(100)), first=True)
        await agent.look()
        assert lines_drawn(agent) == []
        assert [line[:78] for line in agent.lines[4:20]] == seen


async def test_the_conversation_before_stays_until_the_next_one_is_read() -> None:
    """No empty pane in between while the cursor walks."""
    desk = FakeDesk([view(row(n)) for n in range(1, 11)])
    async with console(desk, MIDDLE) as agent:
        seen: list[int | None] = []
        agent.main.watch(
            agent.main, "shown", lambda shown: seen.append(shown and shown.row.id), init=False
        )
        await agent.press("j")
        await agent.until(lambda: agent.main.shown_id == agent.main.queue.selected)
        await agent.press("j")
        await agent.until(lambda: agent.main.shown_id == agent.main.queue.selected)
        assert None not in seen
        assert agent.where is Where.QUEUE
