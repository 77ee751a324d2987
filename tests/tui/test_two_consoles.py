"""Two agents, two consoles, one database: who is with whom is seen at once, and nobody's words go.

Each console has connections of its own, as two processes have; both live in one event loop, whose
time passes only when there is nothing else to do. So "within a second" is a second of the console.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from social_care.tui.keys import Where
from tests.tui.console import MIDDLE, NARROW, Console, console
from tests.world import Shop

AT_ONCE_S = 1.0


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    opened = Shop(tmp_path / "shop.db")
    yield opened
    opened.close()


@asynccontextmanager
async def two(shop: Shop, size: tuple[int, int] = NARROW) -> AsyncIterator[tuple[Console, Console]]:
    """Mary's console and Sam's."""
    beside = Shop(shop.path)
    beside.clock = shop.clock  # type: ignore[method-assign]
    try:
        async with (
            console(shop.desk("mary"), size) as mary,
            console(beside.desk("sam"), size) as sam,
        ):
            yield mary, sam
    finally:
        beside.close()


async def within_a_second(agent: Console, come_true: Callable[[], bool]) -> None:
    """It comes true by itself, and soon."""
    clock = asyncio.get_running_loop().time
    began = clock()
    await agent.until(come_true)
    assert clock() - began <= AT_ONCE_S


async def both(one: Console, other: Console, key: str) -> None:
    """The same key at the same moment: neither console has done anything before both have it."""
    await asyncio.gather(one.pilot.press(key), other.pilot.press(key))
    await one.settle()
    await other.settle()


# -- who takes whom --------------------------------------------------------------------------------


async def test_n_at_the_same_moment_hands_out_two_customers(shop: Shop) -> None:
    first, second = shop.hear("burned", "kim"), shop.hear("angry", "bob")
    async with two(shop) as (mary, sam):
        await both(mary, sam, "n")
        assert {mary.main.shown_id, sam.main.shown_id} == {first, second}


async def test_of_two_who_claim_at_the_same_moment_one_is_told(shop: Shop) -> None:
    kim = shop.hear("burned", "kim")
    async with two(shop) as (mary, sam):
        await both(mary, sam, "c")
        (holder,) = {row.claimed_by for row in shop.desk().queue_rows([kim]).values()}
        assert holder in {"mary", "sam"}
        winner, loser = (mary, sam) if holder == "mary" else (sam, mary)
        assert winner.said == "Claimed: yours until you leave it."
        assert loser.said == f"{holder} was faster: c again takes over."


async def test_the_last_customer_is_handed_to_one_of_two(shop: Shop) -> None:
    kim = shop.hear("burned", "kim")
    async with two(shop) as (mary, sam):
        await both(mary, sam, "n")
        assert sorted(str(one.main.shown_id) for one in (mary, sam)) == [str(kim), "None"]
        told = [one.said for one in (mary, sam) if one.main.shown_id is None]
        assert told == ["Nobody waits whom you could take."]


# -- what the other sees ---------------------------------------------------------------------------


async def test_presence_is_seen_within_a_second(shop: Shop) -> None:
    shop.hear("burned", "kim")
    async with two(shop) as (mary, sam):
        await mary.press("n")
        await within_a_second(sam, lambda: "mary    reads" in sam.text)
        await mary.press("r")
        await mary.type("Dear Kim")
        await within_a_second(sam, lambda: "mary    writes" in sam.text)
        await mary.press("escape")
        await mary.press("c")
        await within_a_second(sam, lambda: "mary    " not in sam.text)


async def test_an_answer_is_seen_within_a_second_by_who_reads_there(shop: Shop) -> None:
    shop.hear("burned", "kim")
    async with two(shop) as (mary, sam):
        await sam.press("enter")
        await mary.press("n", "r")
        await mary.type("We are so sorry.")
        await mary.press("ctrl+s")
        await within_a_second(sam, lambda: "We are so sorry." in sam.text)
        assert sam.where is Where.CONVERSATION
        assert sam.main.shown_id == 1
        shop.pass_time(seconds=11)
        await asyncio.to_thread(shop.deliver)
        await within_a_second(sam, lambda: "sent 09:00 ✓" in sam.text)


async def test_what_one_does_moves_nobody_elses_cursor(shop: Shop) -> None:
    numbers = [shop.hear("angry", name) for name in ("kim", "bob", "lee", "ann")]
    async with two(shop, MIDDLE) as (mary, sam):
        await sam.press("j", "j")
        assert sam.main.queue.selected == numbers[2]
        await mary.press("d")
        await within_a_second(sam, lambda: numbers[0] not in sam.main.queue.ids)
        shop.hear("burned", "zoe")
        await within_a_second(sam, lambda: len(sam.main.queue.ids) == 4)
        assert sam.main.queue.selected == numbers[2]
        assert sam.main.shown_id == numbers[2]
        assert sam.where is Where.QUEUE


# -- collisions ------------------------------------------------------------------------------------


async def test_who_is_taken_over_is_told_and_keeps_every_word(shop: Shop) -> None:
    kim = shop.hear("burned", "kim")
    async with two(shop) as (mary, sam):
        await mary.press("n", "r")
        await mary.type("Dear Kim, I am")
        await within_a_second(sam, lambda: "mary    writes" in sam.text)
        await sam.press("c")
        assert "mary is writing to Kim" in sam.said
        await sam.press("c")
        assert sam.said == "Kim is yours now; mary keeps what they wrote."
        await within_a_second(mary, lambda: "sam has taken over Kim" in mary.said)
        assert mary.main.composer.text == "Dear Kim, I am"
        assert mary.where is Where.COMPOSER
        await mary.type(" calling")
        await mary.press("escape")
    assert [one.text for one in shop.desk("mary").draft_versions(kim)] == ["Dear Kim, I am calling"]
    assert shop.desk("sam").draft_versions(kim) == ()


async def test_of_two_who_write_to_one_customer_one_answers(shop: Shop) -> None:
    kim = shop.hear("burned", "kim")
    async with two(shop) as (mary, sam):
        await mary.press("n", "r")
        await mary.type("We call you.")
        await within_a_second(sam, lambda: "mary    writes" in sam.text)
        await sam.press("c", "c", "r")
        await sam.type("I have sent a new one.")
        await mary.press("ctrl+s")
        assert mary.main.composer.problem == "sam is with this customer"
        assert mary.main.composer.text == "We call you."
        await sam.press("ctrl+s")
        shop.pass_time(seconds=11)
        await asyncio.to_thread(shop.deliver)
        await within_a_second(mary, lambda: "I have sent a new one." in mary.text)
        assert mary.said == "Sam answered 0s ago: your words are kept; Ctrl+S sends anyway."
        assert mary.main.composer.text == "We call you."
    assert [post.text for post in shop.network.posts] == ["I have sent a new one."]
    assert shop.state(kim) == "answered"


async def test_a_held_reply_that_was_edited_is_kept_when_a_colleague_takes_over(
    shop: Shop,
) -> None:
    kim = shop.hear("burned", "kim")
    async with two(shop) as (mary, sam):
        await mary.press("n", "r")
        await mary.type("Hello")
        await asyncio.to_thread(shop.hear, "burned and angry", "kim")
        await mary.press("ctrl+s")
        assert mary.main.composer.problem.startswith("Held: ")
        await mary.type(" Kim")
        await sam.press("c", "c")
        await mary.press("ctrl+s")
        assert mary.main.composer.problem == "sam is with this customer"
    assert [one.text for one in shop.desk("mary").draft_versions(kim)] == ["Hello Kim"]
    assert shop.desk("mary").outbox() == []


async def test_drafts_of_two_stand_side_by_side(shop: Shop) -> None:
    kim = shop.hear("burned", "kim")
    async with two(shop) as (mary, sam):
        await mary.press("enter", "r")
        await mary.type("from mary")
        await within_a_second(sam, lambda: "mary    writes" in sam.text)
        await sam.press("enter", "c", "c", "r")
        await sam.type("from sam")
        await sam.press("escape")
        await mary.press("escape")
        assert mary.main.composer.text == "from mary"
        assert sam.main.composer.text == "from sam"
    for agent in ("mary", "sam"):
        draft = shop.desk(agent).conversation(kim).draft
        assert draft is not None
        assert draft.text == f"from {agent}"
