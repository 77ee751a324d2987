"""The group of commands `social-care account`, and what they share."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from social_care.cli.common import Context, global_options, remember, say
from social_care.cli.root import main
from social_care.config import Account
from social_care.connectors.base import Health
from social_care.errors import SocialCareError, UsageError
from social_care.export import iso
from social_care.tables import suggest


@main.group("account")
@global_options
@click.pass_context
def account(ctx: click.Context, /, **options: object) -> None:
    """Set up the brand's accounts, look at them, log in again, try them out."""
    remember(ctx, **options)


def config_path(context: Context) -> Path:
    """The configuration file that is there to be added to. Raises UsageError."""
    path = context.config.path
    if path is None:
        raise UsageError("there is no configuration yet", "make one: social-care init")
    return path


def configured(context: Context, name: str) -> Account:
    """The account of that name. Raises UsageError."""
    found = {each.name: each for each in context.config.accounts}
    if name not in found:
        raise UsageError(
            f"no account {name!r} in the configuration{suggest(name, found)}",
            f"there is: {', '.join(found)}" if found else "add one: social-care account add",
        )
    return found[name]


@contextmanager
def about(name: str) -> Iterator[None]:
    """Whatever fails in here is said with this account's name in its remedy."""
    try:
        yield
    except SocialCareError as error:
        error.remedy = error.remedy_for(name)
        raise


def show_health(health: Health, name: str) -> None:
    """Who we are there, what the token may do, and what will go wrong."""
    say(f"There we are {health.own_handle or health.own_id}.")
    if health.scopes:
        say(f"The log-in may: {', '.join(health.scopes)}")
    if health.expires_at is not None:
        say(f"The log-in ends {iso(health.expires_at)}; then: social-care account login")
    for warning in health.troubles(name):
        say(f"note: {warning}")
