"""Many at once from the keyboard: counted, asked, done while the console goes on, undone as one."""

import threading
from collections.abc import Callable

import pytest

from social_care.models.bulk import BulkDeed, BulkKind
from social_care.tui.screens import bulk
from social_care.tui.screens.weighed import Weighing
from tests.tui.bulk_kit import COLLEAGUES, COMPLAINT, FREE, done, select
from tests.tui.console import Console, console
from tests.tui.fake_desk import FakeDesk

# The count ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "kind", "answers"),
    [
        ("d", BulkKind.DISMISS, ()),
        ("e", BulkKind.RESOLVE, ()),
        ("s", BulkKind.SNOOZE, ("enter",)),
        ("a", BulkKind.ASSIGN, ("enter",)),
        ("t", BulkKind.TAG, ("l", "a", "t", "e", "enter")),
        ("r", BulkKind.ANSWER, ("o", "k", "ctrl+s")),
        ("R", BulkKind.ANSWER, ("o", "k", "ctrl+s")),
    ],
)
async def test_every_deed_for_many_says_the_count_first(
    key: str, kind: BulkKind, answers: tuple[str, ...]
) -> None:
    async with console() as agent:
        await select(agent, 4, 5)
        await agent.press(key, *answers)
        assert isinstance(agent.top, Weighing)
        assert f"{kind.value.capitalize()} 2" in agent.text
        assert "Enter does it, Esc does not" in agent.text
        assert agent.desk.deeds == []
        await agent.press("enter")
        assert done(agent.desk) == [(kind.value, 4), (kind.value, 5)]
        assert agent.said == f"{kind.done.capitalize()} 2 — u undoes all"
        assert agent.main.picked == frozenset()
        deed: BulkDeed = agent.desk.deeds[0][2]
        assert deed.private is (key == "R")


@pytest.mark.parametrize("key", ["d", "e"])
async def test_esc_does_nothing(key: str) -> None:
    async with console() as agent:
        await select(agent, 4, 5)
        await agent.press(key, "escape")
        assert agent.top is agent.main
        assert agent.desk.calls["bulk"] == 0
        assert agent.main.picked == {4, 5}


async def test_who_is_left_out_is_named_with_the_reason() -> None:
    async with console() as agent:
        await select(agent, COLLEAGUES, FREE)
        await agent.press("d")
        assert "Dismiss 1 of 2?" in agent.text
        assert "1 conversation left out:" in agent.text
        assert "Priya N.: joe is with them" in agent.text
        await agent.press("enter")
        assert done(agent.desk) == [("dismiss", FREE)]


async def test_unanswered_complaints_are_left_or_counted_as_missed() -> None:
    async with console() as agent:
        await select(agent, COMPLAINT, FREE)
        await agent.press("e")
        assert "resolve 1, leave 1 unanswered complaint" in agent.text
        assert "resolve 2: 1 unanswered complaint counts as missed" in agent.text
        await agent.press("down", "enter")
        assert done(agent.desk) == [("resolve", COMPLAINT), ("resolve", FREE)]
        assert all(deed[2].anyway for deed in agent.desk.deeds)


async def test_the_first_choice_leaves_complaints_alone() -> None:
    async with console() as agent:
        await select(agent, COMPLAINT, FREE)
        await agent.press("e", "enter")
        assert done(agent.desk) == [("resolve", FREE)]


async def test_what_counts_as_missed_is_counted_before() -> None:
    async with console() as agent:
        await select(agent, 1, 2, 4)
        await agent.press("d")
        assert "2 complaints and 1 question among them count as missed." in agent.text


async def test_with_none_of_them_nothing_is_asked() -> None:
    async with console() as agent:
        await select(agent, COLLEAGUES)
        await agent.press("d")
        assert agent.top is agent.main
        assert "none of the 1 can be dismissed: 1 × joe is with them" in agent.said
        assert agent.main.picked == {COLLEAGUES}


async def test_too_many_at_once_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "MOST", 3)
    async with console() as agent:
        await select(agent, 4, 5, 6, 7)
        await agent.press("d")
        assert "at most 3" in agent.said
        assert agent.desk.calls["bulk_preview"] == 0


async def test_one_wrap_up_for_all() -> None:
    desk = FakeDesk()
    desk.wrap_ups = ("delivery", "returns")
    async with console(desk) as agent:
        await select(agent, 4, 5)
        await agent.press("e", "r", "e", "t", "enter")
        assert "Resolve 2 as returns?" in agent.text
        await agent.press("enter")
        assert [deed[2].wrap_up for deed in desk.deeds] == ["returns", "returns"]


async def test_leaving_the_first_question_leaves_all() -> None:
    desk = FakeDesk()
    desk.wrap_ups = ("delivery",)
    async with console(desk) as agent:
        await select(agent, 4, 5)
        for key in ("e", "s", "t", "a"):
            await agent.press(key, "escape")
            assert agent.top is agent.main
        assert desk.calls["bulk_preview"] == 0


# While it goes on -----------------------------------------------------------------------------


class Pause:
    """The desk stops before one of many until it is let go on."""

    def __init__(self, before: int) -> None:
        self.before, self.reached, self.go_on = before, threading.Event(), threading.Event()

    def __call__(self, number: int) -> None:
        if number == self.before:
            self.reached.set()
            assert self.go_on.wait(20)


async def begin(agent: Console, pause: Pause) -> None:
    """Dismiss all; the desk waits before the third."""
    agent.desk.between = pause
    await agent.pilot.press("asterisk", "d")
    await agent.until(lambda: isinstance(agent.top, Weighing))
    await agent.pilot.press("enter")
    await agent.until(pause.reached.is_set)
    agent.main._tell_work()


async def quiet(agent: Console, come_true: Callable[[], bool]) -> None:
    await agent.until(come_true)


async def test_it_tells_how_far_it_is_and_other_work_goes_on() -> None:
    async with console() as agent:
        pause = Pause(3)
        await begin(agent, pause)
        assert agent.said == "Dismiss: 2 of 6 … u stops it"
        await agent.pilot.press("enter")
        await agent.until(lambda: agent.main.shown is not None)
        pause.go_on.set()
        await agent.until(lambda: agent.main.work is None)
        assert agent.said == "Dismissed 6 — u undoes all"


async def test_u_stops_it_and_once_more_undoes_it() -> None:
    async with console() as agent:
        pause = Pause(3)
        await begin(agent, pause)
        await agent.pilot.press("u")
        await agent.until(lambda: agent.main.work is not None and agent.main.work.stopping)
        pause.go_on.set()
        await agent.until(lambda: agent.main.work is None)
        assert len(agent.desk.deeds) == 3
        assert agent.said == "Dismiss: 3 of 6, then stopped — u undoes all"
        assert agent.desk.calls["undo"] == 0
        await agent.press("u")
        assert agent.desk.calls["undo"] == 1


async def test_a_second_one_waits_for_the_first() -> None:
    async with console() as agent:
        pause = Pause(3)
        await begin(agent, pause)
        agent.main.picked = frozenset({COLLEAGUES})
        await agent.pilot.press("d")
        await agent.until(lambda: "Dismiss: 2 of 6 goes on" in agent.said)
        assert agent.desk.calls["bulk_preview"] == 1
        pause.go_on.set()
        await agent.until(lambda: agent.main.work is None)


async def test_the_console_is_not_left_in_the_middle_of_it() -> None:
    async with console() as agent:
        pause = Pause(3)
        await begin(agent, pause)
        await agent.pilot.press("Q")
        await agent.until(lambda: "still going on: u stops it" in agent.said)
        assert not agent.app._exit
        pause.go_on.set()
        await agent.until(lambda: agent.main.work is None)


async def test_when_the_terminal_is_gone_no_more_is_begun() -> None:
    async with console() as agent:
        pause = Pause(3)
        await begin(agent, pause)
        await agent.main.close()
        pause.go_on.set()
        await agent.until(lambda: agent.main.work is None)
        assert len(agent.desk.deeds) == 3


async def test_what_was_said_before_makes_room_for_how_far_it_is() -> None:
    async with console() as agent:
        agent.main.say("Noted.", lasting=True)
        pause = Pause(3)
        await begin(agent, pause)
        assert agent.said == "Dismiss: 2 of 6 … u stops it"
        pause.go_on.set()
        await agent.until(lambda: agent.main.work is None)
