"""Looking again: deletions and edits by id, threads we take part in, and answers not to believe."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import ClassVar

import pytest

from social_care import revisit
from social_care.connectors.base import Looked
from social_care.errors import ErrorClass, NetworkError
from social_care.ingest import Tally
from social_care.listen import Poll
from social_care.models import Author, Mention, MentionKind, OwnPost, Stream, Visibility
from tests.network import FakeNetwork
from tests.world import MINUTE, Shop


@dataclass(slots=True, kw_only=True)
class Memory(FakeNetwork):
    """A network that remembers: what is `there` now, and threads by any of their messages."""

    look_up_at_once: int = 3
    thread_every_s: int = 300
    there: dict[str, Mention] = field(default_factory=dict)
    threads: dict[str, Sequence[Mention | OwnPost]] = field(default_factory=dict)
    looked_up: list[list[str]] = field(default_factory=list)
    read: list[str] = field(default_factory=list)
    broken: dict[str, NetworkError] = field(default_factory=dict)
    """Threads that cannot be read, by the message that is asked for."""
    trouble: NetworkError | None = None
    calls_before_trouble: int = 0

    def look_up(self, external_ids: Sequence[str], now: int) -> Looked:
        """What is there as it stands, the rest is gone."""
        if self.trouble is not None and len(self.looked_up) >= self.calls_before_trouble:
            raise self.trouble
        self.looked_up.append(list(external_ids))
        found = [self.there[each] for each in external_ids if each in self.there]
        return Looked(found=found, gone=[each for each in external_ids if each not in self.there])

    def thread(self, external_id: str) -> Sequence[Mention | OwnPost]:
        """The thread this message is part of."""
        if self.trouble is not None:
            raise self.trouble
        if external_id in self.broken:
            raise self.broken[external_id]
        self.read.append(external_id)
        return self.threads.get(external_id, ())


class WithMessages(Memory):
    """Direct messages are posts there."""

    sweeps_messages: ClassVar[bool] = True


class Reader:
    """A shop and a network that remembers what the shop has heard."""

    def __init__(self, shop: Shop, kind: Callable[..., Memory] = Memory) -> None:
        self.shop = shop
        self.network = kind(clock=shop.clock)

    def hear(self, text: str = "angry", by: str = "kim", **about: object) -> Mention:
        """A mention arrives and is there to be looked at."""
        mention = self.shop.mention(text, by, **about)
        self.shop.receive(mention)
        self.network.there[mention.external_id] = mention
        return mention

    def sweep(self, *, believe: bool = False) -> Tally:
        """One sweep."""
        intake = self.shop.intake(stream=revisit.SWEEP)
        return revisit.sweep(
            self.shop.store, self.network, intake, self.shop.clock, believe=believe
        )

    def round(self, name: str) -> Poll:
        """One round of a stream, as the worker makes it."""
        (stream,) = [each for each in revisit.streams(self.network) if each.name == name]
        intake = self.shop.intake(stream="to be named")
        return revisit.revisit(self.shop.store, self.network, stream, intake, self.shop.clock)

    def text(self, mention: Mention) -> str | None:
        """What we keep of its words."""
        rows = self.shop.rows(
            "SELECT text FROM mention_texts t JOIN mentions m ON m.id = t.mention_id"
            " WHERE m.external_id = :id",
            id=mention.external_id,
        )
        return rows[0]["text"] if rows else None


@pytest.fixture
def reader(shop: Shop) -> Reader:
    """A shop that can look again."""
    return Reader(shop)


# The sweep --------------------------------------------------------------------------------------


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


# Threads ----------------------------------------------------------------------------------------


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


def test_a_network_without_these_powers_has_none_of_the_streams(shop: Shop) -> None:
    assert revisit.streams(shop.network) == []
    assert revisit.streams(Memory(clock=shop.clock)) == [
        Stream(name="deletions", every_s=600),
        Stream(name="threads", every_s=300),
    ]
