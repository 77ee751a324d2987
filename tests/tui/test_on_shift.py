"""B and what belongs to it, over the real desk: breaks, catch-up, silence."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from social_care.models.presence import PresenceState
from social_care.tui.screens.dialog import Choice
from social_care.tui.screens.on_shift import OnShift
from tests.tui.console import console
from tests.tui.fake_desk import FakeDesk
from tests.tui.on_shift_kit import elsewhere, four_agents, held
from tests.world import Shop


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    yield from four_agents(tmp_path)


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
