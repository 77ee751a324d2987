"""account login: the log-in again, or a new password, for an account that has a history."""

import click

from social_care import enrol, sla, wiring
from social_care.cli.account.group import (
    about,
    account,
    config_path,
    configured,
    show_health,
)
from social_care.cli.common import Context, command, say
from social_care.cli.talk import Keyboard
from social_care.config import Account
from social_care.connectors.base import Guide, Health
from social_care.errors import ErrorClass, NetworkError, NotAllowed, UsageError
from social_care.secrets import can_replace, is_reference
from social_care.storage import accounts


@command(account, "login")
@click.argument("name")
def login(context: Context, name: str) -> None:
    """Log the account NAME in again, or give it a new password. Its history stays."""
    path, talk, found = config_path(context), Keyboard(), configured(context, name)
    guide = enrol.guide_of(found.connector)
    world = wiring.connector_context(context.config, found)
    trial = enrol.Trial(found.connector, found.table, world, path.parent)
    if guide is None and not trial.logs_in:
        raise UsageError(f"{found.connector} has no log-in", f"try it: account test {name}")
    with about(name):
        _log_in(trial, guide, found, talk)
        health = _checked(trial)
    if isinstance(health, Health):
        _must_be_the_same(context, name, health)
    left = enrol.renew(trial, found.table, path, wiring.make_vault(context.config, name))
    for reference, secret in left.items():
        say(f"Put this where {_place(reference)} takes it from; it is read anew by itself:")
        click.echo(secret)
    _due_at_once(context, name, health)
    if isinstance(health, NetworkError):
        say("What is new is stored. It could not be checked:")
        raise health
    show_health(health, name)
    say("Everything it listens to is read again at once.")


def _log_in(trial: enrol.Trial, guide: Guide | None, found: Account, talk: Keyboard) -> None:
    """By its own log-in; with new passwords where it has none, or where those are refused.

    A new token that is good by itself needs no log-in.
    """
    if not trial.logs_in:
        _ask_secrets(trial, guide, found, talk)
        return
    try:
        trial.log_in(talk)
    except NetworkError as error:
        if error.error_class is not ErrorClass.AUTH:
            raise
        say(error.message)
        if not _ask_secrets(trial, guide, found, talk):
            raise
        if isinstance(_tried(trial), NetworkError):
            trial.log_in(talk)


def _ask_secrets(trial: enrol.Trial, guide: Guide | None, found: Account, talk: Keyboard) -> bool:
    """Ask for those the account has; whether one of them is new."""
    for question in guide.questions if guide else ():
        reference = found.table.get(question.key)
        if not question.secret or not isinstance(reference, str):
            continue
        if not can_replace(reference):
            say(f"{question.ask}: it comes from {_place(reference)}. Put a new one there.")
            continue
        typed = talk.ask(f"{question.ask} (not shown; Enter: as it is)", secret=True)
        if is_reference(typed):
            raise UsageError("that is a reference", "write it into the configuration instead")
        if typed:
            trial.take(question.key, typed)
    return bool(trial.secrets)


def _place(reference: str) -> str:
    """Where a secret comes from; a command may hold what nobody should read."""
    kind, _, rest = reference.partition(":")
    if kind == "env":
        return f"the environment variable {rest}"
    return "the configured command" if kind == "cmd" else reference


def _tried(trial: enrol.Trial) -> Health | NetworkError:
    """Who we are there, or why that is not known."""
    try:
        return trial.check()
    except NetworkError as error:
        return error


def _checked(trial: enrol.Trial) -> Health | NetworkError:
    """Who we are there. A refusal is raised; bad weather says nothing against the log-in."""
    found = _tried(trial)
    if isinstance(found, NetworkError) and found.error_class is ErrorClass.AUTH:
        raise found
    return found


def _must_be_the_same(context: Context, name: str, health: Health) -> None:
    """History must not get a second owner."""
    row = accounts.by_name(context.store.read(), name)
    if row is None or row["own_id"] in {"", health.own_id}:
        return
    raise NotAllowed(
        f"that is {health.own_handle or health.own_id}; {name} has the history of"
        f" {row['own_handle'] or row['own_id']}: nothing was changed",
        "log in as them, or set up another account: social-care account add",
    )


def _due_at_once(context: Context, name: str, health: Health | NetworkError) -> None:
    """For a worker that runs; and nobody is warned any longer of the log-in that is over."""
    now = wiring.now_ms()
    with context.store.write() as tx:
        accounts.due_at_once(tx, name)
        row = accounts.by_name(tx, name)
        if row is not None and isinstance(health, Health):
            accounts.introduce(
                tx,
                row["id"],
                health.own_id,
                health.own_handle,
                health.limits,
                checked_at=now,
                warnings=health.troubles(name),
                login_ends_at=health.expires_at,
                skew_ms=sla.skew(now, health.server_time),
            )
