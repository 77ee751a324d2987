"""A private detail in a public reply: held once, marked in the text; the same key again sends."""

import json
from typing import Any

import pytest

from social_care.errors import NotAllowed
from social_care.models import OutboxState, PrivateDetail, Replies, Visibility
from social_care.models.views import OutboxItem
from tests.network import Fault
from tests.parts_kit import PNG, picture_network
from tests.world import Shop

GIVES_AWAY = {
    "order #12345678 left today": ("12345678", "an order number"),
    "we wrote to kim@post.example": ("kim@post.example", "an email address"),
    "we call you on +44 7911 123456": ("+44 7911 123456", "a phone number"),
    "it went to 12 Oak Street": ("12 Oak Street", "an address"),
    "card 4111 1111 1111 1111": ("4111 1111 1111 1111", "a card number"),
}


def marked(item: OutboxItem) -> list[str]:
    """What is marked in its text."""
    return [item.text[mark.start : mark.end] for mark in item.marks]


def outbox_events(shop: Shop) -> list[dict[str, object]]:
    """What the log says of replies on their way, oldest first."""
    rows = shop.rows("SELECT data FROM events WHERE kind = 'outbox' ORDER BY id")
    return [json.loads(row["data"]) for row in rows]


@pytest.mark.parametrize(("text", "found"), GIVES_AWAY.items())
def test_a_public_reply_that_gives_something_away_is_held_and_marked(
    shop: Shop, text: str, found: tuple[str, str]
) -> None:
    item = shop.submit(shop.hear("angry"), f"  Sorry! {text}.")
    assert item.state is OutboxState.HELD
    assert marked(item) == [found[0]]
    assert item.problem == f"{found[1]} in a public reply: strangers can read it"
    assert shop.desk().outbox() == [item]
    shop.pass_time(minutes=1)
    shop.deliver()
    assert shop.network.posts == []


def test_the_same_key_again_sends_it_and_the_log_says_so(shop: Shop) -> None:
    conversation = shop.hear("angry")
    held = shop.submit(conversation, "order 12345678, mail kim@post.example")
    released = shop.desk().release_held(held.id)
    assert (released.state, released.marks, released.problem) == (OutboxState.QUEUED, (), "")
    shop.pass_time(seconds=10)
    shop.deliver()
    assert [post.text for post in shop.network.posts] == [held.text]
    why = ["order_number", "email"]
    assert outbox_events(shop)[:2] == [
        {"before": "queued", "after": "held", "why": why},
        {"before": "held", "after": "queued", "anyway": True, "why": why},
    ]


def test_nothing_but_the_places_and_kinds_is_kept_outside_the_words(shop: Shop) -> None:
    shop.submit(shop.hear("angry"), "call +44 7911 123456")
    assert "7911" not in str([tuple(row) for row in shop.rows("SELECT * FROM events")])


def test_where_no_stranger_reads_nothing_is_held(shop: Shop) -> None:
    conversation = shop.hear("angry", visibility=Visibility.DIRECT)
    assert shop.submit(conversation, "order 12345678").state is OutboxState.QUEUED


def test_whoever_follows_the_brand_is_a_stranger_too(shop: Shop) -> None:
    conversation = shop.hear("angry", visibility=Visibility.FOLLOWERS)
    held = shop.submit(conversation, "order 12345678")
    assert (held.state, held.private, marked(held)) == (OutboxState.HELD, True, ["12345678"])
    assert held.problem == (
        "an order number in a reply to followers: everybody who follows us can read it"
    )
    shop.desk().take_back()
    assert shop.submit(conversation, "order 12345678", private=True).state is OutboxState.QUEUED


def test_who_goes_public_is_asked_about_what_was_said_in_private(shop: Shop) -> None:
    shop.hear("angry")
    conversation = shop.hear("order 12345678", visibility=Visibility.DIRECT)
    held = shop.submit(conversation, "order 12345678", public=True)
    assert (held.state, marked(held)) == (OutboxState.HELD, ["12345678"])


def test_several_details_are_named_in_one_sentence(shop: Shop) -> None:
    text = "order 12345678 or #87654321, kim@post.example, +44 7911 123456"
    held = shop.submit(shop.hear("angry"), text)
    assert held.problem.startswith("an order number, an email address and a phone number in a")
    assert [mark.detail for mark in held.marks] == [
        PrivateDetail.ORDER_NUMBER,
        PrivateDetail.ORDER_NUMBER,
        PrivateDetail.EMAIL,
        PrivateDetail.PHONE,
    ]


def test_news_and_a_private_detail_are_one_hold_and_both_are_said(shop: Shop) -> None:
    conversation = shop.hear("angry")
    seen = shop.desk().conversation(conversation).seen
    shop.hear("never mind")
    held = shop.submit(conversation, "order 12345678", seen=seen)
    assert held.problem == (
        "the customer wrote again at 09:00: “never mind”;"
        " an order number in a public reply: strangers can read it"
    )
    assert shop.desk().release_held(held.id).state is OutboxState.QUEUED
    assert outbox_events(shop)[-1]["why"] == ["news", "order_number"]


def test_to_send_in_spite_of_news_is_not_to_send_in_spite_of_details(shop: Shop) -> None:
    """What the console does with a held reply that was edited before the key was pressed again."""
    conversation = shop.hear("angry")
    held = shop.submit(conversation, "sorry", seen=0)
    assert held.state is OutboxState.HELD
    shop.desk().take_back()
    edited = shop.submit(conversation, "sorry, order 12345678", seen=0, anyway=True)
    assert (edited.state, marked(edited)) == (OutboxState.HELD, ["12345678"])
    assert "wrote again" not in edited.problem


def test_an_edited_one_is_looked_at_again(shop: Shop) -> None:
    conversation = shop.hear("angry")
    shop.submit(conversation, "order 12345678")
    taken = shop.desk().take_back()
    assert taken is not None
    other = shop.submit(conversation, "mail kim@post.example")
    assert (other.state, marked(other)) == (OutboxState.HELD, ["kim@post.example"])
    shop.desk().take_back()
    assert shop.submit(conversation, "sorry").state is OutboxState.QUEUED


def test_what_mends_a_refused_reply_is_looked_at(shop: Shop) -> None:
    conversation = shop.hear("angry")
    shop.network.faults = [Fault.REFUSED]
    refused = shop.reply(conversation)
    mended = shop.submit(conversation, "order 12345678")
    assert (mended.id, mended.state) == (refused.id, OutboxState.HELD)
    shop.desk().release_held(mended.id)
    shop.pass_time(seconds=10)
    shop.deliver()
    assert [post.text for post in shop.network.posts] == ["order 12345678"]


def test_a_held_reply_is_no_news_to_others_before_it_is_released(shop: Shop) -> None:
    conversation = shop.hear("angry")
    seen = shop.desk("sam").conversation(conversation).seen
    held = shop.submit(conversation, "order 12345678")
    assert shop.desk("sam").conversation(conversation).seen == seen
    shop.desk().release_held(held.id)
    assert shop.desk("sam").conversation(conversation).seen > seen


def test_a_released_one_is_held_again_only_by_news(shop: Shop) -> None:
    conversation = shop.hear("angry")
    held = shop.submit(conversation, "order 12345678")
    shop.desk().release_held(held.id)
    shop.hear("hello?")
    shop.pass_time(seconds=10)
    shop.deliver()
    (again,) = shop.desk().outbox()
    assert (again.state, again.marks) == (OutboxState.HELD, ())
    assert again.problem == "the customer wrote again at 09:00: “hello?”"


def test_what_the_brand_publishes_itself_is_no_reason(shop: Shop) -> None:
    ours = Replies(public_details=("desk@acme.example", "+44 20 7946 0018"))
    shop.desk(replies=ours, brand_words=("acme",))
    text = "call 020 7946 0018, or 0800 123 4567, mail desk@acme.example or kim@acme-shoes.example"
    held = shop.submit(shop.hear("angry"), text)
    assert marked(held) == ["kim@acme-shoes.example"]
    shop.desk(replies=ours, brand_words=("acme", "acme shoes"))
    assert shop.submit(shop.hear("angry", "lee"), text).state is OutboxState.QUEUED


def test_the_conversation_shows_why_it_is_held(shop: Shop) -> None:
    conversation = shop.hear("angry")
    held = shop.submit(conversation, "order 12345678")
    line = shop.desk().conversation(conversation).messages[-1]
    assert (line.state, line.problem) == (OutboxState.HELD, held.problem)


# In the description of a picture ------------------------------------------------------------------


def described(shop: Shop, alt: str = "a label: order 12345678", **how: Any) -> int:
    """A conversation where mary has attached a picture with this description."""
    picture_network(shop)
    conversation = shop.hear("angry", **how)
    shop.desk().attach(conversation, "left.png", PNG, alt)
    return conversation


def test_the_description_of_a_picture_gives_away_as_much(shop: Shop) -> None:
    held = shop.submit(described(shop), "look")
    assert (held.state, [mark.picture for mark in held.marks]) == (OutboxState.HELD, ["left.png"])
    assert held.problem == (
        "an order number in the description of left.png, in a public reply: strangers can read it"
    )
    assert shop.desk().release_held(held.id).marks == ()
    shop.pass_time(seconds=10)
    assert outbox_events(shop)[-1]["why"] == ["order_number"]


def test_text_and_description_are_one_hold_and_each_is_named(shop: Shop) -> None:
    held = shop.submit(described(shop), "call +44 7911 123456")
    assert [mark.picture for mark in held.marks] == ["", "left.png"]
    assert held.problem.startswith("a phone number in a public reply: strangers can read it; an")


def test_what_the_picture_shows_is_told_again_with_the_news(shop: Shop) -> None:
    held = shop.submit(described(shop), "look")
    shop.pass_time(minutes=1)
    shop.hear("burned")
    with pytest.raises(NotAllowed, match="burned”; an order number in the description of left"):
        shop.desk().release_held(held.id)


def test_in_private_a_picture_may_show_it(shop: Shop) -> None:
    conversation = described(shop, visibility=Visibility.DIRECT)
    assert shop.submit(conversation, "look").state is OutboxState.QUEUED


def test_the_picture_of_a_refused_reply_is_looked_at_when_it_is_mended(shop: Shop) -> None:
    conversation = described(shop)
    shop.network.faults = [Fault.REFUSED]
    shop.desk().release_held(shop.submit(conversation, "look").id)
    shop.pass_time(seconds=10)
    shop.deliver()
    mended = shop.submit(conversation, "once more")
    assert (mended.state, [mark.picture for mark in mended.marks]) == ("held", ["left.png"])
