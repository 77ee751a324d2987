"""The composition root: the one place that reads the clock and plugs the rooms together."""

import json
import os
import time
import tomllib
from collections.abc import Callable
from dataclasses import asdict, replace
from functools import cache, partial
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from social_care import __version__
from social_care.acknowledging import Acknowledgements
from social_care.config import Account, Agent, Config, placed, shipped, shipped_files, unix_user
from social_care.config.targets import TargetTable, targets_of
from social_care.errors import ConfigError, ErrorClass, NetworkError, NotAllowed, SecretError
from social_care.hours import Calendar
from social_care.models import Assessment, Band, Category
from social_care.models.composing import MacroBook
from social_care.secrets import SecretReader
from social_care.sla import Policy
from social_care.storage import Store
from social_care.storage.silence import Patience
from social_care.tables import faulty
from social_care.vault import FileVault, KeyringVault

if TYPE_CHECKING:  # loaded where they are needed: a console starts without them
    from social_care.connectors.context import ConnectorContext
    from social_care.crash import Crash
    from social_care.desk import Desk
    from social_care.lines import Line
    from social_care.mail import Mailer
    from social_care.reassess import Judges
    from social_care.similar import Measure
    from social_care.triage import TriageTable
    from social_care.triage.learn import Learned
    from social_care.triage.remember import RememberingTriage
    from social_care.triage.rules import Rules
    from social_care.worker import Worker

HOUR_MS = 60 * 60 * 1000


def now_ms() -> int:
    """Milliseconds since 1970 UTC: everybody's clock."""
    return time.time_ns() // 1_000_000


def open_store(config: Config) -> Store:
    """The brand's database, brought up to date."""
    return Store(config.store)


def make_triage(config: Config) -> "RememberingTriage":
    """Triage with the shipped table, the brand's own words and what it has learned, if anything.

    Raises ConfigError when the file of what was learned has faults.
    """
    from social_care.triage import Triage
    from social_care.triage.learn_table import with_learned
    from social_care.triage.remember import RememberingTriage

    table = with_learned(make_table(), learned(config))
    return RememberingTriage(Triage(table, config.brand_words))


def learned(config: Config) -> "Learned":
    """What corrections have taught; nothing without the file. Raises ConfigError."""
    from social_care.triage.learn import NOTHING
    from social_care.triage.learn_file import read

    text = _text(config.learned)
    return NOTHING if text is None else read(text, str(config.learned))


def _text(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} cannot be read", [str(error)]) from error


def crash_report(config: Config, error: BaseException, *, allow_text: bool = False) -> "Crash":
    """Write a report of a crash into the user's log folder; never raises. See `crash.report`."""
    from social_care.crash import report

    try:
        settings = tomllib.loads((config.path and _text(config.path)) or "")
    except (ConfigError, tomllib.TOMLDecodeError):
        settings = {}
    return report(error, now=now_ms(), settings=settings, allow_text=allow_text)


def make_judges(config: Config) -> "Judges":
    """All that a reassessment goes by."""
    from social_care.reassess import Judges

    texts = (config.path and _text(config.path), _text(config.learned), shipped("triage.toml"))
    return Judges(
        triage=make_triage(config),
        rules=make_rules(config),
        policy=partial(policy, config),
        fingerprint=sha256(json.dumps([__version__, *texts]).encode()).hexdigest(),
    )


def make_rules(config: Config) -> "Rules":
    """The team's rules, as the configuration has them."""
    from social_care.triage.rules import Rules

    return Rules(config.rules, config.brand_words)


def make_table() -> "TriageTable":
    """The table that verdicts rest on."""
    from social_care.triage import TriageTable

    return TriageTable.from_toml(tomllib.loads(shipped("triage.toml")))


def _corrected(
    before: Assessment, agent: str, category: Category | None, band: Band | None
) -> Assessment:
    """An agent's verdict. Triage is loaded when the first one comes: a console starts without."""
    from social_care.triage.by_hand import corrected

    return corrected(before, agent, category, band, _table())


@cache
def _table() -> "TriageTable":
    return make_table()


def policy(config: Config, account: str, channel: str) -> Policy:
    """An account's targets and hours; the channel's factor is for targets that are not its own."""
    found = next((item for item in config.accounts if item.name == account), None)
    own = found.targets if found is not None else TargetTable()
    targets, special = targets_of(config.targets, own, channel, config.vips)
    return Policy(targets, found.calendar if found is not None else config.calendar, special)


@cache
def make_measure() -> "Measure":
    """What makes two messages say nearly the same: the shipped table."""
    from social_care.similar import Measure

    return Measure.from_toml(tomllib.loads(shipped("similar.toml")))


def macro_book(config: Config) -> MacroBook:
    """The team's macros, or those that come with the program; with what is wrong with the files."""
    from social_care.writing.macros import Team, read_macros
    from social_care.writing.variables import BUILT_IN

    folder = config.replies.macros
    files, unreadable = (shipped_files("macros", ".md"), ()) if folder is None else _texts(folder)
    team = Team(
        variables={*BUILT_IN, *config.replies.fields},
        wrap_ups=config.wrap_ups,
        agents=[agent.name for agent in config.agents],
    )
    book = read_macros(files, team)
    return replace(book, problems=(*book.problems, *unreadable))


def _texts(folder: Path) -> tuple[list[tuple[str, str]], tuple[str, ...]]:
    """The folder's texts by their names, and why some cannot be read."""
    if not folder.is_dir():
        return [], (f"there is no folder {folder}: see [replies] macros",)
    found, problems = [], []
    for path in sorted(folder.glob("*.md")):
        try:
            found.append((path.name, path.read_text(encoding="utf-8")))
        except (OSError, UnicodeDecodeError) as error:
            problems.append(f"{path.name}: cannot be read: {error}")
    return found, tuple(problems)


def vault_path(config: Config, account: str) -> Path:
    """Where an account's rotating secret is kept."""
    return config.store.parent / "vault" / account


def new_account(config: Config, name: str, connector: str) -> Account:
    """An account that stands in no file yet, as it will be when it says nothing of its own."""
    return Account(
        name=name,
        connector=connector,
        table={"name": name, "connector": connector},
        calendar=config.calendar,
        net=config.net,
    )


def make_vault(config: Config, account: str) -> FileVault | KeyringVault:
    """The vault that the configuration wants, of this account."""
    kind = KeyringVault if config.vault == "keyring" else FileVault
    return kind(vault_path(config, account).resolve())


def make_line(config: Config, account: Account, store: Store | None = None) -> "Line":
    """One account for the worker. Raises ConfigError when its table is wrong.

    Without a store it keeps no account of what it uses up: for tools that only look.
    """
    from social_care.connectors.installed import load
    from social_care.lines import Line

    context = connector_context(config, account, store)
    connector = load(account.connector).from_settings(placed(account.table, config.folder), context)
    return Line(
        name=account.name,
        connector=connector,
        policy=policy(config, account.name, connector.channel),
        backfill_ms=int(account.backfill_hours * HOUR_MS),
        poll=account.poll,
        time_zone=config.time_zone,
        acknowledgements=Acknowledgements(config.replies.acknowledgements),
    )


def connector_context(
    config: Config, account: Account, store: Store | None = None
) -> "ConnectorContext":
    """The outside world as this account's connector may know it."""
    from social_care.connectors.context import ConnectorContext, MemoryLedger
    from social_care.net import NetSettings
    from social_care.storage.usages import StoredLedger

    return ConnectorContext(
        clock=now_ms,
        secret=secrets_of(config),
        vault=make_vault(config, account.name),
        ledger=StoredLedger(store, account.name) if store else MemoryLedger(),
        net=NetSettings(**asdict(account.net)),
    )


def secrets_of(config: Config) -> Callable[[str], str]:
    """Resolve references; one that leads nowhere makes its account blind, not the worker dead."""
    reader = SecretReader(config.folder)

    def resolve(reference: str) -> str:
        try:
            return reader(reference)
        except SecretError as error:
            raise NetworkError(ErrorClass.AUTH, error.message, remedy=error.remedy) from error

    return resolve


def make_mailer(config: Config) -> "Mailer | None":
    """The way out for mails of our own; None without [mail]."""
    from social_care.outlets import make_mailer

    return make_mailer(config, secrets_of(config), now_ms)


def make_worker(config: Config, store: Store) -> "Worker":
    """The worker over every configured account."""
    worker = _worker(config, store)
    worker.patience = patience(config)
    return worker


def patience(config: Config) -> Patience:
    """How long an assignee may be silent, in each account's opening hours."""
    calendars = {item.name: item.calendar for item in config.accounts}
    return Patience(
        silent_ms=config.assignment.silent_ms,
        calendar=lambda account: calendars.get(account, config.calendar),
    )


def _worker(config: Config, store: Store) -> "Worker":
    from social_care.outlets import make_chores
    from social_care.wiring_spikes import spike_chore
    from social_care.worker import Worker

    lines, triage = _lines(config, store), make_triage(config)
    policies = cache(partial(policy, config))
    chores = [  # spikes before flags are told
        spike_chore(config, store, make_measure, now_ms),
        *make_chores(config, store, secrets_of(config), now_ms, make_measure),
    ]
    return Worker(store, lines, triage, now_ms, make_rules(config), policies, chores)


def _lines(config: Config, store: Store) -> "list[Line]":
    """Every account's line; one whose table cannot be used is off, says why, and stops no other.

    Raises ConfigError with what is wrong in all of their tables when none can be used.
    """
    lines, problems = [], []
    for account in config.accounts:
        try:
            lines.append(make_line(config, account, store))
        except ConfigError as error:
            what = error.message.partition("\n")[0]
            problems += [f"{account.name}: {what}: {problem}" for problem in error.problems]
            told = f"{what}: {'; '.join(error.problems)}"
            lines.append(_unusable(config, account, told))
    if problems and all(line.is_unusable for line in lines):
        raise ConfigError(
            f"{faulty(config.path, problems)} in its accounts",
            problems,
            "see: social-care doctor",
        )
    return lines


def _unusable(config: Config, account: Account, problem: str) -> "Line":
    from social_care.connectors.unusable import Unusable
    from social_care.lines import Line

    return Line(
        name=account.name,
        connector=Unusable(account.name, account.connector, problem),
        policy=policy(config, account.name, ""),
        backfill_ms=0,
    )


def who(config: Config, given: str | None) -> Agent | None:
    """The listed person at the keyboard: the one named, or the Unix user; None when not listed.

    A name is given as an option or in SOCIAL_CARE_AGENT.

    Raises NotAllowed when a name is given that is not listed.
    """
    named = given or os.environ.get("SOCIAL_CARE_AGENT")
    agent = config.agent(named or unix_user())
    if agent is None and named:
        listed = ", ".join(item.name for item in config.agents) or "nobody"
        raise NotAllowed(
            f"no agent {named!r} in the configuration (listed: {listed})",
            "add them: [[agents]] name = ...",
        )
    return agent


def _digest_so_far(config: Config, store: Store) -> str:
    from social_care.wiring_digest import text_so_far

    return text_so_far(config, store, make_measure, now_ms())


def make_desk(
    config: Config,
    store: Store,
    agent: Agent | None,
    *,
    lease_ms: int | None = None,
    worker_started_at: int | None = None,
) -> "Desk":
    """One agent's desk, at a console unless told otherwise; without an agent only to read at."""
    from social_care.desk import CONSOLE_LEASE_MS, Desk, DeskSettings

    calendars: dict[str, Calendar] = {item.name: item.calendar for item in config.accounts}
    spoken = {language for item in config.agents for language in item.languages}
    return Desk(
        store,
        DeskSettings(
            agent=agent.name if agent else "",
            clock=now_ms,
            initials=agent.initials if agent else "",
            role=agent.role if agent else "agent",
            languages=agent.languages if agent else (),
            spoken=tuple(sorted(spoken)),
            speakers={item.name: item.languages for item in config.agents},
            shifts=config.shifts,
            targets=tuple(target.key for target in config.telling.targets),
            agents=tuple(item.name for item in config.agents),
            brand=config.brand,
            brand_words=config.brand_words,
            time_zone=config.time_zone,
            replies=config.replies,
            macros=partial(macro_book, config),
            measure=make_measure,
            lease_ms=CONSOLE_LEASE_MS if lease_ms is None else lease_ms,
            wrap_ups=config.wrap_ups,
            calendars=calendars,
            usual_calendar=config.calendar,
            policy=partial(policy, config),
            corrected=_corrected,
            digest=partial(_digest_so_far, config, store),
            always_open=all(item.is_always_open for item in (config.calendar, *calendars.values())),
            worker_started_at=worker_started_at,
            after_send=config.console.after_send,
            toasts=config.console.toasts,
            bell=config.console.bell,
        ),
    )
