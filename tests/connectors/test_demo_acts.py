"""What the simulated network does besides taking replies: likes, hiding, deletions."""

from pathlib import Path

import pytest

from social_care.errors import ErrorClass, NetworkError
from social_care.models import ReplyTarget, Visibility
from tests.connectors.demo_kit import Account
from tests.connectors.world import reply_to


@pytest.fixture
def account(tmp_path: Path) -> Account:
    """A world in which somebody wrote."""
    made = Account(tmp_path / "network", {"story": False})
    made.control.say("m1", "this hurts", made.now - 1000, author={"id": "kim", "handle": "kim"})
    return made


def target(external_id: str = "m1") -> ReplyTarget:
    return ReplyTarget(
        external_id=external_id,
        thread_key="t",
        author_id="kim",
        author_handle="kim",
        visibility=Visibility.PUBLIC,
    )


def test_likes_and_hiding_are_on_its_record_once(account: Account) -> None:
    demo = account.connect()
    for _ in range(2):
        demo.like(target())
        demo.hide("m1")
    assert account.world.acts("like") == account.world.acts("hide") == ("m1",)


def test_a_deleted_post_is_gone_for_every_process_and_its_id_is_not_used_again(
    account: Account,
) -> None:
    demo, mention = account.connect(), account.mentions()["m1"]
    first = demo.send(demo.prepare(reply_to(mention, "one"), account.now))
    demo.delete(first.external_id)
    assert account.world.posts() == []
    assert account.own_posts() == {}
    second = account.connect().send(demo.prepare(reply_to(mention, "two"), account.now))
    assert second.external_id != first.external_id
    assert [post.text for post in account.world.posts()] == ["two"]


def test_a_lost_answer_may_have_been_done_and_may_be_done_again(account: Account) -> None:
    account.control.fault("act", "lose_answer")
    demo = account.connect()
    with pytest.raises(NetworkError) as caught:
        demo.like(target())
    assert caught.value.error_class is ErrorClass.UNKNOWN_OUTCOME
    assert account.world.acts("like") == ("m1",)
    demo.like(target())
    assert account.world.acts("like") == ("m1",)


def test_what_is_refused_is_not_done(account: Account) -> None:
    account.control.fault("act", "refuse")
    with pytest.raises(NetworkError):
        account.connect().hide("m1")
    assert account.world.acts("hide") == ()
