"""Many at once from the keyboard: counted, asked, done while the console goes on, undone as one."""

import threading
from collections.abc import Callable
from dataclasses import replace

import pytest

from social_care.errors import StoreError
from social_care.models import Category, OutboxState
from social_care.models.bulk import BulkDeed, BulkKind, BulkPreview, BulkRefusal
from social_care.models.composing import Macro
from social_care.tui.screens import bulk
from social_care.tui.screens.answer_all import AnswerAll
from social_care.tui.screens.weighed import Weighed, Weighing, none_left, options, told
from tests.tui.console import Console, console
from tests.tui.fake_desk import FakeDesk
from tests.tui.people import row, view

# 1 Kim and 2 Dana complain, 3 Priya complains and is joe's, 4 to 7 do not complain.
COMPLAINT, COLLEAGUES, FREE = 1, 3, 4

Deed = tuple[str, int]


def done(desk: FakeDesk) -> list[Deed]:
    """Which deeds were done with whom."""
    return [(deed[0], deed[1]) for deed in desk.deeds]


async def select(agent: Console, *numbers: int) -> None:
    agent.main.picked = frozenset(numbers)
    await agent.settle()


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


# Answers --------------------------------------------------------------------------------------


async def test_an_answer_to_many_is_shown_as_each_will_read_it() -> None:
    async with console() as agent:
        await select(agent, COLLEAGUES, 4, 5, 6, 7)
        await agent.press("r")
        assert "Answer 5, each in words of their own" in agent.text
        assert "{first_name|there}" in agent.text
        assert "Esc keeps it" in agent.text
        await agent.type("it is mended.")
        await agent.press("ctrl+s")
        assert "Answer 4 of 5?" in agent.text
        assert "The first leaves in 10 s, the last 15s later" in agent.text
        # Greetings by turns, as they will be without the one who is left out.
        assert "Sam: Hi Sam" in agent.text
        assert "Mireille Dufour-Ayang: Hello Mireille" in agent.text
        assert "… and 1 more" in agent.text
        await agent.press("enter")
        deed = agent.desk.deeds[0][2]
        assert deed.text == "{greeting}, it is mended."
        assert not deed.resolve
        assert agent.desk.seen_by_bulk == {4: 1, 5: 1, 6: 1, 7: 1}


async def test_it_can_be_resolved_once_it_is_sent() -> None:
    async with console() as agent:
        await select(agent, 4, 5)
        await agent.press("r", "o", "k", "ctrl+s", "down", "enter")
        assert agent.desk.deeds[0][2].resolve


async def test_esc_at_the_preview_leads_back_to_the_words() -> None:
    async with console() as agent:
        await select(agent, 4, 5)
        await agent.press("r")
        await agent.type("soon.")
        await agent.press("ctrl+s", "escape")
        assert "Answer 2, each in words of their own" in agent.text
        assert "{greeting}, soon." in agent.text
        await agent.press("escape")
        assert agent.top is agent.main
        assert agent.desk.deeds == []
        await agent.press("r")
        assert "{greeting}, soon." in agent.text, "words are kept for the next time"


async def test_words_for_many_survive_the_console_and_are_offered() -> None:
    desk = FakeDesk()
    async with console(desk) as agent:
        await select(agent, 4, 5)
        await agent.press("r")
        await agent.type("it comes")
        await agent.until(lambda: desk.many is not None)
        await agent.type(" today")
        await agent.main.close()
    assert desk.many is not None
    assert desk.many.text == "{greeting}, it comes today"
    async with console(desk) as agent:
        assert agent.said == "You were writing to many at once: select them (x), then r goes on"
        await select(agent, 6, 7)
        await agent.press("r")
        assert "{greeting}, it comes today" in agent.text


async def test_words_for_many_that_the_database_refuses_are_tried_again() -> None:
    desk = FakeDesk()
    async with console(desk) as agent:
        await select(agent, 4, 5)
        await agent.press("r")
        desk.failing = StoreError("the disk is full")
        await agent.type("soon")
        await agent.until(lambda: "Not saved yet" in agent.said)
        assert desk.many is None
        desk.failing = StoreError("the disk is full")
        assert not await agent.main.close()
        agent.main.reload()
        await agent.until(lambda: desk.many is not None)
        assert await agent.main.close()


async def test_words_for_many_that_are_taken_out_are_gone() -> None:
    desk = FakeDesk()
    async with console(desk) as agent:
        await select(agent, 4, 5)
        await agent.press("r")
        await agent.type("so")
        await agent.until(lambda: desk.many is not None)
        await agent.press("backspace", "backspace", "escape")
        assert desk.many is None


async def test_the_same_words_for_everybody_are_refused_where_they_are_written() -> None:
    async with console() as agent:
        await select(agent, 4, 5)
        await agent.press("r", *["backspace"] * len("{greeting}, "))
        await agent.type("hello")
        await agent.press("ctrl+s")
        assert isinstance(agent.top, AnswerAll)
        assert "every customer would get the same words" in agent.text
        assert "hello" in agent.text


async def test_a_greeting_alone_is_no_answer() -> None:
    async with console() as agent:
        await select(agent, 4, 5)
        await agent.press("r", "ctrl+s")
        assert isinstance(agent.top, AnswerAll)
        assert agent.desk.calls["bulk_preview"] == 0


async def test_what_was_sent_is_not_offered_again() -> None:
    async with console() as agent:
        await select(agent, 4, 5)
        await agent.press("r")
        await agent.type("soon.")
        await agent.press("ctrl+s", "enter")
        await select(agent, 6, 7)
        await agent.press("r")
        assert "soon." not in agent.text


async def test_a_macro_is_a_beginning() -> None:
    desk = FakeDesk()
    desk.book = (Macro(name="Late parcel", text="{greeting}, it comes today."),)
    async with console(desk) as agent:
        await select(agent, 4, 5)
        await agent.press("r", "f2")
        assert "Late parcel" in agent.text
        await agent.press("l", "enter")
        assert "{greeting}, it comes today." in agent.text


# What is told ---------------------------------------------------------------------------------


def weighed(deed: BulkDeed, refused: int = 0, **about: object) -> Weighed:
    refusals = tuple(
        BulkRefusal(conversation_id=n, customer=f"Customer {n}", why="resolved already")
        for n in range(100, 100 + refused)
    )
    preview = BulkPreview(kind=deed.kind, ids=(1, 2), refused=refusals)
    rows = {n: row(n, category=Category.OTHER) for n in (1, 2)}
    values = {"deed": deed, "of": 2 + refused, "preview": preview, "rows": rows}
    return Weighed(**{**values, **about})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("deed", "title"),
    [
        (BulkDeed(kind=BulkKind.RESOLVE), "Resolve 2?"),
        (BulkDeed(kind=BulkKind.RESOLVE, wrap_up="delivery"), "Resolve 2 as delivery?"),
        (BulkDeed(kind=BulkKind.TAG, tag="late"), "Tag 2 with late?"),
        (BulkDeed(kind=BulkKind.ASSIGN, agent="joe"), "Assign 2 to joe?"),
        (BulkDeed(kind=BulkKind.ASSIGN), "Assign 2 to everybody?"),
        (BulkDeed(kind=BulkKind.ANSWER, private=True), "Answer 2 in private?"),
    ],
)
def test_the_title_names_the_deed_and_the_count(deed: BulkDeed, title: str) -> None:
    assert weighed(deed).title == title


def test_a_reply_on_its_way_is_no_miss() -> None:
    deed = BulkDeed(kind=BulkKind.DISMISS)
    rows = {1: row(1), 2: row(2, sending=OutboxState.QUEUED)}
    lines = ["".join(piece for piece, _ in line) for line in told(weighed(deed, rows=rows), 10)]
    assert lines[0] == "1 question among them counts as missed."


def test_nothing_counts_as_missed_that_nobody_waits_for() -> None:
    deed = BulkDeed(kind=BulkKind.DISMISS)
    rows = {1: row(1, waiting_since=None)}
    assert told(weighed(deed, rows=rows), 10)[0] == (("Nobody is left out.", "dim"),)


def test_hostile_names_are_harmless_in_what_is_told() -> None:
    deed = BulkDeed(kind=BulkKind.DISMISS)
    evil = BulkRefusal(conversation_id=1, customer="\x1b[2J\u202eevil", why="\x07bell")
    one = weighed(deed)
    one = replace(one, preview=replace(one.preview, refused=(evil,)))
    said = "".join(piece for line in told(one, 10) for piece, _ in line)
    assert not {"\x1b", "\x07", "\u202e"} & set(said)
    assert not {"\x1b", "\x07", "\u202e"} & set(none_left(one))


def test_with_only_complaints_left_they_are_the_one_choice() -> None:
    deed = BulkDeed(kind=BulkKind.RESOLVE)
    none = BulkPreview(kind=deed.kind, ids=(), refused=())
    found = options(weighed(deed, preview=none, anyway=2, rows={}))
    assert found == [("anyway", "resolve 2: 2 unanswered complaints count as missed")]


async def test_however_many_are_left_out_the_choice_stays_in_sight() -> None:
    desk = FakeDesk([view(row(n, claimed_by="joe" if n > 1 else None)) for n in range(1, 61)])
    async with console(desk) as agent:
        await agent.press("asterisk", "d")
        assert "59 conversations left out:" in agent.text
        assert "> dismiss 1" in agent.text
        assert "Customer 60" not in agent.text
        await agent.press(*["pagedown"] * 9)
        assert "Customer 60: joe is with them" in agent.text
        await agent.press("enter")
        assert done(desk) == [("dismiss", 1)]
