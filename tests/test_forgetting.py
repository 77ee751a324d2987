"""What was told a month ago is forgotten; what is on its way, and what the log counts, stays."""

import pytest

from social_care import forgetting
from social_care.forgetting import KEPT_MS, forget
from social_care.models import AlertStage
from social_care.storage import alerts, mails, notices
from tests.world import DAY, Shop

LEAD = "mail:lead@acme.example"


def raised(shop: Shop, key: str) -> int:
    """A flag that is to be told to the lead."""
    with shop.store.write() as tx:
        alert_id = alerts.raise_once(tx, AlertStage.ACCOUNT, key, shop.now, detail="blind")
        assert alert_id is not None
        notices.route(tx, [alert_id], [(alert_id, LEAD)], shop.now)
    return alert_id


def told(shop: Shop, key: str) -> None:
    alert_id = raised(shop, key)
    with shop.store.write() as tx:
        notices.told(tx, LEAD, [alert_id], shop.now)


def mailed(shop: Shop, key: str, *, sent: bool) -> None:
    with shop.store.write() as tx:
        mail_id = mails.queue(tx, key, "lead@acme.example", shop.now, subject="", content=b"x")
        assert mail_id is not None
        if sent:
            mails.sent(tx, mail_id, shop.now)


def test_what_was_told_is_forgotten_after_a_month(shop: Shop) -> None:
    told(shop, "account:acme:blind")
    mailed(shop, "digest:day:1", sent=True)
    shop.now += KEPT_MS
    assert forget(shop.store, shop.now) == 0
    shop.now += 1
    assert forget(shop.store, shop.now) == 2
    assert shop.value("SELECT count(*) FROM notices") == 0
    assert shop.value("SELECT count(*) FROM mails") == 0
    assert shop.value("SELECT count(*) FROM alerts") == 1


def test_what_is_on_its_way_stays_however_old_it_is(shop: Shop) -> None:
    alert_id = raised(shop, "account:acme:blind")
    mailed(shop, "digest:day:1", sent=False)
    shop.now += KEPT_MS + DAY
    assert forget(shop.store, shop.now) == 0
    assert notices.queued(shop.store.read(), LEAD) == [alert_id]
    assert len(mails.unsent(shop.store.read(), 0)) == 1


def test_a_forgotten_flag_is_not_told_anew(shop: Shop) -> None:
    told(shop, "account:acme:blind")
    shop.now += KEPT_MS + 1
    forget(shop.store, shop.now)
    assert notices.unrouted(shop.store.read()) == []


def test_a_great_many_go_in_small_transactions(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forgetting, "AT_ONCE", 2)
    for number in range(5):
        told(shop, f"account:{number}:blind")
    shop.now += KEPT_MS + 1
    assert forget(shop.store, shop.now) == 5
