"""Searches that are kept: those of before, and views."""

from dataclasses import replace

import pytest

from social_care.errors import NotAllowed, NotFound
from social_care.models.finding import SavedView
from social_care.storage import kept
from tests.world import START, Shop


def test_past_searches_are_ones_own_newest_first_and_few(shop: Shop) -> None:
    desk = shop.desk()
    for number in range(60):
        desk.remember_search(f"boots {number}")
        shop.pass_time(seconds=1)
    desk.remember_search("boots 30")
    desk.remember_search("  ")
    history = desk.search_history()
    assert history[:2] == ("boots 30", "boots 59")
    assert len(history) == len(set(history)) == kept.MOST_SEARCHES
    assert shop.desk("sam").search_history() == ()


def test_what_is_kept_moves_no_screen_of_others(shop: Shop) -> None:
    shop.desk("sam").changed()
    shop.desk().remember_search("boots")
    assert not shop.desk("sam").changed()


def test_views_are_ones_own_or_shared_by_a_lead(shop: Shop) -> None:
    mary, lead = shop.desk("mary"), shop.desk("lee", role="lead")
    assert mary.save_view(" Refunds ", "refund is:waiting") == "Saved the view Refunds"
    lead.save_view("late ones", "is:late", shared=True)
    lead.save_view("private", "band:low")
    with pytest.raises(NotAllowed, match="only a lead"):
        mary.save_view("mine", "is:mine", shared=True)
    own = SavedView(name="Refunds", text="refund is:waiting", agent="mary", shared=False)
    late = SavedView(name="late ones", text="is:late", agent="lee", shared=True)
    assert mary.saved_views() == (own, late)
    assert shop.desk("sam").saved_views() == (late,)
    mary.save_view("late ones", "is:late band:high")
    assert [view.text for view in mary.saved_views()] == ["refund is:waiting", "is:late band:high"]


def test_a_view_is_replaced_and_forgotten_by_its_name(shop: Shop) -> None:
    mary, lead = shop.desk("mary"), shop.desk("lee", role="lead")
    mary.save_view("boots", "boots")
    mary.save_view("boots", "boots -laces")
    assert [view.text for view in mary.saved_views()] == ["boots -laces"]
    assert mary.forget_view("boots") == "Forgot the view boots"
    with pytest.raises(NotFound, match="no view 'boots'"):
        mary.forget_view("boots")
    lead.save_view("late", "is:late", shared=True)
    with pytest.raises(NotAllowed, match="lee shares this view"):
        mary.forget_view("late")
    other = shop.desk("sam", role="lead")
    assert other.forget_view("late") == "Forgot the view late of lee"
    assert lead.saved_views() == ()


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("", "boots", "needs a name"),
        ("\u202e \x07", "boots", "needs a name"),
        ("x", "", "it looks for nothing"),
        ("x", "band:urgnt", "no such band"),
        ("x", "boots band:", "nothing stands after band:"),
    ],
)
def test_what_cannot_be_a_view_is_refused(shop: Shop, name: str, text: str, told: str) -> None:
    with pytest.raises(NotAllowed, match=told):
        shop.desk().save_view(name, text)
    assert shop.desk().saved_views() == ()


def test_there_are_only_so_many_views(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "MOST_VIEWS", 2)
    desk = shop.desk()
    desk.save_view("a", "boots")
    desk.save_view("b", "boots")
    desk.save_view("b", "laces")
    with pytest.raises(NotAllowed, match="forget one"):
        desk.save_view("c", "boots")


def test_a_view_counts_what_is_open_in_it(shop: Shop) -> None:
    shop.hear("boots", "a")
    shop.reply(shop.hear("boots", "b"))
    desk = shop.desk()
    desk.save_view("boots", "boots")
    assert desk.saved_views()[0].count is None
    assert desk.saved_views(counted=True)[0].count == 1


def test_a_view_whose_words_no_longer_mean_anything_is_empty(shop: Shop) -> None:
    """A tag or agent may be gone: the view says so when it is opened, and holds nothing."""
    with shop.store.write() as tx:
        view = SavedView(name="gone", text="tag:gone", agent="mary", shared=False)
        kept.save_view(tx, "mary", view, START)
    assert shop.desk().saved_views(counted=True) == (replace(view, count=0),)
    assert shop.desk().found_ids("tag:gone") == []
