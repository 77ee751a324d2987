"""Real processes on one file: ten agents, and workers that are killed at the worst moments."""

import subprocess
import sys
from collections import Counter
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest

from social_care.desk import Desk, DeskSettings
from social_care.storage import Store
from tests import truth
from tests.crash_worker import FileNetwork
from tests.world import START, Shop

ROOT = Path(__file__).parent.parent
CUSTOMERS = 200
WITH_TWO = 100


def press_next(path: str, agent: str, start: Any, results: Any) -> None:
    """One agent takes customer after customer until there is none left."""
    store = Store(Path(path))
    desk = Desk(store, DeskSettings(agent=agent, clock=lambda: START, lease_ms=3_600_000))
    start.wait()
    taken = []
    while (conversation := desk.next()) is not None:
        taken.append(conversation)
    results.put((agent, taken))
    store.close()


def crowd(shop: Shop) -> None:
    """300 conversations of 200 customers."""
    texts = ("angry", "how?", "lovely", "burned")
    mentions = [
        shop.mention(texts[(number + thread) % 4], f"c{number}", thread_key=f"{number} {thread}")
        for number in range(CUSTOMERS)
        for thread in range(2 if number < WITH_TWO else 1)
    ]
    shop.receive(*mentions)


def test_ten_agents_pressing_next_get_every_customer_once(shop: Shop) -> None:
    crowd(shop)
    best = shop.queue()[0]
    context = get_context("spawn")
    start, results = context.Barrier(10), context.Queue()
    agents = [
        context.Process(target=press_next, args=(str(shop.path), f"agent {n}", start, results))
        for n in range(10)
    ]
    for agent in agents:
        agent.start()
    taken = dict(results.get(timeout=120) for _ in agents)
    for agent in agents:
        agent.join(60)
        agent.close()
    results.close()
    handed_out = [conversation for found in taken.values() for conversation in found]
    assert len(handed_out) == CUSTOMERS
    assert best in handed_out
    rows = shop.desk().queue_rows(handed_out)
    assert Counter(row.customer_id for row in rows.values()).most_common(1)[0][1] == 1
    for agent_name, found in taken.items():
        assert all(rows[conversation].claimed_by == agent_name for conversation in found)
    waits = shop.rows("SELECT claimed_by FROM waits WHERE ended_at IS NULL")
    assert len(waits) == CUSTOMERS + WITH_TWO
    assert all(wait["claimed_by"] for wait in waits), "siblings are claimed together"
    assert shop.desk().next() is None


def kill_while_sending(shop: Shop, posts: Path, moment: str) -> None:
    """Start a worker and kill it while the network is being called."""
    worker = subprocess.Popen(
        [sys.executable, "-m", "tests.crash_worker", shop.path, posts, moment, str(shop.now)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    with worker:
        assert worker.stdout is not None
        assert worker.stdout.readline() == "here\n"
        worker.kill()
    assert worker.returncode == -9


@pytest.mark.parametrize("honours_keys", [True, False], ids=["keys are honoured", "no keys"])
@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_worker_killed_while_sending_costs_nothing(
    shop: Shop, tmp_path: Path, moment: str, *, honours_keys: bool
) -> None:
    posts = tmp_path / "posts.jsonl"
    conversation = shop.hear("angry")
    shop.submit(conversation)
    shop.pass_time(seconds=10)
    kill_while_sending(shop, posts, moment)
    assert shop.value("SELECT state FROM outbox") == "sending"
    network = FileNetwork(posts, shop.clock, honours_keys=honours_keys)
    assert shop.restart_worker() == 1
    for _ in range(4):
        shop.deliver(network)
        shop.pass_time(seconds=60)
    arrived = moment == "after" or honours_keys
    assert len(network.posts) == int(arrived)
    assert shop.value("SELECT state FROM outbox") == ("sent" if arrived else "uncertain")
    assert shop.value("SELECT asked FROM outbox") == int(not arrived)
    assert shop.is_waiting(conversation) is not arrived
    if not arrived:
        shop.desk().settle(1, "again")
        shop.pass_time(seconds=10)
        shop.deliver(network)
        assert len(network.posts) == 1
    truth.replies_are_posts(shop, network)


def test_a_worker_killed_with_several_replies_leaves_the_others_queued(
    shop: Shop, tmp_path: Path
) -> None:
    posts = tmp_path / "posts.jsonl"
    for name in ("kim", "lee", "sam"):
        shop.submit(shop.hear("angry", name), f"to {name}")
    shop.pass_time(seconds=10)
    kill_while_sending(shop, posts, "after")
    states = [row["state"] for row in shop.rows("SELECT state FROM outbox ORDER BY id")]
    assert states == ["sending", "queued", "queued"]
    shop.restart_worker()
    network = FileNetwork(posts, shop.clock)
    shop.deliver(network)
    assert [post.text for post in network.posts] == ["to kim", "to lee", "to sam"]
    truth.replies_are_posts(shop, network)
