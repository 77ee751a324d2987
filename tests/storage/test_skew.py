"""Two clocks: what the network dates and what we date meet in one log, and no part is negative."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from social_care import sla
from social_care.models import Limits
from social_care.storage import accounts
from social_care.storage.connection import Row
from tests import truth
from tests.acting_kit import measure_skew
from tests.network import FakeNetwork
from tests.world import DAY, HOUR, MINUTE, SECOND, START, Shop


@pytest.mark.parametrize(
    ("ours_minus_theirs", "skew_ms"),
    [
        (0, 0),
        (1_999, 0),
        (-1_999, 0),
        (2_000, 2_000),
        (-2_000, -2_000),
        (5 * HOUR, 5 * HOUR),
        (DAY, DAY),
        (DAY + 1, None),
        (-DAY - 1, None),
    ],
)
def test_a_skew_is_measured_between_what_a_date_can_tell_and_a_day(
    ours_minus_theirs: int, skew_ms: int | None
) -> None:
    assert sla.skew(START, START - ours_minus_theirs) == skew_ms


def test_a_network_that_does_not_say_what_time_it_is_has_no_skew() -> None:
    assert sla.skew(START, None) is None
    assert sla.theirs(START, None) == START


def test_what_was_known_of_an_account_before_still_loads(shop: Shop) -> None:
    with shop.store.write() as tx:
        old = json.dumps({"counting": "mastodon", "max_length": 500, "max_bytes": None})
        tx.run("UPDATE accounts SET limits = :old", old=old)
        limits = accounts.limits_of(accounts.get(tx, shop.account_id))
    assert (limits.max_length, limits.can_delete, limits.can_like) == (500, False, False)
    assert accounts.skew_of(shop.store.read(), shop.account_id) is None


def test_every_introduction_measures_anew(shop: Shop) -> None:
    with shop.store.write() as tx:
        accounts.introduce(tx, shop.account_id, "us", "acme", Limits(), skew_ms=4_000)
        assert accounts.skew_of(tx, shop.account_id) == 4_000
        accounts.introduce(tx, shop.account_id, "us", "acme", Limits())
        assert accounts.skew_of(tx, shop.account_id) is None


def answered(shop: Shop, skew_ms: int, *, unread_s: int = 120) -> Row:
    """A customer who wrote `unread_s` before we read it is answered two minutes after that.

    The network's clock shows our time minus the skew, and everybody's waits are true time.
    """
    shop.network = FakeNetwork(clock=lambda: shop.now - skew_ms)
    posted_at = shop.now - unread_s * SECOND - skew_ms
    conversation = shop.hear("angry", posted_at=posted_at)
    shop.pass_time(seconds=60)
    shop.desk().claim(conversation)
    shop.pass_time(seconds=50)
    shop.reply(conversation)
    return shop.response()


def parts(row: Row) -> list[int]:
    """The four parts, in seconds."""
    names = ("detection", "queue", "handling", "delivery")
    return [row[f"{name}_ms"] // SECOND for name in names]


@pytest.mark.parametrize("skew_ms", [0, 90 * SECOND, -90 * SECOND, 3 * HOUR])
def test_a_measured_skew_leaves_every_part_what_it_was(shop: Shop, skew_ms: int) -> None:
    measure_skew(shop, skew_ms)
    assert parts(answered(shop, skew_ms)) == [120, 60, 50, 10]


def test_an_unknown_skew_moves_time_from_part_to_part_and_adds_none(shop: Shop) -> None:
    row = answered(shop, 90 * SECOND)
    assert row["elapsed_ms"] == 240 * SECOND
    assert parts(row) == [210, 30, 0, 0]  # our stamps look late to that network


def test_a_network_ahead_of_us_keeps_its_own_time_of_acceptance_once_that_is_measured(
    shop: Shop,
) -> None:
    measure_skew(shop, -5 * MINUTE)
    row = answered(shop, -5 * MINUTE, unread_s=600)
    assert row["responded_at"] == shop.now + 5 * MINUTE
    assert row["waiting_since"] == START - 5 * MINUTE
    assert parts(row) == [600, 60, 50, 10]


def test_a_network_may_be_ahead_as_far_as_was_measured_and_no_further(shop: Shop) -> None:
    measure_skew(shop, -MINUTE)
    row = answered(shop, -HOUR, unread_s=2 * 3600)
    assert row["responded_at"] == shop.now + MINUTE + 2 * SECOND


def test_where_the_beginning_is_on_our_clock_the_end_is_too(shop: Shop) -> None:
    """Dated after our clock, it waits since we knew: elapsed loses the detection, and no more."""
    measure_skew(shop, -HOUR)
    row = answered(shop, -HOUR, unread_s=30)
    assert (row["waiting_since"], row["detected_at"]) == (START, START)
    assert row["responded_at"] == shop.now
    assert parts(row) == [0, 60, 50, 10]
    assert row["within_target"] == 1


def test_a_native_answer_has_no_stamp_of_ours_to_correct(shop: Shop) -> None:
    skew_ms = 10 * MINUTE
    measure_skew(shop, skew_ms)
    shop.hear("angry", external_id="q", posted_at=shop.now - skew_ms - MINUTE)
    shop.pass_time(minutes=5)
    shop.receive(own=[shop.own_post(in_reply_to="q", posted_at=shop.now - skew_ms)])
    row = shop.response()
    assert row["submitted_at"] == row["responded_at"]
    assert parts(row) == [60, 300, 0, 0]


def test_an_answer_by_phone_is_told_on_our_clock(shop: Shop) -> None:
    measure_skew(shop, 10 * MINUTE)
    conversation = shop.hear("angry", posted_at=shop.now - 11 * MINUTE)
    shop.pass_time(minutes=5)
    shop.desk().answered(conversation, "phone")
    row = shop.response()
    assert row["responded_at"] == shop.now
    assert row["submitted_at"] == shop.now
    assert row["detection_ms"] == MINUTE


skews = st.integers(-5 * HOUR, 5 * HOUR)
spans = st.integers(0, 2 * HOUR)


@pytest.mark.long
@settings(max_examples=25)
@given(
    real=skews,
    measured=st.one_of(st.none(), skews),
    times=st.tuples(spans, spans, spans),
    claims=st.booleans(),
    native=st.booleans(),
    twice=st.booleans(),
)
def test_whatever_the_clocks_say_parts_sum_and_none_is_negative(
    real: int,
    measured: int | None,
    times: tuple[int, int, int],
    claims: bool,
    native: bool,
    twice: bool,
) -> None:
    with TemporaryDirectory() as folder:
        shop = Shop(Path(folder) / "shop.db")
        shop.network = FakeNetwork(clock=lambda: shop.now - real)
        measure_skew(shop, measured)
        conversation = shop.hear("angry", external_id="q", posted_at=shop.now - times[0] - real)
        shop.now += times[1]
        if claims:
            shop.desk().claim(conversation)
        shop.now += times[2]
        if native:
            shop.receive(own=[shop.own_post(in_reply_to="q", posted_at=shop.now - real)])
        if twice:
            shop.hear("how?", posted_at=shop.now - real)
        shop.reply(conversation, anyway=True)
        truth.check(shop)
        for row in shop.rows("SELECT * FROM responses"):
            ends = row["waiting_since"], row["responded_at"]
            stamps = [row["detected_at"], row["claimed_at"], row["submitted_at"]]
            assert all(ends[0] <= at <= max(ends) for at in stamps)
        shop.close()
