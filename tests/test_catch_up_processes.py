"""Ten processes press n at once while a backlog is worked off: everybody is handed out once."""

from collections import Counter
from pathlib import Path

import pytest

from social_care import wiring
from social_care.config import load
from social_care.connectors.demo import DemoControl
from social_care.storage import catching_up
from tests import truth
from tests.kill_kit import Looking
from tests.shift_kit import Shift, overlaps
from tests.world import HOUR

pytestmark = pytest.mark.long

AGENTS = tuple(f"agent {letter}" for letter in "abcdefghij")
LATE, IN_TIME = 40, 40
PULLS_TOLD = 30
"""So many at the beginning, while there are some of both kinds whoever holds whom."""


@pytest.fixture
def shift(tmp_path: Path) -> Shift:
    """As many are late as can still be met, and a lead has switched catch-up on."""
    made = Shift(folder=tmp_path, agents=AGENTS)
    made.open()
    now = wiring.now_ms()
    DemoControl(tmp_path / "network").inject(
        {
            "external_id": f"c{number}",
            "text": "Where is my order, please?",
            "posted_at": now - (3 * HOUR if number < LATE else 0),
            "thread_key": f"thread {number}",
            "author": {"id": f"c{number}", "handle": f"c{number}", "name": f"C {number}"},
        }
        for number in range(LATE + IN_TIME)
    )
    made.work_once()
    store = wiring.open_store(load(made.config))
    with store.write() as tx:
        catching_up.start(tx, "lee", now)
    store.close()
    return made


def test_every_third_pull_is_late_the_others_can_be_met_and_nobody_comes_twice(
    shift: Shift,
) -> None:
    with shift.crew() as done:
        shares = done()
    shop = Looking(shift.folder / "care.db")
    handed = Counter(number for share in shares for number in share.handed)
    assert len(handed) == LATE + IN_TIME
    assert set(handed.values()) == {1}
    claimed = shop.rows(
        "SELECT e.kind, e.agent, i.customer_id, e.at, w.due_at FROM events e"
        " JOIN conversations c ON c.id = e.conversation_id"
        " JOIN identities i ON i.id = c.identity_id"
        " JOIN waits w ON w.conversation_id = c.id"
        " WHERE e.kind IN ('claimed', 'released') ORDER BY e.id"
    )
    assert overlaps(claimed) == []
    pulls = [row for row in claimed if row["kind"] == "claimed"][:PULLS_TOLD]
    late = [row["due_at"] < row["at"] for row in pulls]
    assert late == [pull % 3 == 0 for pull in range(1, PULLS_TOLD + 1)]
    truth.check(shop)
    shop.close()
