"""B and what belongs to it, over the real desk: breaks, handovers, promises, catch-up, silence."""

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from textual.events import Key

from social_care.models.presence import PresenceState
from social_care.models.views import View
from social_care.tui.screens.dialog import Choice, Panel
from social_care.tui.screens.handover_form import HandoverForm
from social_care.tui.screens.on_shift import OnShift
from social_care.tui.screens.snoozing import SnoozeChoice
from tests.tui.console import NARROW, WIDE, Console, console
from tests.tui.fake_desk import FakeDesk
from tests.world import DAY, HOUR, START, Shop

AGENTS = ("mary", "mark", "sam", "lee")


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    """Four agents, and three customers who wait."""
    opened = Shop(tmp_path / "shop.db")
    for agent in AGENTS:
        opened.desk(agent, agents=AGENTS, role="lead" if agent == "lee" else "agent")
    for name in ("ann", "bob", "cat"):
        opened.hear("angry", name)
    yield opened
    opened.store.close()


async def elsewhere(call: Callable[..., object], *given: object, **named: object) -> None:
    """As another process does it: on another connection, so that the console must notice."""
    await asyncio.to_thread(call, *given, **named)


async def burst(agent: Console, *keys: str) -> None:
    """Keys that arrive in one go, as over a slow line."""
    for key in keys:
        shown = {"tab": None, "space": " "}.get(key, key)
        agent.app.post_message(Key(key, shown))
    await agent.settle()


def held(shop: Shop) -> dict[str, str | None]:
    """Who is with whom."""
    desk = shop.desk("mary")
    rows = desk.queue_rows(desk.queue_ids(View.ALL)).values()
    return {row.customer_name: row.claimed_by for row in rows}


# Coming and going -------------------------------------------------------------------------------


async def test_opening_the_console_puts_its_agent_on_and_says_so(shop: Shop) -> None:
    async with console(shop.desk("mary")) as agent:
        assert agent.said == "You are on."
        assert shop.desk("mary").here().me.is_at_work
        await agent.press("Q")
    assert not shop.desk("mary").here().me.is_here
    assert shop.desk("mary").here().me.state is PresenceState.ON


async def test_a_second_console_says_nothing(shop: Shop) -> None:
    shop.desk("mary").arrive()
    async with console(shop.desk("mary")) as agent:
        assert agent.said == ""


async def test_an_open_console_is_seen_by_its_heartbeat(shop: Shop) -> None:
    async with console(shop.desk("mary")) as agent:
        for _ in range(10):
            shop.pass_time(seconds=60)
            agent.main._beat()
            await agent.settle()
        assert shop.desk("mary").here().me.is_at_work


# A break ----------------------------------------------------------------------------------------


async def test_a_break_gives_back_and_keeps_what_has_a_draft(shop: Shop) -> None:
    async with console(shop.desk("mary")) as agent:
        await agent.press("n", "escape", "n", "r")
        await agent.type("Dear Bob")
        await agent.press("escape", "escape", "B")
        assert isinstance(agent.top, Choice)
        assert "You are on since 09:00" in agent.text
        await agent.press("enter")
        assert agent.said == (
            "You are on a break since 09:00; 1 customer given back; kept, with your draft: Bob;"
            " n: back."
        )
        assert "mary (on a break)" in agent.lines[0]
        assert held(shop) == {"Ann": None, "Bob": "mary", "Cat": None}
        assert agent.main.holding.held == {2}


async def test_words_that_are_not_saved_yet_count_as_a_draft(shop: Shop) -> None:
    async with console(shop.desk("mary")) as agent:
        await agent.press("n", "r")
        await agent.pilot.press(*"Dear")
        main = agent.main
        await main._take_break()
        await agent.settle()
        assert held(shop)["Ann"] == "mary"
        assert shop.desk("mary").drafts()[0].draft.text == "Dear"


@pytest.mark.parametrize("keys", [("n",), ("c",), ("r",), ("B", "enter")])
async def test_whoever_takes_somebody_is_back(shop: Shop, keys: tuple[str, ...]) -> None:
    async with console(shop.desk("mary")) as agent:
        await agent.press("B", "enter")
        assert agent.main.here is not None
        assert agent.main.here.me.state is PresenceState.BREAK
        shop.pass_time(minutes=12)
        await agent.press(*keys)
        await agent.look()
        await agent.until(lambda: "(on a break)" not in agent.lines[0])
        assert shop.desk("mary").here().me.state is PresenceState.ON
        if keys == ("n",):
            assert agent.said == "You are on again, after 12m."


async def test_on_a_break_b_offers_the_way_back_first(shop: Shop) -> None:
    async with console(shop.desk("mary")) as agent:
        await agent.press("B", "enter", "B")
        assert "You are on a break since 09:00" in agent.text
        assert "> back: you are on again" in agent.text
        await agent.press("enter")
        assert agent.said == "You are on."


async def test_esc_changes_nothing(shop: Shop) -> None:
    async with console(shop.desk("mary")) as agent:
        await agent.press("n", "escape", "B", "escape")
        assert shop.desk("mary").here().me.state is PresenceState.ON
        assert held(shop)["Ann"] == "mary"


async def test_another_console_of_the_same_agent_sees_it(shop: Shop) -> None:
    async with console(shop.desk("mary")) as agent:
        await elsewhere(shop.desk("mary").take_break)
        await agent.look()
        assert "mary (on a break)" in agent.lines[0]


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


# Promises ---------------------------------------------------------------------------------------


async def test_a_promise_is_typed_beside_the_time(shop: Shop) -> None:
    async with console(shop.desk("mary")) as agent:
        await agent.press("s")
        assert isinstance(agent.top, SnoozeChoice)
        await agent.type("fri")
        await agent.press("tab")
        await agent.type("I will call")
        await agent.press("backspace", "enter")
        row = shop.desk("mary").queue_rows([1])[1]
        assert row.promise is not None
        assert (row.promise.text, row.promise.until) == ("I will cal", START + 4 * DAY)


async def test_keys_in_one_go_are_for_where_tab_has_led(shop: Shop) -> None:
    async with console(shop.desk("mary")) as agent:
        await agent.press("s")
        await burst(agent, *"fri", "tab", *"I", "space", *"call")
        assert "> Friday 6 Nov at 09:00" in agent.text
        await agent.press("down", "enter")
        row = shop.desk("mary").queue_rows([1])[1]
        assert row.promise is not None
        assert (row.promise.text, row.promise.until) == ("I call", START + 4 * DAY)


async def test_a_promise_left_with_esc_is_still_there(shop: Shop) -> None:
    async with console(shop.desk("mary")) as agent:
        await agent.press("s", "tab")
        await agent.type("I will call")
        await agent.press("escape", "s")
        assert "I will call" in agent.text
        await agent.press("enter")
        assert shop.desk("mary").queue_rows([1])[1].promise is not None


@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_it_stands_in_the_row_and_above_the_conversation(
    shop: Shop, size: tuple[int, int]
) -> None:
    shop.desk("mary").snooze(1, START + HOUR, reason="I will call")
    shop.pass_time(minutes=25)
    shop.watch()
    async with console(shop.desk("sam"), size) as agent:
        assert "promised by mary: I will call" in agent.text
        await agent.press("enter")
        head = [line for line in agent.lines[:6] if "promised by mary: I will call" in line]
        assert head


async def test_a_colleagues_draft_is_named_above_the_conversation(shop: Shop) -> None:
    shop.desk("mary").save_draft(1, "Dear Ann", private=False, draft=None)
    async with console(shop.desk("sam")) as agent:
        await agent.press("enter")
        assert "draft by mary" in agent.text
    async with console(shop.desk("mary")) as agent:
        await agent.press("escape", "enter")
        assert "draft by mary" not in agent.text


# Catch-up and silence ---------------------------------------------------------------------------


async def test_catch_up_is_in_sight_for_everybody_at_once(shop: Shop) -> None:
    async with console(shop.desk("mary")) as agent:
        assert "CATCH-UP" not in agent.text
        height = len([line for line in agent.lines if "HIGH" in line])
        shop.pass_time(minutes=2)
        await elsewhere(shop.desk("lee").catch_up, True)
        await agent.look()
        said = "CATCH-UP since 09:02 by lee: every third pull is the oldest late"
        assert said in agent.text
        assert len([line for line in agent.lines if "HIGH" in line]) == height
        await elsewhere(shop.desk("lee").catch_up, False)
        await agent.look()
        assert "CATCH-UP" not in agent.text


async def test_a_lead_switches_it_by_its_key(shop: Shop) -> None:
    async with console(shop.desk("lee")) as agent:
        await agent.press("C")
        assert "CATCH-UP since 09:00 by lee" in agent.text
        await agent.press("C")
        assert "CATCH-UP" not in agent.text


@pytest.mark.parametrize(
    ("who", "said"),
    [
        ("lee", "Ann is back in the queue: sam was silent for 11 min"),
        ("sam", "Ann is back in the queue: you were silent for 11 min"),
        ("mary", "You are on."),
    ],
)
async def test_who_was_silent_is_told_and_so_is_the_lead(shop: Shop, who: str, said: str) -> None:
    shop.desk("mary").assign(1, "sam")
    async with console(shop.desk(who)) as agent:
        shop.pass_time(minutes=11)
        await elsewhere(shop.watch)
        await agent.look()
        assert "back from sam: silent for 11 min" in agent.text
        assert agent.said == said
        await agent.press("escape")
        agent.main.say("something else")
        shop.pass_time(minutes=1)
        await elsewhere(shop.hear, "angry", "dan")
        await agent.look()
        assert agent.said == "something else", "once"


async def test_the_palette_offers_all_of_it(shop: Shop) -> None:
    async with console(shop.desk("mary")) as agent:
        words = [offer.words for offer in agent.main.offers()]
        for wanted in (
            "break: begin one",
            "break: you are back",
            "off: hand over and go",
            "handovers: read them",
        ):
            assert wanted in words
        await elsewhere(shop.desk("sam").take_break)
        offer = next(one for one in agent.main.offers() if one.words == "break: begin one")
        offer.act()
        await agent.settle()
        assert "mary (on a break)" in agent.lines[0]


async def test_a_desk_that_is_gone_does_not_keep_the_console_open() -> None:
    desk = FakeDesk()
    async with console(desk) as agent:
        await agent.press("Q")
    assert desk.calls["leave"] == 1


def test_nothing_here_shadows_what_the_other_screens_have() -> None:
    """They are one object: a name that means something else above would break them."""
    ours = {name for name in vars(OnShift) if not name.startswith("__")}
    inherited = {
        name for above in OnShift.__mro__[1:] for name in vars(above) if not name.startswith("__")
    }
    textual = {name for name in vars(Choice) if not name.startswith("__")}
    meant = {"on_mount", "close", "offers", "_picture", "_apply"}
    assert (ours & inherited) - textual <= meant
