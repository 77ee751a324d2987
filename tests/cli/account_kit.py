"""Two simulated networks that can be set up: one by password, one by a log-in of its own."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib.metadata import EntryPoint, EntryPoints, entry_points
from typing import Any, ClassVar

import pytest

from social_care.connectors import installed
from social_care.connectors.base import Budget, Guide, Health, Looked, Page, Question, Talk
from social_care.connectors.context import ConnectorContext
from social_care.connectors.table import Table
from social_care.errors import ErrorClass, NetworkError
from social_care.models import Author, Limits, Mention, MentionKind, Prepared, Reply, Sent, Stream
from social_care.query import Query
from tests.world import MINUTE

PASSWORD = "pass-word-nobody-may-see"
TOKEN = "tok-en-nobody-may-see"


@dataclass
class Net:
    """What the networks know, and what they have been asked."""

    passwords: set[str] = field(default_factory=lambda: {PASSWORD})
    tokens: set[str] = field(default_factory=lambda: {TOKEN})
    sessions: set[str] = field(default_factory=lambda: {"session of acme"})
    who: str = "acme"
    down: bool = False
    blind: tuple[str, ...] = ()
    calls: int = 0
    warnings: tuple[str, ...] = ()
    faults: tuple[NetworkError, ...] = ()
    says: list[Mention] = field(default_factory=list)
    gone: set[str] = field(default_factory=set)


NET = Net()


def mention(number: int, text: str, now: int) -> Mention:
    """Somebody writes."""
    return Mention(
        external_id=f"m{number}",
        canonical_id=f"m{number}",
        kind=MentionKind.MENTION,
        text=text,
        author=Author(id="kim", handle="kim"),
        posted_at=now - number * MINUTE,
        thread_key=f"m{number}",
    )


class Plain:
    """Logs in with a password."""

    channel = "plain"
    network = "plain"
    limits = Limits(max_length=280)
    guide: ClassVar[Guide] = Guide(
        network="Plain Talk",
        steps=("Open the settings.", "Make an app password."),
        questions=(
            Question(key="base_url", ask="Address of the server", help="https://plain.example"),
            Question(key="password", ask="App password", secret=True),
            Question(key="queries", ask="Searches", optional=True, many=True),
            Question(key="region", ask="Region", default="eu"),
        ),
        can=("read mentions", "answer"),
        cannot=("send pictures: there are none",),
    )

    def __init__(self, account: Mapping[str, Any], context: ConnectorContext) -> None:
        table = Table(account)
        table.url("base_url")
        self._password = table.text("password")
        self.queries = table.queries()
        table.text("region", "eu")
        table.finish()
        self._context = context

    @classmethod
    def from_settings(cls, account: Mapping[str, Any], context: ConnectorContext) -> "Plain":
        """Raises ConfigError."""
        return cls(account, context)

    def check(self) -> Health:
        """Who we are."""
        self._ask()
        return Health(
            own_id=f"id of {NET.who}",
            own_handle=NET.who,
            limits=self.limits,
            faults=NET.faults,
            warnings=NET.warnings,
            scopes=("read", "write"),
            expires_at=self._context.clock() + 10 * MINUTE,
        )

    def _ask(self) -> None:
        NET.calls += 1
        if NET.down:
            raise NetworkError(ErrorClass.TRANSIENT, "the network is down")
        if self._context.secret(self._password) not in NET.passwords:
            raise NetworkError(ErrorClass.AUTH, "the password is refused")

    def streams(self) -> Sequence[Stream]:
        """Mentions and searches."""
        searches = [Stream(name=f"search: {query}", every_s=300) for query in self.queries]
        return [Stream(name="mentions", every_s=60), *searches]

    def fetch(self, stream: str, cursor: str | None, budget: Budget) -> Page:
        """What was said."""
        self._ask()
        if stream in NET.blind:
            raise NetworkError(ErrorClass.PERMISSION, f"{stream} is not for you")
        self._context.ledger.spend("calls", 1, 100, budget.now + MINUTE, budget.now)
        return Page(cursor=f"{cursor}+", mentions=NET.says, more=len(NET.says) > 1)

    def searches(self, query: Query) -> list[str]:
        """In its own words."""
        return [f"find({each})" for each in query.alternatives]

    def prepare(self, reply: Reply, now: int) -> Prepared:
        """Not asked for here."""
        raise NotImplementedError

    def send(self, prepared: Prepared) -> Sent:
        """Not asked for here."""
        raise NotImplementedError

    def find_sent(self, prepared: Prepared) -> Sent | None:
        """Nothing was sent."""
        return None

    def can_resend(self, prepared: Prepared, now: int) -> bool:
        """Never."""
        return False

    def thread(self, external_id: str) -> Sequence[Mention]:
        """Nothing around it."""
        return ()

    def close(self) -> None:
        """Nothing is open."""


class Swept(Plain):
    """Lets known mentions be looked at again."""

    guide: ClassVar[Guide] = replace(Plain.guide, network="Swept Talk")
    look_up_at_once = 100

    def look_up(self, external_ids: Sequence[str], now: int) -> Looked:
        """All is as it was but for what is gone."""
        self._ask()
        gone = [each for each in external_ids if each in NET.gone]
        return Looked(found=[each for each in NET.says if each.external_id not in gone], gone=gone)


class Opened(Plain):
    """Logs in with a browser; its app has a secret, and it can be given a token instead."""

    channel = "opened"
    network = "opened"
    guide: ClassVar[Guide] = Guide(
        network="Opened",
        steps=("Make an app.",),
        questions=(
            Question(key="client_secret", ask="Secret of the app", secret=True, optional=True),
            Question(key="token", ask="Token", secret=True, optional=True),
        ),
        can=("everything",),
    )

    def __init__(self, account: Mapping[str, Any], context: ConnectorContext) -> None:
        table = Table(account)
        self._token = table.text("token")
        if "client_secret" in account:
            table.text("client_secret")
        table.finish()
        self.queries = ()
        self._context = context

    @classmethod
    def log_in(
        cls, account: Mapping[str, Any], context: ConnectorContext, talk: Talk
    ) -> Mapping[str, str]:
        """A code brings a session for the vault and a token for the table."""
        NET.calls += 1
        if "client_secret" in account and context.secret(account["client_secret"]) != PASSWORD:
            raise NetworkError(ErrorClass.AUTH, "that is not the app's secret")
        talk.say("Open https://opened.example/authorize")
        if talk.ask("Paste the code") != "good":
            raise NetworkError(ErrorClass.AUTH, "that code is refused")
        context.vault.save(f"session of {NET.who}")
        return {"token": TOKEN}

    def _ask(self) -> None:
        NET.calls += 1
        if NET.down:
            raise NetworkError(ErrorClass.TRANSIENT, "the network is down")
        if self._context.secret(self._token) not in NET.tokens:
            raise NetworkError(ErrorClass.AUTH, "the token is refused")
        if self._context.vault.load() not in NET.sessions:
            raise NetworkError(ErrorClass.AUTH, "nobody has logged this account in yet")


class Handed(Opened):
    """A token that was copied over there is all it needs."""

    def _ask(self) -> None:
        NET.calls += 1
        if self._context.secret(self._token) not in NET.tokens:
            raise NetworkError(ErrorClass.AUTH, "the token is refused")


def install(monkeypatch: pytest.MonkeyPatch) -> Iterator[Net]:
    """Make both installed beside the bundled ones; the net is new."""
    ours = [
        EntryPoint(name=name, value=f"{__name__}:{kind}", group=installed.GROUP)
        for name, kind in (
            ("plain", "Plain"),
            ("opened", "Opened"),
            ("handed", "Handed"),
            ("swept", "Swept"),
        )
    ]
    found = EntryPoints([*entry_points(group=installed.GROUP), *ours])
    monkeypatch.setattr(installed, "entry_points", lambda **_: found)
    NET.__init__()  # type: ignore[misc]
    yield NET
