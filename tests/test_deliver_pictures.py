"""Pictures are handed over before their reply is marked, each once, and go out with it."""

from dataclasses import replace

import pytest

from social_care.errors import ErrorClass
from social_care.models import Attachment, OutboxState
from social_care.models.views import OutboxItem
from social_care.storage import outbox
from social_care.uploading import UPLOADS_KEEP_MS
from tests import truth
from tests.network import FakeNetwork, Fault
from tests.parts_kit import LONG_TEXT, PARTS, PNG, PictureNetwork, picture_network, posted, states
from tests.world import HOUR, SECOND, START, Shop


@pytest.fixture
def network(shop: Shop) -> PictureNetwork:
    """It takes pictures."""
    return picture_network(shop)


def submit(shop: Shop, *alts: str, text: str = "Here.", **how: bool) -> OutboxItem:
    """A reply with a picture for each description, its undo window over."""
    conversation = shop.hear("angry")
    for number, alt in enumerate(alts):
        shop.desk().attach(conversation, f"{number}.png", PNG, alt)
    item = shop.submit(conversation, text, "mary", **how)
    shop.pass_time(seconds=10)
    return item


def shown(network: PictureNetwork) -> list[list[str]]:
    """What each post shows, in the order they came."""
    return [network.shown.get(post.key, []) for post in network.posts]


def test_a_reply_goes_out_with_its_pictures(shop: Shop, network: PictureNetwork) -> None:
    submit(shop, "A boot", "Its sole")
    shop.deliver()
    assert network.uploads == [
        Attachment(name="0.png", mime="image/png", content=PNG, alt="A boot"),
        Attachment(name="1.png", mime="image/png", content=PNG, alt="Its sole"),
    ]
    assert shown(network) == [["picture-1: A boot", "picture-2: Its sole"]]
    kept = shop.rows("SELECT name, alt, length(content) AS bytes FROM attachments")
    assert [tuple(row) for row in kept] == [("0.png", "A boot", 0), ("1.png", "Its sole", 0)]
    truth.replies_are_posts(shop, network)


def test_of_a_long_answer_they_go_with_the_first_part(shop: Shop, network: PictureNetwork) -> None:
    submit(shop, "A boot", text=LONG_TEXT, split=True)
    shop.deliver()
    assert posted(shop) == list(PARTS)
    assert shown(network) == [["picture-1: A boot"], [], []]


def test_nothing_is_handed_over_before_the_undo_window_is_over(
    shop: Shop, network: PictureNetwork
) -> None:
    submit(shop, "A boot")
    shop.now -= 1
    shop.deliver()
    assert network.uploads == []


def test_what_has_news_is_held_without_an_upload(shop: Shop, network: PictureNetwork) -> None:
    submit(shop, "A boot")
    shop.hear("never mind")
    shop.deliver()
    assert (states(shop), network.uploads) == ([OutboxState.HELD], [])


def test_an_upload_that_fails_is_tried_again_and_the_others_are_not(
    shop: Shop, network: PictureNetwork
) -> None:
    network.upload_faults = [None, ErrorClass.TRANSIENT]
    submit(shop, "A boot", "Its sole")
    shop.deliver()
    assert states(shop) == [OutboxState.DELAYED]
    (item,) = shop.desk().outbox()
    assert "wants no picture now" in item.problem
    assert network.sends == []
    shop.pass_time(seconds=30)
    shop.deliver()
    assert [picture.alt for picture in network.uploads] == ["A boot", "Its sole"]
    assert shown(network) == [["picture-1: A boot", "picture-2: Its sole"]]
    assert shop.value("SELECT attempts FROM outbox") == 2


@pytest.mark.parametrize("error_class", [ErrorClass.RATE, ErrorClass.AUTH, ErrorClass.QUOTA])
def test_a_network_that_wants_no_more_calls_gets_none(
    shop: Shop, network: PictureNetwork, error_class: ErrorClass
) -> None:
    network.upload_faults, network.retry_at = [error_class], START + HOUR
    submit(shop, "A boot")
    shop.submit(shop.hear("angry", "lee"), "no picture")
    shop.pass_time(seconds=10)
    shop.deliver()
    assert network.sends == []
    assert shop.value("SELECT due_at FROM outbox WHERE state = 'delayed'") == START + HOUR


def test_nobody_knows_whether_it_arrived_and_it_does_not_matter(
    shop: Shop, network: PictureNetwork
) -> None:
    network.upload_faults = [ErrorClass.UNKNOWN_OUTCOME]
    submit(shop, "A boot")
    shop.deliver()
    assert states(shop) == [OutboxState.DELAYED], "nothing is posted by an upload"


@pytest.mark.parametrize("error_class", [ErrorClass.REFUSED, ErrorClass.PERMISSION])
def test_a_picture_that_is_refused_refuses_its_reply_in_words(
    shop: Shop, network: PictureNetwork, error_class: ErrorClass
) -> None:
    network.upload_faults = [error_class]
    item = submit(shop, "A boot")
    shop.submit(shop.hear("angry", "lee"), "no picture")
    shop.pass_time(seconds=10)
    shop.deliver()
    assert shop.sent_state(item) == "refused"
    assert posted(shop) == ["no picture"], "one that cannot go stops no other"
    assert "wants no picture now" in shop.desk().outbox()[0].problem
    shop.desk().settle(item.id, "again")
    shop.pass_time(seconds=10)
    shop.deliver()
    assert shown(network)[-1] == ["picture-1: A boot"]


def test_a_connector_that_chokes_on_a_picture_stops_no_other_reply(shop: Shop) -> None:
    class Choking(PictureNetwork):
        """It has a bug."""

        def upload(self, attachment: Attachment) -> str:
            raise KeyError(attachment.name)

    picture_network(shop)
    item = submit(shop, "A boot")
    shop.submit(shop.hear("angry", "lee"), "no picture")
    shop.pass_time(seconds=10)
    network = Choking(clock=shop.clock, limits=shop.network.limits)
    shop.deliver(network)
    assert shop.sent_state(item) == "refused"
    assert [post.text for post in network.posts] == ["no picture"]


def test_where_pictures_are_taken_no_more_the_writer_hears_of_it(
    shop: Shop, network: PictureNetwork
) -> None:
    item = submit(shop, "A boot")
    plain = FakeNetwork(clock=shop.clock, limits=network.limits)
    shop.deliver(plain)
    assert shop.sent_state(item) == "refused"
    assert "no picture can go with a reply here" in shop.desk().outbox()[0].problem


# Crashes ----------------------------------------------------------------------------------------


class Died(BaseException):
    """The worker is gone."""


def test_a_worker_that_dies_between_two_uploads_repeats_only_the_second(shop: Shop) -> None:
    class Deadly(PictureNetwork):
        """Its caller dies in the second upload, once."""

        died = False

        def upload(self, attachment: Attachment) -> str:
            if self.uploads and not Deadly.died:
                Deadly.died = True
                raise Died
            return PictureNetwork.upload(self, attachment)

    picture_network(shop)
    submit(shop, "A boot", "Its sole")
    network = Deadly(clock=shop.clock, limits=shop.network.limits)
    with pytest.raises(Died):
        shop.deliver(network)
    assert states(shop) == [OutboxState.QUEUED]
    assert shop.restart_worker() == 0
    shop.deliver(network)
    assert [picture.alt for picture in network.uploads] == ["A boot", "Its sole"]
    assert shown(network) == [["picture-1: A boot", "picture-2: Its sole"]]


def test_a_reply_that_goes_again_shows_the_same_pictures(
    shop: Shop, network: PictureNetwork
) -> None:
    network.honours_keys, network.faults = True, [Fault.DROPPED]
    submit(shop, "A boot")
    for _ in range(4):
        shop.deliver()
        shop.pass_time(seconds=61)
    assert len(network.sends) == 2
    assert network.sends[0] == network.sends[1]
    assert shown(network) == [["picture-1: A boot"]]
    assert len(network.uploads) == 1


# While it waits ---------------------------------------------------------------------------------


def test_what_was_handed_over_long_ago_is_handed_over_again(
    shop: Shop, network: PictureNetwork
) -> None:
    network.upload_faults = [None, ErrorClass.RATE]
    network.retry_at = shop.now + UPLOADS_KEEP_MS + 10 * SECOND
    submit(shop, "A boot", "Its sole")
    shop.deliver()
    shop.now = network.retry_at
    shop.deliver()
    assert [picture.alt for picture in network.uploads] == ["A boot", "A boot", "Its sole"]
    assert shown(network) == [["picture-2: A boot", "picture-3: Its sole"]]


def test_what_is_taken_back_during_an_upload_does_not_go_out(shop: Shop) -> None:
    class Slow(PictureNetwork):
        """Long enough to think again."""

        def upload(self, attachment: Attachment) -> str:
            shop.desk().take_back()
            return PictureNetwork.upload(self, attachment)

    picture_network(shop)
    item = submit(shop, "A boot")
    network = Slow(clock=shop.clock, limits=shop.network.limits)
    shop.deliver(network)
    assert shop.sent_state(item) == "discarded"
    assert network.posts == []
    assert [each.alt for each in shop.desk().attachments(item.conversation_id)] == ["A boot"]
    assert shop.value("SELECT uploaded FROM attachments") == ""


def test_what_is_taken_back_while_its_upload_fails_is_not_refused(shop: Shop) -> None:
    class Slow(PictureNetwork):
        """Long enough to think again."""

        def upload(self, attachment: Attachment) -> str:
            shop.desk().take_back()
            return PictureNetwork.upload(self, attachment)

    picture_network(shop)
    item = submit(shop, "A boot")
    faults: list[ErrorClass | None] = [ErrorClass.REFUSED]
    shop.deliver(Slow(clock=shop.clock, limits=shop.network.limits, upload_faults=faults))
    assert shop.sent_state(item) == "discarded"


def test_what_its_writer_released_during_a_failing_upload_is_not_refused(shop: Shop) -> None:
    class Slow(PictureNetwork):
        """Long enough for the customer to delete, and for mary to say: send it all the same."""

        def upload(self, attachment: Attachment) -> str:
            if not self.uploads:
                shop.delete(mention)
                shop.desk().release_held(item.id)
            return PictureNetwork.upload(self, attachment)

    picture_network(shop)
    mention = shop.mention("angry")
    shop.receive(mention)
    conversation = shop.conversation_of(mention)
    shop.desk().attach(conversation, "0.png", PNG, "A boot")
    item = shop.submit(conversation)
    shop.pass_time(seconds=10)
    faults: list[ErrorClass | None] = [ErrorClass.REFUSED]
    shop.deliver(Slow(clock=shop.clock, limits=shop.network.limits, upload_faults=faults))
    assert shop.sent_state(item) == "queued", "with an undo window of its own"


def test_nothing_goes_out_without_its_pictures(
    shop: Shop, network: PictureNetwork, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There was news when they were to be handed over, and its writer saw it a moment later."""
    submit(shop, "A boot")
    answers = iter([True])
    real = outbox.is_stale
    monkeypatch.setattr(outbox, "is_stale", lambda tx, row: next(answers, real(tx, row)))
    shop.deliver()
    assert (states(shop), network.sends) == ([OutboxState.QUEUED], [])
    shop.deliver()
    assert shown(network) == [["picture-1: A boot"]]


def test_a_refused_reply_that_goes_again_hands_its_pictures_over_again(
    shop: Shop, network: PictureNetwork
) -> None:
    network.faults = [Fault.REFUSED]
    item = submit(shop, "A boot")
    shop.deliver()
    shop.desk().settle(item.id, "again")
    shop.pass_time(seconds=10)
    shop.deliver()
    assert shown(network) == [["picture-2: A boot"]]
    assert network.sends[0] != network.sends[1]


def test_the_network_is_never_called_inside_a_transaction(shop: Shop) -> None:
    class Looking(PictureNetwork):
        """Others can write while it takes its time."""

        def upload(self, attachment: Attachment) -> str:
            shop.hear("hello", "somebody else")
            return PictureNetwork.upload(self, attachment)

    picture_network(shop)
    submit(shop, "A boot")
    network = Looking(clock=shop.clock, limits=replace(shop.network.limits))
    shop.deliver(network)
    assert len(network.posts) == 1
