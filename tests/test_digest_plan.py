"""When a digest is due, and that it goes once."""

from email.message import EmailMessage
from zoneinfo import ZoneInfo

import pytest

from social_care.digest_plan import CATCH_UP_MS, DigestPlan, DueDigest, due
from social_care.digest_sending import queue_due
from social_care.shifts import Shift
from social_care.storage import mails
from tests.hours_kit import HOUR, MINUTE, at
from tests.world import Shop

LONDON = ZoneInfo("Europe/London")
EVERY_DAY = frozenset(range(7))


def shift(start: str, end: str, name: str = "day") -> Shift:
    def minutes(clock: str) -> int:
        hour, minute = map(int, clock.split(":"))
        return hour * 60 + minute

    return Shift(
        name=name,
        days=EVERY_DAY,
        start=minutes(start),
        end=minutes(end) + (24 * 60 if minutes(end) <= minutes(start) else 0),
        zone=LONDON,
    )


def planned(start: str = "09:00", end: str = "18:00") -> DigestPlan:
    return DigestPlan(name="day", shift=shift(start, end), to=("lead@acme.example",))


def keys(now: int, *plans: DigestPlan) -> list[str]:
    return [digest.key for digest in due(plans or [planned()], now)]


def test_it_is_due_the_moment_its_shift_is_over() -> None:
    assert keys(at("2026-11-23T18:00") - 1) == ["digest day 2026-11-22"]
    assert keys(at("2026-11-23T18:00")) == ["digest day 2026-11-23"]


def test_a_shift_over_midnight_belongs_to_the_day_it_began() -> None:
    night = planned("22:00", "06:00")
    assert keys(at("2026-11-24T06:00"), night) == ["digest day 2026-11-23"]


@pytest.mark.parametrize(
    ("end", "day"), [("01:30", "2026-10-24"), ("01:00", "2026-10-24"), ("02:00", "2026-10-24")]
)
def test_an_hour_that_comes_twice_makes_one_digest(end: str, day: str) -> None:
    """On 25 October 2026 the clocks of London go back from 02:00 to 01:00."""
    night = planned("18:00", end)
    moments = range(at("2026-10-25T00:30"), at("2026-10-25T04:00"), 5 * MINUTE)
    found = {key for now in moments for key in keys(now, night)}
    assert found == {f"digest day {day}", "digest day 2026-10-23"}


def test_an_hour_that_is_skipped_still_makes_one() -> None:
    """On 29 March 2026 the clocks of London go forward from 01:00 to 02:00."""
    night = planned("18:00", "01:30")
    assert keys(at("2026-03-29T04:00"), night) == ["digest day 2026-03-28"]


def test_after_downtime_the_last_one_is_made_up_for_and_no_older_one() -> None:
    assert keys(at("2026-11-24T17:59")) == ["digest day 2026-11-23"]
    weekly = DigestPlan(
        name="day",
        shift=Shift(name="day", days=frozenset({0}), start=540, end=1080, zone=LONDON),
        to=("lead@acme.example",),
    )
    ended = at("2026-11-23T18:00")
    assert keys(ended + CATCH_UP_MS, weekly) == ["digest day 2026-11-23"]
    assert keys(ended + CATCH_UP_MS + 1, weekly) == []


def test_fridays_is_made_up_for_after_a_weekend_without_a_worker() -> None:
    weekdays = Shift(name="day", days=frozenset(range(5)), start=540, end=1080, zone=LONDON)
    plan = DigestPlan(name="day", shift=weekdays, to=("lead@acme.example",))
    assert keys(at("2026-11-30T08:00"), plan) == ["digest day 2026-11-27"]


class Made:
    """Counts what is made."""

    def __init__(self) -> None:
        self.keys: list[str] = []

    def __call__(self, digest: DueDigest) -> EmailMessage:
        self.keys.append(digest.key)
        message = EmailMessage()
        message["Subject"] = digest.key
        message.set_content("words")
        return message


def addressed(message: EmailMessage, recipient: str) -> bytes:
    return f"{recipient}: {message['Subject']}".encode()


def test_each_recipient_gets_each_digest_once(shop: Shop) -> None:
    shop.hear("hello?", "kim")
    plan = DigestPlan(name="day", shift=shift("09:00", "18:00"), to=("a@x.example", "b@x.example"))
    made = Made()
    now = at("2026-11-23T18:00")
    assert queue_due(shop.store, [plan], made, addressed, now) == 2
    for later in (0, MINUTE, HOUR, 23 * HOUR):
        assert queue_due(shop.store, [plan], made, addressed, now + later) == 0
    assert made.keys == ["digest day 2026-11-23"]  # and nothing is worked out again
    items = mails.of_key(shop.store.read(), "digest day 2026-11-23")
    assert sorted(item.recipient for item in items) == ["a@x.example", "b@x.example"]
    assert queue_due(shop.store, [plan], made, addressed, now + 24 * HOUR) == 2


def test_who_is_added_later_gets_it_too(shop: Shop) -> None:
    shop.hear("hello?", "kim")
    now = at("2026-11-23T18:00")
    queue_due(shop.store, [planned()], Made(), addressed, now)
    wider = DigestPlan(
        name="day", shift=shift("09:00", "18:00"), to=("new@x.example", "lead@acme.example")
    )
    assert queue_due(shop.store, [wider], Made(), addressed, now) == 1


def test_of_a_shift_before_we_listened_there_is_nothing_to_tell(shop: Shop) -> None:
    made = Made()
    assert queue_due(shop.store, [planned()], made, addressed, shop.now) == 0
    shop.hear("hello?", "kim")
    assert queue_due(shop.store, [planned()], made, addressed, shop.now) == 0
    assert made.keys == []
