"""What programs post in our name answers nobody: how it is known, and what it leaves undone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from social_care.acknowledging import Acknowledgements, too_wide
from social_care.models import OutboxState, OwnPost
from tests.acting_kit import empower, take_back
from tests.network import Fault
from tests.world import Shop

THANKS = "Thanks for writing, *! We are on it."


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("Thanks for writing, Kim! We are on it.", True),
        ("  thanks for\nwriting, Kim of York!  WE are on it. ", True),
        ("Thanks for writing, ! We are on it.", True),
        ("Thanks for writing, Kim! We are on it. Your parcel is in York.", False),
        ("Kim! We are on it.", False),
        ("Thanks for writing, Kim", False),
        ("Thanks for writing,! We are on it.", False),
        ("", False),
    ],
)
def test_an_acknowledgement_is_known_by_its_whole_text(text: str, known: bool) -> None:
    assert Acknowledgements((THANKS,)).know(text) is known


def test_without_a_star_it_is_the_text_itself() -> None:
    assert Acknowledgements(("We are closed.",)).know("we are  closed.")
    assert not Acknowledgements(("We are closed.",)).know("We are closed. Sorry!")
    assert not Acknowledgements().know("")


WORDS = st.text("ab", min_size=1, max_size=3)


@given(st.lists(WORDS, min_size=2, max_size=4), WORDS)
def test_whatever_a_star_stands_for_it_fits(pieces: list[str], between: str) -> None:
    known = Acknowledgements(("*".join(pieces),))
    assert known.know(between.join(pieces))
    assert not known.know(between.join(pieces) + "c")


def test_a_star_alone_would_take_every_answer_for_a_programs() -> None:
    assert too_wide(["*", "Hi *", "* * ", THANKS, "We are closed"]) == ["*", "Hi *", "* * "]


# What it leaves undone ---------------------------------------------------------------------------


def acknowledged(
    shop: Shop, conversation: int, text: str = "Thanks for writing, Kim! We are on it."
) -> OwnPost:
    """A program of ours posts under the customer's newest message."""
    to = shop.value(
        "SELECT external_id FROM mentions WHERE conversation_id = :id ORDER BY id DESC LIMIT 1",
        id=conversation,
    )
    post = shop.own_post(text, in_reply_to=to)
    shop.receive(own=[post], acknowledgements=Acknowledgements((THANKS,)))
    return post


def test_an_acknowledgement_stops_no_clock_and_stands_in_the_conversation(shop: Shop) -> None:
    conversation = shop.hear("angry")
    shop.pass_time(minutes=1)
    acknowledged(shop, conversation)
    assert shop.is_waiting(conversation)
    assert shop.state(conversation) == "open"
    assert shop.rows("SELECT * FROM responses") == []
    (_, ours) = shop.desk().conversation(conversation).messages
    assert (ours.text, ours.automatic) == ("Thanks for writing, Kim! We are on it.", True)


def test_any_other_post_of_ours_stops_it(shop: Shop) -> None:
    conversation = shop.hear("angry")
    acknowledged(shop, conversation, "Sorry, Kim! A new pair is on its way.")
    assert not shop.is_waiting(conversation)


def test_it_holds_back_no_reply_that_is_being_written(shop: Shop) -> None:
    conversation = shop.hear("angry")
    seen = shop.desk().conversation(conversation).seen
    acknowledged(shop, conversation)
    item = shop.submit(conversation, seen=seen)
    assert item.state is OutboxState.QUEUED


def test_thanks_after_it_close_nothing(shop: Shop) -> None:
    """Nobody has answered: "thanks!" is not the end of it."""
    conversation = shop.hear("spam")
    acknowledged(shop, conversation)
    shop.pass_time(minutes=1)
    shop.hear("thanks")
    assert shop.is_waiting(conversation)


def test_a_mention_that_comes_after_it_waits(shop: Shop) -> None:
    """The acknowledgement was read before the message that it acknowledges."""
    mention = shop.mention("angry")
    post = shop.own_post("Thanks for writing, Kim! We are on it.", in_reply_to=mention.external_id)
    shop.receive(own=[post], acknowledgements=Acknowledgements((THANKS,)))
    shop.receive(mention)
    assert shop.is_waiting(shop.conversation_of(mention))


def test_when_our_answer_is_deleted_an_acknowledgement_does_not_stand_for_it(shop: Shop) -> None:
    empower(shop)
    conversation = shop.hear("angry")
    item = shop.reply(conversation)
    shop.pass_time(minutes=1)
    acknowledged(shop, conversation)
    take_back(shop, item)
    assert shop.is_waiting(conversation)
    assert shop.value("SELECT void FROM responses ORDER BY id DESC LIMIT 1") == 1


def test_a_reply_of_ours_with_the_same_words_is_an_answer(shop: Shop) -> None:
    """It was read among our own posts before its own call had come back."""
    conversation = shop.hear("angry")
    words = "Thanks for writing, Kim! We are on it."
    shop.network.faults = [Fault.ANSWER_LOST]
    item = shop.reply(conversation, words)
    (there,) = shop.network.posts
    post = shop.own_post(words, external_id=there.external_id, in_reply_to=there.parent)
    shop.receive(own=[post], acknowledgements=Acknowledgements((THANKS,)))
    assert shop.is_waiting(conversation)
    shop.pass_time(minutes=2)
    shop.deliver()
    assert shop.sent_state(item) is OutboxState.SENT
    assert not shop.is_waiting(conversation)
    assert shop.value("SELECT automatic FROM replies") == 0
