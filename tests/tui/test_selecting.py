"""x, J, K and *: several conversations are selected; the list changes, the selection stays true."""

import pytest

from social_care.models import State
from social_care.models.bulk import BulkDeed, BulkKind
from social_care.tui.keys import Where
from social_care.tui.why_not import ONE_AT_A_TIME
from social_care.tui.widgets.arrivals import Arrivals
from tests.tui.console import MIDDLE, Console, console
from tests.tui.fake_desk import FakeDesk
from tests.tui.people import row, view

KEYS_FOR_MANY = "2 selected: e resolve, d dismiss, s snooze, t tag, a assign, r answer"


def selected_rows(agent: Console) -> list[str]:
    """The lines of rows that carry the word, with their mark."""
    return [line for line in agent.lines if line.startswith("✓") and "selected" in line]


async def test_x_selects_and_goes_one_down() -> None:
    async with console() as agent:
        await agent.press("x", "x")
        assert agent.main.picked == {1, 2}
        assert agent.main.queue.selected == 3
        assert KEYS_FOR_MANY in agent.text
        assert len(selected_rows(agent)) == 2


async def test_x_once_more_selects_no_longer() -> None:
    async with console() as agent:
        await agent.press("x", "k", "x")
        assert agent.main.picked == frozenset()
        assert "selected" not in agent.text


async def test_a_range_is_drawn_with_capital_letters() -> None:
    async with console() as agent:
        await agent.press("j", "J", "J")
        assert agent.main.picked == {2, 3, 4}
        await agent.press("g", "j", "j", "K")
        assert agent.main.picked == {2, 3, 4}
        await agent.press("escape", "G", "K", "K")
        assert agent.main.picked == {5, 6, 7}


async def test_a_star_selects_all_that_are_listed_and_then_none() -> None:
    desk = FakeDesk([view(row(n)) for n in range(1, 301)])
    async with console(desk) as agent:
        await agent.press("asterisk")
        assert agent.main.picked == set(range(1, 301))
        assert "300 selected" in agent.text
        await agent.press("asterisk")
        assert agent.main.picked == frozenset()


async def test_a_star_completes_what_is_selected_in_part() -> None:
    async with console() as agent:
        await agent.press("x", "asterisk")
        assert len(agent.main.picked) == 7


async def test_esc_selects_nothing_and_stays() -> None:
    async with console() as agent:
        await agent.press("x", "escape")
        assert agent.main.picked == frozenset()
        assert agent.where is Where.QUEUE
        await agent.press("escape")
        assert "this is the queue" in agent.said


async def test_an_empty_list_has_nothing_to_select() -> None:
    async with console(FakeDesk([])) as agent:
        for key in ("x", "J", "K", "asterisk"):
            await agent.press(key)
            assert "no conversation is listed here" in agent.said
            assert agent.main.picked == frozenset()
        assert {"select", "select_down", "select_up", "select_all"} <= agent.main.reasons().keys()


async def test_who_leaves_the_list_is_selected_no_longer() -> None:
    async with console() as agent:
        await agent.press("x", "x", "x")
        agent.desk.change(2, state=State.RESOLVED)
        await agent.look()
        assert agent.main.picked == {1, 3}
        assert "2 selected" in agent.text


async def test_who_arrives_is_not_selected() -> None:
    async with console() as agent:
        await agent.press("asterisk")
        agent.desk.add(view(row(50)), first=True)
        await agent.look()
        assert agent.main.picked == set(range(1, 8))


@pytest.mark.parametrize("keys", [("9",), ("1",), ("slash", "h")])
async def test_in_another_list_nothing_is_selected(keys: tuple[str, ...]) -> None:
    async with console() as agent:
        await agent.press("x", *keys)
        await agent.until(lambda: not agent.main.picked)


async def test_reading_one_of_them_keeps_the_selection() -> None:
    async with console() as agent:
        await agent.press("x", "enter")
        assert agent.where is Where.CONVERSATION
        await agent.press("escape")
        assert agent.main.picked == {1}


async def test_in_a_conversation_a_deed_is_about_that_one() -> None:
    async with console(size=MIDDLE) as agent:
        await agent.press("x", "x", "j", "enter")
        assert not agent.main.several
        await agent.press("d")
        assert agent.desk.deeds == [("dismiss", 4)]
        assert agent.main.picked == {1, 2}


@pytest.mark.parametrize("command", sorted(ONE_AT_A_TIME))
async def test_what_is_about_one_is_not_done_while_several_are_selected(command: str) -> None:
    async with console() as agent:
        await agent.press("x", "x")
        assert command in agent.main.reasons()
        before, calls = dict(agent.desk.views), agent.desk.calls.copy()
        await agent.main.run_action(command)
        await agent.settle()
        assert "one at a time" in agent.said
        assert agent.desk.deeds == []
        assert agent.desk.views == before
        calls["remember"] = agent.desk.calls["remember"]  # where the cursor is, when it rests
        assert agent.desk.calls == calls
        assert agent.top is agent.main


async def test_looking_closer_works_while_several_are_selected() -> None:
    async with console() as agent:
        await agent.press("x", "p")
        assert "Why it stands" in agent.text


def test_the_rule_says_as_much_as_there_is_room_for() -> None:
    bar = Arrivals()
    bar.set_reactive(Arrivals.picked, frozenset({1, 2}))
    texts = {
        width: "".join(piece for piece, _ in bar.lines(width)[0]).strip("─ ")
        for width in (20, 48, 80)
    }
    assert texts[20] == "2 selected"
    assert texts[48] == "2 selected: e resolve, d dismiss"
    assert texts[80] == KEYS_FOR_MANY


def test_the_rule_tells_of_arrivals_beside_the_selected() -> None:
    bar = Arrivals()
    bar.set_reactive(Arrivals.picked, frozenset({1, 2}))
    bar.set_reactive(Arrivals.new_above, 3)
    said = "".join(piece for piece, _ in bar.lines(80)[0])
    assert "2 selected: e resolve" in said
    assert "3 new above" in said


async def test_the_word_stands_in_narrow_rows_too() -> None:
    async with console(size=MIDDLE) as agent:
        await agent.press("x")
        await agent.until(lambda: "1 selected" in agent.text)
        assert len(selected_rows(agent)) == 1


async def test_what_was_done_with_all_is_no_longer_selected() -> None:
    async with console() as agent:
        await agent.press("x", "x", "d", "enter")
        assert agent.main.picked == frozenset()
        deed = BulkDeed(kind=BulkKind.DISMISS)
        assert agent.desk.deeds == [("dismiss", 1, deed), ("dismiss", 2, deed)]
