"""Working off a backlog: every third pull is the oldest late, the others can still be met."""

from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from social_care.errors import NotAllowed
from social_care.models import Band
from social_care.models.presence import CatchUp
from social_care.storage.connection import Row
from tests.world import HOUR, MINUTE, START, Shop


def lead(shop: Shop) -> None:
    """lee switches it on."""
    shop.desk("lee", role="lead").catch_up(True)


def backlog(shop: Shop) -> dict[str, int]:
    """Late in every band, and one of each that can still be met."""
    return {
        "old question": shop.hear("how?", "a", posted_at=START - 9 * HOUR),
        "late complaint": shop.hear("angry", "b", posted_at=START - 2 * HOUR),
        "late urgent": shop.hear("burned", "c", posted_at=START - 20 * MINUTE),
        "complaint": shop.hear("angry", "d", posted_at=START - 5 * MINUTE),
        "newer complaint": shop.hear("angry", "e"),
        "question": shop.hear("how?", "f"),
        "praise": shop.hear("lovely", "g"),
    }


def pulls(shop: Shop, names: dict[str, int], count: int) -> list[str]:
    """What so many agents are handed, one after the other."""
    by_id = {number: name for name, number in names.items()}
    found = [shop.desk().next() for _ in range(count)]
    return [by_id[each] if each is not None else "nobody" for each in found]


def test_without_it_strict_bands_hold(shop: Shop) -> None:
    names = backlog(shop)
    assert pulls(shop, names, 8) == [
        "late urgent",
        "late complaint",
        "complaint",
        "newer complaint",
        "old question",
        "question",
        "praise",
        "nobody",
    ]


def test_every_third_pull_is_the_oldest_late_and_the_others_can_still_be_met(shop: Shop) -> None:
    names = backlog(shop)
    lead(shop)
    assert pulls(shop, names, 8) == [
        "complaint",
        "newer complaint",
        "old question",
        "question",
        "praise",
        "late complaint",
        "late urgent",
        "nobody",
    ]


def test_where_nobody_is_late_the_third_pull_is_like_the_others(shop: Shop) -> None:
    names = {str(n): shop.hear("how?", str(n), posted_at=START - n) for n in range(4)}
    lead(shop)
    assert pulls(shop, names, 5) == ["3", "2", "1", "0", "nobody"]


def test_noise_without_a_target_comes_last(shop: Shop) -> None:
    names = {
        "noise": shop.hear("spam", "a"),
        "late": shop.hear("how?", "b", posted_at=START - HOUR),
    }
    shop.pass_time(minutes=1)
    lead(shop)
    assert pulls(shop, names, 3) == ["late", "noise", "nobody"]


def test_what_others_hold_or_have_is_passed_over_there_too(shop: Shop) -> None:
    names = backlog(shop)
    shop.desk("sam").claim(names["old question"])
    shop.desk("sam").assign(names["late complaint"], "sam")
    lead(shop)
    assert pulls(shop, names, 3) == ["complaint", "newer complaint", "late urgent"]


def test_only_a_lead_switches_it(shop: Shop) -> None:
    with pytest.raises(NotAllowed, match="only a lead"):
        shop.desk("mary").catch_up(True)
    assert shop.desk("mary").catching_up() is None


def test_everybody_sees_since_when_and_by_whom(shop: Shop) -> None:
    before = shop.store.revision()
    said = shop.desk("lee", role="lead").catch_up(True)
    assert said == "Catch-up is on: every third pull is the oldest late"
    assert shop.desk("mary").here().catch_up == CatchUp(since=START, by="lee")
    assert shop.store.revision() > before, "every console looks at once"
    shop.pass_time(minutes=5)
    again = shop.desk("lee").catch_up(True)
    assert again == "Catch-up is on already: every third pull is the oldest late"
    assert shop.desk("mary").catching_up() == CatchUp(since=START, by="lee")
    assert shop.desk("lee").catch_up(False) == "Catch-up is off: the queue's own order again"
    assert shop.desk("mary").here().catch_up is None


def test_the_log_says_who_switched_it_and_how_many_pulls_there_were(shop: Shop) -> None:
    names = backlog(shop)
    lead(shop)
    pulls(shop, names, 4)
    shop.desk("lee").catch_up(False)
    shop.desk("lee").catch_up(False)
    events = shop.rows("SELECT agent, data FROM events WHERE kind = 'catch-up' ORDER BY id")
    assert [(row["agent"], row["data"]) for row in events] == [
        ("lee", '{"on":true}'),
        ("lee", '{"on":false,"pulls":4}'),
    ]


def test_after_it_strict_bands_hold_again(shop: Shop) -> None:
    names = backlog(shop)
    lead(shop)
    shop.desk("lee").catch_up(False)
    assert pulls(shop, names, 2) == ["late urgent", "late complaint"]


CUSTOMERS = count(1)
MESSAGES = st.lists(
    st.tuples(st.sampled_from(["burned", "angry", "how?", "lovely", "spam"]), st.integers(0, 600)),
    max_size=10,
)


@given(messages=MESSAGES)
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_everybody_is_handed_out_once_and_in_this_order(
    shop: Shop, messages: list[tuple[str, int]]
) -> None:
    heard = {
        shop.hear(text, f"customer {next(CUSTOMERS)}", posted_at=shop.now - minutes * MINUTE)
        for text, minutes in messages
    }
    lead(shop)
    left = shop.rows("SELECT * FROM conversations WHERE state = 'open'")
    left = [row for row in left if row["id"] in heard]
    expected = []
    for pull in range(1, len(heard) + 1):
        chosen = first(left, shop.now, pull)
        expected.append(chosen["id"])
        left.remove(chosen)
    assert [shop.desk().next() for _ in range(len(heard) + 1)] == [*expected, None]
    shop.desk("lee").catch_up(False)


def first(left: list[Row], now: int, pull: int) -> Row:
    """What the rule says, in plain words."""
    late = [row for row in left if row["waiting_since"] is not None and row["due_at"] < now]
    if pull % 3 == 0 and late:
        return min(late, key=lambda row: (row["waiting_since"], row["id"]))
    met = [row for row in left if row["due_at"] >= now and row["band_rank"] < Band.NONE]
    return min(met or left, key=lambda row: (row["band_rank"], row["due_at"], row["id"]))
