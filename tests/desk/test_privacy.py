"""Private stays private: r answers as the customer wrote last, going public takes its own word."""

import json
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from social_care.errors import NotAllowed
from social_care.models import Limits, OutboxState, Visibility
from social_care.storage import accounts
from tests.world import Shop

PRIVATE = [Visibility.FOLLOWERS, Visibility.DIRECT]
NUMBERS = count(1)


def outbox(shop: Shop) -> tuple[str, int, str]:
    """The newest reply: its visibility, whether it is private, and what it stands under."""
    row = shop.row(
        "SELECT o.visibility, o.private, m.external_id FROM outbox o"
        " JOIN mentions m ON m.id = o.mention_id ORDER BY o.id DESC LIMIT 1"
    )
    return row["visibility"], row["private"], row["external_id"]


def both(shop: Shop, first: Visibility, last: Visibility) -> int:
    """One conversation with a message "m1" in one visibility and a later "m2" in another."""
    shop.hear("angry", external_id="m1", visibility=first)
    shop.pass_time(minutes=1)
    return shop.hear("my number is secret", external_id="m2", visibility=last)


def submitted(shop: Shop) -> dict[str, object]:
    """What the newest submission's event says."""
    sql = "SELECT data FROM events WHERE kind = 'submitted' ORDER BY id DESC LIMIT 1"
    said: dict[str, object] = json.loads(shop.value(sql))
    return said


@pytest.mark.parametrize("private", PRIVATE)
def test_a_reply_is_as_private_as_the_last_message(shop: Shop, private: Visibility) -> None:
    shop.submit(both(shop, Visibility.PUBLIC, private))
    assert outbox(shop) == (private, 1, "m2")
    assert "public" not in submitted(shop)


@pytest.mark.parametrize("public", [Visibility.PUBLIC, Visibility.UNLISTED])
@pytest.mark.parametrize("private", PRIVATE)
def test_going_public_answers_the_last_public_message_in_its_visibility(
    shop: Shop, private: Visibility, public: Visibility
) -> None:
    shop.submit(both(shop, public, private), public=True)
    assert outbox(shop) == (public, 0, "m1")
    assert submitted(shop)["public"] is True


def test_of_several_public_messages_the_newest_that_is_left_is_answered(shop: Shop) -> None:
    shop.hear("angry", external_id="m0")
    conversation = both(shop, Visibility.PUBLIC, Visibility.DIRECT)
    later = shop.mention("really", external_id="m3", visibility=Visibility.PUBLIC)
    shop.receive(later)
    shop.hear("again", external_id="m4", visibility=Visibility.DIRECT)
    shop.delete(later)
    shop.submit(conversation, public=True)
    assert outbox(shop)[2] == "m1"


@pytest.mark.parametrize("private", PRIVATE)
def test_there_is_no_public_answer_to_who_only_wrote_privately(
    shop: Shop, private: Visibility
) -> None:
    conversation = shop.hear("angry", visibility=private)
    shop.hear("angry", thread_key="another conversation")
    with pytest.raises(NotAllowed, match="there is no public answer"):
        shop.submit(conversation, public=True)
    assert shop.rows("SELECT * FROM outbox") == []


def test_a_public_answer_that_the_network_does_not_take_says_why(shop: Shop) -> None:
    shop.hear("angry", visibility=Visibility.PUBLIC, can_reply=False, can_reply_reason="closed")
    conversation = shop.hear("angry", visibility=Visibility.DIRECT)
    with pytest.raises(NotAllowed, match="closed"):
        shop.submit(conversation, public=True)
    assert shop.submit(conversation).private


def test_a_public_answer_has_the_public_length(shop: Shop) -> None:
    with shop.store.write() as tx:
        limits = Limits(max_length=10, can_private=True, private_length=100)
        accounts.introduce(tx, shop.account_id, "us", "acme", limits)
    conversation = both(shop, Visibility.PUBLIC, Visibility.DIRECT)
    with pytest.raises(NotAllowed, match="too long by 1"):
        shop.submit(conversation, "x" * 11, public=True)
    assert shop.submit(conversation, "x" * 11).private


def test_private_and_public_at_once_is_no_wish(shop: Shop) -> None:
    with pytest.raises(NotAllowed, match="not both"):
        shop.submit(shop.hear("angry"), private=True, public=True)


def test_who_saw_a_private_message_does_not_answer_in_public_by_accident(shop: Shop) -> None:
    conversation = both(shop, Visibility.PUBLIC, Visibility.DIRECT)
    seen = shop.desk().conversation(conversation).seen
    shop.hear("so?", external_id="m3", visibility=Visibility.PUBLIC)
    held = shop.submit(conversation, "your number is safe", seen=seen)
    assert held.state is OutboxState.HELD
    assert outbox(shop) == (Visibility.DIRECT, 1, "m2")
    shop.desk().release_held(held.id)
    shop.pass_time(seconds=10)
    shop.deliver()
    assert (shop.sent_state(held), outbox(shop)) == ("sent", (Visibility.DIRECT, 1, "m2"))


def test_what_answers_a_deleted_private_message_does_not_go_public_unseen(shop: Shop) -> None:
    shop.hear("angry", external_id="m1")
    secret = shop.mention("my number is secret", visibility=Visibility.DIRECT)
    shop.receive(secret)
    conversation = shop.conversation_of(secret)
    seen = shop.desk().conversation(conversation).seen
    shop.delete(secret)
    with pytest.raises(NotAllowed, match="deleted what they wrote privately"):
        shop.submit(conversation, "your number is safe", seen=seen)
    assert shop.submit(conversation, "who looked again").private is False


def test_who_saw_a_public_message_answers_a_private_one_privately(shop: Shop) -> None:
    conversation = shop.hear("angry", external_id="m1")
    seen = shop.desk().conversation(conversation).seen
    shop.hear("psst", external_id="m2", visibility=Visibility.DIRECT)
    shop.submit(conversation, seen=seen)
    assert outbox(shop) == (Visibility.DIRECT, 1, "m2")


def test_who_has_seen_the_public_message_answers_it(shop: Shop) -> None:
    conversation = both(shop, Visibility.DIRECT, Visibility.PUBLIC)
    shop.submit(conversation)
    assert outbox(shop) == (Visibility.PUBLIC, 0, "m2")


def test_a_public_reply_is_told_that_the_customer_went_private(shop: Shop) -> None:
    conversation = shop.hear("angry")
    shop.submit(conversation)
    shop.hear("psst", visibility=Visibility.DIRECT)
    shop.pass_time(seconds=10)
    shop.deliver()
    (held,) = shop.desk().outbox()
    assert held.problem == "the customer wrote again privately at 09:00: “psst”"


WIDTH = [Visibility.DIRECT, Visibility.FOLLOWERS, Visibility.UNLISTED, Visibility.PUBLIC]
"""From the narrowest to the widest."""


@settings(
    deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    said=st.lists(st.sampled_from(WIDTH), min_size=1, max_size=5),
    looked=st.integers(1, 5),
    private=st.booleans(),
)
def test_no_reply_is_wider_than_what_its_writer_saw_and_what_was_said_last(
    shop: Shop, said: list[Visibility], looked: int, *, private: bool
) -> None:
    """Whatever came between reading and sending."""
    with shop.store.write() as tx:
        accounts.introduce(tx, shop.account_id, "us", "acme", Limits(can_private=True))
    name = f"kim {next(NUMBERS)}"
    for visibility in said:
        shop.pass_time(seconds=1)
        conversation = shop.hear("angry", name, visibility=visibility)
    looked = min(looked, len(said))
    shop.submit(conversation, private=private, seen=looked)
    written = shop.value("SELECT visibility FROM outbox ORDER BY id DESC LIMIT 1")
    before, last = said[looked - 1], said[-1]
    assert WIDTH.index(written) <= WIDTH.index(last) or before.is_private
    if before.is_private or last.is_private or private:
        assert Visibility(written).is_private
    if private:
        assert written == Visibility.DIRECT
