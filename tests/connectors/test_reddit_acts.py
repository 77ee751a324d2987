"""Reddit: upvoting and taking back."""

import pytest

from social_care.errors import ErrorClass, NetworkError
from social_care.models import ReplyTarget, Visibility
from tests.connectors.fake_reddit import FakeReddit
from tests.connectors.fake_server import answer


@pytest.fixture
def server() -> FakeReddit:
    """Somebody has logged in."""
    return FakeReddit().logged_in()


def target(name: str = "t1_abc") -> ReplyTarget:
    """A mention, as the outbox knows it."""
    return ReplyTarget(
        external_id=name,
        thread_key="t3_1",
        author_id="t2_kim1",
        author_handle="kim",
        visibility=Visibility.PUBLIC,
    )


def test_a_mention_is_upvoted(server: FakeReddit) -> None:
    """Twice is once over there."""
    server.connect().like(target())
    assert server.votes == ["t1_abc 1"]


def test_private_messages_are_neither_upvoted_nor_taken_back(server: FakeReddit) -> None:
    """Reddit would say it had done so."""
    connector = server.connect()
    with pytest.raises(NetworkError) as voting:
        connector.like(target("t4_a"))
    with pytest.raises(NetworkError) as taking_back:
        connector.delete("t4_a")
    for caught in (voting, taking_back):
        assert caught.value.error_class is ErrorClass.REFUSED
    assert server.calls() == 0


@pytest.mark.parametrize("status", [403, 404])
def test_taking_back(server: FakeReddit, status: int) -> None:
    """What is gone already is a success, what is forbidden is not."""
    server.once("/api/del", answer({"message": "no", "error": status}, status))
    connector = server.connect()
    if status == 404:
        connector.delete("t1_abc")
    else:
        with pytest.raises(NetworkError) as caught:
            connector.delete("t1_abc")
        assert caught.value.error_class is ErrorClass.PERMISSION
