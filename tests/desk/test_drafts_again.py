"""A window that shows a draft which is gone writes over no other: SQLite uses its id again."""

import pytest

from tests.world import Shop


@pytest.mark.parametrize("next_writer", ["mary", "sam"])
def test_a_stale_window_writes_over_nobodys_later_draft(shop: Shop, next_writer: str) -> None:
    conversation, other = shop.hear("angry"), shop.hear("how?", "lee")
    desk, next_desk = shop.desk("mary"), shop.desk(next_writer)
    gone = desk.save_draft(conversation, "thrown away", private=False, draft=None)
    desk.discard_draft(gone)
    later = next_desk.save_draft(other, "for lee", private=False, draft=None)
    assert later.id == gone.id
    desk.save_draft(conversation, "typed on", private=False, draft=gone)
    assert [draft.text for draft in next_desk.draft_versions(other)] == ["for lee"]
    assert [draft.text for draft in desk.draft_versions(conversation)] == ["typed on"]


def test_nor_does_it_throw_one_away(shop: Shop) -> None:
    conversation, desk = shop.hear("angry"), shop.desk("mary")
    gone = desk.save_draft(conversation, "thrown away", private=False, draft=None)
    desk.discard_draft(gone)
    desk.save_draft(conversation, "new", private=False, draft=None)
    desk.discard_draft(gone)
    assert [draft.text for draft in desk.draft_versions(conversation)] == ["new"]
