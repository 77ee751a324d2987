"""A shift as a lead finds it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from zoneinfo import ZoneInfo

from social_care.desk import Desk
from social_care.models.presence import PresenceState
from social_care.shifts import Shift
from social_care.storage import presence
from tests.world import HOUR, Shop

DAY = Shift(name="day", days=frozenset(range(7)), start=8 * 60, end=16 * 60, zone=ZoneInfo("UTC"))
DIGEST = "WINS\n  none yet"


@contextmanager
def three_at_work(folder: Path) -> Iterator[Shop]:
    """Ann is late with mary, bob waits, sam is free."""
    opened = Shop(folder / "shop.db")
    try:
        with opened.store.write() as tx:
            for name in ("mary", "sam"):
                presence.say(tx, name, PresenceState.ON, opened.now, opened.now + 8 * HOUR)
        opened.desk("mary").claim(opened.hear("angry [/] about it", "ann"))
        opened.pass_time(minutes=35)
        opened.desk("mary").claim(1)
        opened.hear("half sizes?", "bob")
        yield opened
    finally:
        opened.close()


def lead(shop: Shop) -> Desk:
    """The desk of lee, who leads it."""
    return shop.desk("lee", role="lead", shifts=(DAY,), digest=lambda: DIGEST)
