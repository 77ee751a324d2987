"""Four agents of one shift, and what tests of their consoles ask."""

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path

from textual.events import Key

from social_care.models.views import View
from tests.tui.console import Console
from tests.world import Shop

AGENTS = ("mary", "mark", "sam", "lee")


def four_agents(tmp_path: Path) -> Iterator[Shop]:
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
