"""Ten agents and their workers, each a process of its own, on one file: a whole shift."""

import signal
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest

from social_care import wiring
from social_care.config import load
from social_care.storage import Store
from tests import truth
from tests.crash_worker import PATIENCE_S
from tests.kill_kit import Looking
from tests.shift_kit import Share, Shift, overlaps, until

pytestmark = pytest.mark.long

CUSTOMERS = 200
WITH_TWO = 100
AGENTS = tuple(f"agent {number}" for number in "abcdefghij")
TEXTS = (
    "My boots fell apart after a week, I want my money back!",
    "Where is my order, please?",
    "Your shop is lovely",
    "The heater burned my hand, I call my lawyer",
)


@pytest.fixture
def shift(tmp_path: Path) -> Shift:
    """300 conversations of 200 customers wait for ten agents."""
    made = Shift(folder=tmp_path, agents=AGENTS)
    made.open()
    made.say(
        [
            (f"c{number}", f"{number} {thread}", TEXTS[(number + thread) % 4])
            for number in range(CUSTOMERS)
            for thread in range(2 if number < WITH_TWO else 1)
        ]
    )
    made.work_once()
    return made


@pytest.fixture
def shop(shift: Shift) -> Iterator[Looking]:
    """The database, to look at."""
    made = Looking(shift.folder / "care.db")
    yield made
    truth.check(made)
    made.close()


def test_ten_agents_answer_everybody_once_while_a_worker_is_killed(
    shift: Shift, shop: Looking, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whoever was killed: what every agent said is on the network, once, and nothing else is."""
    with shift.crew() as done:
        with shift.worker() as first:
            until(lambda: len(shift.world.posts()) >= 40)
            first.send_signal(signal.SIGKILL)
            first.wait()
        before = len(shift.world.posts())
        with shift.worker() as second:
            shares = done()
            until(lambda: left(shop, "queued", "sending") == 0)
            decided = decide(shift, shop)
            until(lambda: left(shop, "queued", "sending", "delayed", "uncertain") == 0)
            second.terminate()
            assert second.wait(PATIENCE_S) == 0

    everybody_was_handed_out_once(shop, shares)
    said = {number: text for share in shares for number, text in share.said.items()}
    assert sum(len(share.said) for share in shares) == len(said) == CUSTOMERS + WITH_TWO
    posts = shift.world.posts()
    assert Counter(post.text for post in posts) == Counter(said.values())
    everybody_was_answered_once(shop, {post.text: post.in_reply_to for post in posts})
    nobody_was_held_twice(shop)
    with capsys.disabled():
        print(
            f"\n{len(AGENTS)} agents, {CUSTOMERS} customers, {len(said)} conversations:"
            f" {len(posts)} posts, {before} of them before the worker was killed,"
            f" {decided} for a person to decide; shares {sorted(len(each.said) for each in shares)}"
        )


def left(shop: Looking, *states: str) -> int:
    """How many replies are in one of these states."""
    rows = shop.rows("SELECT state FROM outbox")
    return sum(row["state"] in states for row in rows)


def decide(shift: Shift, shop: Looking) -> int:
    """A person decides about the reply whose worker was killed, if looking has not found it."""
    left = shop.rows("SELECT id FROM outbox WHERE state = 'uncertain'")
    there = {post.key for post in shift.world.posts()}
    config = load(shift.config)
    store = Store(config.store)
    desk = wiring.make_desk(config, store, config.agent(AGENTS[0]))
    for row in left:
        key = shop.value("SELECT key FROM outbox WHERE id = :id", id=row["id"])
        decision: Literal["there", "again"] = "there" if key in there else "again"
        desk.settle(row["id"], decision)
    store.close()
    return len(left)


def everybody_was_handed_out_once(shop: Looking, shares: list[Share]) -> None:
    """And answered by whoever got them, in both of their conversations."""
    rows = shop.rows(
        "SELECT c.id, i.customer_id FROM conversations c JOIN identities i ON i.id = c.identity_id"
    )
    assert len(rows) == CUSTOMERS + WITH_TWO
    customer_of = {row["id"]: row["customer_id"] for row in rows}
    served = Counter(customer_of[number] for share in shares for number in share.handed)
    assert len(served) == CUSTOMERS
    assert set(served.values()) == {1}
    for share in shares:
        assert {customer_of[number] for number in share.said} == {
            customer_of[number] for number in share.handed
        }


def everybody_was_answered_once(shop: Looking, parents: dict[str, str]) -> None:
    """One response for each wait: to what they had asked, by who wrote it."""
    waits = shop.rows("SELECT * FROM waits")
    responses = shop.rows(
        "SELECT r.*, t.text, m.external_id FROM responses r JOIN outbox o ON o.id = r.outbox_id"
        " JOIN outbox_texts t ON t.outbox_id = o.id JOIN mentions m ON m.id = o.mention_id"
    )
    assert len(waits) == len(responses) == CUSTOMERS + WITH_TWO
    assert {wait["outcome"] for wait in waits} == {"answered"}
    assert sorted(wait["id"] for wait in waits) == sorted(row["wait_id"] for row in responses)
    for row in responses:
        assert row["text"].startswith(row["agent"])
        assert row["source"] == "console"
        assert parents[row["text"]] == row["external_id"]


def nobody_was_held_twice(shop: Looking) -> None:
    events = shop.rows(
        "SELECT e.kind, e.agent, i.customer_id FROM events e"
        " JOIN conversations c ON c.id = e.conversation_id"
        " JOIN identities i ON i.id = c.identity_id"
        " WHERE e.kind IN ('claimed', 'released') ORDER BY e.id"
    )
    assert len(events) >= 2 * CUSTOMERS
    assert overlaps(events) == []
