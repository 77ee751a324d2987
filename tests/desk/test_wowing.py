"""WOWs: kept, shown to whoever talks to the customer next, taken back."""

import pytest

from social_care.errors import NotAllowed, NotFound
from social_care.models.views import MessageKind
from social_care.storage import wows
from tests.world import MINUTE, START, Shop


def test_a_wow_stands_in_the_conversation_and_beside_the_customer(shop: Shop) -> None:
    conversation = shop.hear("angry")
    assert shop.desk().wow(conversation, "  sent\nflowers ") == "WOW for Kim: sent flowers"
    later = shop.hear("where?", "kim", thread_key="another")
    assert later != conversation
    view = shop.desk("sam").conversation(later)
    (beside,) = view.customer.wows
    assert (beside.agent, beside.text, beside.conversation_id) == (
        "mary",
        "sent flowers",
        conversation,
    )
    said = [
        (one.author, one.text)
        for one in shop.desk().conversation(conversation).messages
        if one.kind is MessageKind.WOW
    ]
    assert said == [("mary", "sent flowers")]


def test_it_is_seen_by_other_consoles_and_moves_nothing(shop: Shop) -> None:
    conversation = shop.hear("angry")
    revision = shop.store.revision()
    before = shop.row("SELECT state, version, waiting_since FROM conversations")
    shop.desk().wow(conversation, "sent flowers")
    assert shop.store.revision() > revision
    assert tuple(shop.row("SELECT state, version, waiting_since FROM conversations")) == tuple(
        before
    )


def test_it_is_taken_back_whatever_has_happened_since(shop: Shop) -> None:
    conversation = shop.hear("angry")
    shop.desk().wow(conversation, "sent flowers")
    shop.desk("sam").wow(conversation, "called her")
    shop.desk("sam").resolve(conversation, anyway=True)
    assert shop.desk().undo() == "Undone: wow Kim"
    assert [one.text for one in wows.given(shop.store.read(), 0, shop.now + 1)] == ["called her"]
    assert shop.desk().undo() is None


def test_of_two_the_newest_is_undone_first(shop: Shop) -> None:
    conversation = shop.hear("angry")
    desk = shop.desk()
    for words in ("a card", "flowers"):
        desk.wow(conversation, words)
    desk.undo()
    desk.wow(conversation, "a call")
    desk.undo()
    desk.undo()
    assert shop.rows("SELECT * FROM wows") == []


def test_the_log_holds_no_words(shop: Shop) -> None:
    shop.desk().wow(shop.hear("angry"), "sent flowers")
    row = shop.row("SELECT agent, data FROM events WHERE kind = 'wow'")
    assert tuple(row) == ("mary", '{"wow":1}')


@pytest.mark.parametrize("words", ["", "  ", "\x1b\u202e"])
def test_it_needs_words(shop: Shop, words: str) -> None:
    with pytest.raises(NotAllowed, match="a few words"):
        shop.desk().wow(shop.hear("angry"), words)
    with pytest.raises(NotFound):
        shop.desk().wow(99, "sent flowers")


def test_what_is_kept_is_inert_and_short(shop: Shop) -> None:
    shop.desk().wow(shop.hear("angry"), "\x1b[31mflowers\u202e " + "x" * 400)
    (kept,) = wows.given(shop.store.read(), 0, shop.now + 1)
    assert kept.text.isprintable()
    assert len(kept.text) <= 300


def test_how_the_mood_went(shop: Shop) -> None:
    conversation = shop.hear("angry")
    shop.pass_time(minutes=1)
    shop.desk().wow(conversation, "flowers")
    (alone,) = wows.given(shop.store.read(), START, shop.now + 1)
    assert alone.mood_before is not None
    assert alone.mood_before < 0
    assert alone.mood_after is None
    shop.pass_time(minutes=1)
    shop.hear("lovely", "kim")
    (told,) = wows.given(shop.store.read(), START, shop.now + 1)
    assert told.mood_after is not None
    assert told.mood_after > 0
    assert (told.customer, told.channel) == ("Kim", "fake")
    assert wows.given(shop.store.read(), START, START + MINUTE) == []
