"""Something is happening: noticed once, told in words, and cooling down."""

from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from social_care import wiring
from social_care.models import Visibility
from social_care.models.spike import Spike, SpikeKind, SpikeRules
from social_care.spike_watch import SpikeWatch, look
from social_care.storage import spikes
from tests.world import DAY, HOUR, MINUTE, Shop

WATCH = SpikeWatch(
    measure=wiring.make_measure, zone=ZoneInfo("Europe/London"), brand=("acme", "Acme Shoes")
)
WEEK = 7 * DAY


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    shop = Shop(tmp_path / "care.db")
    yield shop
    shop.close()


def told(shop: Shop, count: int, text: str = "hello", *, ago: int = 0, **fields: object) -> None:
    """So many people write, a minute apart, the last of them `ago` before now."""
    shop.receive(
        *(
            shop.mention(
                text, f"p{ago}-{number}", posted_at=shop.now - ago - number * 1000, **fields
            )
            for number in range(1, count + 1)
        )
    )


def with_history(shop: Shop, *counts: int) -> None:
    """What was said in this half hour of past weeks, the last week first.

    The shop opens on 2 November, and the clocks went back on 25 October.
    """
    for week, count in enumerate(counts, 1):
        ago = week * WEEK + (HOUR if week > 1 else 0)
        told(shop, count, "where is my order?", ago=ago)
        told(shop, 1, ago=ago + DAY)  # we listened, whatever came in the half hour


def seen(shop: Shop) -> Spike | None:
    return look(shop.store, WATCH, shop.now)


def raised(shop: Shop) -> list[tuple[str, str]]:
    """The alerts that stand."""
    rows = shop.rows("SELECT stage, detail FROM alerts WHERE withdrawn_at IS NULL")
    return [(row["stage"], row["detail"]) for row in rows]


def test_ten_times_the_usual_is_raised_once_with_its_words_and_examples(shop: Shop) -> None:
    with_history(shop, 3, 2, 1, 2)
    told(shop, 31, "the Acme insole burned, angry", url="https://social.example/1")
    spike = seen(shop)
    assert spike is not None
    assert (spike.kind, spike.count, spike.usual) == (SpikeKind.MENTIONS, 31, 2.0)
    assert spike.words == ("angry", "burned", "insole")
    assert spike.line == "31 mentions in 30 min, usually 2: angry, burned, insole"
    assert len({example.conversation_id for example in spike.examples}) == 5
    assert spike.examples[0].text == "the Acme insole burned, angry"
    assert raised(shop) == [("spike", "31 mentions in 30 min, usually 2")]
    assert seen(shop) is None
    assert len(raised(shop)) == 1


def test_as_much_as_usual_is_nothing(shop: Shop) -> None:
    with_history(shop, 12, 12, 12, 12)
    told(shop, 30)
    assert seen(shop) is None
    assert raised(shop) == []


def test_without_history_a_fixed_number_is_one_and_it_says_so(shop: Shop) -> None:
    told(shop, 29)
    assert seen(shop) is None
    told(shop, 1, ago=MINUTE)
    spike = seen(shop)
    assert spike is not None
    assert spike.figures == "30 mentions in 30 min, no past weeks to compare with"


def test_an_angry_half_hour_is_one(shop: Shop) -> None:
    with_history(shop, 14, 14, 14, 14)
    told(shop, 20, "angry")
    told(shop, 4, "lovely", ago=2 * MINUTE)
    spike = seen(shop)
    assert spike is not None
    assert spike.kind is SpikeKind.NEGATIVE
    assert spike.figures == "20 of 24 mentions negative in 30 min, usually none"


def test_it_is_over_when_it_was_not_seen_for_its_window_and_cools_down(shop: Shop) -> None:
    with_history(shop, 2, 2, 2, 2)
    told(shop, 20)
    assert seen(shop) is not None
    shop.pass_time(minutes=10)
    told(shop, 5)
    assert seen(shop) is None  # still the same one, and grown
    found = spikes.newest(shop.store.read())
    assert found is not None
    assert (found.count, found.most, found.seen_at) == (20, 25, shop.now)
    shop.pass_time(minutes=29)
    seen(shop)
    assert spikes.lasting(shop.store.read(), shop.now) is not None
    shop.pass_time(minutes=2)
    seen(shop)
    assert spikes.lasting(shop.store.read(), shop.now) is None
    assert raised(shop) == []
    told(shop, 20)
    assert seen(shop) is None  # it cools down for two hours after it was raised
    shop.pass_time(minutes=80)
    told(shop, 20)
    assert seen(shop) is not None
    assert len(raised(shop)) == 1
    assert shop.value("SELECT count(*) FROM alerts WHERE stage = 'spike'") == 2


def test_one_that_lasts_is_raised_again_when_it_has_cooled_down(shop: Shop) -> None:
    with_history(shop, 0, 0, 0, 0)
    for _ in range(13):
        told(shop, 15)
        seen(shop)
        shop.pass_time(minutes=10)
    rows = shop.rows("SELECT at, withdrawn_at FROM alerts WHERE stage = 'spike' ORDER BY id")
    assert [row["withdrawn_at"] for row in rows] == [rows[1]["at"], None]
    assert rows[1]["at"] - rows[0]["at"] == 2 * HOUR


def test_two_workers_raise_one(shop: Shop) -> None:
    told(shop, 40)
    before = spikes.newest

    def another_is_quicker(tx: object) -> Spike | None:
        spikes.newest = before
        look(shop.store, WATCH, shop.now)
        return None

    spikes.newest = another_is_quicker
    try:
        assert seen(shop) is None
    finally:
        spikes.newest = before
    assert len(raised(shop)) == 1


def test_the_same_half_hour_is_that_of_the_wall_clock(shop: Shop) -> None:
    """Two weeks ago, in summer time, nine o'clock was eight o'clock UTC."""
    shop.now += 30 * MINUTE
    for week in (2, 3, 4):
        told(shop, 20, ago=week * WEEK + HOUR)
    told(shop, 20, ago=WEEK)
    told(shop, 30)
    assert seen(shop) is None  # usually 20
    in_utc = SpikeWatch(measure=wiring.make_measure)
    assert look(shop.store, in_utc, shop.now) is not None  # usually 5, for a brand without zone


def test_noise_and_the_late_are_left_out(shop: Shop) -> None:
    with_history(shop, 0, 0, 0, 0)
    told(shop, 40, "spam")
    told(shop, 40, ago=2 * HOUR)  # an outage ends: they came in now, and were written long ago
    assert seen(shop) is None


def test_a_post_that_two_accounts_saw_counts_once(shop: Shop) -> None:
    shop.open_account("acme-two")
    told(shop, 28)
    post = shop.mention("one post", "ann", canonical_id="post 1")
    shop.receive(post)
    shop.receive(post, account="acme-two")
    assert seen(shop) is None  # 29 of 30
    told(shop, 1, ago=MINUTE)
    assert seen(shop) is not None


def test_private_examples_are_never_quoted(shop: Shop) -> None:
    told(shop, 40, "my insole burned", visibility=Visibility.DIRECT, url="https://x.example/1")
    spike = seen(shop)
    assert spike is not None
    assert {(example.text, example.url) for example in spike.examples} == {("", "")}
    assert spike.examples[0].conversation_id > 0
    assert spike.words == ()


def test_words_can_be_erased_and_are_nowhere_else(shop: Shop) -> None:
    told(shop, 40, "the insole burned")
    spike = seen(shop)
    assert spike is not None
    assert spike.words
    with shop.store.write() as tx:
        tx.run("DELETE FROM spike_words")
    found = spikes.newest(shop.store.read())
    assert found is not None
    assert (found.words, found.line) == ((), found.figures)
    assert shop.rows("SELECT * FROM alerts WHERE detail LIKE '%insole%'") == []
    assert shop.rows("SELECT * FROM events WHERE data LIKE '%insole%'") == []


def test_how_much_is_too_much_is_a_setting(shop: Shop) -> None:
    told(shop, 12)
    rules = SpikeRules(fixed=12, window_ms=5 * MINUTE)
    spike = look(shop.store, SpikeWatch(measure=wiring.make_measure, rules=rules), shop.now)
    assert spike is not None
    assert "in 5 min" in spike.figures


def test_looking_for_it_reads_the_index_of_times_alone(shop: Shop) -> None:
    plan = shop.rows(
        "EXPLAIN QUERY PLAN SELECT count(*), sum(s.sentiment <= 0) FROM mentions m"
        " JOIN assessments s ON s.id = m.assessment_id WHERE m.posted_at >= 1 AND m.posted_at < 9"
        " AND m.twin_of IS NULL AND s.category <> 'noise'"
    )
    assert [row["detail"] for row in plan] == [
        "SEARCH m USING INDEX mentions_posted (posted_at>? AND posted_at<?)",
        "SEARCH s USING INTEGER PRIMARY KEY (rowid=?)",
    ]
