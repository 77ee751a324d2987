"""A shop on a real database, with a clock that tests set: what every test of the core stands on."""

import json
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

from social_care.config import shipped
from social_care.connectors.base import Page
from social_care.deliver import Delivery, reconcile, recover, send_ready
from social_care.desk import Desk, DeskSettings
from social_care.hours import Calendar
from social_care.ingest import Intake, Tally, take_in
from social_care.measuring import catch_up
from social_care.models import (
    Assessment,
    Author,
    Band,
    Category,
    Change,
    ChangeKind,
    Limits,
    Mention,
    OutboxState,
    OwnPost,
)
from social_care.models.views import OutboxItem, View
from social_care.sla import Policy, Targets
from social_care.storage import accounts
from social_care.storage.connection import Row
from social_care.targets import NOTHING_SPECIAL, Special
from social_care.triage import Subject, TriageTable
from social_care.triage.by_hand import corrected
from social_care.triage.rules import NO_RULES
from social_care.watch import Watched, watch
from tests.empty import open_store
from tests.network import FakeNetwork

START = 1_793_610_000_000
"""2026-11-02T09:00:00Z, a Monday: when every shop opens."""
SECOND = 1_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR

WORDS = {
    "burned": (Category.COMPLAINT, Band.URGENT, 90, -0.9),
    "angry": (Category.COMPLAINT, Band.HIGH, 70, -0.6),
    "spam": (Category.NOISE, Band.NONE, 0, None),
    "lovely": (Category.PRAISE, Band.LOW, 10, 0.8),
    "urgent?": (Category.QUESTION, Band.URGENT, 85, 0.0),
    "pressing?": (Category.QUESTION, Band.HIGH, 65, 0.0),
    "?": (Category.QUESTION, Band.NORMAL, 40, 0.0),
}
"""What a text that contains the word is judged to be; the first that fits."""
LANGUAGES = {"hola": "es", "bonjour": "fr", "zzz": "und"}


@dataclass(slots=True)
class WordAssessor:
    """Triage by single words, so that a test says in its text what it wants."""

    subjects: list[Subject] = field(default_factory=list)

    def assess(self, subject: Subject) -> Assessment:
        """The verdict; "thanks" closes only after an answer."""
        self.subjects.append(subject)
        language = next((code for word, code in LANGUAGES.items() if word in subject.text), "en")
        if "thanks" in subject.text and subject.after_answer:
            return _verdict(language, Category.CLOSING, Band.NONE, 0, 0.5, "thanks after an answer")
        for word, (category, band, score, sentiment) in WORDS.items():
            if word in subject.text:
                return _verdict(language, category, band, score, sentiment, f"says {word!r}")
        return _verdict(language, Category.OTHER, Band.LOW, 5, 0.1, "nothing special")


def _verdict(
    language: str, category: Category, band: Band, score: int, sentiment: float | None, why: str
) -> Assessment:
    return Assessment(
        language=language,
        sentiment=sentiment,
        category=category,
        complaint=0.9 if category is Category.COMPLAINT else 0.1,
        score=score,
        band=band,
        reasons=(why,),
    )


def _corrected(
    before: Assessment, agent: str, category: Category | None, band: Band | None
) -> Assessment:
    return corrected(before, agent, category, band, _table())


@cache
def _table() -> TriageTable:
    return TriageTable.from_toml(tomllib.loads(shipped("triage.toml")))


class Shop:
    """One brand: a store, accounts, a network in memory, agents, and a clock."""

    def __init__(self, path: Path, *, calendar: Calendar | None = None) -> None:
        self.path = path
        self.now = START
        self.store = open_store(path)
        self.calendar = calendar or Calendar.always()
        self.time_zone = "UTC"
        self.targets = Targets()
        self.special: Special = NOTHING_SPECIAL
        self.assessor = WordAssessor()
        self.rules = NO_RULES
        self.network = FakeNetwork(clock=self.clock)
        self._numbers = count(1)
        self._desks: dict[str, Desk] = {}
        self.calendars: dict[str, Calendar] = {}
        """Of the configured accounts, by name."""
        self.account_id = self.open_account("acme")

    # Time ---------------------------------------------------------------------------------------

    def clock(self) -> int:
        """The shop's time, for whoever needs a clock."""
        return self.now

    def pass_time(
        self, *, days: float = 0, hours: float = 0, minutes: float = 0, seconds: float = 0
    ) -> int:
        """Let time pass; the new time."""
        self.now += round(days * DAY + hours * HOUR + minutes * MINUTE + seconds * SECOND)
        return self.now

    @property
    def policy(self) -> Policy:
        """What all of them go by, as it is now."""
        return Policy(self.targets, self.calendar, self.special)

    # What comes in ------------------------------------------------------------------------------

    def open_account(self, name: str, network: str = "fake", limits: Limits | None = None) -> int:
        """One more account; its id. We are `us` on the network "fake", elsewhere `us@network`."""
        own_id = "us" if name == "acme" else f"us@{name}"
        with self.store.write() as tx:
            account_id = accounts.ensure(tx, name, "fake", "fake", network)
            accounts.introduce(tx, account_id, own_id, "acme", limits or Limits())
        self.calendars[name] = self.calendar
        return account_id

    def mention(self, text: str = "hello", by: str = "kim", **fields: Any) -> Mention:
        """A valid mention posted now; each author writes in a thread of their own."""
        fields.setdefault("external_id", f"m{next(self._numbers)}")
        fields.setdefault("posted_at", self.now)
        fields.setdefault("thread_key", f"thread of {by}")
        fields.setdefault("author", Author(id=by, handle=by, name=by.title()))
        return Mention(text=text, **fields)

    def own_post(self, text: str = "we answer", to: str | None = "kim", **fields: Any) -> OwnPost:
        """A valid post of ours in `to`'s thread, from the network's own app."""
        fields.setdefault("external_id", f"own{next(self._numbers)}")
        fields.setdefault("posted_at", self.now)
        fields.setdefault("thread_key", f"thread of {to}")
        if to is not None:
            fields.setdefault("in_reply_to", f"something of {to}")
        return OwnPost(text=text, **fields)

    def intake(self, account: str = "acme", **fields: Any) -> Intake:
        """How pages of an account are taken in."""
        row = accounts.by_name(self.store.read(), account)
        assert row is not None
        fields.setdefault("stream", "mentions")
        return Intake(
            account_id=row["id"],
            network=row["network"],
            own_id=row["own_id"],
            policy=self.policy,
            triage=self.assessor,
            rules=self.rules,
            **fields,
        )

    def receive(
        self,
        *mentions: Mention,
        own: Sequence[OwnPost] = (),
        changes: Sequence[Change] = (),
        account: str = "acme",
        **fields: Any,
    ) -> Tally:
        """Take in one page, as a poll does."""
        page = Page(cursor="next", mentions=mentions, own_posts=own, changes=changes)
        with self.store.write() as tx:
            return take_in(tx, self.intake(account, **fields), page, self.now)

    def hear(self, text: str, by: str = "kim", **fields: Any) -> int:
        """One mention arrives; the conversation it belongs to."""
        account = fields.pop("account", "acme")
        mention = self.mention(text, by, **fields)
        self.receive(mention, account=account)
        return self.conversation_of(mention, account)

    def edit(self, mention: Mention, text: str, version: str = "2") -> None:
        """Its author changes it."""
        self.receive(replace(mention, text=text, version=version))

    def delete(self, *mentions: Mention) -> Tally:
        """Their author deletes them."""
        return self.receive(changes=[self.deletion(mention) for mention in mentions])

    def deletion(self, mention: Mention) -> Change:
        """The news that it was deleted."""
        return Change(external_id=mention.external_id, kind=ChangeKind.DELETED, at=self.now)

    # Agents and the worker ----------------------------------------------------------------------

    def desk(self, agent: str = "mary", **settings: Any) -> Desk:
        """The agent's desk: the same one each time, unless settings are given."""
        if agent not in self._desks or settings:
            settings.setdefault("agents", ("mary", "sam", "lee"))
            self.calendars.update(dict.fromkeys(self.calendars, self.calendar))
            settings.setdefault("calendars", self.calendars)
            settings.setdefault("wrap_ups", ("refund", "praise"))
            settings.setdefault("languages", ("en",))
            settings.setdefault("spoken", ("en", "es"))
            settings.setdefault("policy", lambda *_: self.policy)
            settings.setdefault("corrected", _corrected)
            made = DeskSettings(agent=agent, clock=self.clock, **settings)
            self._desks[agent] = Desk(self.store, made)
        return self._desks[agent]

    def submit(
        self, conversation_id: int, text: str = "sorry", agent: str = "mary", **how: Any
    ) -> OutboxItem:
        """The agent reads the conversation and queues a reply."""
        desk = self.desk(agent)
        how.setdefault("seen", desk.conversation(conversation_id).seen)
        how.setdefault("private", False)
        return desk.submit(conversation_id, text, **how)

    def reply(
        self, conversation_id: int, text: str = "sorry", agent: str = "mary", **how: Any
    ) -> OutboxItem:
        """The agent answers and the worker sends it, ten seconds later."""
        item = self.submit(conversation_id, text, agent, **how)
        self.pass_time(seconds=self.desk(agent).undo_s)
        self.deliver()
        return item

    def delivery(self, network: FakeNetwork | None = None, account: str = "acme") -> Delivery:
        """An account's way out."""
        row = accounts.by_name(self.store.read(), account)
        assert row is not None
        return Delivery(
            store=self.store,
            account_id=row["id"],
            connector=network or self.network,
            calendar=self.calendar,
            clock=self.clock,
            time_zone=self.time_zone,
        )

    def deliver(self, network: FakeNetwork | None = None, account: str = "acme") -> None:
        """One round of the worker's sending."""
        delivery = self.delivery(network, account)
        reconcile(delivery)
        send_ready(delivery)

    def restart_worker(self) -> int:
        """A worker takes over after a crash; how many replies were left half sent."""
        return recover(self.delivery())

    def measure(self, account: str = "acme") -> int:
        """A worker brings who waits up to the policy of now; how many are due at another time."""
        row = accounts.by_name(self.store.read(), account)
        assert row is not None
        return catch_up(self.store, row, self.policy, self.clock)

    def watch(self) -> Watched:
        """One round of watching."""
        return watch(self.store, self.now)

    # Looking ------------------------------------------------------------------------------------

    def rows(self, sql: str, **values: Any) -> list[Row]:
        """Any query."""
        return self.store.read().all(sql, **values)

    def row(self, sql: str, **values: Any) -> Row:
        """The only row of a query."""
        rows = self.rows(sql, **values)
        assert len(rows) == 1, f"{len(rows)} rows: {sql}"
        return rows[0]

    def value(self, sql: str, **values: Any) -> Any:
        """The only value of a query."""
        return self.row(sql, **values)[0]

    def conversation_of(self, mention: Mention, account: str = "acme") -> int:
        """Where a mention went."""
        sql = (
            "SELECT m.conversation_id FROM mentions m JOIN accounts a ON a.id = m.account_id"
            " WHERE m.external_id = :id AND a.name = :account"
        )
        return int(self.value(sql, id=mention.external_id, account=account))

    def state(self, conversation_id: int) -> str:
        """The state of a conversation."""
        return str(self.value("SELECT state FROM conversations WHERE id = :id", id=conversation_id))

    def wait(self, conversation_id: int) -> Row:
        """The newest wait of a conversation."""
        sql = "SELECT * FROM waits WHERE conversation_id = :id ORDER BY id DESC LIMIT 1"
        return self.row(sql, id=conversation_id)

    def is_waiting(self, conversation_id: int) -> bool:
        """Whether the customer waits there."""
        sql = "SELECT count(*) FROM waits WHERE conversation_id = :id AND ended_at IS NULL"
        return bool(self.value(sql, id=conversation_id))

    def response(self) -> Row:
        """The only response so far."""
        return self.row("SELECT * FROM responses")

    def sent_state(self, item: OutboxItem) -> OutboxState:
        """Where a reply is on its way now."""
        return OutboxState(self.value("SELECT state FROM outbox WHERE id = :id", id=item.id))

    def sent_steps(self, item: OutboxItem) -> list[str]:
        """Where it has been, from its submission on."""
        sql = "SELECT data FROM events WHERE kind = 'outbox' AND outbox_id = :id ORDER BY id"
        return ["queued", *[json.loads(row["data"])["after"] for row in self.rows(sql, id=item.id)]]

    def queue(self, view: View = View.TODO, agent: str = "mary") -> list[int]:
        """A view's conversations."""
        return list(self.desk(agent).queue_ids(view))

    def close(self) -> None:
        """Give back the connections."""
        self.store.close()
