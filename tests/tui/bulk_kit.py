"""Whom a bulk deed meets in the invented morning, and what was done with whom."""

from tests.tui.console import Console
from tests.tui.fake_desk import FakeDesk

# 1 Kim and 2 Dana complain, 3 Priya complains and is joe's, 4 to 7 do not complain.
COMPLAINT, COLLEAGUES, FREE = 1, 3, 4

Deed = tuple[str, int]


def done(desk: FakeDesk) -> list[Deed]:
    """Which deeds were done with whom."""
    return [(deed[0], deed[1]) for deed in desk.deeds]


async def select(agent: Console, *numbers: int) -> None:
    agent.main.picked = frozenset(numbers)
    await agent.settle()
