"""Setting an account up, and logging one in again: asked, tried out, and only then stored.

    questions ─▶ table ─▶ connector ─▶ check ─▶ secrets, session, configuration
                   ▲          │ not logged in
                   └─ log-in ◀┘

Until all is known to work, secrets and sessions are in memory only: whoever gives up leaves nothing
behind.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from social_care import amend, secrets
from social_care.acting import with_powers
from social_care.config import placed
from social_care.connectors import installed
from social_care.connectors.base import Connector, Guide, Guided, Health, LogsIn, Question, Talk
from social_care.errors import ConfigError, ErrorClass, NetworkError, SocialCareError

if TYPE_CHECKING:  # loaded where they are needed: --help starts without them
    from social_care.connectors.context import ConnectorContext, SessionVault

NEW = "new:"
"""A reference to a secret that is not stored yet."""
_COMMA = re.compile(r',(?=(?:[^"]*"[^"]*")*[^"]*$)')
"""Parts a list, except in quotes."""

Answer = str | list[str]


def guides() -> Iterator[tuple[str, Guide]]:
    """Every network that can be set up here, by the name of its connector."""
    for name in installed.available():
        try:
            found = guide_of(name)
        except ConfigError:
            continue  # a stranger's that cannot be loaded: naming it says why
        if found is not None:
            yield name, found


def guide_of(connector: str) -> Guide | None:
    """What a person is told and asked; None for one that is written by hand. Raises ConfigError."""
    loaded = installed.load(connector)
    return loaded.guide if isinstance(loaded, Guided) else None


def answers(guide: Guide, talk: Talk, before: Mapping[str, Answer]) -> dict[str, Answer]:
    """Ask everything; what was answered `before` need only be confirmed."""
    found: dict[str, Answer] = {}
    for question in guide.questions:
        answer = _answer(question, talk, before.get(question.key, ""))
        if answer:
            found[question.key] = answer
    return found


def _answer(question: Question, talk: Talk, before: Answer) -> Answer:
    usual = before if isinstance(before, str) else ", ".join(before)
    usual = usual or question.default
    while True:
        typed = talk.ask(_asked(question, usual), secret=question.secret)
        answer = "" if typed == "-" and question.optional else typed or usual
        if answer or question.optional:
            break
        talk.say("This one is needed.")
    if not question.many:
        return answer
    return [part.strip() for part in _COMMA.split(answer) if part.strip()]


def _asked(question: Question, usual: str) -> str:
    notes = [question.help] if question.help else []
    if question.secret:
        notes.append("not shown; a reference such as env:NAME will do")
    if question.many:
        notes.append("several with commas between them")
    if usual:
        notes.append("Enter: as before" if question.secret else f"Enter: {usual}")
        if question.optional:
            notes.append("-: none")
    elif question.optional:
        notes.append("may stay empty")
    return question.ask + (f" ({'; '.join(notes)})" if notes else "")


class Trial:
    """An account that is being tried out: nothing of it is stored yet.

    Paths of its table are relative to `folder`, the config file's.
    """

    def __init__(
        self,
        connector: str,
        table: Mapping[str, Any],
        context: "ConnectorContext",
        folder: Path,
    ) -> None:
        from social_care.connectors.context import MemoryLedger, MemoryVault

        self.table = dict(table)
        self.name: str = self.table["name"]
        self.vault = MemoryVault()
        self.secrets: dict[str, str] = {}
        """What has to be stored, by the key of the table."""
        self._class = installed.load(connector)
        self._folder = folder
        self._resolve = context.secret
        self._context = replace(
            context, secret=self._secret, vault=self.vault, ledger=MemoryLedger()
        )

    @property
    def logs_in(self) -> bool:
        """Whether it has a log-in of its own."""
        return isinstance(self._class, LogsIn)

    def take(self, key: str, secret: str) -> None:
        """A new secret; or a reference to one, which is taken as such."""
        if secrets.is_reference(secret):
            self.table[key] = secret
            self.secrets.pop(key, None)
        else:
            self.secrets[key] = secret
            self.table[key] = NEW + key

    def fill(self, guide: Guide, answered: Mapping[str, Answer]) -> None:
        """Take the answers to the guide's questions."""
        for question in guide.questions:
            answer = answered.get(question.key)
            if question.secret and isinstance(answer, str):
                self.take(question.key, answer)
            elif answer is not None:
                self.table[question.key] = answer

    def check(self) -> Health:
        """Who we are there. Raises NetworkError or ConfigError."""
        connector = self._made()
        try:
            health = connector.check()
            return replace(health, limits=with_powers(connector, health.limits))
        finally:
            connector.close()

    def log_in(self, talk: Talk) -> None:
        """Log in with the person's help. Raises NetworkError or ConfigError."""
        assert isinstance(self._class, LogsIn), "see logs_in"
        for key, secret in self._class.log_in(self._placed(), self._context, talk).items():
            self.take(key, secret)

    def check_or_log_in(self, talk: Talk) -> Health:
        """Who we are there, after a log-in where only that was missing."""
        try:
            return self.check()
        except ConfigError as error:
            if not self.logs_in:
                raise
            wrong = [each for each in error.problems if not each.endswith("is missing")]
            if wrong:  # what is missing the log-in brings, once the rest can be used
                what = error.message.partition("\n")[0]
                raise ConfigError(what, wrong, error.remedy) from error
        except NetworkError as error:
            if not (self.logs_in and error.error_class is ErrorClass.AUTH):
                raise
            talk.say(f"{error.message}. So now the log-in.")
        self.log_in(talk)
        return self.check()

    def _made(self) -> Connector:
        return self._class.from_settings(self._placed(), self._context)

    def _placed(self) -> dict[str, Any]:
        return placed(self.table, self._folder)

    def _secret(self, reference: str) -> str:
        key = reference.removeprefix(NEW)
        if reference.startswith(NEW) and key in self.secrets:
            return self.secrets[key]
        return self._resolve(reference)


def store(trial: Trial, path: Path, vault: "SessionVault") -> None:
    """Keep the secrets, the session and the account's table in the configuration file `path`.

    Raises SocialCareError; then the file is as it was, and the secrets are gone.
    """
    kept: dict[str, str] = {}
    try:
        for key, secret in trial.secrets.items():
            kept[key] = secrets.keep(path.parent, trial.name, key, secret)
        if trial.vault.session is not None:
            vault.save(trial.vault.session)
        amend.add_account(path, trial.table | kept)
    except SocialCareError:
        for reference in kept.values():
            secrets.forget(path.parent, reference)
        raise


def renew(
    trial: Trial, written: Mapping[str, Any], path: Path, vault: "SessionVault"
) -> dict[str, str]:
    """Keep what a new log-in brought, where the account's table as `written` points to.

    What cannot be put there by us (env:, cmd:) is returned, by its reference. Raises
    SocialCareError.
    """
    if trial.vault.session is not None:
        with vault.exclusive():  # a worker that is renewing the old one must not put it back
            vault.save(trial.vault.session)
    left = {}
    for key, secret in trial.secrets.items():
        reference = written.get(key, "")
        if not reference:
            kept = secrets.keep(path.parent, trial.name, key, secret)
            amend.set_key(path, trial.name, key, kept)
        elif secrets.can_replace(reference):
            secrets.replace(path.parent, reference, secret)
        else:
            left[reference] = secret
    return left
