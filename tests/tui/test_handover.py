"""Going off: what is held is handed over, and who comes on reads what was left."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from social_care.models.presence import PresenceState
from social_care.models.views import View
from social_care.tui.screens.dialog import Panel
from social_care.tui.screens.handover_form import HandoverForm
from tests.tui.console import NARROW, console
from tests.tui.on_shift_kit import burst, elsewhere, four_agents, held
from tests.world import DAY, START, Shop


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    yield from four_agents(tmp_path)


# Going off --------------------------------------------------------------------------------------


async def full_hands(shop: Shop) -> None:
    """mary holds Ann, has promised Bob something and writes to Cat."""
    mary = shop.desk("mary")
    ids = mary.queue_ids(View.TODO)
    mary.claim(ids[0])
    mary.snooze(ids[1], START + 4 * DAY, reason="I will call on Friday")
    mary.save_draft(ids[2], "Dear Cat", private=False, draft=None)


async def test_going_off_lists_what_is_held_and_hands_it_over_in_one_key(shop: Shop) -> None:
    await full_hands(shop)
    async with console(shop.desk("mary")) as agent:
        await agent.press("B")
        await agent.type("off")
        await agent.press("enter")
        assert isinstance(agent.top, HandoverForm)
        assert "Going off: you hold 3 conversations" in agent.text
        assert all(agent.text.count(f"{name} ") for name in ("Ann", "Bob", "Cat"))
        assert agent.text.count("→ the queue") == 3
        await agent.press("enter")
        assert agent.said == ("You are off since 09:00; handed over: 3 to the queue · Q leaves")
        assert "mary (off)" in agent.lines[0]
        assert set(held(shop).values()) == {None}


async def test_a_name_that_begins_so_gets_it_and_a_line_goes_along(shop: Shop) -> None:
    await full_hands(shop)
    async with console(shop.desk("mary")) as agent:
        await agent.press("B")
        await agent.type("off")
        await agent.press("enter", "s", "a")
        assert "→ sam" in agent.text
        await agent.press("down")
        await agent.press("tab")
        await agent.type("Ann wants a call")
        await agent.press("enter")
        assert agent.said.startswith("You are off since 09:00; handed over: 1 to sam, 2 to the")
        assert agent.said.endswith(" — u undoes")
    (one,) = shop.desk("sam").handovers_to_read()
    assert one.note == "Ann wants a call"
    assert {item.row.customer_name: item.heir for item in one.items}["Ann"] == "sam"


async def test_a_name_that_is_nobodys_or_two_hands_nothing_over(shop: Shop) -> None:
    await full_hands(shop)
    async with console(shop.desk("sam")) as agent:
        await elsewhere(shop.desk("sam").claim, shop.desk("sam").queue_ids(View.TODO)[1])
        await agent.press("B")
        await agent.type("off")
        await agent.press("enter", "m", "a")
        assert "→ ma?" in agent.text
        await agent.press("enter")
        assert isinstance(agent.top, HandoverForm)
        assert "nobody is called 'ma', or several are" in agent.text
        await agent.press("r", "y", "enter")
        assert "1 to mary" in agent.said


async def test_one_gets_all_with_the_equals_sign_and_backspace_takes_a_name_back(
    shop: Shop,
) -> None:
    await full_hands(shop)
    async with console(shop.desk("mary")) as agent:
        await agent.press("B")
        await agent.type("off")
        await agent.press("enter", "l", "equals_sign")
        assert agent.text.count("→ lee") == 3
        await agent.press("down", "backspace")
        assert agent.text.count("→ lee") == 2
        await agent.press("enter")
        assert "2 to lee, 1 to the queue" in agent.said


async def test_esc_stays_and_keeps_the_line_that_was_begun(shop: Shop) -> None:
    await full_hands(shop)
    async with console(shop.desk("mary")) as agent:
        await agent.press("B")
        await agent.type("off")
        await agent.press("enter", "tab")
        await agent.type("Ann wants")
        await agent.press("escape")
        assert shop.desk("mary").here().me.state is PresenceState.ON
        assert held(shop)["Ann"] == "mary"
        await agent.press("B")
        await agent.type("off")
        await agent.press("enter")
        assert "Ann wants" in agent.text


async def test_with_empty_hands_a_line_can_be_left(shop: Shop) -> None:
    async with console(shop.desk("mary")) as agent:
        await agent.press("B")
        await agent.type("off")
        await agent.press("enter")
        assert "You hold nothing." in agent.text
        await burst(agent, "tab", *"hello")
        await agent.press("enter")
    assert [one.note for one in shop.desk("sam").handovers_to_read()] == ["hello"]


async def test_more_than_fit_are_scrolled(shop: Shop) -> None:
    for number in range(12):
        shop.desk("mary").claim(shop.hear("angry", f"customer {number:02}"))
    async with console(shop.desk("mary"), NARROW) as agent:
        await agent.press("B")
        await agent.type("off")
        await agent.press("enter")
        assert "… 4 more below" in agent.text
        assert "Customer 11" not in agent.text
        await agent.press(*["down"] * 11)
        assert "> Customer 11" in agent.text
        assert "Enter hands all over" in agent.text


async def test_what_customers_call_themselves_does_not_act_in_the_list(shop: Shop) -> None:
    hostile = shop.hear("angry [/] \x1b[2J", "[@click=app.quit]x[/]")
    shop.desk("mary").claim(hostile)
    async with console(shop.desk("mary")) as agent:
        await agent.press("B")
        await agent.type("off")
        await agent.press("enter")
        assert "[@click=app.quit" in agent.text.casefold()
        assert "angry [/]" in agent.text
        assert "\x1b" not in agent.text


# Reading ----------------------------------------------------------------------------------------


async def test_who_begins_reads_what_was_left_once(shop: Shop) -> None:
    await full_hands(shop)
    shop.desk("mary").go_off({1: "sam"}, note="Ann wants a call")
    shop.pass_time(hours=1)
    async with console(shop.desk("sam")) as agent:
        await agent.until(lambda: isinstance(agent.top, Panel))
        assert "from mary, 09:00" in agent.text
        assert "Ann wants a call" in agent.text
        assert "→ you" in agent.text
        assert "promised by mary: I will call on Friday" in agent.text
        assert agent.text.index("→ you") < agent.text.index("→ the queue")
        await agent.press("enter")
        assert agent.top is agent.main
    async with console(shop.desk("sam")) as agent:
        assert agent.top is agent.main
        await agent.press("B")
        await agent.type("read")
        await agent.press("enter")
        assert "Ann wants a call" in agent.text


async def test_nobody_is_interrupted_who_has_begun(shop: Shop) -> None:
    await full_hands(shop)
    async with console(shop.desk("sam")) as agent:
        await agent.press("j")
        shop.desk("mary").go_off()
        await agent.main._arrive()
        await agent.settle()
        assert agent.top is agent.main
        assert agent.said == "There is a handover from mary: B shows it."


async def test_who_is_at_work_already_is_told(shop: Shop) -> None:
    await full_hands(shop)
    async with console(shop.desk("sam")) as agent:
        await elsewhere(shop.desk("mary").go_off, {1: "sam", 3: "sam"})
        await agent.look()
        assert agent.said == "2 conversations were handed to you: B shows it."


async def test_nothing_handed_over_is_said(shop: Shop) -> None:
    async with console(shop.desk("sam")) as agent:
        await agent.press("B")
        await agent.type("read")
        await agent.press("enter")
        assert agent.said == "Nobody has handed anything over."
