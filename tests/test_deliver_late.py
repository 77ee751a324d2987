"""A call outlasts its worker's lease: its answer comes when others have gone on without it."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from social_care.deliver import reconcile, recover, send_ready
from social_care.models import Prepared, Sent
from tests import truth
from tests.network import FakeNetwork, Fault
from tests.world import Shop

MINUTE_S = 61


def another_takes_over(shop: Shop) -> None:
    """It looks twice, and finds nothing yet."""
    shop.network.on_send = None
    recover(shop.delivery())
    for _ in range(2):
        reconcile(shop.delivery())
        shop.pass_time(seconds=MINUTE_S)


def again(shop: Shop) -> None:
    """A person says: send it again; its undo window runs."""
    shop.desk().settle(1, "again")


def held(shop: Shop) -> None:
    """The customer has written meanwhile, and the second try is held."""
    again(shop)
    shop.hear("and another thing")
    shop.pass_time(seconds=10)
    send_ready(shop.delivery())
    assert shop.value("SELECT state FROM outbox") == "held"


def delayed(shop: Shop) -> None:
    """The second try fails for now."""
    again(shop)
    shop.pass_time(seconds=10)
    shop.network.faults = [Fault.TRANSIENT]
    send_ready(shop.delivery())
    assert shop.value("SELECT state FROM outbox") == "delayed"


def refused(shop: Shop) -> None:
    """The second try is refused, as a duplicate say."""
    again(shop)
    shop.pass_time(seconds=10)
    shop.network.faults = [Fault.REFUSED]
    send_ready(shop.delivery())
    assert shop.value("SELECT state FROM outbox") == "refused"


def send_slowly(shop: Shop, meanwhile: Callable[[Shop], None]) -> None:
    """The worker sends what is ready, and all this happens before the network answers."""

    def others(_: object) -> None:
        another_takes_over(shop)
        meanwhile(shop)

    shop.network.on_send = others
    send_ready(shop.delivery())


@pytest.mark.parametrize("meanwhile", [again, held, delayed, refused])
def test_an_answer_that_comes_late_is_believed(
    shop: Shop, meanwhile: Callable[[Shop], None]
) -> None:
    shop.submit(shop.hear("angry"))
    shop.pass_time(seconds=10)
    send_slowly(shop, meanwhile)
    assert shop.value("SELECT state FROM outbox") == "sent"
    shop.pass_time(hours=1)
    shop.deliver()
    assert len(shop.network.posts) == 1
    assert len(shop.rows("SELECT 1 FROM responses WHERE source = 'console'")) == 1
    truth.replies_are_posts(shop, shop.network)


def test_what_was_given_up_stays_given_up(shop: Shop) -> None:
    """A person has decided; the post that is there all the same is read from our own posts."""
    shop.submit(shop.hear("angry"))
    shop.pass_time(seconds=10)

    def given_up(shop: Shop) -> None:
        shop.desk().settle(1, "discard")

    send_slowly(shop, given_up)
    assert shop.value("SELECT state FROM outbox") == "discarded"


def test_an_answer_about_former_words_says_nothing_of_the_new_ones(shop: Shop) -> None:
    def mended(shop: Shop) -> None:
        refused(shop)
        shop.submit(1, "in other words")

    shop.submit(shop.hear("angry"))
    shop.pass_time(seconds=10)
    send_slowly(shop, mended)
    assert shop.value("SELECT state FROM outbox") == "queued"


@dataclass(slots=True, kw_only=True)
class SlowToLook(FakeNetwork):
    """What others do while it is being looked at."""

    on_look: Callable[[], None]

    def find_sent(self, prepared: Prepared) -> Sent | None:
        """There, in the end."""
        self.on_look()
        return FakeNetwork.find_sent(self, prepared)


def test_what_is_found_while_a_person_sends_it_again_is_not_sent_again(shop: Shop) -> None:
    shop.network = SlowToLook(clock=shop.clock, on_look=lambda: again(shop))
    shop.submit(shop.hear("angry"))
    shop.pass_time(seconds=10)
    shop.network.faults = [Fault.ANSWER_LOST]
    send_ready(shop.delivery())
    reconcile(shop.delivery())
    shop.pass_time(hours=1)
    shop.deliver()
    assert shop.value("SELECT state FROM outbox") == "sent"
    assert len(shop.network.posts) == 1
