"""What every answer is checked for and ends with: no variable left, and the sign-off, once."""

import pytest

from social_care.desk import Desk
from social_care.errors import NotAllowed
from social_care.models import Limits, OutboxState, Replies
from social_care.storage import outbox
from tests.world import Shop

LONG = "Your parcel has left our house. " * 6


@pytest.fixture
def desk(shop: Shop) -> Desk:
    """Mary's, who has initials."""
    return shop.desk("mary", initials="MC")


def test_an_answer_is_signed_when_it_is_submitted_and_leaves_so(shop: Shop, desk: Desk) -> None:
    item = shop.submit(shop.hear("how?"), "Like this.")
    assert item.text == "Like this. ^MC"
    shop.pass_time(seconds=10)
    shop.deliver()
    assert [post.text for post in shop.network.posts] == ["Like this. ^MC"]


@pytest.mark.parametrize("text", ["Like this. ^MC", "Like this.\n^MC", " Like this. ^MC \n"])
def test_who_has_signed_has_signed(shop: Shop, desk: Desk, text: str) -> None:
    assert shop.submit(shop.hear("how?"), text).text == text.strip()


def test_taken_back_and_sent_again_it_is_signed_once(shop: Shop, desk: Desk) -> None:
    conversation = shop.hear("how?")
    shop.submit(conversation, "Like this.")
    taken = desk.take_back()
    assert taken is not None
    assert taken.text == "Like this. ^MC"
    assert shop.submit(conversation, taken.text).text == "Like this. ^MC"


def test_who_has_no_initials_or_wants_none_signs_nothing(shop: Shop, desk: Desk) -> None:
    conversation = shop.hear("how?")
    assert shop.submit(conversation, "So.", sign=False).text == "So."
    assert shop.submit(conversation, "So.", agent="mary", holding=True).text == "So. ^MC"
    other = shop.hear("how?", "ann")
    assert shop.submit(other, "So.", agent="sam").text == "So."
    quiet = shop.desk("lee", initials="LL", replies=Replies(sign_offs={"fake": ""}))
    third = shop.hear("how?", "bob")
    assert shop.submit(third, "So.", agent=quiet.agent).text == "So."


def test_the_sign_off_counts(shop: Shop, desk: Desk) -> None:
    shop.open_account("short", limits=Limits(max_length=14))
    conversation = shop.hear("how?", account="short")
    assert shop.submit(conversation, "ten signs.").text == "ten signs. ^MC"
    with pytest.raises(NotAllowed, match="too long by 1"):
        shop.submit(conversation, "ten signs!!")


def test_of_an_answer_in_parts_the_last_is_signed(shop: Shop, desk: Desk) -> None:
    shop.open_account("short", limits=Limits(max_length=80))
    conversation = shop.hear("how?", account="short")
    shown = desk.parts(conversation, LONG, private=False)
    shop.submit(conversation, LONG, split=True)
    queued = [row["text"] for row in shop.rows("SELECT text FROM outbox_texts ORDER BY outbox_id")]
    assert queued == list(shown)
    assert len(queued) > 2
    assert [("^MC" in text) for text in queued] == [False] * (len(queued) - 1) + [True]
    taken = desk.take_back()
    assert taken is not None
    assert taken.text == LONG.strip() + " ^MC"


@pytest.mark.parametrize("number", [0, -1])
def test_a_part_that_is_mended_is_signed_only_if_it_is_the_last(
    shop: Shop, desk: Desk, number: int
) -> None:
    shop.open_account("short", limits=Limits(max_length=80))
    conversation = shop.hear("how?", account="short")
    shop.submit(conversation, LONG, split=True)
    rows = shop.rows("SELECT outbox_id AS id, text FROM outbox_texts ORDER BY outbox_id")
    before = rows[number]["text"]
    with shop.store.write() as tx:
        for state in (OutboxState.SENDING, OutboxState.REFUSED):
            assert outbox.move(tx, rows[number]["id"], state, shop.now)
    shop.submit(conversation, before)
    sql = "SELECT text FROM outbox_texts WHERE outbox_id = :id"
    assert shop.value(sql, id=rows[number]["id"]) == before


@pytest.mark.parametrize("text", ["Hi {first_name}!", "{frist_name}, hello", "call {phone|us}"])
def test_a_variable_that_nobody_filled_does_not_leave(shop: Shop, desk: Desk, text: str) -> None:
    desk = shop.desk("mary", replies=Replies(fields={"phone": "0800"}))
    conversation = shop.hear("how?")
    with pytest.raises(NotAllowed, match=r"is not filled"):
        shop.submit(conversation, text)
    assert not shop.rows("SELECT 1 FROM outbox")
    assert desk.unresolved(text)


def test_other_braces_leave_as_they_are(shop: Shop, desk: Desk) -> None:
    item = shop.submit(shop.hear("how?"), "{x} {} {size}")
    assert (item.text, item.state) == ("{x} {} {size} ^MC", OutboxState.QUEUED)
