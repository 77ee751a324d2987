"""What a screen is told is the same, however it is counted."""

from social_care.figures import service_level
from social_care.storage import report
from tests.world import Shop


def test_the_service_level_counts_who_is_late_now_as_any_other(shop: Shop) -> None:
    for number in range(6):
        shop.hear("angry", f"kim{number}")
    shop.reply(1)
    shop.reply(2)
    shop.pass_time(hours=20)
    tx = shop.store.read()
    assert report.late(tx, shop.now) == 4
    everything = service_level(report.waits(tx, open_too=True), shop.now)
    assert shop.desk().status().in_target == everything == 2 / 6
