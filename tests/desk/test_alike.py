"""From one conversation to all open ones that say nearly the same."""

import pytest

from social_care.errors import NotFound
from social_care.wiring import make_measure
from tests.world import Shop


def found(shop: Shop, conversation: int, **how: int) -> list[int]:
    """What says nearly the same."""
    desk = shop.desk("mary", measure=make_measure)
    return [hit.conversation_id for hit in desk.similar(conversation, **how)]


def test_open_ones_are_found_with_all_that_waits_in_them(shop: Shop) -> None:
    wanted = shop.hear("my insole overheated?", "kim")
    shop.hear("do you ship to norway?", "ann")
    whole = shop.hear("the insole in my boot", "bob")
    shop.hear("it overheated?", "bob")
    also = shop.hear("insoles overheat?", "cat")
    assert set(found(shop, wanted)) == {whole, also}
    assert len(found(shop, wanted, limit=1)) == 1


def test_what_is_closed_answered_or_deleted_is_not_found_but_can_be_asked_about(shop: Shop) -> None:
    wanted = shop.hear("my insole overheated?", "kim")
    closed = shop.hear("insoles overheat?", "ann")
    shop.desk().resolve(closed)
    shop.reply(shop.hear("insole overheated?", "bob"))
    gone = shop.mention("insole overheated?", "cat")
    shop.receive(gone)
    shop.delete(gone)
    assert found(shop, wanted) == []
    assert found(shop, closed) == [wanted]
    with pytest.raises(NotFound):
        found(shop, 999)


def test_one_in_which_nobody_waits_is_known_by_its_last_words(shop: Shop) -> None:
    wanted = shop.hear("spam: insole overheated", "kim")
    other = shop.hear("spam insole overheated", "ann")
    assert found(shop, wanted) == [other]
