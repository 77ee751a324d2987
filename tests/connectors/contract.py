"""One suite that every connector passes; a network's test is a subclass with a `world`.

A subclass gives one fixture, `world` (see `tests.connectors.world.World`), and may switch off what
its network does not have by setting one of the `without_...` reasons; the rest is inherited.
"""

import json
from typing import ClassVar

import pytest

from social_care.connectors.base import Connector, Deletes, Guided, Sweeps
from social_care.errors import ErrorClass, NetworkError
from social_care.models import Mention, Prepared
from social_care.text import storable
from tests.connectors.world import (
    DAY,
    HOSTILE,
    MINUTE,
    ChangingWorld,
    Fault,
    World,
    poll,
    reply_to,
    through_the_store,
)


class ConnectorContract:
    """What the rest of the product relies on."""

    without_faults: ClassVar[str] = ""
    """Why this network cannot fail on demand; skips the tests that need it to."""
    without_own_posts: ClassVar[str] = ""
    """Why nobody posts as us there but the connector."""
    without_sending: ClassVar[str] = ""
    """Why nothing can be sent."""
    without_edits: ClassVar[str] = ""
    """Why nobody can change there what they wrote."""

    @pytest.fixture
    def world(self) -> World:
        """Override: the network this suite talks to, empty, at NOW."""
        raise NotImplementedError

    @pytest.fixture
    def connector(self, world: World) -> Connector:
        """One connector on the world."""
        return world.connect()

    def _need(self, reason: str) -> None:
        if reason:
            pytest.skip(reason)

    def _mention(self, world: World, connector: Connector, text: str = "My boots leak") -> Mention:
        external_id = world.post(text)
        world.now += MINUTE
        return poll(connector, world.now).mention(external_id)

    def _prepared(self, world: World, connector: Connector, text: str = "Sorry, on it") -> Prepared:
        mention = self._mention(world, connector)
        return through_the_store(connector.prepare(reply_to(mention, text), world.now))

    def test_it_speaks_the_protocol(self, connector: Connector) -> None:
        """Every method and attribute of the protocol is there."""
        assert isinstance(connector, Connector)
        assert "" not in {connector.channel, connector.network}

    def test_check_says_who_we_are(self, world: World, connector: Connector) -> None:
        """`check` logs in and gives our own id."""
        health = connector.check()
        assert health.own_id == world.own_id
        assert health.limits.max_length > 0

    def test_streams_have_names_of_their_own(self, connector: Connector) -> None:
        """Names tell streams apart, and every stream has an interval."""
        intervals = {stream.name: stream.every_s for stream in connector.streams()}
        assert 0 < len(intervals) == len(connector.streams())
        assert min(intervals.values()) > 0

    # Reading

    def test_the_first_poll_finds_a_mention(self, world: World, connector: Connector) -> None:
        """It comes with its time, its author, its thread and the name others know it by."""
        asked_at = world.now
        mention = self._mention(world, connector, "Where is my parcel?")
        assert "Where is my parcel?" in mention.text
        assert abs(mention.posted_at - asked_at) < 1000
        assert mention.author.id
        assert not mention.author.handle.startswith("@")
        assert mention.thread_key
        assert mention.canonical_id

    def test_what_is_older_than_the_backfill_stays_out(
        self, world: World, connector: Connector
    ) -> None:
        """The first poll does not dig up the past, and neither do the overlaps of later ones."""
        old = world.post("Last week's news")
        world.now += 2 * DAY
        young = world.post("Today's news")
        world.now += MINUTE
        first = poll(connector, world.now)
        second = poll(connector, world.now + MINUTE, first.cursors)
        seen = {mention.external_id for mention in first.mentions + second.mentions}
        assert young in seen
        assert old not in seen

    def test_polling_again_overlaps_and_brings_the_new(
        self, world: World, connector: Connector
    ) -> None:
        """What is seen again is the same to the letter; what is new is there as well."""
        old = world.post("First")
        world.now += MINUTE
        first = poll(connector, world.now)
        new = world.post("Second", "lee")
        world.now += MINUTE
        second = poll(connector, world.now, first.cursors)
        assert second.mention(new).author.id != first.mention(old).author.id
        again = second.mention(old)
        assert again.external_id == first.mention(old).external_id
        assert again.version == first.mention(old).version
        assert again.thread_key == first.mention(old).thread_key

    def test_a_new_process_goes_on_where_the_old_one_stopped(self, world: World) -> None:
        """All a connector must remember is in its cursors."""
        world.post("First")
        world.now += MINUTE
        first = poll(world.connect(), world.now)
        new = world.post("Second")
        world.now += MINUTE
        assert poll(world.connect(), world.now, first.cursors).mention(new)

    def test_cursors_are_text(self, world: World, connector: Connector) -> None:
        """A cursor survives the database."""
        world.post("Hello")
        cursors = poll(connector, world.now + MINUTE).cursors
        assert cursors
        for cursor in cursors.values():
            assert isinstance(cursor, str)
            assert json.loads(json.dumps(cursor)).encode().decode() == cursor

    def test_our_own_posts_are_never_mentions(self, world: World, connector: Connector) -> None:
        """They arrive as own posts, whatever stream they are found in."""
        self._need(self.without_own_posts)
        mention = world.post("Is anybody there?")
        ours = world.post_as_us("We are, how can we help?", reply_to=mention)
        world.now += MINUTE
        polled = poll(connector, world.now)
        assert ours not in {mention.external_id for mention in polled.mentions}
        found = {post.external_id: post for post in polled.own_posts}
        assert found[ours].in_reply_to == mention
        assert found[ours].thread_key == polled.mention(mention).thread_key

    @pytest.mark.parametrize("text", HOSTILE)
    def test_hostile_text_arrives_unchanged(
        self, world: World, connector: Connector, text: str
    ) -> None:
        """Making it harmless is the screen's business; making it storable is ours."""
        mention = self._mention(world, connector, text)
        assert storable(text) in mention.text
        mention.text.encode()
        mention.raw.encode()

    # Looking again

    def _changing(self, world: World, connector: Connector) -> tuple[ChangingWorld, Sweeps]:
        if not isinstance(connector, Sweeps):
            pytest.skip("this network does not let us look again")
        assert isinstance(world, ChangingWorld), "its test needs delete() and edit()"
        return world, connector

    def test_what_is_still_there_is_found_as_it_was(
        self, world: World, connector: Connector
    ) -> None:
        """Looking again at what did not change tells of no change."""
        changing, sweeper = self._changing(world, connector)
        mention = self._mention(changing, connector)
        looked = sweeper.look_up([mention.external_id], world.now)
        assert not looked.gone
        for found in looked.found:
            assert (found.external_id, found.version) == (mention.external_id, mention.version)
            assert (found.text, found.author.id) == (mention.text, mention.author.id)

    def test_what_was_deleted_is_gone_and_nothing_else(
        self, world: World, connector: Connector
    ) -> None:
        """Of two mentions the deleted one is gone, the other is not."""
        changing, sweeper = self._changing(world, connector)
        stays, goes = world.post("I stay"), world.post("I go", "lee")
        world.now += MINUTE
        poll(connector, world.now)
        changing.delete(goes)
        looked = sweeper.look_up([stays, goes], world.now)
        assert list(looked.gone) == [goes]
        assert goes not in {mention.external_id for mention in looked.found}

    def test_an_edit_is_noticed(self, world: World, connector: Connector) -> None:
        """The same mention, other words, another version."""
        self._need(self.without_edits)
        changing, sweeper = self._changing(world, connector)
        mention = self._mention(changing, connector, "My boots leak")
        world.now += MINUTE
        changing.edit(mention.external_id, "My boots do not leak")
        (found,) = sweeper.look_up([mention.external_id], world.now).found
        assert found.external_id == mention.external_id
        assert "do not leak" in found.text
        assert found.version != mention.version

    @pytest.mark.parametrize("fault", [Fault.DOWN, Fault.BAD_JSON, Fault.UNREACHABLE])
    def test_an_outage_is_no_deletion(
        self, world: World, connector: Connector, fault: Fault
    ) -> None:
        """When the network cannot be asked, nothing is called gone."""
        self._need(self.without_faults)
        changing, sweeper = self._changing(world, connector)
        mention = self._mention(changing, connector)
        world.fail(fault)
        with pytest.raises(NetworkError):
            sweeper.look_up([mention.external_id], world.now)

    def test_a_reply_can_be_taken_back(self, world: World, connector: Connector) -> None:
        """Deleting our own reply removes it, and doing so twice does no harm."""
        self._need(self.without_sending)
        if not isinstance(connector, Deletes):
            pytest.skip("this network keeps what was sent")
        sent = connector.send(self._prepared(world, connector))
        connector.delete(sent.external_id)
        assert not world.own_posts()
        connector.delete(sent.external_id)

    def test_the_guide_asks_only_what_the_table_knows(self, connector: Connector) -> None:
        """Every question has words, and something is said of what will work."""
        if not isinstance(connector, Guided):
            pytest.skip("nothing has to be set up")
        assert connector.guide.can
        for question in connector.guide.questions:
            assert question.key.isidentifier()
            assert question.ask

    # Writing

    def test_preparing_calls_nobody(self, world: World, connector: Connector) -> None:
        """A reply is frozen without the network, as something JSON can carry."""
        self._need(self.without_sending)
        mention = self._mention(world, connector)
        before = world.calls()
        prepared = connector.prepare(reply_to(mention, "Sorry, on it"), world.now)
        assert world.calls() == before
        assert prepared.key
        assert prepared.prepared_at == world.now
        assert through_the_store(prepared) == Prepared(
            key=prepared.key, prepared_at=world.now, payload=dict(prepared.payload)
        )

    def test_two_replies_have_two_keys(self, world: World, connector: Connector) -> None:
        """The same words to the same customer are two replies all the same."""
        self._need(self.without_sending)
        mention = self._mention(world, connector)
        reply = reply_to(mention, "Sorry, on it")
        keys = {connector.prepare(reply, world.now).key for _ in range(20)}
        assert len(keys) == 20

    def test_what_is_sent_is_found(self, world: World, connector: Connector) -> None:
        """Before it is sent nothing is found; afterwards the very post."""
        self._need(self.without_sending)
        prepared = self._prepared(world, connector)
        assert connector.find_sent(prepared) is None
        sent = connector.send(prepared)
        assert abs(sent.accepted_at - world.now) < MINUTE
        found = world.connect().find_sent(prepared)
        assert found is not None
        assert found.external_id == sent.external_id

    def test_a_reply_hangs_under_its_mention(self, world: World, connector: Connector) -> None:
        """The network shows it as the answer, in the same thread, once."""
        self._need(self.without_sending)
        mention = self._mention(world, connector)
        prepared = connector.prepare(reply_to(mention, "Sorry, on it"), world.now)
        sent = connector.send(prepared)
        (posted,) = world.own_posts()
        assert posted.external_id == sent.external_id
        assert posted.parent == mention.external_id
        assert "Sorry, on it" in posted.text
        assert sent.thread_key in {"", mention.thread_key}

    def test_sending_again_where_it_is_said_to_be_safe(
        self, world: World, connector: Connector
    ) -> None:
        """`can_resend` is a promise that no second post appears."""
        self._need(self.without_sending)
        prepared = self._prepared(world, connector)
        first = connector.send(prepared)
        if connector.can_resend(prepared, world.now):
            assert connector.send(prepared).external_id == first.external_id
            assert len(world.own_posts()) == 1

    # Trouble

    def _trouble(self, world: World, connector: Connector, fault: Fault) -> NetworkError:
        self._need(self.without_faults)
        connector.check()
        world.fail(fault)
        with pytest.raises(NetworkError) as caught:
            poll(connector, world.now)
        return caught.value

    def test_a_refused_token_needs_a_person(self, world: World, connector: Connector) -> None:
        """401 is AUTH."""
        error = self._trouble(world, connector, Fault.UNAUTHORISED)
        assert error.error_class is ErrorClass.AUTH
        assert error.remedy

    def test_a_rate_limit_says_until_when(self, world: World, connector: Connector) -> None:
        """429 is RATE, with a time that lies ahead and is in milliseconds."""
        error = self._trouble(world, connector, Fault.RATE_LIMITED)
        assert error.error_class is ErrorClass.RATE
        assert error.retry_at is not None
        assert world.now < error.retry_at <= world.now + DAY

    @pytest.mark.parametrize("fault", [Fault.DOWN, Fault.BAD_JSON, Fault.UNREACHABLE])
    def test_a_read_that_fails_is_tried_later(
        self, world: World, connector: Connector, fault: Fault
    ) -> None:
        """Neither an outage nor half a document is more than TRANSIENT."""
        assert self._trouble(world, connector, fault).error_class is ErrorClass.TRANSIENT

    def test_polling_recovers(self, world: World, connector: Connector) -> None:
        """Nothing posted during an outage is lost."""
        self._need(self.without_faults)
        first = poll(connector, world.now)
        world.fail(Fault.DOWN)
        during = world.post("Anybody?")
        with pytest.raises(NetworkError):
            poll(connector, world.now, first.cursors)
        world.fail(None)
        world.now += MINUTE
        assert poll(connector, world.now, first.cursors).mention(during)

    def test_a_lost_answer_is_an_unknown_outcome(self, world: World, connector: Connector) -> None:
        """The post is there, we cannot know it, and looking finds it."""
        self._need(self.without_faults or self.without_sending)
        prepared = self._prepared(world, connector)
        world.fail(Fault.ANSWER_LOST)
        with pytest.raises(NetworkError) as caught:
            connector.send(prepared)
        assert caught.value.error_class is ErrorClass.UNKNOWN_OUTCOME
        world.fail(None)
        found = connector.find_sent(prepared)
        assert found is not None
        assert found.external_id == world.own_posts()[0].external_id

    def test_a_write_that_never_left_is_transient(self, world: World, connector: Connector) -> None:
        """No connection, no post: it can simply be tried again."""
        self._need(self.without_faults or self.without_sending)
        prepared = self._prepared(world, connector)
        world.fail(Fault.UNREACHABLE)
        with pytest.raises(NetworkError) as caught:
            connector.send(prepared)
        assert caught.value.error_class is ErrorClass.TRANSIENT
        world.fail(None)
        assert not world.own_posts()

    @pytest.mark.parametrize(
        ("fault", "expected"),
        [(Fault.UNAUTHORISED, ErrorClass.AUTH), (Fault.RATE_LIMITED, ErrorClass.RATE)],
    )
    def test_a_refused_write_is_no_riddle(
        self, world: World, connector: Connector, fault: Fault, expected: ErrorClass
    ) -> None:
        """Where the network says no, nothing was posted and the class says why."""
        self._need(self.without_faults or self.without_sending)
        prepared = self._prepared(world, connector)
        world.fail(fault)
        with pytest.raises(NetworkError) as caught:
            connector.send(prepared)
        assert caught.value.error_class is expected
        world.fail(None)
        assert not world.own_posts()
