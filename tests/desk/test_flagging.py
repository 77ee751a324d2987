"""What a console shows of flags: how many there are, and what is new."""

from social_care.models import AlertStage
from social_care.models.flags import Flagged
from social_care.storage import alerts
from tests.world import HOUR, START, Shop


def flagged(shop: Shop, since: int | None = None) -> Flagged:
    return shop.desk().flagged(since)


def test_nothing_is_flagged_in_a_calm_shop(shop: Shop) -> None:
    shop.hear("how?")
    shop.pass_time(hours=5)
    shop.watch()
    assert flagged(shop, 0) == Flagged(lasting=0, newest=0, news="")


def test_a_customer_is_one_however_many_stages_they_have_passed(shop: Shop) -> None:
    conversation = shop.hear("angry")
    shop.pass_time(minutes=25)
    shop.watch()
    assert flagged(shop).lasting == 1
    shop.pass_time(minutes=30)
    shop.watch()
    with shop.store.write() as tx:
        alerts.raise_once(tx, AlertStage.ACCOUNT, "account:acme:login", shop.now, detail="acme")
    assert flagged(shop).lasting == 2
    shop.reply(conversation)
    assert flagged(shop).lasting == 1


def test_what_was_there_before_is_no_news(shop: Shop) -> None:
    shop.hear("angry")
    shop.pass_time(minutes=31)
    shop.watch()
    first = flagged(shop)
    assert (first.news, first.newest) == ("", 1 + 1)  # late, and at risk, which was muted
    assert flagged(shop, first.newest).news == ""


def test_one_new_flag_is_told_and_many_are_counted(shop: Shop) -> None:
    shop.hear("angry")
    shop.pass_time(minutes=31)
    shop.watch()
    assert flagged(shop, 0).news.startswith("LATE 1m: Kim on ")
    seen = flagged(shop).newest
    for number in range(3):
        shop.hear("angry", f"ann{number}")
    shop.pass_time(minutes=31)
    shop.watch()
    assert flagged(shop, seen).news == "1 escalated, 3 late"


def test_what_was_muted_and_what_is_over_is_no_news(shop: Shop) -> None:
    shop.receive(shop.mention("angry", posted_at=START - 2 * HOUR), mute_passed=True)
    assert flagged(shop, 0).lasting == 1, "it is late all the same"
    assert flagged(shop, 0).news == ""
    conversation = shop.hear("angry", "sam")
    shop.pass_time(minutes=31)
    shop.watch()
    shop.reply(conversation)
    assert flagged(shop, 0).news == ""
