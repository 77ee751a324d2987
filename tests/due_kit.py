"""Who is due when, and by which rules, for tests of measuring."""

from social_care.hours import Calendar
from social_care.models import NEVER_DUE, Band, Stage, Visibility
from social_care.sla import Targets
from social_care.targets import Special, Vip
from tests.world import MINUTE, START, Shop

OFFICE = Calendar.weekly("UTC", {"mon-fri": ["09:00-17:00"]})
KIM = Special(vip=Targets.of({Band.HIGH: 5}), people=(Vip(ids=frozenset({"kim"})),))


def due_in(shop: Shop, conversation: int) -> float | None:
    """Minutes from the shop's opening until the conversation is due."""
    (row,) = shop.rows("SELECT due_at FROM conversations WHERE id = :id", id=conversation)
    return None if row["due_at"] == NEVER_DUE else (row["due_at"] - START) / MINUTE


def stage(shop: Shop, conversation: int) -> Stage | None:
    """How it is shown."""
    return shop.desk().queue_rows([conversation])[conversation].stage


def direct(shop: Shop, text: str, by: str = "kim", *, window_ms: int | None = None) -> int:
    """A direct message, which its network lets us answer for a while."""
    until = None if window_ms is None else shop.now + window_ms
    return shop.hear(text, by, visibility=Visibility.DIRECT, reply_until=until)
