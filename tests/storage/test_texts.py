"""What searches are tried on: every mention that is still there, with its author's newest name."""

from social_care.storage import texts
from tests.world import MINUTE, Shop


def test_mentions_come_newest_first_with_all_that_a_search_looks_at(shop: Shop) -> None:
    shop.receive(shop.mention("angry", "kim", lang="en"))
    shop.pass_time(seconds=MINUTE / 1000)
    shop.receive(shop.mention("lovely", "joe"))
    newer, older = texts.of_account(shop.store.read(), "acme")
    assert (newer.text, newer.lang, older.text, older.lang) == ("lovely", None, "angry", "en")
    assert (older.account, older.author) == ("acme", "kim")


def test_another_accounts_mentions_are_left_out_unless_all_are_wanted(shop: Shop) -> None:
    shop.receive(shop.mention("angry", "kim"))
    shop.open_account("other")
    tx = shop.store.read()
    assert list(texts.of_account(tx, "other")) == []
    assert len(list(texts.of_account(tx, None))) == 1
