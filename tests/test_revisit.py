"""Looking again: deletions and edits by id, and answers not to believe."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from social_care import revisit
from social_care.errors import ErrorClass, NetworkError
from social_care.models import MentionKind, Stream, Visibility
from tests.revisit_kit import Memory, Reader, WithMessages
from tests.world import Shop


@pytest.fixture
def reader(shop: Shop) -> Reader:
    """A shop that can look again."""
    return Reader(shop)


def test_what_its_author_deleted_loses_its_words_and_ends_its_wait(reader: Reader) -> None:
    gone, stays = reader.hear("angry"), reader.hear("how?", "lee")
    del reader.network.there[gone.external_id]
    reader.shop.pass_time(hours=2)
    assert reader.sweep().deleted == 1
    assert (reader.text(gone), reader.text(stays)) == (None, "how?")
    assert not reader.shop.is_waiting(reader.shop.conversation_of(gone))
    assert reader.shop.is_waiting(reader.shop.conversation_of(stays))


def test_what_its_author_changed_is_assessed_anew(reader: Reader) -> None:
    mention = reader.hear("lovely")
    reader.network.there[mention.external_id] = replace(mention, text="burned", version="2")
    reader.shop.pass_time(hours=2)
    assert reader.sweep().edited == 1
    assert reader.text(mention) == "burned"
    assert reader.shop.wait(reader.shop.conversation_of(mention))["band_rank"] == 0


def test_what_waits_is_looked_at_hourly_and_the_rest_once_a_day(reader: Reader) -> None:
    waits, answered = reader.hear("angry"), reader.hear("how?", "lee")
    reader.shop.reply(reader.shop.conversation_of(answered))
    looked = []
    for _ in range(30):
        reader.shop.pass_time(hours=1, seconds=1)
        reader.sweep()
        looked += [each for ids in reader.network.looked_up for each in ids]
        reader.network.looked_up.clear()
    assert looked.count(waits.external_id) == 30
    assert looked.count(answered.external_id) == 1


def test_what_is_older_than_a_month_is_left_alone(reader: Reader) -> None:
    reader.hear()
    reader.shop.pass_time(days=31)
    reader.sweep()
    assert reader.network.looked_up == []


def test_ids_are_asked_in_batches_as_large_as_the_network_takes(reader: Reader) -> None:
    for number in range(7):
        reader.hear("angry", f"p{number}")
    reader.shop.pass_time(hours=2)
    reader.sweep()
    assert [len(ids) for ids in reader.network.looked_up] == [3, 3, 1]


def test_a_sweep_that_calls_too_much_gone_is_not_believed(reader: Reader) -> None:
    heard = [reader.hear("angry", f"p{number}") for number in range(20)]
    for mention in heard[:5]:
        del reader.network.there[mention.external_id]
    reader.shop.pass_time(hours=2)
    done = reader.round(revisit.SWEEP)
    assert done.error is not None
    assert "5 of 20" in done.error.message
    assert all(reader.text(mention) == "angry" for mention in heard)
    (health,) = reader.shop.desk().status().streams
    assert (health.stream, "--believe" in health.remedy) == ("deletions", True)
    assert "account sweep acme" in health.remedy
    assert reader.sweep(believe=True).deleted == 5


def test_a_fifth_of_many_or_all_of_a_few_can_be_true(reader: Reader) -> None:
    few = [reader.hear("angry", f"p{number}") for number in range(4)]
    reader.network.there.clear()
    reader.shop.pass_time(hours=2)
    assert reader.sweep().deleted == len(few)


def test_a_network_that_fails_for_hours_does_not_erase_everything_a_few_at_a_time(
    reader: Reader,
) -> None:
    """Each sweep has few to look at; when much of that is gone, others are looked at as well."""
    heard = []
    for number in range(24):
        heard.append(reader.hear("angry", f"p{number}"))
        reader.shop.pass_time(minutes=12)
        assert reader.round(revisit.SWEEP).error is None
    there = dict(reader.network.there)
    reader.network.there.clear()
    for _ in range(12):
        reader.shop.pass_time(minutes=10)
        assert reader.round(revisit.SWEEP).tally.deleted == 0
    reader.network.there.update(there)
    del reader.network.there[heard[7].external_id]
    reader.shop.pass_time(minutes=30)
    assert reader.round(revisit.SWEEP).tally.deleted == 1
    assert [reader.text(mention) for mention in heard].count("angry") == 23


def test_one_that_is_gone_out_of_one_is_held_against_others_that_are_there(
    reader: Reader,
) -> None:
    others = [reader.hear("angry", f"p{number}").external_id for number in range(3)]
    reader.shop.pass_time(minutes=50)
    gone = reader.hear("angry", "kim").external_id
    reader.shop.pass_time(minutes=20)
    reader.sweep()
    del reader.network.there[gone]
    reader.shop.pass_time(minutes=45)
    assert reader.sweep().deleted == 1
    assert reader.network.looked_up == [others, [gone], others]


def test_nothing_is_erased_before_all_answers_are_there(reader: Reader) -> None:
    heard = [reader.hear("angry", f"p{number}") for number in range(4)]
    del reader.network.there[heard[0].external_id]
    reader.shop.pass_time(hours=2)

    reader.network.trouble = NetworkError(ErrorClass.TRANSIENT, "down")
    reader.network.calls_before_trouble = 1
    with pytest.raises(NetworkError):
        reader.sweep()
    assert len(reader.network.looked_up) == 1
    assert reader.text(heard[0]) == "angry"


@pytest.mark.parametrize("limit", [ErrorClass.RATE, ErrorClass.QUOTA])
def test_what_was_looked_at_before_a_limit_is_kept(reader: Reader, limit: ErrorClass) -> None:
    heard = [reader.hear("angry", f"p{number}") for number in range(8)]
    del reader.network.there[heard[0].external_id]
    reader.shop.pass_time(hours=2)
    reader.network.trouble = NetworkError(limit, "enough for today")
    reader.network.calls_before_trouble = 2
    assert reader.round(revisit.SWEEP).error is reader.network.trouble
    assert reader.text(heard[0]) is None
    assert [item.stream for item in reader.shop.desk().status().streams] == ["deletions"]

    reader.network.trouble = None
    assert reader.round(revisit.SWEEP).error is None
    assert [len(ids) for ids in reader.network.looked_up] == [3, 3, 2]
    assert len({each for ids in reader.network.looked_up for each in ids}) == 8


def test_much_that_is_gone_is_not_believed_without_a_look_at_others(reader: Reader) -> None:
    heard = [reader.hear("angry", f"p{number}") for number in range(4)]
    for mention in heard[:3]:
        del reader.network.there[mention.external_id]
    reader.shop.pass_time(hours=2)
    reader.network.trouble = NetworkError(ErrorClass.QUOTA, "enough for today")
    reader.network.calls_before_trouble = 1
    with pytest.raises(NetworkError):
        reader.sweep()
    assert [reader.text(mention) for mention in heard] == ["angry"] * 4


def test_a_failed_sweep_is_a_blind_stream_and_looks_again_at_the_same(reader: Reader) -> None:
    mention = reader.hear()
    reader.shop.pass_time(hours=2)
    reader.network.trouble = NetworkError(ErrorClass.TRANSIENT, "down")
    assert reader.round(revisit.SWEEP).error is reader.network.trouble
    assert [item.stream for item in reader.shop.desk().status().streams] == ["deletions"]
    reader.network.trouble = None
    assert reader.round(revisit.SWEEP).error is None
    assert reader.network.looked_up == [[mention.external_id]]
    assert reader.shop.desk().status().streams == ()


def test_direct_messages_are_looked_at_only_where_they_are_posts(shop: Shop) -> None:
    def asked(kind: Callable[..., Memory]) -> list[list[str]]:
        reader = Reader(shop, kind)
        shop.pass_time(hours=2)
        reader.sweep()
        return reader.network.looked_up

    message = shop.mention("angry", kind=MentionKind.DIRECT_MESSAGE, visibility=Visibility.DIRECT)
    shop.receive(message)
    assert asked(Memory) == []
    assert asked(WithMessages) == [[message.external_id]]


def test_a_post_that_has_been_locked_says_so(reader: Reader) -> None:
    mention = reader.hear()
    locked = replace(mention, can_reply=False, can_reply_reason="the thread is locked")
    reader.network.there[mention.external_id] = locked
    reader.shop.pass_time(hours=2)
    reader.sweep()
    row = reader.shop.desk().queue_rows([reader.shop.conversation_of(mention)])
    (found,) = row.values()
    assert (found.can_reply, found.can_reply_reason) == (False, "the thread is locked")


def test_a_network_without_these_powers_has_none_of_the_streams(shop: Shop) -> None:
    assert revisit.streams(shop.network) == []
    assert revisit.streams(Memory(clock=shop.clock)) == [
        Stream(name="deletions", every_s=600),
        Stream(name="threads", every_s=300),
    ]
