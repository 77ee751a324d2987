"""The lead's screen over a real desk: what it shows, and what is done from it."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.events import Paste

from social_care.models.spike import SpikeKind
from social_care.models.views import StoppedOutbox
from social_care.spikes import Finding
from social_care.storage import spikes
from social_care.tui.keys import Where
from social_care.tui.screens.lead import LeadScreen
from social_care.tui.widgets.lead_plots import MOST_STEPS, whole_steps
from tests.tui.console import NARROW, WIDE, Console, console
from tests.tui.lead_kit import DAY, lead, three_at_work
from tests.world import HOUR, Shop


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    with three_at_work(tmp_path) as opened:
        yield opened


def screen(agent: Console) -> LeadScreen:
    assert isinstance(agent.top, LeadScreen)
    return agent.top


async def test_the_floor_at_one_look_at_80_by_24(shop: Shop) -> None:
    async with console(lead(shop), NARROW) as agent:
        await agent.press("L")
        lines = agent.lines
        assert "Shift day 08:00–16:00 · waiting 2 · at risk 0 · LATE 1" in lines[0]
        assert "in target 0% of 1 (goal 80%)" in lines[1]
        (mary,) = [line for line in lines if line[3:].startswith("mary")]
        assert mary.split()[1:4] == ["1", "35m", "LATE"]
        (sam,) = [line for line in lines if line[3:].startswith("sam")]
        assert sam.split()[1:4] == ["0", "–", "free"]
        assert "at risk and late (1)" in agent.text
        (ann,) = [line for line in lines if "angry [/] about it" in line]
        assert "HIGH" in ann
        assert "LATE 5m" in ann
        assert "mary" in ann
        assert "waiting (1)" in agent.text
        assert any(line.split()[:2] == ["agent", "holds"] for line in lines)
        assert len(lines) == 24


async def test_between_shifts_it_says_which_one_it_tells_of(shop: Shop) -> None:
    shop.pass_time(hours=10)
    async with console(lead(shop), NARROW) as agent:
        await agent.press("L")
        first = "Last shift day 08:00–16:00, Mon 2 Nov · waiting 2 · at risk 0 · LATE 2"
        assert first in agent.lines[0]
        assert "oldest 10h" in agent.lines[1]
    async with console(shop.desk("lee", role="lead"), NARROW) as agent:
        await agent.press("L")
        assert "The last 24 hours · waiting 2" in agent.lines[0]


async def test_the_newest_wow_is_in_sight(shop: Shop) -> None:
    for words in ("sent flowers", "[/] called her \x1b"):
        shop.desk("mary").wow(1, words)
    async with console(lead(shop), NARROW) as agent:
        await agent.press("L")
        (told,) = [line for line in agent.lines if line.strip().startswith("WOW")]
        assert told.split("WOW")[1].strip() == "and 1 more; mary for Ann: [/] called her"


async def test_a_long_name_of_a_shift_hides_nobody_who_is_late(shop: Shop) -> None:
    long = replace(DAY, name="early birds of the customer loyalty team, north")
    async with console(shop.desk("lee", role="lead", shifts=(long,)), NARROW) as agent:
        await agent.press("L")
        assert "Shift early birds" in agent.lines[0]
        assert agent.lines[0].rstrip().endswith("waiting 2 · at risk 0 · LATE 1")


async def test_only_a_lead_opens_it(shop: Shop) -> None:
    async with console(shop.desk("mary")) as agent:
        await agent.press("L")
        assert agent.top is agent.main
        assert "only a lead" in agent.said


async def test_the_cursor_goes_through_agents_and_conversations(shop: Shop) -> None:
    async with console(lead(shop)) as agent:
        await agent.press("L")
        names = []
        for _ in range(6):
            here = screen(agent).here
            names.append(getattr(here, "name", None) or getattr(here, "customer_name", ""))
            await agent.press("j")
        assert names == ["lee", "mary", "sam", "Ann", "Bob", "Bob"]
        await agent.press("g", "j", "enter")  # mary: to the first she holds
        assert getattr(screen(agent).here, "id", None) == 1


async def test_it_is_live(shop: Shop) -> None:
    async with console(lead(shop)) as agent:
        await agent.press("L", "G")
        assert "Bob" in agent.text
        shop.hear("burned my foot", "eve")
        screen(agent).look()
        await agent.until(lambda: "Eve" in agent.text)
        assert getattr(screen(agent).here, "customer_name", "") == "Bob"  # the cursor stays


async def test_many_are_assigned_and_it_comes_back(shop: Shop) -> None:
    async with console(lead(shop)) as agent:
        await agent.press("L", "asterisk")
        assert "2 selected" in agent.text
        await agent.press("a")
        await agent.type("sam")
        await agent.press("enter")
        await agent.until(lambda: isinstance(agent.top, LeadScreen))
        assert "u undoes" in agent.text
    assert [row["assignee"] for row in shop.rows("SELECT assignee FROM conversations")] == [
        "sam",
        "sam",
    ]


async def test_a_customer_is_taken_over_and_opened(shop: Shop) -> None:
    async with console(lead(shop)) as agent:
        await agent.press("L", "j", "j", "j", "c")
        await agent.until(lambda: agent.main.shown_id == 1)
        assert agent.where is Where.CONVERSATION
    assert shop.value("SELECT agent FROM claims") == "lee"


async def test_kudos_are_read_in_the_agents_console(shop: Shop) -> None:
    async with console(lead(shop)) as agent:
        await agent.press("L", "j", "plus")
        await agent.type("a kind answer")
        await agent.press("enter")
        await agent.until(lambda: isinstance(agent.top, LeadScreen))
        assert "Kudos for mary" in agent.text
    async with console(shop.desk("mary")) as agent:
        await agent.main.tell_kudos()
        assert agent.said == "Kudos from lee: a kind answer"
    assert shop.desk("mary").kudos_to_read() == ()


async def test_a_note_the_brake_and_a_backlog(shop: Shop) -> None:
    async with console(lead(shop)) as agent:
        await agent.press("L", "G", "i")
        await agent.type("known issue")
        await agent.press("enter")
        await agent.until(lambda: isinstance(agent.top, LeadScreen))
        assert "Noted" in agent.text
        await agent.press("C")
        await agent.until(lambda: "CATCH-UP since" in agent.text)
        await agent.press("exclamation_mark")
        await agent.until(lambda: "Sending stopped" in agent.text)
    assert shop.value("SELECT text FROM notes") == "known issue"
    stopped: tuple[StoppedOutbox, ...] = lead(shop).stopped()
    assert [one.account for one in stopped] == ["acme"]


async def test_what_is_happening_is_in_sight(shop: Shop) -> None:
    found = Finding(kind=SpikeKind.MENTIONS, count=31, of=31, usual=2.0)
    with shop.store.write() as tx:
        number = spikes.notice(tx, found, HOUR, shop.now, HOUR)
        assert number is not None
        spikes.describe(tx, number, {"insole": 9}, ())
    async with console(lead(shop), NARROW) as agent:
        await agent.press("L")
        assert agent.lines[2].strip() == "spike: 31 mentions in 60 min, usually 2: insole"


async def test_the_digest_so_far(shop: Shop) -> None:
    desk = shop.desk("lee", role="lead", digest=lambda: "WINS\n  none yet")
    async with console(desk) as agent:
        await agent.press("L", "D")
        assert "none yet" in agent.text
        await agent.press("escape", "escape")
        assert agent.top is agent.main


async def test_the_digest_so_far_loses_no_word_at_80_columns(shop: Shop) -> None:
    wide = f"  {'word ' * 14}usual 83%)\n\n  Hour   Came\n    [https://x.example/{'a' * 70}/end]"
    async with console(shop.desk("lee", role="lead", digest=lambda: wide), NARROW) as agent:
        await agent.press("D")
        assert "usual 83%)" in agent.text
        assert "  Hour   Came" in agent.text
        assert "a/end]" in agent.text


async def test_a_paste_does_nothing(shop: Shop) -> None:
    async with console(lead(shop)) as agent:
        await agent.press("L")
        agent.top.post_message(Paste("C!"))
        await agent.until(lambda: "looked like a paste" in agent.text)
    assert shop.desk("lee", role="lead").catching_up() is None


async def test_its_keys_are_told(shop: Shop) -> None:
    async with console(lead(shop)) as agent:
        await agent.press("L")
        await agent.press("?")
        assert "Gives it" in agent.text
        await agent.press("escape", "escape")
        assert agent.top is agent.main


@pytest.mark.parametrize(
    ("most", "steps"),
    [
        (0, [0, 1]),
        (3, [0, 1, 2, 3]),
        (7, [0, 2, 4, 6, 8]),
        (16, [0, 5, 10, 15, 20]),
        (1234, [0, 500, 1000, 1500]),
    ],
)
def test_an_axis_of_counts_has_whole_steps(most: int, steps: list[int]) -> None:
    assert whole_steps(most) == steps


@given(st.integers(0, 10**7))
def test_an_axis_reaches_the_highest_and_has_few_steps(most: int) -> None:
    steps = whole_steps(most)
    assert steps[0] == 0
    assert steps[-1] >= most > steps[-2] or most == 0
    assert 2 <= len(steps) <= MOST_STEPS + 1


async def test_plots_where_there_is_room(shop: Shop) -> None:
    shop.reply(2)
    async with console(lead(shop), WIDE) as agent:
        await agent.press("L")
        await agent.until(lambda: "c came, a answered, by hour" in agent.text)
        assert "in target by hour, percent (goal 80%)" in agent.text
        assert agent.text.count(" 08:00 ") >= 2, "both plots are over the same hours"
        axes = re.findall(r"([0-9.]+)[┤├]", agent.text)
        assert {"0", "1", "2", "100"} <= set(axes)
        assert all(label.isdigit() for label in axes), "counts are whole"
        await agent.pilot.resize_terminal(*NARROW)
        await agent.until(lambda: "c came, a answered" not in agent.text)
        assert "angry [/] about it" in agent.text
    async with console(lead(shop), NARROW) as agent:
        await agent.press("L")
        assert "c came, a answered" not in agent.text
