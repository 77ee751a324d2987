"""X: what is spent, by the table of prices, and the cap that stops it."""

import httpx
import pytest

from social_care.connectors.context import MemoryLedger
from social_care.connectors.x import cost_of
from social_care.connectors.x.prices import DOLLAR
from social_care.connectors.x.purse import MONEY, Purpose, Purse
from social_care.errors import ErrorClass, NetworkError
from tests.connectors.fake_x import FakeX
from tests.connectors.test_x_sending import frozen, mentioned, messaged
from tests.connectors.world import DAY, MINUTE, NOW, budget, poll, reply_to

MIDNIGHT = NOW - NOW % DAY + DAY


@pytest.fixture
def server() -> FakeX:
    """As documented."""
    return FakeX()


def spent(server: FakeX) -> int:
    """Micro-dollars, by the ledger."""
    usage = server.ledger.usage(MONEY, server.now)
    return usage.used if usage else 0


@pytest.mark.parametrize(
    ("text", "cost"),
    [
        ("Sorry, on it", 10_000),
        ("see https://acme.example/returns", 200_000),
        ("see acme.com", 200_000),
        ("two: https://a.example/x https://b.example/y", 200_000),
        ("mail care@acme.com", 10_000),
    ],
)
def test_a_link_makes_a_reply_dear(text: str, cost: int) -> None:
    """What the composer says while it is typed; with or without https://."""
    assert cost_of(text) == cost


def test_reading_is_paid_by_the_item(server: FakeX) -> None:
    """Each post, and each person once; calls that bring nothing are free."""
    connector = server.connect()
    connector.check()
    assert spent(server) == 10_000  # ourselves
    poll(connector, server.now)
    assert spent(server) == 10_000
    server.post("one")
    server.post("two")
    server.post("three", "lee")
    connector.fetch("mentions", None, budget(server.now))
    assert spent(server) == 10_000 + 3 * 5_000 + 2 * 10_000


def test_the_same_thing_again_is_free_until_midnight(server: FakeX) -> None:
    """Overlaps cost nothing, until X's day is over."""
    server.post("one")
    connector = server.connect()
    first = poll(connector, server.now)
    before = spent(server)
    server.now += 5 * MINUTE
    poll(connector, server.now, first.cursors)
    assert spent(server) == before
    server.now = MIDNIGHT + MINUTE
    assert spent(server) == 0
    server.posts_by_id.clear()
    server.post("two")
    poll(connector, server.now, first.cursors)
    assert spent(server) == 5_000 + 10_000


def test_who_owns_the_app_reads_their_own_for_less(server: FakeX) -> None:
    """Own posts and mentions of ourselves."""
    connector = server.connect(owns_app=True)
    connector.check()
    server.post("one")
    server.post_as_us("two")
    poll(connector, server.now)
    assert spent(server) == 10_000 + 2 * 1_000 + 10_000  # and kim


def test_replies_and_messages_are_paid(server: FakeX) -> None:
    """A link costs what X charges for it."""
    connector, mention = mentioned(server)
    _, message = messaged(server)
    for text, price in (("Sorry", 10_000), ("see https://acme.example", 200_000)):
        before = spent(server)
        sent = connector.send(frozen(connector, reply_to(mention, text), server.now))
        assert spent(server) - before == price
    before = spent(server)
    connector.delete(sent.external_id)
    assert spent(server) - before == 10_000
    before = spent(server)
    connector.send(frozen(connector, reply_to(message, "Thank you"), server.now))
    assert spent(server) - before == 15_000


def test_reading_stops_before_the_cap_and_replies_at_it(server: FakeX) -> None:
    """A tenth is kept for answers. Nothing is called that cannot be paid."""
    server.account["daily_cap"] = 1.0
    connector, mention = mentioned(server)
    prepared = [
        frozen(connector, reply_to(mention, f"Sorry {number}"), server.now) for number in range(20)
    ]
    server.ledger.spend(MONEY, 850_000, DOLLAR, MIDNIGHT, server.now)
    calls = server.calls()
    with pytest.raises(NetworkError) as caught:
        connector.fetch("mentions", None, budget(server.now))
    assert caught.value.error_class is ErrorClass.QUOTA
    assert caught.value.retry_at == MIDNIGHT
    assert "daily_cap" in caught.value.remedy
    assert server.calls() == calls
    for each in prepared[:8]:
        connector.send(each)
    room = (DOLLAR - spent(server)) // 10_000
    for each in prepared[8 : 8 + room]:
        connector.send(each)
    with pytest.raises(NetworkError) as refused:
        connector.send(prepared[-1])
    assert refused.value.error_class is ErrorClass.QUOTA
    assert len(server.own_posts()) == 8 + room
    assert 990_000 < spent(server) <= DOLLAR
    assert "$" in connector.check().warnings[0]


def test_near_the_cap_pages_get_smaller(server: FakeX) -> None:
    """X gives no more than can be paid, and the cap holds."""
    server.account["daily_cap"] = 1.0
    for number in range(50):
        server.post(f"number {number}", f"person{number}")
    connector = server.connect(messages=False)
    connector.check()
    server.ledger.spend(MONEY, 700_000, DOLLAR, MIDNIGHT, server.now)
    page = connector.fetch("mentions", None, budget(server.now))
    assert len(page.mentions) == 12
    assert page.more
    assert spent(server) <= 900_000


def test_a_reply_of_unknown_fate_is_counted(server: FakeX) -> None:
    """X may have taken it; too much is better than too little."""
    connector, mention = mentioned(server)
    prepared = frozen(connector, reply_to(mention, "Sorry"), server.now)
    before = spent(server)
    server.once("/2/tweets", httpx.ReadTimeout("timed out"))
    with pytest.raises(NetworkError):
        connector.send(prepared)
    assert spent(server) - before == 10_000


def test_a_new_day_begins_with_a_full_purse(server: FakeX) -> None:
    """At midnight UTC, as X counts."""
    now = NOW
    purse = Purse(MemoryLedger(), lambda: now, DOLLAR)
    purse.pay([("", DOLLAR)])
    with pytest.raises(NetworkError):
        purse.need([""], 1, Purpose.REPLY)
    now = MIDNIGHT
    purse.need([""], DOLLAR, Purpose.REPLY)
    assert purse.items(10_000, 5, 1000) == 90
    assert purse.items(10_000, 5, 1000, Purpose.REPLY) == 100


def test_the_purse_outlives_the_process(server: FakeX) -> None:
    """The ledger is kept; what a process has seen is not, so it counts too much, not too little."""
    server.post("one")
    poll(server.connect(), server.now)
    before = spent(server)
    poll(server.connect(), server.now)
    assert spent(server) >= before > 0


def test_looking_again_pays_for_no_author_again(server: FakeX) -> None:
    """Who wrote it is known; only of what was edited all is read anew."""
    ids = [server.post(f"number {number}", f"person{number}") for number in range(10)]
    connector = server.connect()
    connector.check()
    before = spent(server)
    assert len(connector.look_up(ids, server.now).found) == 10
    assert spent(server) - before == 10 * 5_000
    server.user("person3", public_metrics={"followers_count": 99})
    server.edit(ids[3], "@acme is new")
    (edited,) = [
        found for found in connector.look_up(ids, server.now).found if "is new" in found.text
    ]
    assert (edited.author.handle, edited.author.followers) == ("person3", 99)
    assert spent(server) - before == 11 * 5_000 + 10_000


def test_looking_again_stops_at_half_the_cap(server: FakeX) -> None:
    """Or the month's old mentions would eat what today's need; what is paid for is looked at."""
    server.account["daily_cap"] = 1.0
    known = server.post("one")
    connector = server.connect()
    poll(connector, server.now)
    server.ledger.spend(MONEY, 500_000, DOLLAR, MIDNIGHT, server.now)
    unknown = server.post("two")
    assert connector.look_up([known], server.now).found
    with pytest.raises(NetworkError, match="looked at again") as caught:
        connector.look_up([known, unknown], server.now)
    assert caught.value.error_class is ErrorClass.QUOTA
    assert poll(connector, server.now).mention(unknown)
