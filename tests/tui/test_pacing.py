"""Where reading takes long, the console reads less often: it must not keep a core busy."""

from social_care.models.views import Counts, View
from social_care.tui.screens.refresh import COUNT_PACE, PACE
from tests.tui.console import console
from tests.tui.fake_desk import FakeDesk
from tests.tui.people import row, view

LIST_MS, COUNT_MS = 100, 1_000


class SlowDesk(FakeDesk):
    """A brand with so many open conversations that it takes time to list and to count them."""

    slow = False

    def queue_ids(self, view: View, *, limit: int | None = None) -> list[int]:
        if self.slow:
            self.clock += LIST_MS
        return super().queue_ids(view, limit=limit)

    def counts(self) -> Counts:
        self.calls["counts"] += 1
        if self.slow:
            self.clock += COUNT_MS
        return super().counts()


async def test_after_reading_it_rests_and_then_nothing_is_missed() -> None:
    desk = SlowDesk([view(row(n)) for n in range(1, 4)])
    async with console(desk) as agent:
        agent.main.counts = desk.as_desk().counts()
        agent.main._count_from = desk.clock + 10 * COUNT_MS
        desk.slow = True
        desk.add(view(row(4)))
        await agent.look()
        assert 4 in agent.main.queue.ids
        desk.add(view(row(5)))
        await agent.look()
        assert 5 not in agent.main.queue.ids
        desk.clock += PACE * LIST_MS
        await agent.look()
        assert 5 in agent.main.queue.ids


async def test_without_need_it_reads_least_often() -> None:
    desk = SlowDesk()
    async with console(desk) as agent:
        desk.slow = True
        agent.main.reload()
        await agent.settle()
        listed = desk.calls["queue_ids"]
        agent.main._reread()
        await agent.settle()
        assert desk.calls["queue_ids"] == listed
        desk.clock = agent.main._reread_from
        agent.main._reread()
        await agent.settle()
        assert desk.calls["queue_ids"] > listed


async def test_numbers_that_cost_much_are_counted_less_often() -> None:
    desk = SlowDesk()
    async with console(desk) as agent:
        desk.slow = True
        agent.main.reload()
        await agent.settle()
        counted = desk.calls["counts"]
        agent.main.reload()
        await agent.settle()
        assert desk.calls["counts"] == counted
        assert agent.main.counts is not None
        assert agent.main._count_from > desk.clock + (COUNT_PACE - 1) * COUNT_MS
        desk.clock = agent.main._count_from
        agent.main.reload()
        await agent.settle()
        assert desk.calls["counts"] == counted + 1


async def test_where_reading_takes_no_time_everything_is_read_at_once() -> None:
    desk = SlowDesk([view(row(n)) for n in range(1, 4)])
    async with console(desk) as agent:
        for number in (4, 5, 6):
            desk.add(view(row(number)))
            await agent.look()
            assert number in agent.main.queue.ids
            assert agent.main.counts == desk.as_desk().counts()
