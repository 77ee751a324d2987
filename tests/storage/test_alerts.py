"""Flags that belong to no wait: raised once while they last, and not again too soon."""

from social_care.models import AlertStage
from social_care.storage import alerts
from tests.world import HOUR, MINUTE, START, Shop

KEY = "account:1:blind"


def raise_at(shop: Shop, now: int, *, key: str = KEY, cool_down_ms: int = 0) -> int | None:
    with shop.store.write() as tx:
        return alerts.raise_once(
            tx,
            AlertStage.ACCOUNT,
            key,
            now,
            detail="acme cannot be heard",
            cool_down_ms=cool_down_ms,
        )


def withdraw_at(shop: Shop, now: int) -> bool:
    with shop.store.write() as tx:
        return alerts.withdraw(tx, KEY, now)


def test_a_flag_without_a_wait_is_raised_once_while_it_lasts(shop: Shop) -> None:
    assert raise_at(shop, START) is not None
    assert raise_at(shop, START + HOUR) is None
    assert raise_at(shop, START + HOUR, key="account:2:blind") is not None
    assert withdraw_at(shop, START + HOUR)
    assert not withdraw_at(shop, START + HOUR)
    assert raise_at(shop, START + HOUR) is not None
    assert shop.value("SELECT count(*) FROM alerts") == 3


def test_what_comes_and_goes_is_raised_again_only_after_its_cool_down(shop: Shop) -> None:
    raise_at(shop, START)
    withdraw_at(shop, START + MINUTE)
    assert raise_at(shop, START + HOUR - 1, cool_down_ms=HOUR) is None
    assert raise_at(shop, START + HOUR, cool_down_ms=HOUR) is not None


def test_what_was_raised_says_what_it_is_about(shop: Shop) -> None:
    raise_at(shop, START)
    (row,) = shop.rows("SELECT stage, key, at, detail, muted, withdrawn_at, routed FROM alerts")
    assert tuple(row) == ("account", KEY, START, "acme cannot be heard", 0, None, 0)


def test_a_flag_of_a_clock_that_was_wrong_keeps_no_other_from_being_raised(shop: Shop) -> None:
    raise_at(shop, START + HOUR, cool_down_ms=HOUR)
    withdraw_at(shop, START + HOUR)
    assert raise_at(shop, START, cool_down_ms=HOUR) is not None


def test_what_is_due_is_found_without_looking_at_what_has_ended(shop: Shop) -> None:
    """A worker looks every other second, in a database that nobody has ever analysed."""
    plan = [row["detail"] for row in shop.rows(f"EXPLAIN QUERY PLAN {alerts._REACHED}", now=1)]
    assert any(step.startswith("SEARCH w USING INDEX waits_stages") for step in plan), plan
    assert not any(step.startswith("SCAN w") for step in plan), plan
