"""Bluesky: setting an account up, one process at a time, and asking no more than is allowed."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest

from social_care.connectors.bluesky import Bluesky
from social_care.connectors.bluesky.session import BlueskySettings
from social_care.connectors.context import ConnectorContext, MemoryLedger, MemoryVault
from social_care.errors import ConfigError, ErrorClass, NetworkError, SecretError
from tests.connectors.fake_bluesky import SERVICE, FakeBluesky, error
from tests.connectors.fake_server import answer
from tests.connectors.world import NOW, budget, poll


@pytest.fixture
def sky() -> FakeBluesky:
    """The whole network."""
    return FakeBluesky()


def account(**more: Any) -> dict[str, Any]:
    """Its table of the configuration."""
    return {
        "name": "acme",
        "connector": "bluesky",
        "handle": "@acme.example",
        "password": "env:ACME",
        "base_url": SERVICE,
        **more,
    }


def connected(sky: FakeBluesky, ledger: MemoryLedger, **more: Any) -> Bluesky:
    """A new process with the same vault and ledger."""
    context = ConnectorContext(
        clock=sky.clock,
        secret=lambda _: sky.given_password,
        vault=sky.vault,
        ledger=ledger,
        transport=sky.transport,
        wait=sky.waits.append,
    )
    return Bluesky.from_settings(account(**more), context)


# The table


def test_every_question_is_a_key_the_table_knows(sky: FakeBluesky) -> None:
    """What was answered can be used as it is."""
    values: dict[str, Any] = {
        question.key: ["acme"] if question.many else question.default or "acme.example"
        for question in Bluesky.guide.questions
    }
    assert connected(sky, MemoryLedger(), **values)


@pytest.mark.parametrize(
    ("more", "problem"),
    [
        ({"messages": "yes"}, "true or false"),
        ({"queries": ["-giveaway"]}, "nothing to look for"),
        ({"queries": ['"acme']}, "never closed"),
        ({"tags": ["acme"]}, "not known"),
    ],
)
def test_what_cannot_be_used_is_told_at_once(
    sky: FakeBluesky, more: dict[str, Any], problem: str
) -> None:
    """Not at the first poll."""
    with pytest.raises(ConfigError, match=problem):
        connected(sky, MemoryLedger(), **more)


@pytest.mark.parametrize(("more", "there"), [({}, True), ({"messages": False}, False)])
def test_direct_messages_can_be_left_alone(
    sky: FakeBluesky, more: dict[str, Any], there: bool
) -> None:
    """By the account's table."""
    names = [stream.name for stream in connected(sky, MemoryLedger(), **more).streams()]
    assert ("messages" in names) is there


# Pace


def test_the_networks_allowance_is_kept_to_across_restarts(sky: FakeBluesky) -> None:
    """When it is nearly used up nothing more is read, and it stays so in the next process."""
    ledger = MemoryLedger()
    first = connected(sky, ledger)
    first.check()
    headers = {
        "ratelimit-limit": "3000",
        "ratelimit-remaining": "200",
        "ratelimit-reset": str(NOW // 1000 + 300),
    }
    sky.once("listNotifications", answer({"notifications": []}, 200, headers))
    first.fetch("mentions", None, budget(NOW))
    before = sky.calls()
    with pytest.raises(NetworkError) as caught:
        connected(sky, ledger).fetch("mentions", None, budget(NOW))
    assert caught.value.error_class is ErrorClass.RATE
    assert caught.value.retry_at == NOW + 300_000
    assert sky.calls() == before
    sky.now = NOW + 300_000
    poll(connected(sky, ledger), sky.now)


def test_log_ins_have_an_allowance_of_their_own(sky: FakeBluesky) -> None:
    """A next process does not ask before it may, and no read is held up by it."""
    ledger = MemoryLedger()
    sky.once("createSession", error("RateLimitExceeded", 429, "", **{"retry-after": "290"}))
    with pytest.raises(NetworkError):
        connected(sky, ledger).check()
    before = sky.calls()
    with pytest.raises(NetworkError) as caught:
        connected(sky, ledger).check()
    assert caught.value.error_class is ErrorClass.RATE
    assert caught.value.retry_at == NOW + 290_000
    assert sky.calls() == before
    assert ledger.usage("reads", NOW) is None


def test_a_chat_that_asks_for_patience_holds_up_nothing_else(sky: FakeBluesky) -> None:
    """It is another service, with limits of its own."""
    ledger = MemoryLedger()
    connector = connected(sky, ledger)
    connector.check()
    sky.once("chat.bsky", error("RateLimitExceeded", 429, "", **{"retry-after": "290"}))
    with pytest.raises(NetworkError) as caught:
        connector.fetch("messages", None, budget(NOW))
    assert caught.value.error_class is ErrorClass.RATE
    connector.fetch("mentions", None, budget(NOW))


# One process at a time


@dataclass
class Shared:
    """A vault in which another process renews the session while we wait for our turn."""

    inner: MemoryVault
    meanwhile: str | None = None
    turns: list[str] = field(default_factory=list)

    def load(self) -> str | None:
        """What is kept."""
        return self.inner.load()

    def save(self, session: str) -> None:
        """Keep it."""
        assert self.turns[-1:] == ["begun"], "saved out of turn"
        self.inner.save(session)

    @contextmanager
    def exclusive(self) -> Iterator[None]:
        """A turn, after the other process has had its own."""
        if self.meanwhile is not None:
            self.inner.save(self.meanwhile)
        self.turns.append("begun")
        yield
        self.turns.append("ended")


def over(sky: FakeBluesky, vault: Shared) -> Bluesky:
    """A process with this vault."""
    settings = BlueskySettings(
        name="x", handle="acme.example", password=lambda: "app-pass", base_url=SERVICE
    )
    return Bluesky(settings, sky.clock, vault, sky.transport)


def test_whoever_waited_uses_what_the_other_process_brought(sky: FakeBluesky) -> None:
    """A refresh token that is used twice ends the session."""
    vault = Shared(MemoryVault())
    connector = over(sky, vault)
    connector.check()
    sky.expire()
    other = over(sky, Shared(MemoryVault(vault.inner.session)))
    other.check()
    vault.meanwhile = other._api._sessions._vault.load()
    refreshed = len(sky.asked("refreshSession"))
    connector.check()
    assert len(sky.asked("refreshSession")) == refreshed
    assert sky.logins == 1
    assert vault.turns == ["begun", "ended"] * 2


def test_a_vault_that_cannot_be_locked_needs_a_person(sky: FakeBluesky) -> None:
    """It is the account that is blind, not the worker that dies."""

    class Locked(MemoryVault):
        def exclusive(self) -> Any:
            raise SecretError("the vault cannot be locked", "check its folder")

    settings = BlueskySettings(
        name="x", handle="acme.example", password=lambda: "app-pass", base_url=SERVICE
    )
    with pytest.raises(NetworkError) as caught:
        Bluesky(settings, sky.clock, Locked(), sky.transport).check()
    assert caught.value.error_class is ErrorClass.AUTH
    assert caught.value.remedy == "check its folder"
