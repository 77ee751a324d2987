"""What is done without a reply: each deed once, said, and with a way back."""

from collections.abc import Callable

import pytest

from social_care.errors import NotAllowed, StoreError
from social_care.models import Category
from social_care.tui.keys import Where
from social_care.tui.widgets import times
from tests.tui.console import MIDDLE, NARROW, WIDE, Console, console
from tests.tui.fake_desk import FakeDesk
from tests.tui.people import HOUR, NOW

SAM = ("j", "j", "j")
"""Keys from the top of the queue to Sam, who asks a question."""


def with_codes() -> FakeDesk:
    desk = FakeDesk()
    desk.wrap_ups = ("delivery", "returns", "refund")
    return desk


async def test_resolving_is_said_with_its_way_back_and_the_next_is_under_the_cursor() -> None:
    desk = FakeDesk()
    async with console(desk) as agent:
        await agent.press(*SAM, "e")
        assert ("resolve", 4, "") in desk.deeds
        assert agent.said == "Resolved Sam — u undoes"
        await agent.look()
        assert agent.main.queue.selected == 5
        await agent.press("u")
        assert desk.deeds[-1] == ("undo",)
        assert agent.said == "Undone: resolved Sam"


async def test_enter_resolves_without_a_wrap_up_code() -> None:
    desk = with_codes()
    async with console(desk) as agent:
        await agent.press(*SAM, "e")
        assert "> without a wrap-up code" in agent.text
        await agent.press("enter")
        assert ("resolve", 4, "") in desk.deeds


async def test_a_wrap_up_code_is_typed_ahead() -> None:
    desk = with_codes()
    async with console(desk) as agent:
        await agent.press(*SAM, "e")
        await agent.type("ref")
        assert "delivery" not in agent.text
        await agent.press("enter")
        assert ("resolve", 4, "refund") in desk.deeds


async def test_codes_that_begin_with_what_was_typed_come_first() -> None:
    desk = with_codes()
    desk.wrap_ups = ("wrong article", "art")
    async with console(desk) as agent:
        await agent.press(*SAM, "e")
        await agent.type("art")
        await agent.press("enter")
        assert ("resolve", 4, "art") in desk.deeds


async def test_what_fits_no_code_resolves_nothing() -> None:
    desk = with_codes()
    async with console(desk) as agent:
        await agent.press(*SAM, "e")
        await agent.type("zzz")
        assert "Nothing is called that." in agent.text
        await agent.press("enter")
        assert desk.deeds == []
        await agent.press("backspace", "backspace", "backspace", "down", "down", "enter")
        assert ("resolve", 4, "returns") in desk.deeds


async def test_an_unanswered_complaint_takes_a_second_e() -> None:
    desk = with_codes()
    async with console(desk) as agent:
        await agent.press("e")
        await agent.type("del")
        await agent.press("enter")
        assert "press e once more" in agent.said
        assert desk.deeds == []
        await agent.press("e")
        assert ("resolve", 1, "delivery") in desk.deeds
        assert agent.said.endswith(" as delivery — u undoes")


async def test_the_second_e_is_for_the_same_conversation_only() -> None:
    desk = FakeDesk()
    desk.change(4, category=Category.COMPLAINT)
    async with console(desk) as agent:
        await agent.press("e")
        assert "press e once more" in agent.said
        await agent.press(*SAM, "e")
        assert "press e once more" in agent.said
        assert desk.deeds == []


@pytest.mark.parametrize(
    ("keys", "until"),
    [
        (("enter",), NOW + HOUR),
        (("3", "enter"), NOW + 3 * HOUR),
        (("down", "down", "enter"), NOW + 23 * HOUR + 17 * 60_000),
    ],
)
async def test_snoozing_for_an_hour_three_or_until_the_morning(
    keys: tuple[str, ...], until: int
) -> None:
    desk = FakeDesk()
    async with console(desk) as agent:
        await agent.press(*SAM, "s", *keys)
        assert ("snooze", 4, until) in desk.deeds
        assert times.clock(NOW + 23 * HOUR + 17 * 60_000, agent.main.zone) == "09:00"


@pytest.mark.parametrize(("typed", "how"), [("", "phone"), ("in the", "app"), ("oth", "other")])
async def test_answered_elsewhere_says_how(typed: str, how: str) -> None:
    desk = FakeDesk()
    async with console(desk) as agent:
        await agent.press("E")
        await agent.type(typed)
        await agent.press("enter")
        assert ("answered", 1, how) in desk.deeds


@pytest.mark.parametrize("key", ["e", "s", "E", "i"])
async def test_esc_in_a_dialog_does_nothing(key: str) -> None:
    desk = with_codes()
    async with console(desk) as agent:
        await agent.press(key, "escape")
        assert agent.top is agent.main
        assert desk.deeds == []


async def test_a_note_is_one_line_for_colleagues() -> None:
    desk = FakeDesk()
    async with console(desk) as agent:
        await agent.press("i")
        await agent.type("called the store")
        await agent.press("enter")
        assert ("note", 1, "called the store") in desk.deeds
        assert agent.said == "Noted"


async def test_a_note_left_with_esc_is_still_there() -> None:
    desk = FakeDesk()
    async with console(desk) as agent:
        await agent.press("i")
        await agent.type("called")
        await agent.press("escape", "i")
        assert "called" in agent.text
        await agent.press("enter")
        assert ("note", 1, "called") in desk.deeds


async def test_a_note_that_could_not_be_saved_is_still_there() -> None:
    desk = FakeDesk()
    async with console(desk) as agent:
        await agent.press("i")
        await agent.type("called")
        desk.failing = StoreError("the database is busy", "try again")
        await agent.press("enter")
        assert agent.said == "the database is busy — try again"
        await agent.press("i", "enter")
        assert ("note", 1, "called") in desk.deeds


async def test_a_wow_is_told_in_a_line_of_words() -> None:
    desk = FakeDesk()
    async with console(desk) as agent:
        await agent.press("w")
        await agent.type("sent her flowers")
        await agent.press("escape", "w")
        assert "sent her flowers" in agent.text, "what was left with Esc is still there"
        await agent.press("enter")
        assert ("wow", 1, "sent her flowers") in desk.deeds
        assert agent.said.endswith("sent her flowers — u undoes")


async def test_a_wow_that_could_not_be_saved_is_still_there() -> None:
    desk = FakeDesk()
    async with console(desk) as agent:
        await agent.press("w")
        await agent.type("a card")
        desk.failing = StoreError("the database is busy", "try again")
        await agent.press("enter")
        assert agent.said == "the database is busy — try again"
        await agent.press("w", "enter")
        assert ("wow", 1, "a card") in desk.deeds


async def test_a_deed_in_a_conversation_leads_back_to_the_queue() -> None:
    desk = FakeDesk()
    async with console(desk, NARROW) as agent:
        await agent.press(*SAM, "enter", "d")
        assert ("dismiss", 4) in desk.deeds
        assert agent.where is Where.QUEUE


async def test_a_deed_that_is_refused_changes_nothing_and_is_said() -> None:
    desk = FakeDesk()
    async with console(desk) as agent:
        desk.failing = NotAllowed("the customer has waited too long", "answer first")
        await agent.press(*SAM, "s", "enter")
        assert agent.said == "the customer has waited too long — answer first"
        assert desk.deeds == []


@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_deeds_are_about_the_conversation_that_is_open(size: tuple[int, int]) -> None:
    desk = FakeDesk()
    async with console(desk, size) as agent:
        await agent.press(*SAM, "enter")
        agent.main.queue.move_to(7)
        await agent.press("d")
        assert ("dismiss", 4) in desk.deeds


async def test_nothing_to_undo_is_said() -> None:
    async with console() as agent:
        await agent.press("u")
        assert agent.said == "There is nothing of yours to undo."


async def test_undo_is_grey_while_there_is_nothing_to_undo() -> None:
    desk = FakeDesk()
    async with console(desk) as agent:
        assert "undo" in agent.main.footer.cannot
        await agent.press(*SAM, "d")
        assert "undo" not in agent.main.footer.cannot
        desk.deeds.clear()
        agent.main.reload()
        await agent.settle()
        assert agent.main.reasons()["undo"] == "there is nothing of yours to undo"


async def test_a_deed_that_the_console_has_not_read_yet_is_undone_all_the_same() -> None:
    desk = FakeDesk()
    async with console(desk) as agent:
        desk.deeds += [("dismiss", 4)]
        assert "undo" in agent.main.footer.cannot
        await agent.press("u")
        assert agent.said == "Undone: resolved Sam"


async def test_a_passing_notice_goes_a_deed_stays() -> None:
    desk = FakeDesk()
    async with console(desk) as agent:
        await agent.press("u")
        desk.clock += 60_000
        agent.main.tick()
        await agent.settle()
        assert "nothing of yours" not in agent.text
        await agent.press(*SAM, "d")
        desk.clock += 60_000
        agent.main.tick()
        await agent.settle()
        assert "Dismiss Sam — u undoes" in agent.text


CALLS: dict[str, Callable[[Console], bool]] = {
    "p": lambda agent: 'because: safety or health ("burned", "hospital")' in agent.text,
    "question_mark": lambda agent: "In the queue" in agent.text,
}


@pytest.mark.parametrize("key", CALLS)
@pytest.mark.parametrize("leave", ["escape", "q", "enter"])
async def test_panels_open_and_close(key: str, leave: str) -> None:
    async with console() as agent:
        await agent.press(key)
        assert CALLS[key](agent)
        await agent.press(leave)
        assert agent.top is agent.main


@pytest.mark.parametrize(
    ("keys", "deed"),
    [
        (("e",), "resolve"),
        (("d",), "dismiss"),
        (("s", "enter"), "snooze"),
        (("E", "enter"), "answered"),
        (("t", "enter"), "tag"),
        (("i", "x", "enter"), "note"),
        (("plus",), "like"),
    ],
)
async def test_what_is_done_in_a_conversation_is_done_there_wherever_the_cursor_stands(
    keys: tuple[str, ...], deed: str
) -> None:
    """Claimed, it has left the view of those without a claim: the cursor is on another one."""
    desk = FakeDesk()
    desk.tags = ("late parcel",)
    async with console(desk, MIDDLE) as agent:
        await agent.press("3", "j", "j", "enter", "c")
        await agent.look()
        assert agent.main.shown_id == 4
        assert agent.main.queue.selected not in {None, 4}
        desk.deeds.clear()
        await agent.press(*keys)
        assert [(one[0], one[1]) for one in desk.deeds] == [(deed, 4)]
