"""Looking again: the threads we take part in."""

from dataclasses import replace

import pytest

from social_care import revisit
from social_care.errors import ErrorClass, NetworkError
from social_care.models import Author, Mention, MentionKind, OwnPost, Visibility
from tests.revisit_kit import Reader
from tests.world import MINUTE, Shop


@pytest.fixture
def reader(shop: Shop) -> Reader:
    """A shop that can look again."""
    return Reader(shop)


def said(shop: Shop, by: str, to: str | None, text: str = "angry") -> Mention:
    """A post in kim's thread."""
    return shop.mention(
        text,
        by,
        author=Author(id=by, handle=by),
        thread_key="thread of kim",
        in_reply_to=to,
        posted_at=shop.now,
    )


def follow(reader: Reader, *messages: Mention | OwnPost) -> list[str]:
    """Read the thread; the external ids that are new to us."""
    before = {row["external_id"] for row in reader.shop.rows("SELECT external_id FROM mentions")}
    for external_id in [*before, *(message.external_id for message in messages)]:
        reader.network.threads[external_id] = messages
    reader.shop.pass_time(minutes=6)
    assert reader.round(revisit.THREADS).error is None
    after = reader.shop.rows("SELECT external_id FROM mentions ORDER BY id")
    return [row["external_id"] for row in after if row["external_id"] not in before]


def test_what_the_customer_adds_without_naming_us_is_found(reader: Reader) -> None:
    first = reader.hear("how?")
    reader.shop.pass_time(minutes=1)
    more = said(reader.shop, "kim", first.external_id)
    and_more = replace(
        said(reader.shop, "kim", more.external_id), posted_at=reader.shop.now + MINUTE
    )
    assert follow(reader, more, and_more) == [more.external_id, and_more.external_id]
    conversation = reader.shop.conversation_of(first)
    assert reader.shop.conversation_of(and_more) == conversation
    assert reader.shop.wait(conversation)["waiting_since"] == first.posted_at


def test_what_others_say_to_each_other_is_theirs(reader: Reader) -> None:
    first = reader.hear("how?")
    to_kim = said(reader.shop, "lee", first.external_id)
    from_kim = said(reader.shop, "kim", to_kim.external_id)
    assert follow(reader, to_kim, from_kim) == []


def test_an_answer_to_our_answer_counts_whoever_gives_it(reader: Reader) -> None:
    first = reader.hear("how?")
    ours = reader.shop.own_post("we answer", in_reply_to=first.external_id)
    reader.shop.pass_time(minutes=1)
    theirs = said(reader.shop, "lee", ours.external_id)
    assert follow(reader, ours, theirs) == [theirs.external_id]
    assert reader.shop.response()["source"] == "native"


def test_a_thread_is_read_every_few_minutes_until_it_has_been_silent_for_days(
    reader: Reader,
) -> None:
    reader.hear("how?")
    for _ in range(3):
        reader.round(revisit.THREADS)
    assert len(reader.network.read) == 1
    reader.shop.pass_time(minutes=6)
    reader.round(revisit.THREADS)
    assert len(reader.network.read) == 2
    reader.shop.pass_time(days=4)
    reader.round(revisit.THREADS)
    assert len(reader.network.read) == 2


def test_a_resolved_thread_is_read_on_if_we_took_part_in_it(reader: Reader) -> None:
    """Agents resolve what they have answered; what its customer adds reopens it."""
    first, other = reader.hear("how?"), reader.hear("how?", "lee")
    ours = reader.shop.own_post("we answer", in_reply_to=first.external_id)
    follow(reader, ours)
    for mention in (first, other):
        reader.shop.desk().resolve(reader.shop.conversation_of(mention))
    reader.network.read.clear()
    more = said(reader.shop, "kim", ours.external_id)
    assert follow(reader, ours, more) == [more.external_id]
    assert reader.shop.is_waiting(reader.shop.conversation_of(first))
    assert other.external_id not in reader.network.read


def test_those_not_read_for_longest_come_first(reader: Reader) -> None:
    for number in range(revisit.THREADS_PER_ROUND + 3):
        reader.hear("how?", f"p{number}")
    reader.round(revisit.THREADS)
    reader.round(revisit.THREADS)
    assert len(set(reader.network.read)) == len(reader.network.read)
    assert len(reader.network.read) == revisit.THREADS_PER_ROUND + 3


def test_a_thread_that_is_gone_does_not_blind_the_others(reader: Reader) -> None:
    reader.hear("how?")
    reader.network.trouble = NetworkError(ErrorClass.GONE, "not found")
    assert reader.round(revisit.THREADS).error is None
    reader.shop.pass_time(minutes=6)
    reader.network.trouble = NetworkError(ErrorClass.RATE, "slow down")
    assert reader.round(revisit.THREADS).error is reader.network.trouble


def test_a_thread_that_cannot_be_read_starves_no_other_and_shows(reader: Reader) -> None:
    """It has had its turn: the others are read, and the stream says what is wrong."""
    broken, other = reader.hear("angry"), reader.hear("angry", "lee")
    reader.network.broken[broken.external_id] = NetworkError(ErrorClass.REFUSED, "odd id")
    for _ in range(3):
        done = reader.round(revisit.THREADS)
        assert done.error is reader.network.broken[broken.external_id]
        reader.shop.pass_time(minutes=6)
    assert reader.network.read == [other.external_id] * 3
    assert [item.stream for item in reader.shop.desk().status().streams] == ["threads"]


def test_a_thread_whose_server_fails_lets_the_others_go_first_next_time(reader: Reader) -> None:
    first, second = reader.hear("angry"), reader.hear("angry", "lee")
    reader.network.broken[first.external_id] = NetworkError(ErrorClass.TRANSIENT, "500")
    reader.round(revisit.THREADS)
    assert reader.network.read == []
    assert reader.round(revisit.THREADS).error is None
    assert reader.network.read == [second.external_id]


@pytest.mark.parametrize("error_class", [ErrorClass.AUTH, ErrorClass.RATE, ErrorClass.QUOTA])
def test_what_stops_one_thread_for_all_asks_for_no_other(
    reader: Reader, error_class: ErrorClass
) -> None:
    first, second = reader.hear("angry"), reader.hear("angry", "lee")
    reader.network.broken[first.external_id] = NetworkError(error_class, "no more")
    assert reader.round(revisit.THREADS).error is not None
    assert reader.network.read == []
    del reader.network.broken[first.external_id]
    reader.round(revisit.THREADS)
    assert reader.network.read == [first.external_id, second.external_id]


def test_private_conversations_are_not_read_as_threads(reader: Reader) -> None:
    reader.hear("how?", kind=MentionKind.DIRECT_MESSAGE, visibility=Visibility.DIRECT)
    reader.round(revisit.THREADS)
    assert reader.network.read == []
