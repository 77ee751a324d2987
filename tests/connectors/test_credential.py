"""A secret is read again when it is refused, and not tried for ever."""

import pytest

from social_care.connectors.credential import PAUSE_MS, Credential
from social_care.errors import ErrorClass, NetworkError, SecretError
from social_care.net import Answer

NOW = 1_793_523_600_000


class World:
    """A network that takes some tokens, and a place where ours is found."""

    def __init__(self, token: str = "old") -> None:
        self.now = NOW
        self.token: str | SecretError = token
        self.taken = {"good"}
        self.asked: list[str] = []
        self.read = 0
        self.credential = Credential(self.resolve, lambda: self.now)

    def resolve(self) -> str:
        """The secret behind the reference."""
        self.read += 1
        if isinstance(self.token, SecretError):
            raise self.token
        return self.token

    def ask(self, token: str) -> Answer:
        """One call."""
        self.asked.append(token)
        return Answer(asked="GET x", status=200 if token in self.taken else 401, headers={})

    def use(self) -> int:
        """The status of a call with the secret."""
        return self.credential.use(self.ask, lambda answer: answer.status == 401).status

    def refusal(self) -> NetworkError:
        """How a call ends that is not even tried."""
        with pytest.raises(NetworkError) as caught:
            self.use()
        assert caught.value.error_class is ErrorClass.AUTH
        return caught.value


def test_a_good_secret_is_read_once() -> None:
    world = World("good")
    assert [world.use() for _ in range(3)] == [200] * 3
    assert world.read == 1


def test_white_space_around_it_is_no_part_of_it() -> None:
    world = World(" good\n")
    assert world.use() == 200


def test_one_that_was_mended_meanwhile_is_used_in_the_same_call() -> None:
    """No restart, no failed poll."""
    world = World()
    world.taken = {"old"}
    assert world.use() == 200
    world.token, world.taken = "good", {"good"}
    assert world.use() == 200
    assert world.asked == ["old", "old", "good"]


def test_one_that_did_not_change_is_not_asked_twice() -> None:
    world = World()
    assert world.use() == 401
    assert world.asked == ["old"]


def test_after_three_refusals_it_is_left_alone_for_an_hour() -> None:
    """A revoked token must not get the account locked."""
    world = World()
    assert [world.use() for _ in range(3)] == [401] * 3
    assert "refused 3 times" in world.refusal().message
    world.now += PAUSE_MS - 1
    world.refusal()
    assert len(world.asked) == 3
    world.now += 1
    assert world.use() == 401
    world.refusal()
    assert len(world.asked) == 4


def test_another_one_is_tried_at_once_in_spite_of_that() -> None:
    world = World()
    for _ in range(3):
        world.use()
    world.refusal()
    world.token = "good"
    assert world.use() == 200


def test_refusals_with_a_success_between_them_are_no_row() -> None:
    """Networks have bad minutes; three in a year are no reason to stop."""
    world = World("good")
    for _ in range(5):
        world.taken = set()
        assert world.use() == 401
        world.taken = {"good"}
        assert world.use() == 200


def test_a_log_in_that_raises_is_held_to_the_same() -> None:
    """Mail servers and Reddit say no by an error."""
    world = World("old")

    def enter(secret: str) -> str:
        world.asked.append(secret)
        if secret not in world.taken:
            raise NetworkError(ErrorClass.AUTH, "no")
        return f"in with {secret}"

    for _ in range(5):
        world.taken = set()
        with pytest.raises(NetworkError, match="no"):
            world.credential.log_in(enter)
        world.taken = {"old"}
        assert world.credential.log_in(enter) == "in with old"
    world.token, world.taken = "good", {"good"}
    assert world.credential.log_in(enter) == "in with good"
    assert world.asked[-2:] == ["old", "good"]


def test_a_log_in_that_breaks_refuses_no_secret() -> None:
    world = World("good")

    def fail(secret: str) -> None:
        raise NetworkError(ErrorClass.TRANSIENT, "nobody is there")

    for _ in range(4):
        with pytest.raises(NetworkError, match="nobody"):
            world.credential.log_in(fail)
    assert world.use() == 200


@pytest.mark.parametrize("token", ["", "  ", "to\nken", "t\u00f6ken", "to\x7fken"])
def test_what_no_header_can_hold_is_told_and_not_sent(token: str) -> None:
    world = World(token)
    assert "odd characters" in world.refusal().message
    assert world.asked == []


def test_a_reference_that_leads_nowhere_needs_a_person() -> None:
    """With the remedy of whoever looked for it; and it is looked for again the next time."""
    world = World()
    world.token = SecretError("the environment variable X is not set", "export X=...")
    error = world.refusal()
    assert (error.message, error.remedy) == (
        "the environment variable X is not set",
        "export X=...",
    )
    world.token = "good"
    assert world.use() == 200


def test_a_reference_that_breaks_between_two_calls_is_told() -> None:
    """The refusal of the network was real, too."""
    world = World()
    world.taken = {"old"}
    assert world.use() == 200
    world.taken, world.token = set(), SecretError("gone", "")
    assert world.refusal().message == "gone"
