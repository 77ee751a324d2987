"""YouTube's daily units: counted, kept for replies, spread over the day."""

from datetime import UTC, datetime

import pytest

from social_care.connectors.context import MemoryLedger
from social_care.connectors.youtube.quota import (
    CARE,
    READS,
    SEARCHES,
    UNITS,
    WRITES,
    Allowance,
    Quota,
    pacific_day,
)
from social_care.errors import ErrorClass, NetworkError
from social_care.models import Usage
from tests.connectors.fake_youtube import HOUR, FakeYouTube, refusal
from tests.connectors.world import DAY, NOW, Fault, budget, poll, reply_to


def ms(text: str) -> int:
    """ISO 8601 as milliseconds."""
    return round(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() * 1000)


class Desk:
    """A quota with a clock of its own."""

    def __init__(self, now: int = ms("2026-06-10T12:00:00"), **allowance: int) -> None:
        self.now = now
        self.ledger = MemoryLedger()
        self.quota = Quota(self.ledger, lambda: self.now, Allowance(**allowance))

    def used(self, number: int, name: str = UNITS) -> None:
        """So much is used today."""
        _, until = pacific_day(self.now)
        self.ledger.note(name, Usage(used=number, allowed=10_000, until=until))

    def count(self, name: str = UNITS) -> int:
        """What the ledger says."""
        usage = self.ledger.usage(name, self.now)
        return usage.used if usage else 0

    def call(self, bucket: str) -> None:
        """A call that is let through and answered."""
        self.quota.before(bucket, wrote=bucket == WRITES)
        self.quota.after(bucket, 200, {})

    def refusal(self, bucket: str) -> NetworkError:
        """How a call is kept back."""
        with pytest.raises(NetworkError) as caught:
            self.quota.before(bucket, wrote=bucket == WRITES)
        return caught.value


@pytest.mark.parametrize(
    ("now", "start", "end"),
    [
        ("2026-06-10T12:00:00", "2026-06-10T07:00:00", "2026-06-11T07:00:00"),
        ("2026-06-10T06:59:59", "2026-06-09T07:00:00", "2026-06-10T07:00:00"),
        ("2026-06-10T07:00:00", "2026-06-10T07:00:00", "2026-06-11T07:00:00"),
        ("2026-12-10T07:30:00", "2026-12-09T08:00:00", "2026-12-10T08:00:00"),
        ("2026-11-01T09:30:00", "2026-11-01T07:00:00", "2026-11-02T08:00:00"),
        ("2026-03-08T12:00:00", "2026-03-08T08:00:00", "2026-03-09T07:00:00"),
    ],
)
def test_the_day_is_californias(now: str, start: str, end: str) -> None:
    """With its winter, its summer, and the days of 25 and 23 hours between."""
    assert pacific_day(ms(now)) == (ms(start), ms(end))


def test_every_call_has_its_price() -> None:
    """Lists 1, writes 50, searches apart, the log-in nothing."""
    desk = Desk()
    for bucket in (READS, CARE, WRITES, SEARCHES, "log-in"):
        desk.call(bucket)
    assert (desk.count(), desk.count(SEARCHES)) == (52, 1)


def test_reads_leave_what_replies_need() -> None:
    """At 500 left reads stop until midnight; looking for a reply of ours and writing go on."""
    desk = Desk(now=ms("2026-06-11T06:59:59"))
    desk.used(9_498)
    desk.call(READS)
    desk.used(9_500)
    error = desk.refusal(READS)
    assert error.error_class is ErrorClass.QUOTA
    assert error.retry_at == ms("2026-06-11T07:00:00")
    assert "replies" in error.message
    desk.call(CARE)
    desk.call(WRITES)
    assert desk.count() == 9_551


def test_writes_stop_when_no_more_of_them_fits() -> None:
    """A reply that Google would refuse is not tried."""
    desk = Desk()
    desk.used(9_950)
    desk.call(WRITES)
    assert desk.count() == 10_000
    for bucket in (WRITES, CARE, READS):
        assert desk.refusal(bucket).error_class is ErrorClass.QUOTA


def test_at_midnight_all_begins_anew() -> None:
    """Nobody has to do anything."""
    desk = Desk()
    desk.used(10_000)
    error = desk.refusal(WRITES)
    assert error.retry_at is not None
    desk.now = error.retry_at
    desk.call(WRITES)
    assert desk.count() == 50


def test_a_busy_morning_does_not_blind_the_evening() -> None:
    """Half of the units may be used at once; then reads wait until the day has caught up."""
    desk = Desk(now=ms("2026-06-10T07:00:00"), units=1_000, reserve=100)
    for _ in range(450):
        desk.call(READS)
    error = desk.refusal(READS)
    assert error.error_class is ErrorClass.RATE
    assert error.retry_at is not None
    assert desk.now < error.retry_at <= desk.now + DAY // 450
    desk.now = error.retry_at
    desk.call(READS)
    assert desk.refusal(READS).error_class is ErrorClass.RATE
    desk.now = ms("2026-06-11T06:59:59")
    for _ in range(448):
        desk.call(READS)
    assert desk.count() == 899


def test_searches_are_counted_apart() -> None:
    """A hundred a day, however many units there are."""
    desk = Desk(searches=2)
    for _ in range(2):
        desk.call(SEARCHES)
    error = desk.refusal(SEARCHES)
    assert error.error_class is ErrorClass.QUOTA
    assert error.retry_at == ms("2026-06-11T07:00:00")
    desk.call(READS)


@pytest.mark.parametrize("fault", [Fault.UNREACHABLE, Fault.DOWN])
def test_an_outage_uses_up_nothing(fault: Fault) -> None:
    """Or a bad night would blind the day after it, and hold up its replies."""
    server = FakeYouTube()
    server.table = {"queries": ["acme"]}
    comment_id = server.post("My boots leak")
    connector = server.connect()
    mention = poll(connector, NOW).mention(comment_id)
    reply = connector.prepare(reply_to(mention, "Sorry"), NOW)
    before = {name: server.ledger.usage(name, NOW) for name in (UNITS, SEARCHES)}
    server.fail(fault)
    for _ in range(3):
        with pytest.raises(NetworkError):
            connector.fetch("comments", None, budget(NOW))
        with pytest.raises(NetworkError):
            connector.fetch("search: acme", None, budget(NOW))
        with pytest.raises(NetworkError):
            connector.send(reply)
    assert {name: server.ledger.usage(name, NOW) for name in (UNITS, SEARCHES)} == before
    assert None not in before.values()


def test_too_many_requests_are_paced_as_everywhere() -> None:
    """A 429 closes its bucket for a while, and no other."""
    desk = Desk()
    desk.quota.after(READS, 429, {"retry-after": "60"})
    error = desk.refusal(READS)
    assert error.error_class is ErrorClass.RATE
    assert error.retry_at == desk.now + 60_000
    desk.call(WRITES)


# With the connector around it


def test_what_google_says_is_used_up_is_not_asked_for_again() -> None:
    """Until midnight in California, by whichever process."""
    server = FakeYouTube()
    connector = server.connect()
    connector.check()
    server.once("/commentThreads", refusal(403, "quotaExceeded", "You have exceeded your quota."))
    with pytest.raises(NetworkError) as caught:
        connector.fetch("comments", None, budget(NOW))
    assert caught.value.error_class is ErrorClass.QUOTA
    assert caught.value.retry_at == ms("2026-11-02T08:00:00")
    calls = server.calls()
    with pytest.raises(NetworkError) as caught:
        server.connect().fetch("comments", None, budget(NOW))
    assert caught.value.retry_at == ms("2026-11-02T08:00:00")
    assert server.calls() == calls
    server.now = ms("2026-11-02T08:00:00")
    server.connect().fetch("comments", None, budget(server.now))


def test_a_days_limit_that_comes_as_too_many_requests_is_a_quota() -> None:
    """Google's newer limits say so in their words only."""
    server = FakeYouTube()
    connector = server.connect()
    said = "Quota exceeded for quota metric 'Search Queries' and limit 'Search Queries per day'"
    server.table = {"queries": ["acme"]}
    connector = server.connect()
    server.once("/search", refusal(429, "rateLimitExceeded", said))
    with pytest.raises(NetworkError) as caught:
        connector.fetch("search: acme", None, budget(NOW))
    assert caught.value.error_class is ErrorClass.QUOTA
    connector.fetch("comments", None, budget(NOW))


def test_a_quiet_day_leaves_most_of_the_units_to_replies() -> None:
    """All streams at their usual intervals for a day: a price to be proud of."""
    server = FakeYouTube()
    server.now = ms("2026-11-02T08:00:00")
    for number in range(5):
        server.post(f"number {number}")
    connector, cursors = server.connect(), dict[str, str]()
    start = server.now
    due = dict.fromkeys((stream.name for stream in connector.streams()), start)
    while server.now < start + DAY - HOUR:
        for stream in connector.streams():
            if server.now >= due[stream.name]:
                cursor = cursors.get(stream.name)
                page = connector.fetch(stream.name, cursor, budget(server.now))
                cursors[stream.name] = page.cursor
                due[stream.name] = server.now + stream.every_s * 1000
        server.now += 5 * 60_000
    usage = server.ledger.usage(UNITS, server.now)
    assert usage is not None
    assert usage.used < 1_000


def test_a_reply_costs_fifty() -> None:
    """And is still sent when reads have stopped."""
    server = FakeYouTube()
    mention_id = server.post("My boots leak")
    connector = server.connect()
    mention = poll(connector, server.now).mention(mention_id)
    _, until = pacific_day(server.now)
    server.ledger.note(UNITS, Usage(used=9_600, allowed=10_000, until=until))
    with pytest.raises(NetworkError):
        connector.fetch("comments", None, budget(server.now))
    prepared = connector.prepare(reply_to(mention, "On it"), server.now)
    connector.send(prepared)
    assert connector.find_sent(prepared) is not None
    usage = server.ledger.usage(UNITS, server.now)
    assert usage is not None
    assert usage.used == 9_651
